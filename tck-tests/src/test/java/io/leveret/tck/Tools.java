package io.leveret.tck;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** The interpreters that some tests need. Where they are missing the test is skipped, but never in continuous integration. */
public final class Tools {
    /** The module's own folder, in which Maven runs the tests. */
    public static final Path MODULE = Path.of("").toAbsolutePath();

    public static final Path TUTORIALS = MODULE.resolveSibling("docs").resolve("tutorials");

    private static final Optional<String> PYTHON = List.of("python3", "/usr/bin/python3", "python").stream()
            .filter(command -> succeeds(List.of(command, "-c", "import pika")))
            .findFirst();
    private static final boolean NODE = succeeds(List.of("node", "-e", "require('amqplib')"));

    private Tools() {}

    /** A folder of the tests' resources, as a folder on disk. */
    public static Path resource(String name) {
        try {
            return Path.of(Tools.class.getResource(name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A Python that has pika. */
    public static String python() {
        require(PYTHON.isPresent(), "no Python 3 with pika: apt-get install python3-pika");
        return PYTHON.orElseThrow();
    }

    /** A Node that finds amqplib. */
    public static String node() {
        require(NODE, "no Node with amqplib: run npm install in tck-tests");
        return "node";
    }

    private static void require(boolean there, String otherwise) {
        if (there) return;
        if (Boolean.parseBoolean(System.getenv("CI"))) Assertions.fail(otherwise);
        Assumptions.abort(otherwise);
    }

    private static boolean succeeds(List<String> command) {
        try {
            var process = new ProcessBuilder(command)
                    .directory(MODULE.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            boolean ended = process.waitFor(30, TimeUnit.SECONDS);
            if (!ended) process.destroyForcibly();
            return ended && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
