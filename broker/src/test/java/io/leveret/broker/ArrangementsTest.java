package io.leveret.broker;

import static io.leveret.broker.Clients.connect;
import static io.leveret.broker.Clients.eventually;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client cannot tell whether sockets are served by the loop of their virtual host or by threads of their own. */
@ParameterizedClass
@ValueSource(ints = {0, 2})
class ArrangementsTest {
    @Parameter
    private int ioThreads;

    private Broker broker;
    private Connection connection;

    @BeforeEach
    void start() throws Exception {
        broker = Broker.builder()
                .port(0)
                .inMemory()
                .set("io-threads", Integer.toString(ioThreads))
                .start();
        connection = connect(broker);
    }

    @AfterEach
    void stop() throws Exception {
        if (connection.isOpen()) connection.close();
        broker.close();
    }

    @Test
    void publishesAreConfirmedAndConsumedInOrder() throws Exception {
        Channel out = connection.createChannel();
        Channel in = connection.createChannel();
        String queue = out.queueDeclare().getQueue();
        out.confirmSelect();
        CountDownLatch all = new CountDownLatch(20_000);
        BlockingQueue<Integer> wrong = new LinkedBlockingQueue<>();
        int[] next = {0};
        in.basicQos(100);
        in.basicConsume(
                queue,
                false,
                (tag, delivery) -> {
                    int number = ByteBuffer.wrap(delivery.getBody()).getInt();
                    if (number != next[0]++) wrong.add(number);
                    if (number % 50 == 49) in.basicAck(delivery.getEnvelope().getDeliveryTag(), true);
                    all.countDown();
                },
                tag -> {});
        for (int i = 0; i < 20_000; i++) {
            out.basicPublish("", queue, null, ByteBuffer.allocate(64).putInt(i).array());
        }
        out.waitForConfirmsOrDie();
        assertTrue(all.await(1, TimeUnit.MINUTES));
        assertEquals(List.of(), List.copyOf(wrong));
    }

    @Test
    void largeBodiesGoThroughWholeInBothDirections() throws Exception {
        Channel channel = connection.createChannel();
        String queue = channel.queueDeclare().getQueue();
        byte[] body = new byte[9_000_000];
        for (int i = 0; i < body.length; i++) body[i] = (byte) (i * 31);
        channel.basicPublish("", queue, null, body);
        GetResponse[] got = new GetResponse[1];
        eventually("it is there", () -> (got[0] = channel.basicGet(queue, true)) != null);
        assertArrayEquals(body, got[0].getBody());
    }

    @Test
    void whatAClosedChannelHeldIsBackBeforeCloseOk() throws Exception {
        Channel channel = connection.createChannel();
        channel.queueDeclare("q", false, false, false, null);
        channel.confirmSelect();
        for (int i = 0; i < 1_000; i++) channel.basicPublish("", "q", null, new byte[10]);
        channel.waitForConfirmsOrDie();
        Channel taking = connection.createChannel();
        CountDownLatch all = new CountDownLatch(1_000);
        taking.basicConsume("q", false, (tag, delivery) -> all.countDown(), tag -> {});
        assertTrue(all.await(1, TimeUnit.MINUTES));
        taking.close();
        assertEquals(1_000, channel.messageCount("q"));
        assertTrue(channel.basicGet("q", true).getEnvelope().isRedeliver());
    }

    @Test
    void anErrorEndsItsChannelOnly() throws Exception {
        Channel channel = connection.createChannel();
        Channel other = connection.createChannel();
        IOException refused = assertThrows(IOException.class, () -> channel.queueDeclarePassive("nowhere"));
        ShutdownSignalException why = (ShutdownSignalException) refused.getCause();
        assertEquals(404, ((AMQP.Channel.Close) why.getReason()).getReplyCode());
        assertTrue(other.queueDeclare().getQueue().startsWith("amq.gen-"));
    }

    @Test
    void aTransactionIsSeenAsAWhole() throws Exception {
        Channel channel = connection.createChannel();
        Channel watching = connection.createChannel();
        channel.queueDeclare("a", false, false, false, null);
        channel.queueDeclare("b", false, false, false, null);
        channel.txSelect();
        channel.basicPublish("", "a", null, new byte[1]);
        channel.basicPublish("", "b", null, new byte[1]);
        assertNull(watching.basicGet("a", true));
        channel.txCommit();
        assertEquals(1, watching.messageCount("a"));
        assertEquals(1, watching.messageCount("b"));
    }

    @Test
    void expiredMessagesReachTheDeadLetterExchange() throws Exception {
        Channel channel = connection.createChannel();
        channel.queueDeclare("dead", false, false, false, null);
        channel.queueDeclare(
                "short",
                false,
                false,
                false,
                Map.of("x-message-ttl", 50, "x-dead-letter-exchange", "", "x-dead-letter-routing-key", "dead"));
        for (int i = 0; i < 100; i++) channel.basicPublish("", "short", null, new byte[] {(byte) i});
        eventually("all have died", () -> channel.messageCount("dead") == 100);
        for (int i = 0; i < 100; i++)
            assertEquals(i, channel.basicGet("dead", true).getBody()[0]);
    }

    @Test
    void aCutSocketGivesBackWhatItHeldAndTakesItsExclusiveQueuesAlong() throws Exception {
        Channel channel = connection.createChannel();
        channel.queueDeclare("q", false, false, false, null);
        channel.basicPublish("", "q", null, new byte[1]);
        Connection other = connect(broker);
        Channel taking = other.createChannel();
        taking.queueDeclare("mine", false, true, false, null);
        CountDownLatch came = new CountDownLatch(1);
        taking.basicConsume("q", false, (tag, delivery) -> came.countDown(), tag -> {});
        assertTrue(came.await(1, TimeUnit.MINUTES));
        other.abort(0);
        eventually("the message is back", () -> channel.messageCount("q") == 1);
        eventually("the exclusive queue is gone", () -> isGone("mine"));
    }

    private boolean isGone(String queue) throws Exception {
        Channel asking = connection.createChannel();
        try {
            asking.queueDeclarePassive(queue);
            asking.close();
            return false;
        } catch (IOException closed) {
            ShutdownSignalException why = (ShutdownSignalException) closed.getCause();
            return ((AMQP.Channel.Close) why.getReason()).getReplyCode() == 404;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 50})
    void manyConnectionsWorkAtOnce(int channels) throws Exception {
        CountDownLatch done = new CountDownLatch(8);
        for (int i = 0; i < 8; i++) {
            new Thread(() -> {
                        try (Connection own = connect(broker)) {
                            for (int c = 0; c < channels; c++) roundTrip(own);
                            done.countDown();
                        } catch (Exception failure) {
                            failure.printStackTrace();
                        }
                    })
                    .start();
        }
        assertTrue(done.await(1, TimeUnit.MINUTES));
        eventually("all have left", () -> connections() == 1);
    }

    private static void roundTrip(Connection own) throws Exception {
        Channel channel = own.createChannel();
        String queue = channel.queueDeclare().getQueue();
        CountDownLatch came = new CountDownLatch(20);
        channel.basicConsume(queue, true, (tag, delivery) -> came.countDown(), tag -> {});
        for (int i = 0; i < 20; i++) channel.basicPublish("", queue, null, new byte[500]);
        assertTrue(came.await(1, TimeUnit.MINUTES));
        channel.close();
    }

    private int connections() throws Exception {
        return broker.registry()
                .virtualHost("/")
                .orElseThrow()
                .ask(sessions -> sessions.connectionCount())
                .get();
    }

    @Test
    void theEndIsSaidInOrder() throws Exception {
        BlockingQueue<ShutdownSignalException> ends = new LinkedBlockingQueue<>();
        connection.addShutdownListener(ends::add);
        broker.close();
        ShutdownSignalException end = ends.poll(1, TimeUnit.MINUTES);
        assertEquals(320, ((AMQP.Connection.Close) end.getReason()).getReplyCode());
    }
}
