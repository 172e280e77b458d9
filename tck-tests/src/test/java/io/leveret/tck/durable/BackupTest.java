package io.leveret.tck.durable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.MessageProperties;
import io.leveret.broker.Broker;
import io.leveret.broker.cli.LeveretCommand;
import io.leveret.broker.cli.Surroundings;
import io.leveret.tck.Eventually;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A copy made under load starts, and has everything that was confirmed before it was asked for. */
class BackupTest {
    private static final int BODY = 20_000;

    @TempDir
    Path folder;

    private final AtomicLong confirmed = new AtomicLong();
    private final AtomicBoolean ending = new AtomicBoolean();
    private final StringWriter said = new StringWriter();

    private static Broker start(Path data) throws Exception {
        return Broker.builder()
                .port(0)
                .data(data)
                .set("management-port", "0")
                .set("segment-size", "1MiB")
                .set("disk-free-limit", "1MiB")
                .start();
    }

    private static Connection connect(Broker broker) throws Exception {
        var factory = new ConnectionFactory();
        factory.setPort(broker.port());
        return factory.newConnection();
    }

    private int leveret(String... args) {
        var out = new PrintWriter(said, true);
        return LeveretCommand.create(config -> null, new Surroundings(Map.of(), Map.of(), Runnable::run))
                .setOut(out)
                .setErr(out)
                .execute(args);
    }

    private void publish(Channel channel) {
        try {
            channel.confirmSelect();
            for (long number = 1; !ending.get(); number++) {
                byte[] body = ByteBuffer.allocate(BODY)
                        .putLong(0, number)
                        .putLong(BODY - 8, number)
                        .array();
                channel.basicPublish("", "q", MessageProperties.PERSISTENT_BASIC, body);
                if (number % 10 > 0) continue;
                channel.waitForConfirmsOrDie();
                confirmed.set(number);
                // Half of them leaves, so that the cleaner has something to delete meanwhile.
                for (int i = 0; i < 5; i++) channel.basicGet("q", true);
            }
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Test
    void aCopyMadeUnderLoadHasAllThatWasConfirmedBefore() throws Exception {
        long before;
        Path copy = folder.resolve("copy");
        try (Broker broker = start(folder.resolve("data"));
                Connection connection = connect(broker)) {
            Channel channel = connection.createChannel();
            channel.queueDeclare("q", true, false, false, null);
            Thread load = new Thread(() -> publish(channel));
            load.start();
            Eventually.eventually("some segments are full", () -> confirmed.get() > 300);
            before = confirmed.get();
            String url = "http://localhost:" + broker.management().get(0).getPort();
            assertEquals(0, leveret("backup", "--url", url, copy.toString()), said::toString);
            assertEquals(1, leveret("backup", "--url", url, copy.toString()), "there is one already");
            ending.set(true);
            load.join();
        }
        assertEquals(0, leveret("store", "check", copy.toString()), said::toString);
        Path second = folder.resolve("second");
        assertEquals(0, leveret("backup", "--data", copy.toString(), second.toString()), said::toString);
        try (Broker broker = start(second);
                Connection connection = connect(broker)) {
            Channel channel = connection.createChannel();
            long last = 0;
            for (GetResponse got; (got = channel.basicGet("q", true)) != null; ) {
                ByteBuffer body = ByteBuffer.wrap(got.getBody());
                long number = body.getLong(0);
                assertEquals(number, body.getLong(BODY - 8));
                assertTrue(last == 0 || number == last + 1, number + " behind " + last);
                last = number;
            }
            assertTrue(last >= before, last + " is the last, and " + before + " was confirmed before");
        }
    }
}
