package io.leveret.tck.clients;

import com.rabbitmq.client.ConnectionFactory;

/** Everything that the Java client does with blocking sockets, with NIO. */
class JavaClientNioTest extends JavaClientTest {
    @Override
    @SuppressWarnings("deprecation") // Many programs still use it, and so it has to work.
    ConnectionFactory factory() {
        var factory = super.factory();
        factory.useNio();
        return factory;
    }
}
