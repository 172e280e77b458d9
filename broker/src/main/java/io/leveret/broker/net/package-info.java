/**
 * Sockets: listeners, TLS, framing, heartbeats, and reading less when told to. Netty ends here: what goes up is methods and
 * messages on the heap, handed over once a read.
 */
package io.leveret.broker.net;
