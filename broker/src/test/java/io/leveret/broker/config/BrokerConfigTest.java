package io.leveret.broker.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BrokerConfigTest {
    private static final Path FILE = Path.of("some.pem");

    private static Arguments bad(String setting, String value, UnaryOperator<BrokerConfig.Builder> change) {
        return Arguments.of(setting, value, change);
    }

    static Stream<Arguments> badSettings() {
        return Stream.of(
                bad("port", "70000", b -> b.port(70_000)),
                bad("port", "-1", b -> b.port(-1)),
                bad("port", "off", b -> b.noPort()),
                bad("management-port", "70000", b -> b.managementPort(70_000)),
                bad("management-port", "5672", b -> b.managementPort(5672)),
                bad("host", "empty", b -> b.hosts(List.of())),
                bad("host", "*,10.0.0.1", b -> b.hosts(List.of("*", "10.0.0.1"))),
                bad("io-threads", "1025", b -> b.ioThreads(1025)),
                bad("heartbeat", "1500ms", b -> b.heartbeat(Duration.ofMillis(1500))),
                bad("heartbeat", "70000s", b -> b.heartbeat(Duration.ofSeconds(70_000))),
                bad("frame-max", "4095", b -> b.frameMax(4095)),
                bad("frame-max", "0", b -> b.frameMax(0)),
                bad("channel-max", "0", b -> b.channelMax(0)),
                bad("channel-max", "65536", b -> b.channelMax(65_536)),
                bad("max-message-size", "2GiB", b -> b.maxMessageSize(DataSize.ofGiB(2))),
                bad("max-connections", "0", b -> b.maxConnections(0)),
                bad("handshake-timeout", "0s", b -> b.handshakeTimeout(Duration.ZERO)),
                bad("consumer-timeout", "-1s", b -> b.consumerTimeout(Duration.ofSeconds(-1))),
                bad("memory-budget", "90%", b -> b.memoryBudget(new MemoryShare.OfHeap(90))),
                bad("memory-budget", "1KiB", b -> b.memoryBudget(new MemoryShare.Fixed(DataSize.ofKiB(1)))),
                bad("delivery-limit", "-2", b -> b.deliveryLimit(-2)),
                bad("default-user", "''", b -> b.user("")),
                bad("default-vhost", "''", b -> b.virtualHost("")),
                bad("default-password", "empty", b -> b.password("")),
                bad("announce-version", "'4'", b -> b.announceVersion("4")),
                bad("announce-product", "empty", b -> b.announceProduct(" ")),
                bad("tls-port", "5672", b -> b.tlsCertificate(FILE).tlsKey(FILE).tlsPort(5672)),
                bad("tls-key", "some.pem", b -> b.tlsCertificate(FILE)),
                bad("tls-key", "neither", b -> b.tlsKey(FILE)),
                bad(
                        "tls-keystore",
                        "both",
                        b -> b.tlsCertificate(FILE)
                                .tlsKey(FILE)
                                .tlsKeystore(FILE)
                                .tlsKeystorePassword("x")),
                bad("tls-keystore-password", "missing", b -> b.tlsKeystore(FILE)),
                bad(
                        "tls-truststore",
                        "required",
                        b -> b.tlsCertificate(FILE).tlsKey(FILE).tlsClientAuth(TlsConfig.ClientAuth.REQUIRED)),
                bad(
                        "tls-truststore-password",
                        "ca.p12",
                        b -> b.tlsCertificate(FILE).tlsKey(FILE).tlsTruststore(Path.of("ca.p12"))));
    }

    @ParameterizedTest
    @MethodSource("badSettings")
    void aMessageNamesTheSettingItsValueAndWhatIsAllowed(
            String setting, String value, UnaryOperator<BrokerConfig.Builder> change) {
        var e = assertThrows(
                ConfigError.class, () -> change.apply(BrokerConfig.builder()).build());
        assertEquals(
                List.of(setting),
                e.problems().stream().map(ConfigError.Problem::setting).toList(),
                e.getMessage());
        assertTrue(e.getMessage().startsWith(setting + " "), e.getMessage());
        assertTrue(e.getMessage().contains(value), e.getMessage());
    }

    @Test
    void allProblemsAreToldTogether() {
        var e = assertThrows(
                ConfigError.class,
                () -> BrokerConfig.builder()
                        .port(-1)
                        .frameMax(1)
                        .tlsKey(FILE)
                        .announceVersion("x")
                        .build());
        assertEquals(
                List.of("port", "frame-max", "tls-key", "announce-version"),
                e.problems().stream().map(ConfigError.Problem::setting).toList());
        assertEquals(4, e.getMessage().lines().count());
    }

    @Test
    void anyFreePortMayBeAskedForAtEveryDoor() {
        var config = BrokerConfig.builder()
                .port(0)
                .managementPort(0)
                .tlsPort(0)
                .tlsCertificate(FILE)
                .tlsKey(FILE)
                .build();
        assertTrue(config.tls().on());
        assertEquals(0, config.port().orElseThrow());
    }

    @Test
    void onlyATlsDoorIsEnough() {
        var config = BrokerConfig.builder()
                .noPort()
                .noManagement()
                .tlsCertificate(FILE)
                .tlsKey(FILE)
                .build();
        assertTrue(config.port().isEmpty());
        assertTrue(config.managementPort().isEmpty());
    }

    @Test
    void everyAddressIsOneSocketForBothFamilies() {
        var both = BrokerConfig.builder().hosts(List.of("0.0.0.0", "::")).build();
        assertEquals(List.of("*"), both.hosts());
        assertEquals(1, both.addresses(5672).size());
        assertTrue(both.addresses(5672).get(0).getAddress().isAnyLocalAddress());
    }

    @Test
    void eachHostIsAnAddressToListenOn() {
        var config = BrokerConfig.builder().hosts(List.of("127.0.0.1", "[::1]")).build();
        var addresses = config.addresses(7);
        assertEquals(2, addresses.size());
        assertTrue(addresses.stream()
                .allMatch(a -> a.getPort() == 7 && a.getAddress().isLoopbackAddress()));
    }

    @Test
    void spilledMessagesLieInsideTheDataFolderUnlessSaidOtherwise() {
        var inside = BrokerConfig.builder().dataDir(Path.of("/d")).build();
        assertEquals(Path.of("/d/transient"), inside.transientSpill());
        var elsewhere = BrokerConfig.builder()
                .dataDir(Path.of("/d"))
                .spillDir(Path.of("/fast"))
                .build();
        assertEquals(Path.of("/fast"), elsewhere.transientSpill());
    }

    @Test
    void noPasswordIsEverPrinted() {
        var config = BrokerConfig.builder()
                .password("s3cret")
                .tlsKeystore(Path.of("k.p12"))
                .tlsKeystorePassword("s3cret")
                .tlsTruststorePassword("s3cret")
                .tlsKeyPassword("s3cret")
                .build();
        assertFalse(config.toString().contains("s3cret"), config.toString());
    }

    @Test
    void theVersionIsThatOfTheBuild() {
        assertTrue(Version.current().matches("\\d+\\.\\d+\\.\\d+"), Version.current());
        assertEquals(
                Version.current(), BrokerConfig.builder().build().announcement().version());
    }
}
