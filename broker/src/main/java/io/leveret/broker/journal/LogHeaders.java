package io.leveret.broker.journal;

import io.leveret.broker.disk.Disk;
import io.leveret.broker.disk.DiskFile;
import io.leveret.broker.journal.LogFormat.FileHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;

/** What the files of a log say of themselves. */
final class LogHeaders {
    private final Disk disk;
    /** The bytes at the beginning of each file. */
    private final Map<Long, ByteBuffer> read = new TreeMap<>();

    private final Optional<FileHeader> known;

    private LogHeaders(Disk disk, NavigableSet<Long> segments) throws IOException {
        this.disk = disk;
        Optional<FileHeader> first = Optional.empty();
        for (Long segment : segments) {
            ByteBuffer bytes = ByteBuffer.allocate(LogFormat.FILE_HEADER);
            try (DiskFile file = disk.openExisting(SegmentFiles.logName(segment))) {
                file.read(bytes, 0);
            }
            FileHeader header = FileHeader.decode(bytes.flip());
            read.put(segment, bytes);
            if (header == null) continue;
            if (header.version() > LogFormat.VERSION) {
                throw new IOException("the journal in " + disk.path() + " has format version " + header.version()
                        + ", this Leveret knows up to " + LogFormat.VERSION
                        + ": use the newer one that wrote it; nothing was changed");
            }
            if (first.isEmpty()) first = Optional.of(header);
        }
        known = first;
    }

    /** @throws IOException also when a newer broker wrote one of the files */
    static LogHeaders read(Disk disk, NavigableSet<Long> segments) throws IOException {
        return new LogHeaders(disk, segments);
    }

    /** What all files have in common; empty when no file can say. */
    Optional<FileHeader> known() {
        return known;
    }

    /** The segments whose files do not begin as they were made. */
    List<Long> damaged() {
        List<Long> damaged = new ArrayList<>();
        known.ifPresent(common -> read.forEach((segment, bytes) -> {
            if (!bytes.equals(right(common, segment))) damaged.add(segment);
        }));
        return damaged;
    }

    private static ByteBuffer right(FileHeader common, long segment) {
        return new FileHeader(LogFormat.VERSION, common.capacity(), segment, common.logId()).encode();
    }

    /** Writes one as it was made. */
    void mend(long segment) throws IOException {
        try (DiskFile file = disk.openExisting(SegmentFiles.logName(segment))) {
            file.write(right(known.orElseThrow(), segment), 0);
            file.force();
        }
    }
}
