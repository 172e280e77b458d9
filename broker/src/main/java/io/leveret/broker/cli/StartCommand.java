package io.leveret.broker.cli;

import io.leveret.broker.config.BrokerConfig;
import io.leveret.broker.config.ConfigError;
import io.leveret.broker.config.ConfigError.Problem;
import io.leveret.broker.config.ConfigReader;
import io.leveret.broker.config.Setting;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code leveret start}: one broker, in the foreground, until it is told to end. */
@Command(
        name = "start",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        abbreviateSynopsis = true,
        description = "Starts a broker in the foreground. Ctrl-C or TERM ends it in order.",
        footerHeading = "%n",
        footer = {
            "Every setting may also be given in the file of --config (leveret.port = 5673), as an environment",
            "variable (LEVERET_PORT=5673) or as a system property (JAVA_OPTS=-Dleveret.port=5673); what is given",
            "here goes before those. Passwords are given there only, for a command line can be read by everybody.",
            "",
            "Examples:",
            "  leveret start",
            "  leveret start --port 5673 --data /var/lib/leveret",
            "  leveret start --port 0 --management-port 0 --data /tmp/try",
            "  leveret start --config /etc/leveret.properties --definitions definitions.json",
            "  leveret start --tls-certificate server.pem --tls-key server.key",
            "",
            "Exit status: 0 ended in order; 1 could not start (a port in use, a folder that cannot be written);",
            "  2 a setting or the command line is wrong; 130, 143 ended by Ctrl-C, by TERM."
        })
final class StartCommand implements Callable<Integer> {
    private static final Logger log = LoggerFactory.getLogger(StartCommand.class);

    /** Longer than clients are granted to say goodbye; and whoever sent TERM should not have to come back with KILL. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final String CONFIG_VARIABLE = "LEVERET_CONFIG";

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Reads settings from this properties file; one can be named by LEVERET_CONFIG too.")
    private Optional<Path> file = Optional.empty();

    @Spec
    private CommandSpec spec;

    private final Function<BrokerConfig, RunningBroker> start;
    private final Surroundings surroundings;

    StartCommand(Function<BrokerConfig, RunningBroker> start, Surroundings surroundings) {
        this.start = start;
        this.surroundings = surroundings;
    }

    /** One option for each setting that is not secret, under the heading of its group. */
    static void addOptions(CommandSpec spec) {
        int order = 0;
        for (Setting.Group group : Setting.Group.values()) {
            var options = ArgGroupSpec.builder()
                    .heading("%n" + group.heading() + ":%n")
                    .validate(false)
                    .order(order++);
            for (Setting setting : group.settings()) {
                if (!setting.secret()) {
                    options.addArg(OptionSpec.builder("--" + setting.settingName())
                            .paramLabel(setting.placeholder())
                            .type(String.class)
                            .description(
                                    (setting.meaning() + " Default: " + setting.defaultText() + ".").replace("%", "%%"))
                            .build());
                }
            }
            spec.addArgGroup(options.build());
        }
    }

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        var reader = new ConfigReader(surroundings.environment(), surroundings.systemProperties());
        reader.warnings().forEach(w -> err.println("leveret: warning: " + w));
        BrokerConfig config;
        try {
            config = reader.read(configFile(), given());
        } catch (ConfigError e) {
            return refuse(
                    "these settings cannot be used",
                    e.problems().stream().map(Problem::text).toList());
        }
        Preflight.Findings found = Preflight.check(config);
        if (!found.mistakes().isEmpty()) {
            return refuse("these settings cannot be used", found.mistakes());
        }
        if (!found.obstacles().isEmpty()) {
            return fail(found.obstacles());
        }
        return run(config);
    }

    private int run(BrokerConfig config) throws InterruptedException {
        RunningBroker broker;
        try {
            broker = start.apply(config);
        } catch (ConfigError e) {
            return refuse(
                    "these settings cannot be used",
                    e.problems().stream().map(Problem::text).toList());
        } catch (RuntimeException e) {
            log.debug("could not start", e);
            return fail(List.of(Reasons.of(e)));
        }
        var end = new OrderlyEnd(broker, PATIENCE, spec.commandLine().getErr());
        surroundings.atEnd().accept(end);
        PrintWriter out = spec.commandLine().getOut();
        out.print(Banner.text(config, broker, ProcessHandle.current().pid()));
        out.flush();
        end.await();
        return ExitCode.OK;
    }

    private Optional<Path> configFile() {
        return file.or(() -> Optional.ofNullable(surroundings.environment().get(CONFIG_VARIABLE))
                .filter(name -> !name.isBlank())
                .map(Path::of));
    }

    private Map<Setting, String> given() {
        var given = new EnumMap<Setting, String>(Setting.class);
        for (Setting setting : Setting.values()) {
            String option = "--" + setting.settingName();
            if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
                given.put(setting, spec.commandLine().getParseResult().matchedOptionValue(option, ""));
            }
        }
        return given;
    }

    private int refuse(String what, List<String> why) {
        say(what, why, "what each means and allows: leveret start --help");
        return ExitCode.USAGE;
    }

    private int fail(List<String> why) {
        say("could not start", why, "more of it: LEVERET_LOG_LEVEL=debug leveret start ...");
        return ExitCode.SOFTWARE;
    }

    private void say(String what, List<String> why, String next) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("leveret: " + what + ":");
        why.forEach(w -> err.println("  " + w));
        err.println(next);
        err.flush();
    }
}
