package io.leveret.broker;

import io.leveret.broker.admin.Admin;
import io.leveret.broker.admin.DefinitionsLoader;
import io.leveret.broker.cli.RunningBroker;
import io.leveret.broker.config.BrokerConfig;
import io.leveret.broker.config.ConfigError;
import io.leveret.broker.config.ConfigReader;
import io.leveret.broker.definitions.Definitions;
import io.leveret.broker.definitions.DefinitionsException;
import io.leveret.broker.definitions.DefinitionsReader;
import io.leveret.broker.http.HttpDoor;
import io.leveret.broker.insight.ListenerInfo;
import io.leveret.broker.net.ArrivingBytes;
import io.leveret.broker.net.ConnectionCount;
import io.leveret.broker.net.EventLoops;
import io.leveret.broker.net.Listener;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A broker that runs, from {@link Builder#start} to {@link #close}. */
public final class Broker implements RunningBroker {
    private static final Logger log = LoggerFactory.getLogger(Broker.class);

    private final EventLoops loops;
    private final Optional<Path> dataDir;
    private final Optional<DataLock> lock;
    private final Registry registry;
    private final Watch watch;
    private final List<Listener> plain = new ArrayList<>();
    private final List<Listener> encrypted = new ArrayList<>();
    private Optional<Listener> inVm = Optional.empty();
    private final Admin admin;
    private volatile Optional<HttpDoor> management = Optional.empty();
    private boolean closed;

    private Broker(BrokerConfig config, boolean inMemory, Optional<String> name) throws IOException {
        loops = new EventLoops(config.ioThreads());
        dataDir = inMemory ? Optional.empty() : Optional.of(config.dataDir());
        lock = inMemory ? Optional.empty() : Optional.of(DataLock.take(config.dataDir()));
        registry = new Registry(config, loops, inMemory);
        watch = new Watch(config, registry, inMemory);
        House house = new House(registry, watch, config.announcement(), this::listeners);
        admin = new Admin(house);
        try {
            registry.open();
            config.definitions().ifPresent(file -> load(file, config, house));
            watch.start();
            ArrivingBytes arriving = new ArrivingBytes(Runtime.getRuntime().maxMemory() / 4);
            ConnectionCount guests = new ConnectionCount(config.limits().maxConnections());
            if (name.isPresent()) {
                long patience = config.limits().handshakeTimeout().toMillis();
                inVm = Optional.of(Listener.openInVm(name.get(), loops, registry, guests, arriving, patience));
            }
            if (config.port().isPresent()) {
                listen(config, config.port().getAsInt(), guests, arriving, Optional.empty(), plain);
            }
            if (config.tls().on()) {
                Optional<SslContext> tls = Optional.of(TlsDoor.context(config.tls()));
                listen(config, config.tls().port(), guests, arriving, tls, encrypted);
            }
            if (config.managementPort().isPresent()) {
                int port = config.managementPort().getAsInt();
                management = Optional.of(HttpDoor.open(config.addresses(port), admin, registry::authenticate));
            }
        } catch (IOException | RuntimeException failure) {
            close();
            throw failure;
        }
    }

    private static void load(Path file, BrokerConfig config, House house) {
        try {
            Definitions definitions =
                    DefinitionsReader.read(file, config.firstUser().virtualHost());
            new DefinitionsLoader(house).load(definitions, file.toString());
        } catch (DefinitionsException | IllegalArgumentException wrong) {
            throw ConfigError.of("definitions", "definitions: " + wrong.getMessage());
        }
    }

    private void listen(
            BrokerConfig config,
            int port,
            ConnectionCount guests,
            ArrivingBytes arriving,
            Optional<SslContext> tls,
            List<Listener> into)
            throws IOException {
        int bound = port;
        for (InetSocketAddress wanted : config.addresses(port)) {
            // With any free port, the first address chooses and the others follow.
            InetSocketAddress address = new InetSocketAddress(wanted.getAddress(), bound);
            Listener listener = Listener.open(
                    address,
                    loops,
                    registry,
                    guests,
                    arriving,
                    config.limits().handshakeTimeout().toMillis(),
                    tls);
            into.add(listener);
            bound = listener.address().getPort();
        }
    }

    public static Builder builder() {
        return new Builder();
    }

    /** For this room only: its virtual hosts and users as they are. */
    Registry registry() {
        return registry;
    }

    /** The port of the plain AMQP listener. */
    public int port() {
        return plain.get(0).address().getPort();
    }

    /** The port of the TLS listener. */
    public int tlsPort() {
        return encrypted.get(0).address().getPort();
    }

    @Override
    public List<InetSocketAddress> amqp() {
        return plain.stream().map(Listener::address).toList();
    }

    @Override
    public List<InetSocketAddress> amqps() {
        return encrypted.stream().map(Listener::address).toList();
    }

    @Override
    public List<InetSocketAddress> management() {
        return management.map(HttpDoor::addresses).orElse(List.of());
    }

    private List<ListenerInfo> listeners() {
        List<ListenerInfo> all = new ArrayList<>();
        amqp().forEach(address -> all.add(info("amqp", address)));
        amqps().forEach(address -> all.add(info("amqps", address)));
        management().forEach(address -> all.add(info("http", address)));
        return all;
    }

    private static ListenerInfo info(String protocol, InetSocketAddress address) {
        return new ListenerInfo(protocol, address.getAddress().getHostAddress(), address.getPort());
    }

    /** What an operator sees and does. */
    public Admin admin() {
        return admin;
    }

    @Override
    public Optional<Path> dataDir() {
        return dataDir;
    }

    /** Ends in order: no new connections, clients are told, then everything stops. A second call does nothing. */
    @Override
    public synchronized void close() {
        if (closed) return;
        closed = true;
        inVm.ifPresent(Listener::close);
        plain.forEach(Listener::close);
        encrypted.forEach(Listener::close);
        management.ifPresent(HttpDoor::close);
        admin.close();
        watch.close();
        registry.close();
        loops.close();
        lock.ifPresent(DataLock::close);
        log.info("stopped");
    }

    /** Settings by name, as in a configuration file; everything that is not set has its default. */
    public static final class Builder {
        private final Map<String, String> settings = new LinkedHashMap<>();
        private boolean inMemory;
        private Optional<String> name = Optional.empty();

        private Builder() {
            settings.put("management-port", "off");
        }

        public Builder port(int port) {
            return set("port", Integer.toString(port));
        }

        /** Writes nothing: no data folder, nothing to spill to. When memory runs low, publishers wait. */
        public Builder inMemory() {
            inMemory = true;
            return this;
        }

        /** Clients in this JVM reach the broker as {@code vm://NAME} too, without a socket. No two brokers of a JVM share a name. */
        public Builder name(String name) {
            this.name = Optional.of(name);
            return this;
        }

        public Builder data(Path folder) {
            return set("data", folder.toString());
        }

        /** Loads virtual hosts, users, permissions, exchanges, queues and bindings from a file in RabbitMQ's format. */
        public Builder definitions(Path file) {
            return set("definitions", file.toString());
        }

        /** Any setting of docs/CONFIGURATION.md by its name there. */
        public Builder set(String setting, String value) {
            settings.put(setting, value);
            return this;
        }

        /** @throws ConfigError that names every setting that cannot be used as it is */
        public Broker start() throws IOException {
            return new Broker(ConfigReader.of(settings), inMemory, name);
        }
    }

    static Broker start(BrokerConfig config) throws IOException {
        return new Broker(config, false, Optional.empty());
    }
}
