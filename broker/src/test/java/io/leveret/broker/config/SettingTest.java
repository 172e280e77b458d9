package io.leveret.broker.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SettingTest {

    @Test
    void theDefaultsToldAreTheDefaultsUsed() {
        var told = BrokerConfig.builder();
        for (Setting setting : Setting.values()) {
            setting.read(setting.defaultText(), told);
        }
        assertEquals(BrokerConfig.builder().build(), told.build());
    }

    @Test
    void namesAreUniqueAndOfOneForm() {
        var names = Arrays.stream(Setting.values()).map(Setting::settingName).collect(Collectors.toSet());
        assertEquals(Setting.values().length, names.size());
        assertTrue(names.stream().allMatch(n -> n.matches("[a-z]+(-[a-z]+)*")), names.toString());
    }

    @Test
    void everySettingIsInOneGroup() {
        long grouped = Arrays.stream(Setting.Group.values())
                .mapToLong(g -> g.settings().size())
                .sum();
        assertEquals(Setting.values().length, grouped);
    }

    /** A value other than the default must arrive, or two settings were wired to one. */
    @ParameterizedTest
    @EnumSource(Setting.class)
    void everySettingReachesTheConfiguration(Setting setting) {
        String value = switch (setting) {
            case HOST -> "127.0.0.1";
            case PORT, TLS_PORT, MANAGEMENT_PORT, IO_THREADS, CHANNEL_MAX, MAX_CONNECTIONS, DELIVERY_LIMIT -> "77";
            case HEARTBEAT, HANDSHAKE_TIMEOUT, CONSUMER_TIMEOUT -> "7s";
            case FRAME_MAX, MAX_MESSAGE_SIZE, DISK_FREE_LIMIT -> "77KiB";
            case MEMORY_BUDGET -> "7%";
            case SYNC -> "os";
            case JMS_CREATE_QUEUES -> "no";
            case SEGMENT_SIZE -> "7MiB";
            case TLS_CLIENT_AUTH -> "optional";
            case TLS_CERT_LOGIN -> "DN";
            case ANNOUNCE_VERSION -> "7.7.7";
            default -> "some.p12";
        };
        var before = tls();
        var after = tls();
        if (setting == Setting.TLS_KEYSTORE) {
            before = BrokerConfig.builder();
            after = BrokerConfig.builder().tlsKeystorePassword("x");
        }
        if (setting == Setting.TLS_TRUSTSTORE) {
            after.tlsTruststorePassword("x");
        }
        setting.read(value, after);
        assertTrue(!before.build().equals(after.build()), setting + " changed nothing");
    }

    private static BrokerConfig.Builder tls() {
        return BrokerConfig.builder()
                .tlsCertificate(Path.of("c"))
                .tlsKey(Path.of("k"))
                .tlsTruststore(Path.of("t"));
    }

    @ParameterizedTest
    @CsvSource({"500ms, 500", "10s, 10000", "10, 10000", "30m, 1800000", "2h, 7200000", "1d, 86400000"})
    void timesHaveUnits(String text, long millis) {
        var b = BrokerConfig.builder();
        Setting.CONSUMER_TIMEOUT.read(text, b);
        assertEquals(Duration.ofMillis(millis), b.build().limits().consumerTimeout());
    }

    @Test
    void aDoorCanBeShut() {
        var b = BrokerConfig.builder();
        Setting.MANAGEMENT_PORT.read("off", b);
        assertEquals(OptionalInt.empty(), b.build().managementPort());
    }

    @Test
    void loopbackUsersMayBeNobody() {
        var b = BrokerConfig.builder();
        Setting.LOOPBACK_USERS.read("none", b);
        assertEquals(Set.of(), b.build().loopbackUsers());
        Setting.LOOPBACK_USERS.read("guest, ann", b);
        assertEquals(Set.of("guest", "ann"), b.build().loopbackUsers());
    }

    @Test
    void noneIsHowAFileIsTakenBack() {
        var b = BrokerConfig.builder();
        Setting.DEFINITIONS.read("none", b);
        Setting.TLS_CLIENT_AUTH.read("none", b);
        assertEquals(Optional.empty(), b.build().definitions());
        assertEquals(TlsConfig.ClientAuth.NONE, b.build().tls().clientAuth());
    }

    @ParameterizedTest
    @CsvSource({
        "PORT, x, whole number",
        "HEARTBEAT, 5q, 30m",
        "TLS_CLIENT_AUTH, maybe, optional",
        "MEMORY_BUDGET, a%, 40%",
        "FRAME_MAX, big, 128MiB"
    })
    void textThatCannotBeReadIsAnsweredWithWhatWouldDo(Setting setting, String text, String hint) {
        var e = assertThrows(IllegalArgumentException.class, () -> setting.read(text, BrokerConfig.builder()));
        assertTrue(e.getMessage().contains("'" + text + "'"), e.getMessage());
        assertTrue(e.getMessage().contains(hint), e.getMessage());
    }
}
