package io.leveret.broker.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConfigReaderTest {
    @TempDir
    Path folder;

    private Path file(String... lines) throws IOException {
        return Files.write(folder.resolve("leveret.properties"), List.of(lines));
    }

    private static BrokerConfig read(
            Optional<Path> file, Map<String, String> env, Map<String, String> properties, Map<Setting, String> line) {
        return new ConfigReader(env, properties).read(file, line);
    }

    private static int channelMax(
            Optional<Path> file, Map<String, String> env, Map<String, String> properties, Map<Setting, String> line) {
        return read(file, env, properties, line).limits().channelMax();
    }

    @Test
    void withoutAnythingGivenTheDefaultsHold() {
        assertEquals(
                BrokerConfig.builder().build(), read(Optional.empty(), Map.of("PATH", "/bin"), Map.of(), Map.of()));
    }

    @Test
    void eachPlaceGoesBeforeThoseAfterIt() throws IOException {
        var file = Optional.of(file("leveret.channel-max = 1"));
        var env = Map.of("LEVERET_CHANNEL_MAX", "2");
        var properties = Map.of("leveret.channel-max", "3");
        var line = Map.of(Setting.CHANNEL_MAX, "4");
        Map<String, String> none = Map.of();
        assertEquals(2047, channelMax(Optional.empty(), none, none, Map.of()));
        assertEquals(1, channelMax(file, none, none, Map.of()));
        assertEquals(2, channelMax(file, env, none, Map.of()));
        assertEquals(3, channelMax(file, env, properties, Map.of()));
        assertEquals(4, channelMax(file, env, properties, line));
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    void everySettingIsReadFromItsVariable(Setting setting) {
        // A value nobody accepts, where there is one, shows that it was looked at; a path or text shows in the result.
        var env = Map.of(setting.variable(), "a,\u0000b");
        boolean seen;
        try {
            seen = !read(Optional.empty(), env, Map.of(), Map.of())
                    .equals(BrokerConfig.builder().build());
        } catch (ConfigError e) {
            seen = e.getMessage().contains("environment variable " + setting.variable())
                    || e.getMessage().startsWith("tls-");
        }
        assertTrue(seen, setting.variable());
    }

    @Test
    void anEmptyVariableIsNotSet() throws IOException {
        var file = Optional.of(file("leveret.channel-max = 1", "leveret.frame-max ="));
        var config = read(file, Map.of("LEVERET_CHANNEL_MAX", ""), Map.of("leveret.channel-max", " "), Map.of());
        assertEquals(1, config.limits().channelMax());
        assertEquals(131_072, config.limits().frameMax());
    }

    @Test
    void anUnknownKeyInTheFileIsRefusedWithTheNearestName() throws IOException {
        var file = Optional.of(file("# a comment", "leveret.fram-max = 8192", "port = 1", "leveret.zzzzzzzz = 1"));
        var e = assertThrows(ConfigError.class, () -> read(file, Map.of(), Map.of(), Map.of()));
        assertEquals(3, e.problems().size(), e.getMessage());
        assertTrue(e.getMessage().contains("leveret.fram-max is no setting: did you mean leveret.frame-max?"));
        assertTrue(e.getMessage().contains("line 2"), e.getMessage());
        assertTrue(e.getMessage().contains("port is no setting: did you mean leveret.port?"), e.getMessage());
        assertTrue(e.getMessage().contains("leveret.zzzzzzzz is no setting: the settings are listed"), e.getMessage());
    }

    @Test
    void anUnknownVariableOrPropertyEarnsAWarning() {
        var reader = new ConfigReader(
                Map.of("LEVERET_FRAM_MAX", "1", "LEVERET_LOG_LEVEL", "debug", "LEVERET_CONFIG", "f", "HOME", "/"),
                Map.of("leveret.prot", "1", "leveret.log-level", "info", "user.name", "x"));
        assertEquals(
                List.of(
                        "environment variable LEVERET_FRAM_MAX is no setting: did you mean leveret.frame-max?",
                        "system property leveret.prot is no setting: did you mean leveret.port?"),
                reader.warnings());
    }

    @Test
    void allProblemsAreToldTogetherWithWhereEachWasGiven() throws IOException {
        var file = Optional.of(file("", "leveret.frame-max = 1"));
        var e = assertThrows(
                ConfigError.class,
                () -> read(
                        file,
                        Map.of("LEVERET_HEARTBEAT", "5q"),
                        Map.of("leveret.io-threads", "-1"),
                        Map.of(Setting.PORT, "99999")));
        var lines = e.getMessage().lines().toList();
        assertEquals(4, lines.size(), e.getMessage());
        assertTrue(has(lines, "heartbeat", "'5q'", "environment variable LEVERET_HEARTBEAT"), e.getMessage());
        assertTrue(has(lines, "port", "99999", "command line, --port"), e.getMessage());
        assertTrue(has(lines, "io-threads", "-1", "system property leveret.io-threads"), e.getMessage());
        assertTrue(has(lines, "frame-max", "1", "configuration file, line 2"), e.getMessage());
    }

    private static boolean has(List<String> lines, String setting, String value, String where) {
        return lines.stream()
                .anyMatch(l -> l.startsWith(setting) && l.contains(value) && l.endsWith("(" + where + ")"));
    }

    @Test
    void aMissingFileIsNamedInFull() {
        var file = Optional.of(folder.resolve("nope.properties"));
        var e = assertThrows(ConfigError.class, () -> read(file, Map.of(), Map.of(), Map.of()));
        assertEquals("config: the file " + file.get() + " is not there", e.getMessage());
    }

    @Test
    void aFileThatIsNoPropertiesFileIsRefused() throws IOException {
        var file = Optional.of(file("leveret.default-user = \\u12"));
        var e = assertThrows(ConfigError.class, () -> read(file, Map.of(), Map.of(), Map.of()));
        assertTrue(e.getMessage().contains("cannot be read"), e.getMessage());
    }

    @Test
    void theFileIsUtf8AndValuesAreTakenAsTheyStand() throws IOException {
        var file = Optional.of(file("leveret.default-user = häsin", "leveret.default-password = ${HOME} %x"));
        var config = read(file, Map.of("HOME", "/root"), Map.of(), Map.of());
        assertEquals("häsin", config.firstUser().name());
        assertEquals("${HOME} %x", config.firstUser().password());
    }

    @Test
    void aNameThatIsFarFromAllIsNotGuessed() {
        assertEquals(Optional.empty(), NearestName.to("certificate-of-birth", List.of("port", "host")));
        assertEquals(Optional.of("port"), NearestName.to("prot", List.of("host", "port")));
        assertEquals(Optional.of("frame-max"), NearestName.to("framemax", List.of("frame-max", "channel-max")));
    }
}
