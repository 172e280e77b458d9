package io.leveret.broker;

import static io.leveret.broker.Clients.connect;
import static io.leveret.broker.Clients.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** While memory is low publishers wait, are told so and why, and go on; those who drain are not held back. */
class AlarmTest {
    private static final int MESSAGES = 600;

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void publishersWaitUntilConsumersHaveMadeRoom(int ioThreads) throws Exception {
        try (Broker broker = Broker.builder()
                        .port(0)
                        .inMemory()
                        .set("io-threads", Integer.toString(ioThreads))
                        .set("memory-budget", "1MiB")
                        .start();
                Connection publisher = connect(broker);
                Connection consumer = connect(broker)) {
            BlockingQueue<String> blocked = new LinkedBlockingQueue<>();
            CountDownLatch unblocked = new CountDownLatch(1);
            publisher.addBlockedListener(blocked::add, unblocked::countDown);
            Channel out = publisher.createChannel();
            out.queueDeclare("q", false, false, false, null);
            fill(out, 2 << 20);
            assertEquals("low on memory", blocked.poll(1, TimeUnit.MINUTES));

            AtomicInteger came = new AtomicInteger();
            Channel in = consumer.createChannel();
            publishMore(out);
            // The publisher's connection is not read any more, the consumer's is.
            assertEquals(2, in.messageCount("q"));
            in.basicConsume("q", true, (tag, delivery) -> came.incrementAndGet(), tag -> {});
            assertTrue(unblocked.await(1, TimeUnit.MINUTES));
            eventually("what waited came too", () -> came.get() == 2 + MESSAGES);
        }
    }

    private static void fill(Channel out, int bytes) throws Exception {
        for (int i = 0; i < 2; i++) out.basicPublish("", "q", null, new byte[bytes / 2]);
    }

    private static void publishMore(Channel out) throws Exception {
        for (int i = 0; i < MESSAGES; i++) out.basicPublish("", "q", null, new byte[10]);
    }
}
