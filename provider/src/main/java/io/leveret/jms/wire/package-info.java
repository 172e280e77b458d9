/**
 * The client's end of the wire: connections, channels, publishing with confirms, consuming with credit, over TCP, TLS or within the JVM.
 *
 * <p>It speaks AMQP 0-9-1 and Leveret's extensions and knows nothing of Jakarta Messaging. Each connection belongs to one event loop;
 * whatever other threads ask for is handed over to it once a batch, and whatever the broker says is told on it. Callbacks must not block.
 */
package io.leveret.jms.wire;
