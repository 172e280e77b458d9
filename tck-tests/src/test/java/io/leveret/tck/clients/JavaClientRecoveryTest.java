package io.leveret.tck.clients;

import static io.leveret.tck.clients.JavaClient.arrived;
import static io.leveret.tck.clients.JavaClient.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.Recoverable;
import com.rabbitmq.client.RecoveryListener;
import com.rabbitmq.client.ShutdownSignalException;
import com.rabbitmq.client.impl.recovery.AutorecoveringConnection;
import io.leveret.tck.Server;
import io.leveret.tck.clients.JavaClient.Inbox;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** The Java client's automatic recovery: it reconnects and declares again what it had declared. */
@Isolated("all connections of a user are closed")
class JavaClientRecoveryTest {

    /** A connection with a topology of its own, which is used before and after it was lost. */
    private static final class Recovering implements AutoCloseable {
        final Connection connection;
        final Channel channel;
        final Inbox named;
        final Inbox generated;
        final LinkedBlockingQueue<String> recovered = new LinkedBlockingQueue<>();
        final LinkedBlockingQueue<ShutdownSignalException> lost = new LinkedBlockingQueue<>();
        final LinkedBlockingQueue<String> newNames = new LinkedBlockingQueue<>();
        final String exchange = "recovering-" + System.nanoTime();

        Recovering(ConnectionFactory factory) throws Exception {
            factory.setNetworkRecoveryInterval(100);
            connection = factory.newConnection();
            connection.addShutdownListener(lost::add);
            ((AutorecoveringConnection) connection)
                    .addQueueRecoveryListener((before, after) -> newNames.add(before + " " + after));
            ((Recoverable) connection).addRecoveryListener(new RecoveryListener() {
                @Override
                public void handleRecovery(Recoverable recoverable) {
                    recovered.add("recovered");
                }

                @Override
                public void handleRecoveryStarted(Recoverable recoverable) {
                    // The end is what is waited for.
                }
            });
            channel = connection.createChannel();
            channel.confirmSelect();
            channel.exchangeDeclare(exchange, "topic", false, true, null);
            named = inbox(
                    channel.queueDeclare(exchange + "-named", false, false, true, null)
                            .getQueue(),
                    "named.#");
            generated = inbox(channel.queueDeclare().getQueue(), "generated.#");
        }

        private Inbox inbox(String queue, String pattern) throws Exception {
            channel.queueBind(queue, exchange, pattern);
            var inbox = new Inbox(channel);
            channel.basicConsume(queue, false, inbox);
            return inbox;
        }

        void use() throws Exception {
            channel.basicPublish(exchange, "named.key", null, bytes("to the named one"));
            channel.basicPublish(exchange, "generated.key", null, bytes("to the generated one"));
            channel.waitForConfirmsOrDie(15_000);
            for (var inbox : new Inbox[] {named, generated}) {
                var delivery = inbox.next();
                String expected = inbox == named ? "to the named one" : "to the generated one";
                assertEquals(expected, JavaClient.text(delivery.getBody()));
                channel.basicAck(delivery.getEnvelope().getDeliveryTag(), false);
            }
        }

        /** Waits for loss and recovery, and gives the reason that the broker told. */
        AMQP.Connection.Close awaitRecovery() throws Exception {
            var signal = arrived(lost, "shutdown signal");
            arrived(recovered, "recovery");
            return (AMQP.Connection.Close) signal.getReason();
        }

        @Override
        public void close() {
            connection.abort();
        }
    }

    @Test
    void aConnectionThatTheOperatorClosedComesBackWithAllThatItHad() throws Exception {
        try (var server = Server.start()) {
            var factory = JavaClient.factory(server);
            factory.setUsername("impersonating");
            factory.setPassword("impersonating");
            try (var client = new Recovering(factory)) {
                client.use();
                server.operator().closeConnections("impersonating", "maintenance");
                var reason = client.awaitRecovery();
                assertEquals(320, reason.getReplyCode());
                assertTrue(reason.getReplyText().contains("maintenance"), reason::getReplyText);
                assertNewName(client);
                client.use();
            }
        }
    }

    @Test
    void aBrokerThatWasStartedAnewGetsTheTopologyAgain() throws Exception {
        Assumptions.assumeFalse(Server.isForeign(), "a broker that others use is not restarted");
        var first = Server.start();
        int port = first.port();
        try (var client = new Recovering(JavaClient.factory(first))) {
            client.use();
            first.close();
            var reason = arrived(client.lost, "shutdown signal");
            assertEquals(320, ((AMQP.Connection.Close) reason.getReason()).getReplyCode());
            try (var second = Server.start(Map.of("port", Integer.toString(port)))) {
                assertEquals(port, second.port());
                arrived(client.recovered, "recovery");
                assertNewName(client);
                client.use();
                client.close();
            }
        } finally {
            first.close();
        }
    }

    private static void assertNewName(Recovering client) throws InterruptedException {
        String[] names = new String[0];
        while (names.length == 0 || !names[0].startsWith("amq.gen-"))
            names = arrived(client.newNames, "name").split(" ");
        assertTrue(names[1].startsWith("amq.gen-"), names[1]);
        assertNotEquals(names[0], names[1]);
    }
}
