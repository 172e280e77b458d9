package io.leveret.broker.cli;

import io.leveret.broker.config.BrokerConfig;
import io.leveret.broker.config.NearestName;
import io.leveret.broker.config.Version;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** {@code leveret}: the door to its subcommands. */
@Command(
        name = "leveret",
        mixinStandardHelpOptions = true,
        versionProvider = LeveretCommand.Versions.class,
        description = "A message broker that speaks AMQP 0-9-1.",
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        footerHeading = "%n",
        footer = {
            "Examples:",
            "  leveret start                  a broker on port 5672, its data in ./data",
            "  leveret start --port 0         the same, on any free port",
            "  leveret start --help           every setting",
            "  leveret store check data       is all that was kept whole?"
        })
public final class LeveretCommand implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(LeveretCommand.class);

    @Spec
    private CommandSpec spec;

    private LeveretCommand() {}

    /**
     * The command, ready to {@link CommandLine#execute}.
     *
     * @param start starts a broker, or throws with a message for the person who asked for it
     */
    public static CommandLine create(Function<BrokerConfig, RunningBroker> start, Surroundings surroundings) {
        var startLine = new CommandLine(new StartCommand(start, surroundings));
        StartCommand.addOptions(startLine.getCommandSpec());
        startLine.getCommandSpec().versionProvider(new Versions());
        var line =
                new CommandLine(new LeveretCommand()).addSubcommand(startLine).addSubcommand(new StoreCommand());
        line.setUsageHelpWidth(110);
        line.setUsageHelpLongOptionsMaxWidth(34);
        line.setParameterExceptionHandler((e, args) -> wrong(e));
        line.setExecutionExceptionHandler((e, failed, args) -> broken(e, failed.getErr()));
        return line;
    }

    /** Alone, it says what it can do. */
    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    private static int wrong(ParameterException e) {
        CommandLine line = e.getCommandLine();
        PrintWriter err = line.getErr();
        err.println("leveret: " + e.getMessage());
        if (e instanceof UnmatchedArgumentException unmatched && !suggest(unmatched, err)) {
            UnmatchedArgumentException.printSuggestions(e, err);
        }
        err.println("see: " + line.getCommandSpec().qualifiedName() + " --help");
        err.flush();
        return ExitCode.USAGE;
    }

    /** Looks for the options that were meant; picocli does so only where nothing else is unknown. */
    private static boolean suggest(UnmatchedArgumentException e, PrintWriter err) {
        List<String> known =
                List.copyOf(e.getCommandLine().getCommandSpec().optionsMap().keySet());
        List<String> meant = e.getUnmatched().stream()
                .filter(typed -> typed.startsWith("--"))
                .map(typed -> typed.replaceFirst("=.*", ""))
                .flatMap(typed -> NearestName.to(typed, known).stream())
                .toList();
        if (!meant.isEmpty()) {
            err.println("did you mean " + String.join(", ", meant) + "?");
        }
        return !meant.isEmpty();
    }

    private static int broken(Exception e, PrintWriter err) {
        log.error("a fault of Leveret's own", e);
        err.println("leveret: " + Reasons.of(e));
        err.flush();
        return ExitCode.SOFTWARE;
    }

    static final class Versions implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {
                "leveret " + Version.current(),
                "Java %s, %s %s"
                        .formatted(Runtime.version(), System.getProperty("os.name"), System.getProperty("os.arch"))
            };
        }
    }
}
