package io.leveret.tck.clients;

import com.rabbitmq.client.ConnectionFactory;

/** Everything that the Java client does with blocking sockets, with Netty. */
class JavaClientNettyTest extends JavaClientTest {
    @Override
    ConnectionFactory factory() {
        var factory = super.factory();
        factory.netty();
        return factory;
    }
}
