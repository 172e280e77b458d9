/** Jakarta Messaging 3.1 by chapter: one test per assertion of the specification and its javadoc, over TCP and within the JVM. */
package io.leveret.tck.jms;
