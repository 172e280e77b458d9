/** Clients and brokers in JVMs of their own: what kills a JVM, and what must fit into one. */
package io.leveret.tck.process;
