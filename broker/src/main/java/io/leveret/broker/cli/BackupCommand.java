package io.leveret.broker.cli;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.leveret.broker.journal.Backup;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code leveret backup}: a copy of all that a broker keeps, whether it runs or not. */
@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        description =
                "Copies all that a broker keeps, as it is at one moment, to a folder that is not there yet. A running broker is"
                        + " asked by its management API, and nobody waits; one that does not run is copied with --data.",
        footerHeading = "%n",
        footer = {
            "To restore: leveret start --data DIR, with the copy or a copy of it.",
            "",
            "Examples:",
            "  leveret backup /backup/monday",
            "  LEVERET_PASSWORD=... leveret backup --user ann --url http://localhost:15672 /backup/monday",
            "  leveret backup --data data /backup/monday"
        })
final class BackupCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "The folder to make, on the broker's machine.")
    private Path target;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "The broker's management API. Default: ${DEFAULT-VALUE}.")
    private String url = "http://localhost:15672";

    @Option(
            names = "--user",
            paramLabel = "NAME",
            description = "An administrator, whose password is in LEVERET_PASSWORD. Default: ${DEFAULT-VALUE}.")
    private String user = "guest";

    @Option(names = "--data", paramLabel = "DIR", description = "The data folder of a broker that does not run.")
    private Optional<Path> data = Optional.empty();

    private final Surroundings surroundings;

    BackupCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        Path absolute = target.toAbsolutePath().normalize();
        try {
            if (data.isPresent()) {
                if (StoreCommand.isInUse(data.get())) {
                    err.println("leveret: a broker uses " + data.get()
                            + ": leave out --data, and it is asked for the copy");
                    return ExitCode.USAGE;
                }
                Backup.offline(data.get(), absolute);
            } else {
                ask(absolute);
            }
        } catch (IOException | IllegalArgumentException failure) {
            err.println("leveret: no copy was made: " + Reasons.of(failure));
            return ExitCode.SOFTWARE;
        }
        spec.commandLine().getOut().println(absolute + " is a copy of all that the broker kept");
        return ExitCode.OK;
    }

    private void ask(Path absolute) throws IOException, InterruptedException {
        String password = surroundings.environment().getOrDefault("LEVERET_PASSWORD", "guest");
        String who = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        String folder = new String(JsonStringEncoder.getInstance().quoteAsString(absolute.toString()));
        HttpRequest request = HttpRequest.newBuilder(URI.create(url).resolve("/api/backup"))
                .header("Authorization", "Basic " + who)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"folder\":\"" + folder + "\"}"))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        if (answer.statusCode() != 204)
            throw new IOException(url + " answers " + answer.statusCode() + " " + answer.body());
    }
}
