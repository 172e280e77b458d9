package io.leveret.tck.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.leveret.jms.LeveretConnectionFactory;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.Message;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What many waiting messages must not slow down. By default there are some ten thousand;
 * {@code -Dleveret.scale.messages=1000000} is the size that the promises are made for.
 */
@Timeout(900)
class ScaleTest {
    private static final int MESSAGES = Integer.getInteger("leveret.scale.messages", 20_000);
    private static final int RARE = 100;
    private static final int SHARDS = 10;
    private static final int PROBES = 200;
    private static final long SOON = 120_000;
    /** Of 100 bytes each: much less than what waits has room for in memory, so that most of it is cold. */
    private static final String BUDGET = "1MiB";

    private static Connection connect(int port) throws Exception {
        var factory = new ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(port);
        return factory.newConnection();
    }

    private static JMSContext context(int port) {
        try {
            return new LeveretConnectionFactory("amqp://127.0.0.1:" + port).createContext();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private interface Headers {
        Map<String, Object> of(int number);
    }

    /** Persistent messages of 100 bytes in a durable queue, all of them confirmed. */
    private static void fill(Channel channel, String queue, Headers headers) throws Exception {
        channel.queueDeclare(queue, true, false, false, null);
        channel.confirmSelect();
        for (int i = 0; i < MESSAGES; i++) {
            var about = new BasicProperties.Builder()
                    .deliveryMode(2)
                    .headers(headers.of(i))
                    .build();
            channel.basicPublish(
                    "", queue, about, ByteBuffer.allocate(100).putInt(i).array());
            if (i % 5_000 == 4_999) channel.waitForConfirmsOrDie(SOON);
        }
        channel.waitForConfirmsOrDie(SOON);
    }

    @Test
    void whatIsDueComesWithin100MillisecondsHoweverManyWait(@TempDir Path folder) throws Exception {
        try (Jvm broker = Jvm.broker("512m", folder.resolve("data"));
                Connection connection = connect(broker.port())) {
            Channel channel = connection.createChannel();
            fill(channel, "delayed", i -> Map.of("x-delay", 3_600_000 + i % 60_000));
            var late = new ConcurrentLinkedQueue<Long>();
            var control = new ConcurrentLinkedQueue<Long>();
            channel.queueDeclare("control", true, false, false, null);
            consume(connection, "delayed", late);
            consume(connection, "control", control);
            for (int i = 0; i < PROBES; i++) {
                int delay = 500 + i * 37 % 2_000;
                probe(channel, "delayed", delay);
                probe(channel, "control", 0);
                TimeUnit.MILLISECONDS.sleep(10);
            }
            long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(SOON);
            while (late.size() < PROBES && System.nanoTime() < until) TimeUnit.MILLISECONDS.sleep(10);
            assertEquals(PROBES, late.size(), "those that were due, and no others");
            assertTrue(late.stream().allMatch(each -> each >= -1), "none comes too early: " + late);
            // What was sent without a delay at the same time shows what the machine itself takes.
            long machine = control.stream().mapToLong(each -> each).max().orElseThrow();
            long worst = late.stream().mapToLong(each -> each).max().orElseThrow();
            System.out.printf("scale: %d delayed, latest %d ms, without a delay %d ms%n", MESSAGES, worst, machine);
            assertTrue(worst <= 100 + machine, () -> "late by " + worst + " ms; others took " + machine + " ms");
        }
    }

    private static void probe(Channel channel, String queue, int delay) throws Exception {
        long due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(delay);
        var about = new BasicProperties.Builder().deliveryMode(2);
        if (delay > 0) about.headers(Map.of("x-delay", delay));
        byte[] body = ByteBuffer.allocate(8).putLong(due).array();
        channel.basicPublish("", queue, about.build(), body);
    }

    private static void consume(Connection connection, String queue, ConcurrentLinkedQueue<Long> late)
            throws Exception {
        connection
                .createChannel()
                .basicConsume(
                        queue,
                        true,
                        (tag, delivery) -> {
                            long due = ByteBuffer.wrap(delivery.getBody()).getLong();
                            late.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - due));
                        },
                        tag -> {});
    }

    @Test
    void selectorsFindTheRareInAColdBacklogAndTenOfThemNeitherRescanNorStarve(@TempDir Path folder) throws Exception {
        try (Jvm broker = Jvm.broker("512m", folder.resolve("data"), "--memory-budget", BUDGET);
                Connection connection = connect(broker.port())) {
            fill(connection.createChannel(), "backlog", ScaleTest::marked);
            rare(broker.port());
            shards(broker.port());
            assertEquals(0, connection.createChannel().messageCount("backlog"));
        }
    }

    /** One of so many is rare, the last of each stretch; all others belong to a shard. */
    private static Map<String, Object> marked(int number) {
        boolean rare = number % (MESSAGES / RARE) == MESSAGES / RARE - 1;
        Map<String, Object> headers = new HashMap<>();
        headers.put("shard", rare ? -1 : number % SHARDS);
        if (rare) headers.put("rare", true);
        return headers;
    }

    private static void rare(int port) throws Exception {
        try (JMSContext context = context(port)) {
            long begun = System.nanoTime();
            JMSConsumer consumer = context.createConsumer(context.createQueue("backlog"), "rare = TRUE");
            long first = 0;
            for (int i = 0; i < RARE; i++) {
                Message message = consumer.receive(SOON);
                assertNotNull(message, "rare message " + i);
                assertEquals((i + 1) * (MESSAGES / RARE) - 1, number(message));
                if (i == 0) first = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
            }
            long all = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
            System.out.printf("scale: of %d, the first rare after %d ms, all after %d ms%n", MESSAGES, first, all);
            assertTrue(first <= 1_000, "the first came after " + first + " ms");
        }
    }

    private static int number(Message message) throws Exception {
        return ByteBuffer.wrap(message.getBody(byte[].class)).getInt();
    }

    private static void shards(int port) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(SHARDS);
        try {
            AtomicIntegerArray received = new AtomicIntegerArray(SHARDS);
            List<Callable<Integer>> all = new ArrayList<>();
            for (int i = 0; i < SHARDS; i++) {
                int shard = i;
                all.add(() -> shard(port, shard, received));
            }
            long begun = System.nanoTime();
            int slowestWhenFirstWasDone = Integer.MAX_VALUE;
            for (Future<Integer> each : threads.invokeAll(all)) {
                slowestWhenFirstWasDone = Math.min(slowestWhenFirstWasDone, each.get());
            }
            double seconds = (System.nanoTime() - begun) / 1e9;
            System.out.printf(
                    "scale: ten selectors took %d messages in %.1f s, the slowest had %d when the fastest was done%n",
                    MESSAGES, seconds, slowestWhenFirstWasDone);
            assertTrue(slowestWhenFirstWasDone >= MESSAGES / SHARDS / 10, "one of them starved");
        } finally {
            threads.shutdownNow();
        }
    }

    /** @return how many messages the slowest consumer had when this one had all of its own */
    private static int shard(int port, int shard, AtomicIntegerArray received) throws Exception {
        int mine = 0;
        for (int i = 0; i < MESSAGES; i++)
            if (Integer.valueOf(shard).equals(marked(i).get("shard"))) mine++;
        try (JMSContext context = context(port)) {
            JMSConsumer consumer = context.createConsumer(context.createQueue("backlog"), "shard = " + shard);
            int last = -1;
            for (int i = 0; i < mine; i++) {
                Message message = consumer.receive(SOON);
                assertNotNull(message, "message " + i + " of shard " + shard);
                int number = number(message);
                assertTrue(number > last, number + " came behind " + last);
                last = number;
                received.incrementAndGet(shard);
            }
            int least = Integer.MAX_VALUE;
            for (int i = 0; i < SHARDS; i++) least = Math.min(least, received.get(i));
            return least;
        }
    }
}
