package io.leveret.broker.journal;

import io.leveret.broker.disk.Disk;
import io.leveret.broker.disk.FolderDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Reads a whole log without changing a byte of it: every record, every checksum, whatever indexes say. What it finds out is in plain
 * figures, for the command line.
 */
public final class LogWalk implements AutoCloseable {
    /** A range of positions that cannot be read although it was promised, in the file where it begins. */
    public record Damage(long from, long upTo, String file) {}

    /** A record, as far as it can be told in a line. */
    public record Line(long position, String file, String type, String text) {}

    /** Takes records as they are read. */
    public interface Visitor {
        void record(Line line);
    }

    /** What waits in a queue. */
    public record Waiting(String queue, int messages, long bytes) {}

    /**
     * A segment's file.
     *
     * @param bytes how long it is
     * @param live of them, bodies of messages that wait, each counted once
     */
    public record Segment(String file, long bytes, long live) {}

    /**
     * What was found.
     *
     * @param counts how many records there are of each type
     * @param tail bytes behind the last whole batch that nobody was promised
     * @param setAside files with damage that earlier starts found
     */
    public record Findings(
            Map<String, Long> counts,
            long batches,
            List<Damage> damage,
            long tail,
            List<String> setAside,
            List<Waiting> queues,
            List<Segment> segments) {}

    private final Disk disk;
    private final TreeSet<Long> segments;
    private final Optional<SegmentFiles> files;
    private final Map<String, Long> counts = new TreeMap<>();
    private final List<Damage> damage = new ArrayList<>();
    private final Restored restored = new Restored();
    private final Visitor visitor;
    private long batches;
    private long tail;

    private LogWalk(Disk disk, Visitor visitor) throws IOException {
        this.disk = disk;
        this.visitor = visitor;
        segments = SegmentFiles.list(disk);
        LogHeaders headers = LogHeaders.read(disk, segments);
        Optional<LogFormat.FileHeader> known = headers.known();
        for (Long segment : known.isPresent() ? headers.damaged() : segments) {
            damage.add(new Damage(segment, segment, "the header of " + name(segment)));
        }
        if (known.isEmpty()) segments.clear();
        files = known.map(header -> new SegmentFiles(disk, header.capacity(), header.logId()));
    }

    /** @throws IOException also when a newer broker wrote it */
    public static Findings walk(Path folder, Visitor visitor) throws IOException {
        return walk(FolderDisk.readOnly(folder), visitor);
    }

    static Findings walk(Disk disk, Visitor visitor) throws IOException {
        try (LogWalk walk = new LogWalk(disk, visitor)) {
            return walk.run();
        }
    }

    private static String name(long segment) {
        return SegmentFiles.logName(segment);
    }

    private Findings run() throws IOException {
        if (files.isEmpty()) return new Findings(counts, 0, List.copyOf(damage), 0, setAside(), List.of(), List.of());
        SegmentFiles log = files.orElseThrow();
        // Opened at once: a broker that works on it may give some of them back meanwhile.
        for (Long segment : segments) log.used(segment);
        restored.begin(new SegmentLedger(log.capacity()), log.capacity());
        LogStream stream = new LogStream(log, segments);
        LogScan scan = new LogScan(log, stream, log.startOf(segments.first()), new Hearing(log));
        for (Long segment : segments) scan.scan(segment);
        tail = scan.torn();
        return findings(log);
    }

    private final class Hearing implements LogScan.Listener {
        private final SegmentFiles log;

        Hearing(SegmentFiles log) {
            this.log = log;
        }

        @Override
        public void batch(LogFormat.BatchHeader batch) {
            batches++;
        }

        @Override
        public void record(long place, ByteBuffer bytes) {
            try {
                tell(place, name(log.segmentOf(place)), LogRecord.read(bytes));
            } catch (RuntimeException unreadable) {
                damage(place, place + bytes.limit());
            }
        }

        @Override
        public void damage(long from, long upTo) {
            damage.add(new Damage(from, upTo, name(log.segmentOf(from))));
        }
    }

    private void tell(long place, String file, LogRecord record) {
        String type = record.getClass().getSimpleName().toLowerCase(Locale.ROOT);
        counts.merge(type, 1L, Long::sum);
        LogRecord.replay(place, record, restored);
        visitor.record(new Line(place, file, type, text(record)));
    }

    private static String text(LogRecord record) {
        if (record instanceof LogRecord.Stored it) {
            return "queues " + Arrays.toString(it.queueIds()) + " "
                    + it.message().body().length + " bytes, exchange '"
                    + it.message().exchange() + "', key '" + it.message().routingKey() + "'"
                    + (it.movedFrom() < 0 ? "" : ", moved from " + it.movedFrom());
        } else if (record instanceof LogRecord.Settled it) {
            return "queue " + it.queueId() + " message " + it.place();
        } else if (record instanceof LogRecord.Returned it) {
            return "queue " + it.queueId() + " message " + it.place() + ", attempts " + it.attempts() + ", failures "
                    + it.failures();
        } else if (record instanceof LogRecord.Topology it) {
            return it.change().toString();
        } else if (record instanceof LogRecord.Snapshot it) {
            return it.names().size() + " names";
        } else if (record instanceof LogRecord.Started it) {
            return "the broker began to work; what stands before " + it.seenUpTo() + " may have been delivered";
        }
        return "the broker ended in order";
    }

    private Findings findings(SegmentFiles log) throws IOException {
        Map<Long, Integer> live = new TreeMap<>();
        List<Waiting> queues = new ArrayList<>();
        for (TopologyRecord.QueueDeclared queue : restored.queues()) {
            long[] bytes = new long[1];
            RestoredQueue waiting = restored.takeMessages(queue.id());
            waiting.forEach((place, length) -> {
                bytes[0] += length;
                live.put(place, length);
            });
            queues.add(new Waiting(queue.name(), waiting.size(), bytes[0]));
        }
        Map<Long, Long> alive = new TreeMap<>();
        live.forEach((place, length) -> alive.merge(log.segmentOf(place), (long) length, Long::sum));
        List<Segment> all = new ArrayList<>();
        for (Long segment : segments) {
            long bytes = LogFormat.FILE_HEADER + log.used(segment);
            all.add(new Segment(name(segment), bytes, alive.getOrDefault(segment, 0L)));
        }
        return new Findings(counts, batches, List.copyOf(damage), tail, setAside(), queues, all);
    }

    private List<String> setAside() throws IOException {
        return disk.list().stream()
                .filter(name -> name.startsWith("damaged-"))
                .sorted()
                .toList();
    }

    @Override
    public void close() throws IOException {
        if (files.isPresent()) files.orElseThrow().close();
    }
}
