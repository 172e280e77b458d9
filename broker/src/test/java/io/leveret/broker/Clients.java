package io.leveret.broker;

import static org.junit.jupiter.api.Assertions.fail;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.util.concurrent.TimeUnit;

/** What the tests of a whole broker share: clients, and waiting for what must come true. */
final class Clients {
    private Clients() {}

    static ConnectionFactory factory(int port, String virtualHost) {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(port);
        factory.setVirtualHost(virtualHost);
        factory.setAutomaticRecoveryEnabled(false);
        return factory;
    }

    static Connection connect(Broker broker) throws Exception {
        return connect(broker, "/");
    }

    static Connection connect(Broker broker, String virtualHost) throws Exception {
        return factory(broker.port(), virtualHost).newConnection();
    }

    interface Condition {
        boolean holds() throws Exception;
    }

    /** Returns when it holds; a minute is for the slowest of machines. */
    static void eventually(String what, Condition condition) throws Exception {
        long until = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (!condition.holds()) {
            if (System.nanoTime() - until > 0) fail("never came true: " + what);
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }
}
