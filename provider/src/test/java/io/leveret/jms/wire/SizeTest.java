package io.leveret.jms.wire;

import static io.leveret.jms.wire.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leveret.amqp.Properties;
import io.leveret.amqp.QueueMethod;
import io.leveret.amqp.Table;
import io.leveret.broker.Broker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 3, unit = TimeUnit.MINUTES)
class SizeTest {
    private final Told told = new Told();

    private static WireOptions options(Broker broker) {
        return WireOptions.builder()
                .endpoint(Endpoint.amqp("127.0.0.1", broker.port()))
                .build();
    }

    @Test
    void messagesOf100MegabytesWorkWithAHeapOf512Mebibytes() throws Exception {
        try (Broker broker = Broker.builder().port(0).inMemory().start()) {
            Process client = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx512m",
                            "-cp",
                            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                            SmallHeap.class.getName(),
                            Integer.toString(broker.port()))
                    .redirectErrorStream(true)
                    .start();
            String said = new String(client.getInputStream().readAllBytes());
            assertEquals(0, client.waitFor(), said);
            assertTrue(said.contains("two messages of 100000000 bytes"), said);
        }
    }

    @Test
    void whatTheBrokerFindsTooLargeIsToldWithItsWords() throws Exception {
        try (Broker broker = Broker.builder()
                .port(0)
                .inMemory()
                .set("max-message-size", "1MiB")
                .start()) {
            WireConnection connection = WireConnection.open(options(broker), told);
            WireChannel channel = connection.openChannel(told);
            channel.confirmSelect();
            channel.publish("", "q", false, Properties.EMPTY, new byte[50 << 20], told.outcome("large"));
            eventually("it is told", () -> told.events.equals(List.of("large lost", "channel closed")));
            var refused = assertInstanceOf(WireException.Refused.class, told.reasons.get(0));
            assertEquals(406, refused.code());
            assertTrue(refused.text().contains("size"), refused.text());
            // The rest of it is not waited for, and the next channel works.
            WireChannel next = connection.openChannel(told);
            var declare = new QueueMethod.Declare("", false, false, true, false, false, Table.EMPTY);
            next.call(declare, QueueMethod.DeclareOk.class);
            connection.close(Duration.ofSeconds(20));
        }
    }

    @Test
    void namesAndPropertiesThatFitNowhereAreTheCallersMistake() throws Exception {
        try (Broker broker = Broker.builder().port(0).inMemory().start()) {
            WireConnection connection = WireConnection.open(options(broker), told);
            WireChannel channel = connection.openChannel(told);
            Properties huge = Properties.builder()
                    .headers(Table.of("a", "x".repeat(200_000)))
                    .build();
            mistake(channel, "", "x".repeat(256), Properties.EMPTY);
            mistake(channel, "é".repeat(128), "", Properties.EMPTY);
            mistake(channel, "", "q", huge);
            var declare = new QueueMethod.Purge("x".repeat(256), false);
            assertThrows(IllegalArgumentException.class, () -> channel.call(declare, QueueMethod.PurgeOk.class));
            channel.prefetch(3);
            connection.close(Duration.ofSeconds(20));
        }
    }

    private static void mistake(WireChannel channel, String exchange, String key, Properties properties) {
        assertThrows(
                IllegalArgumentException.class,
                () -> channel.publish(exchange, key, false, properties, new byte[1], Outcome.NONE));
    }
}
