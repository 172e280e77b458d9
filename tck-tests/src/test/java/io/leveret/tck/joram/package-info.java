/** The public Joram suite of Jakarta Messaging tests, transformed from javax at build time and run against Leveret by its own admin interface. */
package io.leveret.tck.joram;
