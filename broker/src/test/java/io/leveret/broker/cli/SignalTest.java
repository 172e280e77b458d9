package io.leveret.broker.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process of its own, for signals are the process's. */
class SignalTest {
    @TempDir
    Path folder;

    /** What runs in that process: the command around a broker that tells of its end. */
    static final class Program {
        public static void main(String[] args) {
            System.exit(LeveretCommand.create(
                            config -> new FakeBroker(config, () -> System.out.println("closed in order")),
                            Surroundings.ofThisProcess())
                    .execute(args));
        }
    }

    @Test
    @Timeout(60)
    void termClosesTheBrokerBeforeTheProcessEnds() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Program.class.getName(),
                        "start",
                        "--port=0",
                        "--management-port=0",
                        "--data=" + folder)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = process.inputReader()) {
            Stream<String> lines = Stream.generate(() -> line(out));
            assertTrue(lines.anyMatch(l -> l.contains("stop it")));
            process.toHandle().destroy(); // destroy of the process itself would close our end of its output
            assertEquals("closed in order", line(out));
            assertTrue(process.waitFor(30, TimeUnit.SECONDS));
            assertEquals(143, process.exitValue());
        } finally {
            process.destroyForcibly();
        }
    }

    private static String line(BufferedReader out) {
        try {
            String line = out.readLine();
            if (line == null) {
                throw new AssertionError("the process ended before it said what was expected");
            }
            return line;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
