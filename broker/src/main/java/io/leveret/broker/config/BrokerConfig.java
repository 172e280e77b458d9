package io.leveret.broker.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Everything that can be set, read once and checked as a whole: one that exists is one that can be used, as far as numbers
 * tell. (Whether files are there and ports are free is seen at start.) What each setting means is said in
 * docs/CONFIGURATION.md under the name that the messages here use.
 *
 * @param hosts where to listen: names or addresses, or {@code *} alone for every address of the machine
 * @param port for AMQP; 0 is any free port, empty is no such door
 * @param managementPort for the management API and page; 0 and empty as above
 * @param spillDir where transient messages beyond the memory budget wait; a relative one lies inside {@code dataDir}
 * @param ioThreads threads for sockets; 0 lets each virtual host's loop serve its own
 */
public record BrokerConfig(
        List<String> hosts,
        OptionalInt port,
        OptionalInt managementPort,
        Path dataDir,
        Path spillDir,
        StoreConfig store,
        Optional<Path> definitions,
        FirstUser firstUser,
        Set<String> loopbackUsers,
        Limits limits,
        int ioThreads,
        TlsConfig tls,
        Announcement announcement) {

    /** Every address of the machine, of IPv4 and IPv6. */
    public static final String ANY_HOST = "*";

    public BrokerConfig {
        hosts = List.copyOf(hosts);
        if (hosts.contains("0.0.0.0") && hosts.contains("::")) {
            // One socket serves both families where the system can; two of them would fight for the port.
            hosts = List.of(ANY_HOST);
        }
        loopbackUsers = Set.copyOf(loopbackUsers);
        var problems = new ConfigError.Gatherer();
        checkDoors(problems, hosts, port, managementPort, tls);
        problems.require(
                ioThreads >= 0 && ioThreads <= 1024,
                "io-threads",
                "is %d: allowed are 0 (each virtual host's loop) to 1024",
                ioThreads);
        firstUser.check(problems);
        store.check(problems);
        limits.check(problems);
        tls.check(problems);
        announcement.check(problems);
        problems.throwIfAny();
    }

    private static void checkDoors(
            ConfigError.Gatherer problems,
            List<String> hosts,
            OptionalInt port,
            OptionalInt managementPort,
            TlsConfig tls) {
        problems.require(
                !hosts.isEmpty() && hosts.stream().noneMatch(String::isBlank),
                "host",
                "is empty: allowed are names and addresses with commas between them, and *");
        problems.require(
                hosts.size() < 2 || !hosts.contains(ANY_HOST),
                "host",
                "is %s: * means every address and stands alone",
                String.join(",", hosts));
        checkPort(problems, "port", port);
        checkPort(problems, "management-port", managementPort);
        problems.require(
                port.isPresent() || tls.on(),
                "port",
                "is off and there is no TLS certificate: no client could come in");
        problems.require(
                !same(port, managementPort), "management-port", "is %d, and so is port", managementPort.orElse(0));
        var tlsPort = tls.on() ? OptionalInt.of(tls.port()) : OptionalInt.empty();
        problems.require(
                !same(tlsPort, port) && !same(tlsPort, managementPort),
                "tls-port",
                "is %d, and so is port or management-port",
                tls.port());
    }

    private static void checkPort(ConfigError.Gatherer problems, String setting, OptionalInt port) {
        int n = port.orElse(0);
        problems.require(n >= 0 && n <= 0xFFFF, setting, "is %d: allowed are 1 to 65535, 0 (any free port) and off", n);
    }

    private static boolean same(OptionalInt a, OptionalInt b) {
        return a.isPresent() && a.equals(b) && a.getAsInt() != 0;
    }

    /** What to bind a door to that has this port: one address for each host; unresolved where no such host is known. */
    public List<InetSocketAddress> addresses(int port) {
        return hosts.stream()
                .map(host -> host.equals(ANY_HOST)
                        ? new InetSocketAddress(port)
                        : new InetSocketAddress(host.replaceAll("^\\[|]$", ""), port))
                .toList();
    }

    /** Where transient messages beyond the memory budget wait. */
    public Path transientSpill() {
        return dataDir.resolve(spillDir);
    }

    /** A builder that holds every default. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects settings one by one; {@link #build} checks them together. */
    public static final class Builder {
        private List<String> hosts = List.of(ANY_HOST);
        private OptionalInt port = OptionalInt.of(5672);
        private OptionalInt managementPort = OptionalInt.of(15672);
        private Path dataDir = Path.of("data");
        private Path spillDir = Path.of("transient");
        private StoreConfig.Sync sync = StoreConfig.Sync.ALWAYS;
        private DataSize segmentSize = DataSize.ofMiB(32);
        private Optional<Path> definitions = Optional.empty();
        private String virtualHost = "/";
        private String user = "guest";
        private String password = "guest";
        private Set<String> loopbackUsers = Set.of("guest");
        private Duration heartbeat = Duration.ofSeconds(60);
        private int frameMax = 128 << 10;
        private int channelMax = 2047;
        private DataSize maxMessageSize = DataSize.ofMiB(128);
        private int maxConnections = 65_536;
        private Duration handshakeTimeout = Duration.ofSeconds(10);
        private Duration consumerTimeout = Duration.ofMinutes(30);
        private MemoryShare memoryBudget = new MemoryShare.OfHeap(40);
        private DataSize diskFreeLimit = DataSize.ofGiB(1);
        private OptionalInt deliveryLimit = OptionalInt.empty();
        private int ioThreads;
        private int tlsPort = 5671;
        private Optional<Path> tlsCertificate = Optional.empty();
        private Optional<Path> tlsKey = Optional.empty();
        private Optional<String> tlsKeyPassword = Optional.empty();
        private Optional<Path> tlsKeystore = Optional.empty();
        private Optional<String> tlsKeystorePassword = Optional.empty();
        private Optional<Path> tlsTruststore = Optional.empty();
        private Optional<String> tlsTruststorePassword = Optional.empty();
        private TlsConfig.ClientAuth tlsClientAuth = TlsConfig.ClientAuth.NONE;
        private TlsConfig.CertLogin tlsCertLogin = TlsConfig.CertLogin.CN;
        private String announceProduct = "Leveret";
        private String announceVersion = Version.current();

        private Builder() {}

        public Builder hosts(List<String> hosts) {
            this.hosts = hosts;
            return this;
        }

        public Builder port(int port) {
            this.port = OptionalInt.of(port);
            return this;
        }

        public Builder noPort() {
            this.port = OptionalInt.empty();
            return this;
        }

        public Builder managementPort(int managementPort) {
            this.managementPort = OptionalInt.of(managementPort);
            return this;
        }

        public Builder noManagement() {
            this.managementPort = OptionalInt.empty();
            return this;
        }

        public Builder dataDir(Path dataDir) {
            this.dataDir = dataDir;
            return this;
        }

        public Builder sync(StoreConfig.Sync sync) {
            this.sync = sync;
            return this;
        }

        public Builder segmentSize(DataSize segmentSize) {
            this.segmentSize = segmentSize;
            return this;
        }

        public Builder spillDir(Path spillDir) {
            this.spillDir = spillDir;
            return this;
        }

        public Builder definitions(Path definitions) {
            this.definitions = Optional.of(definitions);
            return this;
        }

        public Builder virtualHost(String virtualHost) {
            this.virtualHost = virtualHost;
            return this;
        }

        public Builder user(String user) {
            this.user = user;
            return this;
        }

        public Builder password(String password) {
            this.password = password;
            return this;
        }

        public Builder loopbackUsers(Set<String> loopbackUsers) {
            this.loopbackUsers = loopbackUsers;
            return this;
        }

        public Builder heartbeat(Duration heartbeat) {
            this.heartbeat = heartbeat;
            return this;
        }

        public Builder frameMax(int frameMax) {
            this.frameMax = frameMax;
            return this;
        }

        public Builder channelMax(int channelMax) {
            this.channelMax = channelMax;
            return this;
        }

        public Builder maxMessageSize(DataSize maxMessageSize) {
            this.maxMessageSize = maxMessageSize;
            return this;
        }

        public Builder maxConnections(int maxConnections) {
            this.maxConnections = maxConnections;
            return this;
        }

        public Builder handshakeTimeout(Duration handshakeTimeout) {
            this.handshakeTimeout = handshakeTimeout;
            return this;
        }

        /** For how long a delivery may stay unsettled; zero is for ever. */
        public Builder consumerTimeout(Duration consumerTimeout) {
            this.consumerTimeout = consumerTimeout;
            return this;
        }

        public Builder memoryBudget(MemoryShare memoryBudget) {
            this.memoryBudget = memoryBudget;
            return this;
        }

        public Builder diskFreeLimit(DataSize diskFreeLimit) {
            this.diskFreeLimit = diskFreeLimit;
            return this;
        }

        public Builder deliveryLimit(int deliveryLimit) {
            this.deliveryLimit = OptionalInt.of(deliveryLimit);
            return this;
        }

        public Builder noDeliveryLimit() {
            this.deliveryLimit = OptionalInt.empty();
            return this;
        }

        public Builder ioThreads(int ioThreads) {
            this.ioThreads = ioThreads;
            return this;
        }

        public Builder tlsPort(int tlsPort) {
            this.tlsPort = tlsPort;
            return this;
        }

        public Builder tlsCertificate(Path tlsCertificate) {
            this.tlsCertificate = Optional.of(tlsCertificate);
            return this;
        }

        public Builder tlsKey(Path tlsKey) {
            this.tlsKey = Optional.of(tlsKey);
            return this;
        }

        public Builder tlsKeyPassword(String tlsKeyPassword) {
            this.tlsKeyPassword = Optional.of(tlsKeyPassword);
            return this;
        }

        public Builder tlsKeystore(Path tlsKeystore) {
            this.tlsKeystore = Optional.of(tlsKeystore);
            return this;
        }

        public Builder tlsKeystorePassword(String tlsKeystorePassword) {
            this.tlsKeystorePassword = Optional.of(tlsKeystorePassword);
            return this;
        }

        public Builder tlsTruststore(Path tlsTruststore) {
            this.tlsTruststore = Optional.of(tlsTruststore);
            return this;
        }

        public Builder tlsTruststorePassword(String tlsTruststorePassword) {
            this.tlsTruststorePassword = Optional.of(tlsTruststorePassword);
            return this;
        }

        public Builder tlsClientAuth(TlsConfig.ClientAuth tlsClientAuth) {
            this.tlsClientAuth = tlsClientAuth;
            return this;
        }

        public Builder tlsCertLogin(TlsConfig.CertLogin tlsCertLogin) {
            this.tlsCertLogin = tlsCertLogin;
            return this;
        }

        public Builder announceProduct(String announceProduct) {
            this.announceProduct = announceProduct;
            return this;
        }

        public Builder announceVersion(String announceVersion) {
            this.announceVersion = announceVersion;
            return this;
        }

        /**
         * Checks everything.
         *
         * @throws ConfigError naming each setting that cannot be used
         */
        public BrokerConfig build() {
            var limits = new Limits(
                    heartbeat,
                    frameMax,
                    channelMax,
                    maxMessageSize,
                    maxConnections,
                    handshakeTimeout,
                    consumerTimeout,
                    memoryBudget,
                    diskFreeLimit,
                    deliveryLimit);
            var tls = new TlsConfig(
                    tlsPort,
                    tlsCertificate,
                    tlsKey,
                    tlsKeyPassword,
                    tlsKeystore,
                    tlsKeystorePassword,
                    tlsTruststore,
                    tlsTruststorePassword,
                    tlsClientAuth,
                    tlsCertLogin);
            return new BrokerConfig(
                    hosts,
                    port,
                    managementPort,
                    dataDir,
                    spillDir,
                    new StoreConfig(sync, segmentSize),
                    definitions,
                    new FirstUser(virtualHost, user, password),
                    loopbackUsers,
                    limits,
                    ioThreads,
                    tls,
                    new Announcement(announceProduct, announceVersion));
        }
    }
}
