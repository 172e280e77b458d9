package io.leveret.tck.crash;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.impl.ForgivingExceptionHandler;
import io.leveret.jms.LeveretConnectionFactory;
import jakarta.jms.JMSException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A broker in a process of its own, which can be killed. Its log goes to a file, to be read when something is wrong. */
final class BrokerChild implements AutoCloseable {
    private static final Pattern PORT = Pattern.compile("\\s+AMQP\\s+port (\\d+) .*");
    private static final int PATIENCE_SECONDS = 60;

    private final Process process;
    private final Path log;
    private final CompletableFuture<Integer> port = new CompletableFuture<>();

    private BrokerChild(Path data, Path log, List<String> arguments) throws IOException {
        this.log = log;
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // Starting quickly is what counts here: most of the time goes into that.
        command.addAll(List.of("-ea", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.leveret.broker.Main", "start"));
        command.addAll(List.of("--host", "127.0.0.1", "--port", "0", "--management-port", "off"));
        command.addAll(List.of("--disk-free-limit", "1MiB", "--data", data.toString()));
        command.addAll(arguments);
        var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        process = builder.start();
        var reader = new Thread(this::listen, "reading a broker");
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts one, and does not wait until it has. */
    static BrokerChild launch(Path data, Path log, String... arguments) throws IOException {
        return new BrokerChild(data, log, List.of(arguments));
    }

    private void listen() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line; (line = lines.readLine()) != null; ) {
                Matcher listening = PORT.matcher(line);
                if (listening.matches()) port.complete(Integer.valueOf(listening.group(1)));
            }
        } catch (IOException killed) {
            // Its output ended with it.
        }
        port.completeExceptionally(new IllegalStateException("the broker ended before it listened"));
    }

    /** Waits until it listens. */
    int port() {
        try {
            return port.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException failure) {
            kill();
            throw new AssertionError("the broker did not start: " + failure.getMessage() + "; its log:\n" + said());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether it listens after so many milliseconds at most. */
    boolean listensWithin(long millis) throws InterruptedException {
        try {
            port.get(millis, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException not) {
            return false;
        } catch (ExecutionException ended) {
            throw new AssertionError("the broker did not start; its log:\n" + said());
        }
    }

    Connection connect() throws IOException {
        var factory = new ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(port());
        factory.setAutomaticRecoveryEnabled(false);
        factory.setTopologyRecoveryEnabled(false);
        factory.setShutdownTimeout(0);
        factory.setExceptionHandler(new ForgivingExceptionHandler() {
            @Override
            protected void log(String message, Throwable lost) {
                // Connections are lost in every cycle.
            }
        });
        try {
            return factory.newConnection();
        } catch (TimeoutException e) {
            throw new IOException(e);
        }
    }

    /**
     * Messages that were rolled back often stay where they are, since the ledger looks for them there; acknowledgements return when they
     * are at rest.
     */
    jakarta.jms.Connection connectJms() throws JMSException {
        String options = "?deliveryLimit=none&waitForAcknowledge=true";
        var connection = new LeveretConnectionFactory("amqp://127.0.0.1:" + port() + options).createConnection();
        connection.setExceptionListener(lost -> {});
        return connection;
    }

    /** SIGKILL: nothing in the process runs any more. */
    void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** SIGTERM, as an operator would. */
    void stop() {
        process.destroy();
        awaitEnd();
    }

    private void awaitEnd() {
        try {
            if (process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) return;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        process.destroyForcibly();
        throw new AssertionError("the broker did not end; its log:\n" + said());
    }

    /** What its log has of errors: a broker whose process was killed has lost nothing and found nothing damaged. */
    List<String> errors() {
        return said().lines().filter(line -> line.contains(" ERROR ")).toList();
    }

    private String said() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        awaitEnd();
    }
}
