package io.leveret.broker.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.MessageProperties;
import io.leveret.broker.Broker;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code leveret store} tells by its exit status what a script needs to know. */
class StoreCommandTest {
    @TempDir
    Path data;

    private StringWriter out = new StringWriter();
    private StringWriter err = new StringWriter();

    private int run(String... args) {
        out = new StringWriter();
        err = new StringWriter();
        return LeveretCommand.create(config -> null, new Surroundings(Map.of(), Map.of(), Runnable::run))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }

    private Broker start() throws Exception {
        return Broker.builder().port(0).data(data).set("segment-size", "1MiB").start();
    }

    @BeforeEach
    void fill() throws Exception {
        try (Broker broker = start()) {
            var factory = new ConnectionFactory();
            factory.setPort(broker.port());
            try (var connection = factory.newConnection();
                    var channel = connection.createChannel()) {
                channel.queueDeclare("q", true, false, false, null);
                channel.confirmSelect();
                for (int i = 0; i < 20; i++) {
                    channel.basicPublish("", "q", MessageProperties.PERSISTENT_BASIC, new byte[100_000]);
                    channel.waitForConfirmsOrDie();
                }
                channel.basicGet("q", true);
            }
        }
    }

    private Path log(int segment) {
        return data.resolve("vhost-_2f").resolve("%016d.log".formatted(segment));
    }

    @Test
    void aWholeStoreIsZero() {
        assertEquals(0, run("store", "check", data.toString()), () -> out + "\n" + err);
        assertTrue(out.toString().contains("stored=20"), out.toString());
        assertTrue(out.toString().contains("no damage"), out.toString());
        assertEquals(0, run("store", "stats", data.toString()));
        assertTrue(out.toString().contains("queue 'q': 19 messages, 1,900,000 bytes"), out.toString());
        assertEquals(0, run("store", "dump", data.toString()));
        assertEquals(
                20,
                out.toString().lines().filter(line -> line.contains(" stored ")).count());
    }

    @Test
    void aFlippedBitIsOneAndIsListedAndNothingIsChanged() throws Exception {
        byte[] bytes = Files.readAllBytes(log(0));
        bytes[300_000] ^= 1;
        Files.write(log(0), bytes);
        assertEquals(1, run("store", "check", data.toString()), () -> out + "\n" + err);
        assertTrue(out.toString().contains("DAMAGE in " + log(0).getFileName()), out.toString());
        assertTrue(out.toString().contains("stored=19"), out.toString());
        assertEquals(bytes.length, Files.size(log(0)));
    }

    @Test
    void whatIsNoStoreOrIsInUseIsTwo(@TempDir Path other) throws Exception {
        assertEquals(2, run("store", "check", other.toString()));
        assertEquals(2, run("store", "check"));
        try (Broker broker = start()) {
            assertEquals(2, run("store", "check", broker.dataDir().orElseThrow().toString()));
            assertTrue(err.toString().contains("a broker uses"), err.toString());
            assertEquals(0, run("store", "stats", data.toString()), () -> out + "\n" + err);
            assertTrue(out.toString().contains("a moment old"), out.toString());
        }
    }

    @Test
    void helpSaysWhatTheStatusMeans() {
        assertEquals(0, run("store", "--help"));
        assertTrue(out.toString().contains("damage was found"), out.toString());
    }
}
