package io.leveret.tck;

import io.leveret.broker.Broker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * The broker under test: an embedded Leveret on a free port, or one that runs already, named by the system property
 * {@code leveret.test.target=host:port}. A running one must hold the users and virtual hosts of definitions.json.
 */
public abstract class Server implements AutoCloseable {
    private static final String TARGET = System.getProperty("leveret.test.target", "");

    /** Whether the tests are pointed at a broker that somebody else started, and whose settings cannot be chosen. */
    public static boolean isForeign() {
        return !TARGET.isEmpty();
    }

    public static Server start() {
        return start(Map.of());
    }

    public static Server start(Map<String, String> settings) {
        return isForeign() ? new Running(TARGET) : new Embedded(settings);
    }

    /** With so little memory for messages that {@link Operator#memoryAlarm} can use it up. */
    public static Map<String, String> littleMemory() {
        return Map.of("memory-budget", EmbeddedOperator.SMALL_BUDGET);
    }

    public static Path definitions() {
        return Tools.resource("/definitions.json");
    }

    public abstract String host();

    public abstract int port();

    /** The port of the door with TLS, when settings opened one. */
    public abstract int tlsPort();

    /** What only an operator may do. */
    public abstract Operator operator();

    @Override
    public abstract void close();

    private static final class Running extends Server {
        private final String host;
        private final int port;

        Running(String target) {
            int colon = target.lastIndexOf(':');
            this.host = target.substring(0, colon);
            this.port = Integer.parseInt(target.substring(colon + 1));
        }

        @Override
        public String host() {
            return host;
        }

        @Override
        public int port() {
            return port;
        }

        @Override
        public int tlsPort() {
            throw new IllegalStateException("what a running broker listens on was not told");
        }

        @Override
        public Operator operator() {
            return Operator.commandLine();
        }

        @Override
        public void close() {
            // It was there before the tests and stays after them.
        }
    }

    private static final class Embedded extends Server {
        private final Broker broker;
        private final Operator operator;

        Embedded(Map<String, String> settings) {
            var builder = Broker.builder().port(0).inMemory().definitions(definitions());
            settings.forEach(builder::set);
            try {
                this.broker = builder.start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            this.operator = new EmbeddedOperator(broker);
        }

        @Override
        public String host() {
            return "127.0.0.1";
        }

        @Override
        public int port() {
            return broker.port();
        }

        @Override
        public int tlsPort() {
            return broker.tlsPort();
        }

        @Override
        public Operator operator() {
            return operator;
        }

        @Override
        public void close() {
            operator.close();
            broker.close();
        }
    }
}
