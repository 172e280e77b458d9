package io.leveret.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A program in a process of its own, pointed at the broker under test, whose lines are watched as they come. */
public final class Program implements AutoCloseable {
    private static final long SECONDS = 60;

    private final List<String> command;
    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final Thread reading;
    private final Thread readingComplaints;

    private Program(Server server, Path folder, List<String> command) {
        this.command = command;
        var builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().put("AMQP_HOST", server.host());
        builder.environment().put("AMQP_PORT", Integer.toString(server.port()));
        // What the build itself was told must not leak into programs that are shown to readers.
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        try {
            process = builder.start();
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + command, e);
        }
        reading = reader(process.inputReader(StandardCharsets.UTF_8), lines);
        readingComplaints = reader(process.errorReader(StandardCharsets.UTF_8), complaints);
    }

    public static Program start(Server server, Path folder, List<String> command) {
        return new Program(server, folder, command);
    }

    private static Thread reader(BufferedReader from, List<String> into) {
        var thread = new Thread(() -> from.lines().forEach(into::add), "reading a program");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    public List<String> lines() {
        return List.copyOf(lines);
    }

    public Program awaitLine(String line) {
        return awaitLines(line, 1);
    }

    public Program awaitLines(String line, int times) {
        Eventually.eventually(() ->
                assertTrue(lines.stream().filter(line::equals).count() >= times, () -> "no '" + line + "' in " + this));
        return this;
    }

    /** Waits for the end, which must be a good one, and gives all that was printed. */
    public List<String> finish() {
        try {
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("did not end: " + this);
            }
            reading.join();
            readingComplaints.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        assertEquals(0, process.exitValue(), this::toString);
        return lines();
    }

    /** Kills it without a chance to say goodbye. */
    @Override
    public void close() {
        process.destroyForcibly();
    }

    @Override
    public String toString() {
        return command + " printed " + lines + " and complained " + complaints;
    }
}
