package io.leveret.tck.durable;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.MessageProperties;
import io.leveret.broker.Broker;
import io.leveret.tck.Tools;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Data folders written by each released format are kept: every later broker finds in them what was put there. Version 1 is
 * {@code stores/v1}, written by {@link #main}.
 */
class OldStoreTest {
    private static final int HEADER_USED = 36;

    @TempDir
    Path folder;

    private static Broker.Builder builder(Path data) {
        return Broker.builder()
                .port(0)
                .data(data)
                .set("host", "127.0.0.1")
                .set("segment-size", "1MiB")
                .set("disk-free-limit", "1MiB");
    }

    private static ConnectionFactory factory(Broker broker) {
        var factory = new ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(broker.port());
        factory.setUsername("old");
        factory.setPassword("times");
        factory.setAutomaticRecoveryEnabled(false);
        return factory;
    }

    /** Writes such a folder: its argument. It is started once more, so that its files are cut to what they hold. */
    public static void main(String[] args) throws Exception {
        Path data = Path.of(args[0]);
        Broker.Builder builder = builder(data).set("default-user", "old").set("default-password", "times");
        try (Broker broker = builder.start();
                var connection = factory(broker).newConnection()) {
            Channel channel = connection.createChannel();
            channel.exchangeDeclare("prices", "topic", true);
            channel.queueDeclare("orders", true, false, false, Map.of("x-max-priority", 3));
            channel.queueDeclare("tried", true, false, false, null);
            channel.queueBind("orders", "prices", "eur.#");
            channel.confirmSelect();
            for (String text : List.of("one", "two", "three")) {
                channel.basicPublish("prices", "eur.x", MessageProperties.PERSISTENT_TEXT_PLAIN, bytes(text));
            }
            channel.basicPublish("", "tried", MessageProperties.PERSISTENT_BASIC, bytes("again"));
            channel.waitForConfirmsOrDie();
            channel.basicNack(channel.basicGet("tried", false).getEnvelope().getDeliveryTag(), false, true);
            channel.basicAck(channel.basicGet("orders", false).getEnvelope().getDeliveryTag(), false);
            channel.close();
        }
        builder.start().close();
        Files.deleteIfExists(data.resolve("leveret.lock"));
        for (var each : contents(data.resolve("vhost-_2f")).entrySet()) {
            // The room that a log has before it is written to need not be kept.
            int used = each.getValue().length;
            while (used > 0 && each.getValue()[used - 1] == 0) used--;
            if (each.getKey().startsWith("spare"))
                Files.delete(data.resolve("vhost-_2f").resolve(each.getKey()));
            else if (each.getKey().endsWith(".log")) {
                Files.write(data.resolve("vhost-_2f").resolve(each.getKey()), Arrays.copyOf(each.getValue(), used));
            }
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aFolderOfVersion1HasAllThatWasPutThere() throws Exception {
        copy(Tools.resource("/stores/v1"), folder);
        try (Broker broker = builder(folder).start();
                var connection = factory(broker).newConnection()) {
            Channel channel = connection.createChannel();
            assertEquals(
                    2,
                    channel.queueDeclare("orders", true, false, false, Map.of("x-max-priority", 3))
                            .getMessageCount());
            channel.basicPublish("prices", "eur.y", MessageProperties.PERSISTENT_BASIC, bytes("four"));
            for (String text : List.of("two", "three", "four")) {
                assertEquals(text, new String(channel.basicGet("orders", true).getBody(), StandardCharsets.UTF_8));
            }
            GetResponse tried = channel.basicGet("tried", true);
            assertTrue(tried.getEnvelope().isRedeliver());
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.toList()) {
                Path target = to.resolve(from.relativize(each).toString());
                if (Files.isDirectory(each)) Files.createDirectories(target);
                else Files.copy(each, target);
            }
        }
    }

    /** Gives a segment's file the version that comes next, with a header that is right otherwise. */
    static void makeNewer(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer header = ByteBuffer.wrap(bytes);
        header.putInt(8, header.getInt(8) + 1);
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, HEADER_USED - 4);
        header.putInt(HEADER_USED - 4, (int) crc.getValue());
        Files.write(file, bytes);
    }

    static Map<String, byte[]> contents(Path folder) throws IOException {
        Map<String, byte[]> all = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path each : files.toList()) all.put(each.getFileName().toString(), Files.readAllBytes(each));
        }
        return all;
    }

    static void assertSame(Map<String, byte[]> before, Map<String, byte[]> after) {
        assertEquals(before.keySet(), after.keySet());
        before.forEach((name, bytes) -> assertArrayEquals(bytes, after.get(name), name));
    }
}
