package io.leveret.broker.journal;

import io.leveret.broker.journal.LogFormat.FileHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * Copies a log. One that is at work is only ever added to: what stands before a position that was durable does not change, as long as
 * its files are held.
 */
public final class LogCopy {
    private LogCopy() {}

    /**
     * The copy is forced when this returns, but for its name.
     *
     * @param upTo the position behind the last byte that counts; {@link Long#MAX_VALUE} for a log that nobody writes
     */
    public static void copy(Path from, Path into, long upTo) throws IOException {
        Files.createDirectories(into);
        List<Path> files;
        try (Stream<Path> all = Files.list(from)) {
            files = all.filter(file -> file.getFileName().toString().matches("\\d{16}\\.(log|index)"))
                    .sorted()
                    .toList();
        }
        for (Path file : files) {
            String name = file.getFileName().toString();
            long segment = Long.parseLong(name.substring(0, 16));
            long capacity = capacity(file.resolveSibling(SegmentFiles.logName(segment)));
            long start = segment * capacity;
            if (start >= upTo) continue;
            boolean isLast = start + capacity > upTo;
            if (name.endsWith(".log")) one(file, into, isLast ? LogFormat.FILE_HEADER + upTo - start : Long.MAX_VALUE);
            // The last one's index may know more than the copy will have.
            else if (!isLast && start + capacity < upTo) one(file, into, Long.MAX_VALUE);
        }
        forceNames(into);
    }

    private static long capacity(Path log) throws IOException {
        try (FileChannel file = FileChannel.open(log, StandardOpenOption.READ)) {
            ByteBuffer bytes = ByteBuffer.allocate(LogFormat.FILE_HEADER);
            file.read(bytes, 0);
            FileHeader header = FileHeader.decode(bytes.flip());
            if (header == null) throw new IOException(log + " has no readable header: see leveret store check");
            return header.capacity();
        }
    }

    private static void one(Path file, Path into, long length) throws IOException {
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ);
                FileChannel out = FileChannel.open(
                        into.resolve(file.getFileName()), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            long end = Math.min(length, in.size());
            for (long at = 0; at < end; ) {
                long copied = in.transferTo(at, Math.min(1 << 20, end - at), out);
                if (copied <= 0) break;
                at += copied;
            }
            out.force(true);
        }
    }

    /** Makes the names in a folder survive a power cut. */
    public static void forceNames(Path folder) throws IOException {
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            names.force(true);
        }
    }
}
