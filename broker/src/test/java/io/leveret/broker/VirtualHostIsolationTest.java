package io.leveret.broker;

import static io.leveret.broker.Clients.connect;
import static io.leveret.broker.Clients.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.leveret.broker.security.Permission;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Virtual hosts do not disturb each other: each has a loop of its own, and whatever holds one up holds up nobody else. */
class VirtualHostIsolationTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void whileOneLoopIsHeldTheOtherServesOldAndNewClients(int ioThreads) throws Exception {
        try (Broker broker = Broker.builder()
                        .port(0)
                        .inMemory()
                        .set("io-threads", Integer.toString(ioThreads))
                        .start();
                HeldHost held = new HeldHost(broker);
                Connection early = connect(broker);
                Connection waiting = connect(broker, "held")) {
            Channel other = waiting.createChannel();
            other.queueDeclare("q", false, false, false, null);
            BlockingQueue<String> came = new LinkedBlockingQueue<>();
            other.basicConsume("q", true, (tag, delivery) -> came.add(text(delivery.getBody())), tag -> {});

            held.hold();
            other.basicPublish("", "q", null, "late".getBytes(StandardCharsets.UTF_8));
            publishAndConsume(early, 500);
            for (int i = 0; i < 20; i++) {
                try (Connection newcomer = connect(broker)) {
                    publishAndConsume(newcomer, 10);
                }
            }
            assertNull(came.poll(), "something came out of the held virtual host");

            held.release();
            assertEquals("late", came.poll(1, TimeUnit.MINUTES));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void whoComesToAHeldVirtualHostGetsInAfterwards(int ioThreads) throws Exception {
        try (Broker broker = Broker.builder()
                        .port(0)
                        .inMemory()
                        .set("io-threads", Integer.toString(ioThreads))
                        .start();
                HeldHost held = new HeldHost(broker)) {
            held.hold();
            BlockingQueue<Boolean> opened = new LinkedBlockingQueue<>();
            Thread coming = new Thread(() -> {
                try (Connection late = connect(broker, "held")) {
                    opened.add(late.isOpen());
                } catch (Exception refused) {
                    opened.add(false);
                }
            });
            coming.start();
            try (Connection other = connect(broker)) {
                publishAndConsume(other, 100);
            }
            held.release();
            assertEquals(Boolean.TRUE, opened.poll(1, TimeUnit.MINUTES));
            coming.join();
        }
    }

    private static void publishAndConsume(Connection connection, int messages) throws Exception {
        Channel channel = connection.createChannel();
        String queue = channel.queueDeclare().getQueue();
        CountDownLatch all = new CountDownLatch(messages);
        channel.basicConsume(queue, true, (tag, delivery) -> all.countDown(), tag -> {});
        channel.confirmSelect();
        for (int i = 0; i < messages; i++) channel.basicPublish("", queue, null, new byte[100]);
        channel.waitForConfirmsOrDie();
        assertTrue(all.await(1, TimeUnit.MINUTES));
        channel.close();
    }

    private static String text(byte[] body) {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** A virtual host whose loop can be made to do nothing. */
    private static final class HeldHost implements AutoCloseable {
        private final VirtualHostRuntime host;
        private final CountDownLatch entered = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);

        HeldHost(Broker broker) {
            broker.registry().addVirtualHost("held");
            broker.registry().change(before -> before.withPermission(Permission.all("guest", "held")));
            host = broker.registry().virtualHost("held").orElseThrow();
        }

        void hold() throws Exception {
            host.tell(sessions -> {
                entered.countDown();
                try {
                    released.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            eventually("the loop is held", () -> entered.getCount() == 0);
        }

        void release() {
            released.countDown();
        }

        @Override
        public void close() {
            release();
        }
    }
}
