package io.leveret.broker.config;

import io.leveret.broker.config.TlsConfig.CertLogin;
import io.leveret.broker.config.TlsConfig.ClientAuth;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Every setting: its name, its default, what it means and how its text is read. The options of {@code leveret start}, the
 * keys of the configuration file, the names of the environment variables and the tables of docs/CONFIGURATION.md all come
 * from here. A test holds the defaults against those of {@link BrokerConfig}.
 */
public enum Setting {
    HOST(
            Group.DOORS,
            "host",
            "HOST[,HOST]",
            "*",
            "Names or addresses to listen on, with commas between them. * is every address, of IPv4 and IPv6.",
            (b, v) -> b.hosts(List.of(list(v)))),
    PORT(
            Group.DOORS,
            "port",
            "PORT",
            "5672",
            "Port for AMQP clients. 0 takes any free port and prints it; off closes this door, for TLS only.",
            (b, v) -> onOrOff(v, b::port, b::noPort)),
    TLS_PORT(
            Group.DOORS,
            "tls-port",
            "PORT",
            "5671",
            "Port for AMQP clients over TLS. There is such a door only when a certificate is given. 0 takes any free port.",
            (b, v) -> b.tlsPort(integer(v))),
    MANAGEMENT_PORT(
            Group.DOORS,
            "management-port",
            "PORT",
            "15672",
            "Port for the management API and page. 0 takes any free port; off does without.",
            (b, v) -> onOrOff(v, b::managementPort, b::noManagement)),
    IO_THREADS(
            Group.DOORS,
            "io-threads",
            "N",
            "0",
            "Threads for sockets. 0 lets the loop of each virtual host serve its own, which is best on few cores.",
            (b, v) -> b.ioThreads(integer(v))),

    DATA(
            Group.STORE,
            "data",
            "DIR",
            "data",
            "Folder for all that the broker keeps. It is made when missing. One broker at a time may use it.",
            (b, v) -> b.dataDir(path(v))),
    TRANSIENT_SPILL(
            Group.STORE,
            "transient-spill",
            "DIR",
            "transient",
            "Scratch folder for transient messages beyond the memory budget, emptied at start. A relative one lies inside the"
                    + " data folder.",
            (b, v) -> b.spillDir(path(v))),
    SYNC(
            Group.STORE,
            "sync",
            "always|os",
            "always",
            "When what was confirmed is safe. always: it was forced to the disk before. os: it was written, and the operating"
                    + " system forces it when it likes; a kill loses nothing, a power cut may lose the last seconds.",
            (b, v) -> b.sync(word(StoreConfig.Sync.class, v))),
    SEGMENT_SIZE(
            Group.STORE,
            "segment-size",
            "SIZE",
            "32MiB",
            "Size of a journal file, for journals that begin after it was set.",
            (b, v) -> b.segmentSize(DataSize.parse(v))),
    DEFINITIONS(
            Group.STORE,
            "definitions",
            "FILE",
            "none",
            "Virtual hosts, users, permissions, exchanges, queues and bindings to have at start, in the format of RabbitMQ's"
                    + " definitions.json.",
            (b, v) -> b.definitions(path(v))),

    DEFAULT_VHOST(
            Group.USERS,
            "default-vhost",
            "NAME",
            "/",
            "Virtual host made at the first start, when there is none.",
            (b, v) -> b.virtualHost(v)),
    DEFAULT_USER(
            Group.USERS,
            "default-user",
            "NAME",
            "guest",
            "Administrator made at the first start, when there is no user.",
            (b, v) -> b.user(v)),
    DEFAULT_PASSWORD(
            Group.USERS, "default-password", "TEXT", "guest", "The password of that user.", (b, v) -> b.password(v)),
    LOOPBACK_USERS(
            Group.USERS,
            "loopback-users",
            "NAME[,NAME]",
            "guest",
            "Users who may log in from this machine only. none lifts that; give them better passwords first.",
            (b, v) -> b.loopbackUsers(v.equals("none") ? Set.of() : Set.copyOf(List.of(list(v))))),

    HEARTBEAT(
            Group.LIMITS,
            "heartbeat",
            "TIME",
            "60s",
            "Heartbeat proposed to clients; one that is silent for twice the agreed time is cut off. 0 proposes none.",
            (b, v) -> b.heartbeat(duration(v))),
    FRAME_MAX(
            Group.LIMITS,
            "frame-max",
            "SIZE",
            "128KiB",
            "Largest frame, agreed with each client; larger messages travel in several.",
            (b, v) -> b.frameMax(intSize(v))),
    CHANNEL_MAX(
            Group.LIMITS,
            "channel-max",
            "N",
            "2047",
            "Most channels that one connection may have open.",
            (b, v) -> b.channelMax(integer(v))),
    MAX_MESSAGE_SIZE(
            Group.LIMITS,
            "max-message-size",
            "SIZE",
            "128MiB",
            "Largest message; a larger one closes its channel.",
            (b, v) -> b.maxMessageSize(DataSize.parse(v))),
    MAX_CONNECTIONS(
            Group.LIMITS,
            "max-connections",
            "N",
            "65536",
            "Most connections at a time; further ones are closed at once.",
            (b, v) -> b.maxConnections(integer(v))),
    HANDSHAKE_TIMEOUT(
            Group.LIMITS,
            "handshake-timeout",
            "TIME",
            "10s",
            "Time in which a client must have logged in.",
            (b, v) -> b.handshakeTimeout(duration(v))),
    CONSUMER_TIMEOUT(
            Group.LIMITS,
            "consumer-timeout",
            "TIME",
            "30m",
            "Longest time for which a consumer may keep a delivery without settling it; then its channel is closed. 0 sets no"
                    + " limit. A queue's x-consumer-timeout goes before.",
            (b, v) -> b.consumerTimeout(duration(v))),
    MEMORY_BUDGET(
            Group.LIMITS,
            "memory-budget",
            "SIZE",
            "40%",
            "Memory for the bodies of waiting messages, as a share of the heap or a size.",
            (b, v) -> b.memoryBudget(MemoryShare.parse(v))),
    DISK_FREE_LIMIT(
            Group.LIMITS,
            "disk-free-limit",
            "SIZE",
            "1GiB",
            "With less free space on the data folder's disk, publishers wait until there is more.",
            (b, v) -> b.diskFreeLimit(DataSize.parse(v))),
    DELIVERY_LIMIT(
            Group.LIMITS,
            "delivery-limit",
            "N",
            "none",
            "Failed deliveries after which a quorum queue gives a message up, where the queue has no x-delivery-limit.",
            (b, v) -> b.deliveryLimit(integer(v))),

    TLS_CERTIFICATE(
            Group.TLS,
            "tls-certificate",
            "FILE",
            "none",
            "The broker's certificate and those that sign it, PEM. This or tls-keystore opens the TLS door.",
            (b, v) -> b.tlsCertificate(path(v))),
    TLS_KEY(
            Group.TLS,
            "tls-key",
            "FILE",
            "none",
            "The private key of tls-certificate, PEM.",
            (b, v) -> b.tlsKey(path(v))),
    TLS_KEY_PASSWORD(
            Group.TLS,
            "tls-key-password",
            "TEXT",
            "none",
            "Password of tls-key, when it has one.",
            (b, v) -> b.tlsKeyPassword(v)),
    TLS_KEYSTORE(
            Group.TLS,
            "tls-keystore",
            "FILE",
            "none",
            "Certificate and key in one PKCS#12 file, in place of tls-certificate and tls-key.",
            (b, v) -> b.tlsKeystore(path(v))),
    TLS_KEYSTORE_PASSWORD(
            Group.TLS,
            "tls-keystore-password",
            "TEXT",
            "none",
            "Password of tls-keystore.",
            (b, v) -> b.tlsKeystorePassword(v)),
    TLS_TRUSTSTORE(
            Group.TLS,
            "tls-truststore",
            "FILE",
            "none",
            "Authorities whose client certificates are believed: PEM, or PKCS#12 when the name ends in .p12 or .pfx.",
            (b, v) -> b.tlsTruststore(path(v))),
    TLS_TRUSTSTORE_PASSWORD(
            Group.TLS,
            "tls-truststore-password",
            "TEXT",
            "none",
            "Password of a PKCS#12 tls-truststore.",
            (b, v) -> b.tlsTruststorePassword(v)),
    TLS_CLIENT_AUTH(
            Group.TLS,
            "tls-client-auth",
            "WHICH",
            "none",
            "Whether clients show a certificate: none, optional or required. With one they may log in by EXTERNAL.",
            (b, v) -> b.tlsClientAuth(word(ClientAuth.class, v))),
    TLS_CERT_LOGIN(
            Group.TLS,
            "tls-cert-login",
            "WHICH",
            "cn",
            "The user's name in a client's certificate, for EXTERNAL: cn (common name) or dn (whole distinguished name).",
            (b, v) -> b.tlsCertLogin(word(CertLogin.class, v))),

    ANNOUNCE_PRODUCT(
            Group.NAME,
            "announce-product",
            "TEXT",
            "Leveret",
            "Product that clients are told; some behave differently unless it is RabbitMQ.",
            (b, v) -> b.announceProduct(v)),
    ANNOUNCE_VERSION(
            Group.NAME,
            "announce-version",
            "VERSION",
            "own",
            "Version that clients are told, as three numbers (3.12.0); own is Leveret's.",
            (b, v) -> b.announceVersion(v.equals("own") ? Version.current() : v));

    /** Settings that belong together, under the heading that help and documentation give them. */
    public enum Group {
        DOORS("Where it listens"),
        STORE("What it keeps"),
        USERS("First start and users"),
        LIMITS("Limits"),
        TLS("TLS"),
        NAME("What it calls itself");

        private final String heading;

        Group(String heading) {
            this.heading = heading;
        }

        public String heading() {
            return heading;
        }

        public List<Setting> settings() {
            return Arrays.stream(Setting.values()).filter(s -> s.group == this).toList();
        }
    }

    /** Before every name in a file and among the system properties. */
    static final String PREFIX = "leveret.";

    private static final Pattern TIME = Pattern.compile("(\\d{1,9})\\s*(|ms|s|m|h|d)");

    private final Group group;
    private final String name;
    private final String placeholder;
    private final String defaultText;
    private final String meaning;
    private final Reader reader;

    private interface Reader {
        void read(BrokerConfig.Builder builder, String text);
    }

    Setting(Group group, String name, String placeholder, String defaultText, String meaning, Reader reader) {
        this.group = group;
        this.name = name;
        this.placeholder = placeholder;
        this.defaultText = defaultText;
        this.meaning = meaning;
        this.reader = reader;
    }

    /** As messages say it, and as an option after two dashes: {@code frame-max}. */
    public String settingName() {
        return name;
    }

    /** In a file and as a system property: {@code leveret.frame-max}. */
    public String key() {
        return PREFIX + name;
    }

    /** In the environment: {@code LEVERET_FRAME_MAX}. */
    public String variable() {
        return key().replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }

    public String placeholder() {
        return placeholder;
    }

    public String defaultText() {
        return defaultText;
    }

    public String meaning() {
        return meaning;
    }

    /** A command line can be read by everybody on the machine, so what is secret is no option there. */
    public boolean secret() {
        return name.endsWith("-password");
    }

    static Optional<Setting> named(String name) {
        return Arrays.stream(values()).filter(s -> s.name.equals(name)).findFirst();
    }

    /**
     * Reads {@code text} into the builder.
     *
     * @throws IllegalArgumentException when it cannot be read, with a message that says the text and what would do
     */
    void read(String text, BrokerConfig.Builder builder) {
        if (defaultText.equals("none") && text.equals("none")) {
            return; // the builder holds that already
        }
        reader.read(builder, text);
    }

    private static void onOrOff(String text, Consumer<Integer> on, Runnable off) {
        if (text.equals("off")) {
            off.run();
        } else {
            on.accept(integer(text));
        }
    }

    private static int integer(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'%s' is no whole number".formatted(text), e);
        }
    }

    private static int intSize(String text) {
        return (int) Math.min(Integer.MAX_VALUE, DataSize.parse(text).bytes());
    }

    private static String[] list(String text) {
        return Arrays.stream(text.split(",")).map(String::strip).toArray(String[]::new);
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("'%s' is no path: %s".formatted(text, e.getReason()), e);
        }
    }

    private static Duration duration(String text) {
        Matcher m = TIME.matcher(text);
        if (!m.matches()) {
            throw new IllegalArgumentException("'%s' is no time: write 500ms, 10s, 30m, 2h or 1d".formatted(text));
        }
        long n = Long.parseLong(m.group(1));
        return switch (m.group(2)) {
            case "ms" -> Duration.ofMillis(n);
            case "m" -> Duration.ofMinutes(n);
            case "h" -> Duration.ofHours(n);
            case "d" -> Duration.ofDays(n);
            default -> Duration.ofSeconds(n);
        };
    }

    private static <E extends Enum<E>> E word(Class<E> type, String text) {
        return Arrays.stream(type.getEnumConstants())
                .filter(c -> c.name().equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'%s' is none of %s"
                        .formatted(
                                text,
                                Arrays.stream(type.getEnumConstants())
                                        .map(c -> c.name().toLowerCase(Locale.ROOT))
                                        .collect(Collectors.joining(", ")))));
    }
}
