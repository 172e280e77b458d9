package io.leveret.broker;

import static io.leveret.broker.Clients.connect;
import static io.leveret.broker.Clients.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Transient messages beyond the memory budget wait in scratch files: complete, in order, and no longer than they are needed. */
class SpillTest {
    private static final int MESSAGES = 20_000;
    private static final int BYTES = 4_096;

    @TempDir
    private Path folder;

    private Broker broker(int ioThreads) throws Exception {
        return Broker.builder()
                .port(0)
                .data(folder)
                .set("io-threads", Integer.toString(ioThreads))
                .set("memory-budget", "2MiB")
                .set("disk-free-limit", "0")
                .start();
    }

    private long spilled() throws IOException {
        Path transients = folder.resolve("transient");
        if (!Files.exists(transients)) return 0;
        long bytes = 0;
        try (Stream<Path> files = Files.walk(transients)) {
            for (Path each : files.filter(Files::isRegularFile).toList()) bytes += Files.size(each);
        } catch (UncheckedIOException | NoSuchFileException deleted) {
            // One went while the others were counted: some day none is left.
            return 1;
        }
        return bytes;
    }

    private static void publish(Channel channel, String exchange, String key, int from, int to) throws Exception {
        channel.confirmSelect();
        for (int i = from; i < to; i++) {
            BasicProperties properties =
                    new BasicProperties.Builder().headers(Map.of("number", i)).build();
            ByteBuffer body = ByteBuffer.allocate(BYTES).putInt(i);
            body.putInt(BYTES - 4, ~i);
            channel.basicPublish(exchange, key, properties, body.array());
        }
        channel.waitForConfirmsOrDie();
    }

    private static void check(int number, BasicProperties properties, byte[] body) {
        assertEquals(BYTES, body.length);
        assertEquals(number, ByteBuffer.wrap(body).getInt());
        assertEquals(~number, ByteBuffer.wrap(body).getInt(BYTES - 4));
        assertEquals(number, properties.getHeaders().get("number"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void aBacklogOfManyTimesTheBudgetComesBackCompleteAndInOrderAndLeavesNoFile(int ioThreads) throws Exception {
        try (Broker broker = broker(ioThreads);
                Connection connection = connect(broker)) {
            Channel channel = connection.createChannel();
            channel.queueDeclare("deep", false, false, false, null);
            publish(channel, "", "deep", 0, MESSAGES);
            eventually("most of it is in files", () -> spilled() > (long) MESSAGES * BYTES * 3 / 4);

            CountDownLatch all = new CountDownLatch(MESSAGES);
            AtomicReference<Throwable> wrong = new AtomicReference<>();
            int[] next = {0};
            channel.basicQos(500);
            channel.basicConsume(
                    "deep",
                    false,
                    (tag, delivery) -> {
                        try {
                            check(next[0]++, delivery.getProperties(), delivery.getBody());
                        } catch (Throwable t) {
                            wrong.compareAndSet(null, t);
                        }
                        channel.basicAck(delivery.getEnvelope().getDeliveryTag(), false);
                        all.countDown();
                    },
                    tag -> {});
            assertTrue(all.await(2, TimeUnit.MINUTES), () -> all.getCount() + " have not come");
            if (wrong.get() != null) throw new AssertionError(wrong.get());
            eventually("the files are gone", () -> spilled() == 0);
        }
        assertEquals(0, spilled());
    }

    @Test
    void aMessageInManyQueuesIsWrittenOnceAndStaysUntilTheLastHasItSettled() throws Exception {
        int each = 2_000;
        try (Broker broker = broker(0);
                Connection connection = connect(broker)) {
            Channel channel = connection.createChannel();
            for (int i = 0; i < 5; i++) {
                channel.queueDeclare("copy-" + i, false, false, false, null);
                channel.queueBind("copy-" + i, "amq.fanout", "");
            }
            publish(channel, "amq.fanout", "", 0, each);
            assertTrue(spilled() < 2L * each * BYTES, "one copy for all queues");
            for (int i = 0; i < 4; i++) {
                if (i % 2 == 0) channel.queuePurge("copy-" + i);
                else channel.queueDelete("copy-" + i);
            }
            for (int i = 0; i < each; i++) {
                GetResponse got = channel.basicGet("copy-4", true);
                check(i, got.getProps(), got.getBody());
            }
            eventually("the files are gone", () -> spilled() == 0);
        }
    }

    @Test
    void startDeletesWhatAnEarlierRunHasLeft() throws Exception {
        Path left = folder.resolve("transient").resolve("vhost-_2f").resolve("0000000007.scratch");
        Files.createDirectories(left.getParent());
        Files.write(left, new byte[1_000]);
        try (Broker broker = broker(0)) {
            assertFalse(Files.exists(left), "what no message refers to any more is still there");
            assertTrue(broker.port() > 0);
        }
    }
}
