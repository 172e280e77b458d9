package io.leveret.broker.config;

import io.leveret.broker.config.ConfigError.Problem;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Reads the settings from where they may be given, each place going before those after it: the command line, the system
 * properties, the environment, the configuration file, the defaults.
 */
public final class ConfigReader {
    /** Names that begin as settings do, and are read elsewhere: by this command and by the logging. */
    private static final Set<String> OTHER_NAMES = Set.of("config", "log-level");

    private static final int COMMAND_LINE = 500;
    private static final int SYSTEM_PROPERTY = 400;
    private static final int ENVIRONMENT = 300;
    private static final int FILE = 200;

    private final Map<String, String> environment;
    private final Map<String, String> systemProperties;

    public ConfigReader(Map<String, String> environment, Map<String, String> systemProperties) {
        this.environment = withoutBlanks(environment);
        this.systemProperties = withoutBlanks(systemProperties);
    }

    /** An empty variable is one that nobody has set: composed environments are full of them. */
    private static Map<String, String> withoutBlanks(Map<String, String> from) {
        var kept = new HashMap<>(from);
        kept.values().removeIf(String::isBlank);
        return kept;
    }

    /**
     * Settings by name, for a broker that is started from code: nothing else is looked at.
     *
     * @throws ConfigError naming every setting that there is not, and every one that cannot be used
     */
    public static BrokerConfig of(Map<String, String> settings) {
        var given = new HashMap<Setting, String>();
        var unknown = new ArrayList<Problem>();
        settings.forEach((name, value) -> Setting.named(name)
                .ifPresentOrElse(
                        setting -> given.put(setting, value),
                        () -> unknown.add(new Problem(name, name + ": there is no such setting"))));
        if (!unknown.isEmpty()) throw new ConfigError(unknown);
        return new ConfigReader(Map.of(), Map.of()).read(Optional.empty(), given);
    }

    /**
     * Reads and checks everything.
     *
     * @throws ConfigError naming every setting that cannot be used, and where it was given
     */
    public BrokerConfig read(Optional<Path> file, Map<Setting, String> commandLine) {
        var problems = new ArrayList<Problem>();
        SmallRyeConfig settings = gather(file, commandLine, problems);
        BrokerConfig.Builder builder = BrokerConfig.builder();
        for (Setting setting : Setting.values()) {
            ConfigValue given = settings.getConfigValue(setting.key());
            boolean emptyInFile = given.getConfigSourceOrdinal() == FILE
                    && given.getValue() != null
                    && given.getValue().isBlank();
            if (given.getValue() == null || emptyInFile) {
                continue;
            }
            try {
                setting.read(given.getValue().strip(), builder);
            } catch (IllegalArgumentException e) {
                problems.add(new Problem(
                        setting.settingName(), setting.settingName() + ": " + e.getMessage() + where(setting, given)));
            }
        }
        return build(builder, settings, problems);
    }

    private BrokerConfig build(BrokerConfig.Builder builder, SmallRyeConfig settings, List<Problem> problems) {
        try {
            BrokerConfig config = builder.build();
            if (problems.isEmpty()) {
                return config;
            }
        } catch (ConfigError e) {
            for (Problem p : e.problems()) {
                String where = Setting.named(p.setting())
                        .map(s -> where(s, settings.getConfigValue(s.key())))
                        .orElse("");
                problems.add(new Problem(p.setting(), p.text() + where));
            }
        }
        throw new ConfigError(problems);
    }

    private SmallRyeConfig gather(Optional<Path> file, Map<Setting, String> commandLine, List<Problem> problems) {
        var builder = new SmallRyeConfigBuilder()
                .withSources(
                        new PropertiesConfigSource(
                                commandLine.entrySet().stream()
                                        .collect(
                                                Collectors.toMap(e -> e.getKey().key(), Map.Entry::getValue)),
                                "command line",
                                COMMAND_LINE),
                        new PropertiesConfigSource(systemProperties, "system properties", SYSTEM_PROPERTY),
                        new EnvConfigSource(environment, ENVIRONMENT));
        file.flatMap(f -> open(f, problems)).ifPresent(builder::withSources);
        return builder.build();
    }

    private static Optional<PropertiesConfigSource> open(Path file, List<Problem> problems) {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            String why = Files.exists(file) ? "cannot be read" : "is not there";
            problems.add(new Problem("config", "config: the file %s %s".formatted(file.toAbsolutePath(), why)));
            return Optional.empty();
        }
        try {
            var source = new PropertiesConfigSource(file.toUri().toURL(), FILE);
            for (String key : new TreeSet<>(source.getPropertyNames())) {
                unknown(key)
                        .ifPresent(why -> problems.add(new Problem(
                                key,
                                "%s is no setting%s (%s, line %d)"
                                        .formatted(
                                                key,
                                                why,
                                                file,
                                                source.getConfigValue(key).getLineNumber()))));
            }
            return Optional.of(source);
        } catch (IOException | IllegalArgumentException e) {
            problems.add(new Problem(
                    "config",
                    "config: the file %s cannot be read: %s".formatted(file.toAbsolutePath(), e.getMessage())));
            return Optional.empty();
        }
    }

    /** For a key that is no setting, a hint at the one that was perhaps meant. */
    private static Optional<String> unknown(String key) {
        String name = key.startsWith(Setting.PREFIX) ? key.substring(Setting.PREFIX.length()) : key;
        if (key.startsWith(Setting.PREFIX) && Setting.named(name).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(NearestName.to(
                        name,
                        Arrays.stream(Setting.values())
                                .map(Setting::settingName)
                                .toList())
                .map(n -> ": did you mean " + Setting.PREFIX + n + "?")
                .orElse(": the settings are listed by 'leveret start --help'"));
    }

    /** Variables and system properties that begin as settings do and are none: others may own them, so they only earn a word. */
    public List<String> warnings() {
        var warnings = new TreeSet<String>();
        for (String key : systemProperties.keySet()) {
            if (key.startsWith(Setting.PREFIX) && !OTHER_NAMES.contains(key.substring(Setting.PREFIX.length()))) {
                unknown(key).ifPresent(why -> warnings.add("system property " + key + " is no setting" + why));
            }
        }
        for (String variable : environment.keySet()) {
            String name = variable.toLowerCase(Locale.ROOT).replace('_', '-');
            if (variable.startsWith("LEVERET_") && !OTHER_NAMES.contains(name.substring("leveret-".length()))) {
                unknown(Setting.PREFIX + name.substring("leveret-".length()))
                        .ifPresent(why -> warnings.add("environment variable " + variable + " is no setting" + why));
            }
        }
        return List.copyOf(warnings);
    }

    private static String where(Setting setting, ConfigValue given) {
        return switch (given.getConfigSourceOrdinal()) {
            case COMMAND_LINE -> " (command line, --" + setting.settingName() + ")";
            case SYSTEM_PROPERTY -> " (system property " + setting.key() + ")";
            case ENVIRONMENT -> " (environment variable " + setting.variable() + ")";
            case FILE -> " (configuration file, line " + given.getLineNumber() + ")";
            default -> "";
        };
    }
}
