package io.leveret.broker.cli;

import io.leveret.broker.journal.LogWalk;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code leveret store}: looks at a data folder without changing anything in it. */
@Command(
        name = "store",
        mixinStandardHelpOptions = true,
        description = "Looks at a data folder; nothing in it is changed.",
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:all is well", "1:damage was found, and is listed", "2:it could not be looked at"},
        commandListHeading = "%nCommands:%n",
        footerHeading = "%n",
        footer = {
            "Examples:",
            "  leveret store check data       is every record whole? Do this with a copy, too, before it is needed",
            "  leveret store stats data       what waits in each queue, and what each file holds of it",
            "  leveret store dump data        every record, in order, one line each"
        })
final class StoreCommand implements Runnable {
    static final int DAMAGED = 1;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    private interface Shown {
        void folder(Path folder, LogWalk.Findings found);
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Reads every record and verifies its checksum. Needs a folder that no broker uses.")
    int check(@Parameters(paramLabel = "DIR", description = "The data folder.") Path data) {
        return look(data, false, line -> {}, this::checked);
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Prints every record: position, file, type, content. Needs a folder that no broker uses.")
    int dump(@Parameters(paramLabel = "DIR", description = "The data folder.") Path data) {
        PrintWriter out = spec.commandLine().getOut();
        LogWalk.Visitor lines =
                line -> out.printf("%016d %s %-8s %s%n", line.position(), line.file(), line.type(), line.text());
        return look(data, false, lines, (folder, found) -> damage(found));
    }

    @Command(
            mixinStandardHelpOptions = true,
            description =
                    "Tells what waits in each queue, and what is alive in each file. While a broker uses the folder,"
                            + " figures may be a moment old.")
    int stats(@Parameters(paramLabel = "DIR", description = "The data folder.") Path data) {
        return look(data, true, line -> {}, this::told);
    }

    private int look(Path data, boolean whileInUse, LogWalk.Visitor visitor, Shown shown) {
        PrintWriter err = spec.commandLine().getErr();
        try {
            List<Path> logs = logs(data);
            if (logs.isEmpty()) {
                err.printf("leveret: %s is not a data folder: there is no vhost-... in it%n", data.toAbsolutePath());
                return ExitCode.USAGE;
            }
            if (isInUse(data)) {
                if (!whileInUse) {
                    err.printf(
                            "leveret: a broker uses %s: stop it, or look at a copy (leveret backup --help)%n",
                            data.toAbsolutePath());
                    return ExitCode.USAGE;
                }
                spec.commandLine().getOut().println("A broker uses this folder: figures may be a moment old.");
            }
            boolean damaged = false;
            for (Path log : logs) {
                LogWalk.Findings found = LogWalk.walk(log, visitor);
                shown.folder(log, found);
                damaged |= !found.damage().isEmpty();
            }
            return damaged ? DAMAGED : ExitCode.OK;
        } catch (IOException failure) {
            err.println("leveret: " + Reasons.of(failure));
            return ExitCode.USAGE;
        } finally {
            spec.commandLine().getOut().flush();
            err.flush();
        }
    }

    private static List<Path> logs(Path data) throws IOException {
        if (!Files.isDirectory(data)) return List.of();
        try (Stream<Path> all = Files.list(data)) {
            return all.filter(each -> each.getFileName().toString().startsWith("vhost-") && Files.isDirectory(each))
                    .sorted()
                    .toList();
        }
    }

    private static boolean isInUse(Path data) throws IOException {
        Path lock = data.resolve("leveret.lock");
        if (!Files.exists(lock)) return false;
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
                FileLock taken = channel.tryLock()) {
            return taken == null;
        } catch (OverlappingFileLockException ownProcess) {
            return true;
        }
    }

    private void checked(Path folder, LogWalk.Findings found) {
        PrintWriter out = spec.commandLine().getOut();
        long bytes = found.segments().stream().mapToLong(LogWalk.Segment::bytes).sum();
        int messages =
                found.queues().stream().mapToInt(LogWalk.Waiting::messages).sum();
        out.printf(
                "%s: %d files, %,d bytes, %,d batches; records: %s; %d queues with %,d messages%n",
                folder.getFileName(),
                found.segments().size(),
                bytes,
                found.batches(),
                found.counts(),
                found.queues().size(),
                messages);
        damage(found);
        if (found.damage().isEmpty()) out.println("  no damage");
    }

    private void damage(LogWalk.Findings found) {
        PrintWriter out = spec.commandLine().getOut();
        for (LogWalk.Damage each : found.damage()) {
            out.printf("  DAMAGE in %s, positions %d to %d%n", each.file(), each.from(), each.upTo());
        }
        if (found.tail() > 0) {
            out.printf(
                    "  %,d bytes at the end are half written; nobody was promised them, start cuts them%n",
                    found.tail());
        }
        found.setAside().forEach(file -> out.printf("  damage that an earlier start set aside: %s%n", file));
    }

    private void told(Path folder, LogWalk.Findings found) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(folder.getFileName());
        for (LogWalk.Waiting queue : found.queues()) {
            out.printf("  queue '%s': %,d messages, %,d bytes%n", queue.queue(), queue.messages(), queue.bytes());
        }
        for (LogWalk.Segment segment : found.segments()) {
            out.printf("  %s: %,d bytes, alive %,d%n", segment.file(), segment.bytes(), segment.live());
        }
        damage(found);
    }
}
