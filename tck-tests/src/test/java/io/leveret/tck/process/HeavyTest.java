package io.leveret.tck.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Large messages in small JVMs, at both ends. */
@Timeout(300)
class HeavyTest {
    private static final int ALLOWED = 101 << 20;

    @Test
    void messagesOf100MegabytesWorkWith512MebibytesOnBothEndsAndLargerOnesAreRefused(@TempDir Path folder)
            throws Exception {
        try (Jvm broker = Jvm.broker("512m", folder.resolve("data"), "--max-message-size", ALLOWED + "");
                Jvm client = Jvm.start(
                        "512m", Heavy.class, "amqp://127.0.0.1:" + broker.port(), Integer.toString(ALLOWED))) {
            assertEquals(0, client.awaitEnd(), () -> client + "\n" + broker);
            assertTrue(client.hasSaid("done"), client::toString);
            String refused = client.toString()
                    .lines()
                    .filter(line -> line.startsWith("refused: "))
                    .findFirst()
                    .orElseThrow();
            assertTrue(refused.contains("size") && refused.contains(Integer.toString(ALLOWED)), refused);
            assertTrue(broker.isAlive(), broker::toString);
        }
    }
}
