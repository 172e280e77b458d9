package io.leveret.tck;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The operator's verbs that tests need; how they are said differs from broker to broker. */
public interface Operator extends AutoCloseable {
    void memoryAlarm(boolean raised);

    void diskAlarm(boolean raised);

    void tracing(boolean on);

    void permissions(String user, String configure, String write, String read);

    void closeConnections(String user, String reason);

    @Override
    void close();

    /** RabbitMQ's operator, a command line named by the system property {@code leveret.test.ctl}. */
    static Operator commandLine() {
        return new CommandLine(System.getProperty("leveret.test.ctl", "rabbitmqctl"));
    }

    /** What {@code rabbitmqctl} does. */
    record CommandLine(String command) implements Operator {
        @Override
        public void memoryAlarm(boolean raised) {
            run("set_vm_memory_high_watermark", raised ? "0.00001" : "0.4");
        }

        @Override
        public void diskAlarm(boolean raised) {
            run("set_disk_free_limit", raised ? "100000GB" : "50MB");
        }

        @Override
        public void tracing(boolean on) {
            run(on ? "trace_on" : "trace_off");
        }

        @Override
        public void permissions(String user, String configure, String write, String read) {
            run("set_permissions", user, configure, write, read);
        }

        @Override
        public void closeConnections(String user, String reason) {
            run("close_all_user_connections", user, reason);
        }

        @Override
        public void close() {
            // Every verb is a process of its own.
        }

        private void run(String... arguments) {
            var line = new ArrayList<>(List.of(command.split(" ")));
            line.addAll(List.of(arguments));
            try {
                var process = new ProcessBuilder(line).redirectErrorStream(true).start();
                process.getOutputStream().close();
                String said = new String(process.getInputStream().readAllBytes());
                if (process.waitFor() != 0) throw new IllegalStateException(line + ": " + said);
            } catch (IOException e) {
                throw new IllegalStateException("cannot run " + line, e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted during " + line, e);
            }
        }
    }
}
