package io.leveret.tck.process;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leveret.tck.Eventually;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A JVM with the heap it is given and this one's class path. What it prints is kept. */
final class Jvm implements AutoCloseable {
    private static final Pattern PORT = Pattern.compile("\\s+AMQP\\s+port (\\d+) .*");
    private static final int PATIENCE_SECONDS = 120;

    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Thread reading;

    private Jvm(String heap, String main, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-ea", "-Xmx" + heap, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-XX:+ExitOnOutOfMemoryError", "-cp", System.getProperty("java.class.path"), main));
        command.addAll(arguments);
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        process = builder.start();
        reading = new Thread(this::read, "reading a JVM");
        reading.setDaemon(true);
        reading.start();
    }

    static Jvm start(String heap, Class<?> main, String... arguments) throws IOException {
        return new Jvm(heap, main.getName(), List.of(arguments));
    }

    /** A broker with a data folder of its own; more arguments as its start command takes them. */
    static Jvm broker(String heap, Path data, String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of("start", "--host", "127.0.0.1", "--port", "0"));
        all.addAll(List.of("--management-port", "off", "--data", data.toString()));
        all.addAll(List.of(arguments));
        return new Jvm(heap, "io.leveret.broker.Main", all);
    }

    private void read() {
        try (BufferedReader from = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line; (line = from.readLine()) != null; ) lines.add(line);
        } catch (IOException gone) {
            // Its output ended with it.
        }
    }

    /** Of a broker, as soon as it listens. */
    int port() {
        Eventually.eventually(() -> assertTrue(lines.stream().anyMatch(this::tellsPort), this::toString));
        for (String line : lines) {
            Matcher listening = PORT.matcher(line);
            if (listening.matches()) return Integer.parseInt(listening.group(1));
        }
        throw new AssertionError("no port: " + this);
    }

    private boolean tellsPort(String line) {
        return PORT.matcher(line).matches();
    }

    boolean hasSaid(String line) {
        return lines.contains(line);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Its exit code; it must come to its end by itself. */
    int awaitEnd() throws InterruptedException {
        assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), () -> "it does not end: " + this);
        reading.join();
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public String toString() {
        return String.join("\n", lines);
    }
}
