package io.leveret.bench.stress;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A fresh broker in a process and a folder of its own; both are gone after {@link #close}. */
public final class BrokerProcess implements AutoCloseable {
    private static final Pattern PORT = Pattern.compile("\\s+AMQP\\s+port (\\d+) .*");
    private static final Pattern DEBUGGER = Pattern.compile("Listening for transport dt_socket at address: (\\d+)");
    private static final Pattern TURN = Pattern.compile(".*longest turn (\\d+) us.*");

    private final Process process;
    private final Path folder;
    private final CompletableFuture<Integer> port = new CompletableFuture<>();
    private final CompletableFuture<Integer> debugger = new CompletableFuture<>();
    private final List<String> remarkable = new ArrayList<>();
    private long longestTurn;

    /**
     * @param heap as in -Xmx
     * @param data the broker's data folder, or null for one in a temporary folder
     * @param arguments of the broker's own start command
     */
    private BrokerProcess(List<String> jvm, Path data, List<String> arguments) throws IOException {
        folder = Files.createTempDirectory("leveret-stress-");
        List<String> command = new ArrayList<>();
        // Others on the machine shall not be taken for the broker's own slowness; only root may ask for that.
        if (mayHurry()) command.addAll(List.of("nice", "-n", "-15"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:+ExitOnOutOfMemoryError");
        command.addAll(jvm);
        for (String option : environment("JAVA_OPTS", "").split(" ")) if (!option.isBlank()) command.add(option);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.leveret.broker.Main", "start"));
        command.addAll(List.of("--port", "0", "--management-port", "off"));
        command.addAll(List.of("--data", (data == null ? folder.resolve("data") : data).toString()));
        command.addAll(arguments);
        process = new ProcessBuilder(command).directory(folder.toFile()).start();
        listen(process.getInputStream(), false);
        listen(process.getErrorStream(), true);
    }

    public static BrokerProcess start(String heap, String... arguments) throws IOException {
        return start(List.of("-Xmx" + heap), null, arguments);
    }

    static BrokerProcess start(List<String> jvm, Path data, String... arguments) throws IOException {
        BrokerProcess broker = new BrokerProcess(jvm, data, List.of(arguments));
        try {
            broker.port();
            return broker;
        } catch (RuntimeException failure) {
            String said = String.join("\n", broker.remarkable());
            broker.close();
            throw new IOException("the broker did not start: " + said, failure);
        }
    }

    static String environment(String name, String otherwise) {
        String value = System.getenv(name);
        return value == null ? otherwise : value;
    }

    private static boolean mayHurry() {
        return "root".equals(System.getProperty("user.name")) && Files.isExecutable(Path.of("/usr/bin/nice"));
    }

    private void listen(InputStream from, boolean isLog) {
        Thread reader = new Thread(() -> {
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8))) {
                for (String line; (line = lines.readLine()) != null; ) heard(line, isLog);
            } catch (IOException gone) {
                // It ended, and its output with it.
            }
            port.completeExceptionally(new IllegalStateException("it ended before it listened"));
        });
        reader.setDaemon(true);
        reader.start();
    }

    private synchronized void heard(String line, boolean isLog) {
        if (Boolean.getBoolean("stress.echo")) System.err.println(line);
        Matcher turn = TURN.matcher(line);
        if (turn.matches()) {
            longestTurn = Math.max(longestTurn, Long.parseLong(turn.group(1)));
            notifyAll();
            return;
        }
        Matcher listening = PORT.matcher(line);
        if (listening.matches()) port.complete(Integer.valueOf(listening.group(1)));
        Matcher debugging = DEBUGGER.matcher(line);
        if (debugging.matches()) debugger.complete(Integer.valueOf(debugging.group(1)));
        boolean ordinary = !isLog || line.contains(" INFO ") || line.contains(" DEBUG ");
        if (!ordinary && !line.isBlank() && remarkable.size() < 10_000) remarkable.add(line);
    }

    /** Warnings and errors of its log, and whatever else is not ordinary. */
    synchronized List<String> remarkable() {
        return List.copyOf(remarkable);
    }

    synchronized boolean hasSaid(String text) {
        return remarkable.stream().anyMatch(line -> line.contains(text));
    }

    /** Waits until the broker has told its longest turn twice: then what was asked for before is in it. */
    synchronized void forgetTurns() throws InterruptedException {
        wait(2_500);
        longestTurn = 0;
    }

    /** The longest turn, in microseconds, since they were forgotten. */
    synchronized long longestTurn() throws InterruptedException {
        wait(2_500);
        wait(2_500);
        return longestTurn;
    }

    public int port() {
        try {
            return port.get(30, TimeUnit.SECONDS);
        } catch (Exception failure) {
            throw new IllegalStateException("no port: " + failure.getMessage(), failure);
        }
    }

    int debuggerPort() throws Exception {
        return debugger.get(30, TimeUnit.SECONDS);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    Connection connect(String virtualHost) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setPort(port());
        factory.setVirtualHost(virtualHost);
        factory.setAutomaticRecoveryEnabled(false);
        return factory.newConnection();
    }

    Connection connect() throws Exception {
        return connect("/");
    }

    /** Bytes of live objects on its heap: a full collection comes first. */
    long liveHeap() throws Exception {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        Process asked = new ProcessBuilder(jcmd, Long.toString(process.pid()), "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String total = "";
        try (BufferedReader lines = asked.inputReader()) {
            for (String line; (line = lines.readLine()) != null; ) if (line.startsWith("Total")) total = line;
        }
        asked.waitFor();
        return Long.parseLong(total.trim().split("\\s+")[2]);
    }

    /** Resident memory in bytes, and CPU seconds used so far; Linux only. */
    long resident() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            if (line.startsWith("VmRSS:")) return Long.parseLong(line.replaceAll("\\D", "")) << 10;
        }
        return 0;
    }

    public double cpuSeconds() {
        return process.info().totalCpuDuration().orElseThrow().toMillis() / 1e3;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS))
                process.destroyForcibly().waitFor();
        } catch (InterruptedException impatient) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> left = Files.walk(folder)) {
            left.sorted((a, b) -> b.compareTo(a)).forEach(BrokerProcess::delete);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
