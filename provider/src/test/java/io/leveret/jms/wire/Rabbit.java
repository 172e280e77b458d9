package io.leveret.jms.wire;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** A RabbitMQ of the tests' own, with an empty folder and ports that nobody else has; where it is installed. */
public final class Rabbit implements AutoCloseable {
    private static final Path SERVER = Path.of("/usr/lib/rabbitmq/bin/rabbitmq-server");

    private final Path home;
    private final int port;
    private final Process names;
    private final Process server;

    private Rabbit() throws IOException {
        home = Files.createTempDirectory("rabbit");
        List<Integer> ports = freePorts(3);
        port = ports.get(0);
        for (String file : List.of("plugins", "env.conf", "rabbitmq.conf")) {
            Files.writeString(home.resolve(file), file.equals("plugins") ? "[].\n" : "");
        }
        Map<String, String> settings = Map.ofEntries(
                Map.entry("HOME", home.toString()),
                Map.entry("LANG", "C.UTF-8"),
                Map.entry("ERL_EPMD_PORT", ports.get(1).toString()),
                Map.entry("RABBITMQ_NODENAME", "tests-" + port + "@localhost"),
                Map.entry("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1"),
                Map.entry("RABBITMQ_NODE_PORT", Integer.toString(port)),
                Map.entry("RABBITMQ_DIST_PORT", ports.get(2).toString()),
                Map.entry("RABBITMQ_MNESIA_BASE", home.resolve("mnesia").toString()),
                Map.entry("RABBITMQ_LOG_BASE", home.resolve("log").toString()),
                Map.entry(
                        "RABBITMQ_ENABLED_PLUGINS_FILE", home.resolve("plugins").toString()),
                Map.entry("RABBITMQ_CONF_ENV_FILE", home.resolve("env.conf").toString()),
                Map.entry("RABBITMQ_CONFIG_FILE", home.resolve("rabbitmq.conf").toString()));
        // The port mapper outlives a node that starts it; started here, it ends here.
        names = spawn(List.of("epmd", "-port", ports.get(1).toString(), "-address", "127.0.0.1"), Map.of());
        server = spawn(List.of(SERVER.toString()), settings);
    }

    /** Returns when it serves. Where it is not installed the test is skipped, but never in continuous integration. */
    public static Rabbit start() throws Exception {
        if (!Files.isExecutable(SERVER)) {
            String otherwise = "no RabbitMQ is installed here: apt-get install rabbitmq-server";
            if (Boolean.parseBoolean(System.getenv("CI"))) Assertions.fail(otherwise);
            Assumptions.abort(otherwise);
        }
        Rabbit rabbit = new Rabbit();
        Eventually.eventually("RabbitMQ serves", rabbit::serves);
        return rabbit;
    }

    public int port() {
        return port;
    }

    private boolean serves() {
        assertTrue(server.isAlive(), () -> "RabbitMQ has ended; see " + home);
        try (var socket = new java.net.Socket("127.0.0.1", port)) {
            socket.setSoTimeout(2000);
            socket.getOutputStream().write(new byte[] {'A', 'M', 'Q', 'P', 0, 0, 9, 1});
            return socket.getInputStream().read() == 1;
        } catch (IOException notYet) {
            return false;
        }
    }

    private Process spawn(List<String> command, Map<String, String> settings) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).directory(home.toFile());
        builder.redirectOutput(
                ProcessBuilder.Redirect.appendTo(home.resolve("output.txt").toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("RABBITMQ_"));
        builder.environment().putAll(settings);
        return builder.start();
    }

    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> taken = new java.util.ArrayList<>();
        try {
            for (int i = 0; i < count; i++) taken.add(new ServerSocket(0));
            return taken.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket each : taken) each.close();
        }
    }

    @Override
    public void close() throws Exception {
        List<ProcessHandle> all = server.descendants().toList();
        server.destroy();
        server.waitFor(20, TimeUnit.SECONDS);
        all.forEach(ProcessHandle::destroyForcibly);
        server.destroyForcibly().waitFor();
        names.destroyForcibly().waitFor();
        try (var files = Files.walk(home)) {
            for (Path each : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(each);
        }
    }
}
