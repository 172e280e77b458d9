package io.leveret.broker.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** A copy of a data folder: made beside its place, forced, and named last, so that no half copy looks like a whole one. */
public final class Backup {
    private Backup() {}

    /** @return the folder to copy into, for {@link #finish} */
    public static Path begin(Path target) throws IOException {
        if (!target.isAbsolute())
            throw new IllegalArgumentException("the folder " + target + " must be an absolute path");
        if (Files.exists(target)) {
            throw new IllegalArgumentException("the folder " + target + " is there already: name one that is not");
        }
        Path making = target.resolveSibling(target.getFileName() + ".part");
        if (Files.exists(making)) {
            throw new IllegalArgumentException(
                    making + " is there, from a copy that is being made or was cut short: delete it");
        }
        return Files.createDirectories(making);
    }

    /** Users and names come last, and then the name of the whole. */
    public static void finish(Path data, Path making, Path target) throws IOException {
        Files.copy(data.resolve("broker.json"), making.resolve("broker.json"));
        LogCopy.forceNames(making);
        Files.move(making, target, StandardCopyOption.ATOMIC_MOVE);
        LogCopy.forceNames(target.getParent());
    }

    /** Copies a data folder that no broker uses. */
    public static void offline(Path data, Path target) throws IOException {
        Path making = begin(target);
        List<Path> logs;
        try (Stream<Path> all = Files.list(data)) {
            logs = all.filter(each -> each.getFileName().toString().startsWith("vhost-"))
                    .toList();
        }
        for (Path log : logs) LogCopy.copy(log, making.resolve(log.getFileName()), Long.MAX_VALUE);
        finish(data, making, target);
    }
}
