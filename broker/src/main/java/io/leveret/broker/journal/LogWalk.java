package io.leveret.broker.journal;

import io.leveret.broker.journal.LogFormat.BatchHeader;
import io.leveret.broker.journal.LogFormat.FileHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

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

    private final Path folder;
    private final TreeMap<Long, FileChannel> files = new TreeMap<>();
    private final Map<String, Long> counts = new TreeMap<>();
    private final List<Damage> damage = new ArrayList<>();
    private final Restored restored = new Restored();
    private final Visitor visitor;
    private final int capacity;
    private final long logId;
    private long batches;
    private long tail;

    private LogWalk(Path folder, Visitor visitor) throws IOException {
        this.folder = folder;
        this.visitor = visitor;
        try (Stream<Path> all = Files.list(folder)) {
            for (Path file : all.sorted().toList()) {
                String name = file.getFileName().toString();
                if (!name.matches("\\d{16}\\.log")) continue;
                files.put(Long.parseLong(name.substring(0, 16)), FileChannel.open(file, StandardOpenOption.READ));
            }
        }
        FileHeader known = null;
        for (var each : files.entrySet()) {
            FileHeader header = header(each.getValue());
            if (header == null)
                damage.add(new Damage(each.getKey(), each.getKey(), "the header of " + name(each.getKey())));
            else known = header;
        }
        if (known == null && !files.isEmpty()) throw new IOException("no file in " + folder + " has a readable header");
        capacity = known == null ? 1 : known.capacity();
        logId = known == null ? 0 : known.logId();
        restored.begin(new SegmentLedger(capacity), capacity);
    }

    /** @throws IOException also when a newer broker wrote it */
    public static Findings walk(Path folder, Visitor visitor) throws IOException {
        try (LogWalk walk = new LogWalk(folder, visitor)) {
            return walk.run();
        }
    }

    private FileHeader header(FileChannel file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(LogFormat.FILE_HEADER);
        file.read(bytes, 0);
        FileHeader header = FileHeader.decode(bytes.flip());
        if (header != null && header.version() > LogFormat.VERSION) {
            throw new IOException("the journal in " + folder + " has format version " + header.version()
                    + ", this program knows up to " + LogFormat.VERSION + ": use the newer program that wrote it");
        }
        return header;
    }

    private static String name(long segment) {
        return SegmentFiles.logName(segment);
    }

    private Findings run() throws IOException {
        long end = files.isEmpty() ? 0 : (files.lastKey() + 1) * capacity;
        long at = files.isEmpty() ? 0 : files.firstKey() * capacity;
        boolean first = true;
        while (at < end) {
            BatchHeader batch = batchAt(at);
            if (batch != null && isWhole(batch)) {
                records(at + LogFormat.BATCH_HEADER, batch.end());
                batches++;
                at = batch.end();
            } else if (isCutAt(at)) {
                at = (at / capacity + 1) * capacity;
            } else {
                BatchHeader next = findBatch(at + 1);
                if (next == null || next.forcedUpTo() <= at) {
                    if (next == null && batch != null) tail = Math.min(batch.end(), end) - at;
                    if (next == null) break;
                } else if (first) {
                    // A batch that began in a segment that is gone by now reaches into this one.
                    recordsOfTheFirst(at, next.position());
                } else {
                    damaged(at, next.position(), batch);
                }
                at = next.position();
            }
            first = false;
        }
        return findings();
    }

    /** Start cuts a file where the log ended, and goes on in the next. */
    private boolean isCutAt(long at) throws IOException {
        FileChannel file = files.get(at / capacity);
        return file == null || file.size() <= LogFormat.FILE_HEADER + at % capacity;
    }

    private BatchHeader batchAt(long at) throws IOException {
        ByteBuffer bytes = read(at, LogFormat.BATCH_HEADER);
        BatchHeader header = bytes == null ? null : BatchHeader.decode(bytes, 0, logId);
        return header != null && header.position() == at ? header : null;
    }

    private BatchHeader findBatch(long from) throws IOException {
        for (Long segment : files.tailMap(from / capacity).keySet()) {
            long upTo = (segment + 1) * capacity;
            for (long at = Math.max(from, segment * capacity); at < upTo; ) {
                ByteBuffer window = ByteBuffer.allocate((int) Math.min(1 << 20, upTo - at));
                if (files.get(segment).read(window, LogFormat.FILE_HEADER + at % capacity) < 0) break;
                for (int i = 0; i < window.position(); i++) {
                    if (window.get(i) != (byte) (LogFormat.BATCH_MAGIC >>> 56)) continue;
                    BatchHeader found = batchAt(at + i);
                    if (found != null) return found;
                }
                at += window.position();
            }
        }
        return null;
    }

    /** Exactly so many bytes, or null when the log does not have them. */
    private ByteBuffer read(long at, int length) throws IOException {
        ByteBuffer into = ByteBuffer.allocate(length);
        for (long next = at; into.hasRemaining(); ) {
            FileChannel file = files.get(next / capacity);
            if (file == null) return null;
            int offset = (int) (next % capacity);
            int part = Math.min(into.remaining(), capacity - offset);
            ByteBuffer slice = into.slice(into.position(), part);
            if (file.read(slice, LogFormat.FILE_HEADER + (long) offset) < part) return null;
            into.position(into.position() + part);
            next += part;
        }
        return into.flip();
    }

    private ByteBuffer record(long at, long limit) throws IOException {
        ByteBuffer head = at + LogFormat.RECORD_HEADER > limit ? null : read(at, LogFormat.RECORD_HEADER);
        if (head == null) return null;
        int length = head.getInt(0);
        if (length < 1 || length > limit - at - 8) return null;
        ByteBuffer record = read(at, 8 + length);
        return record == null || record.getInt(4) != LogFormat.crc(record, 8, length, 0) ? null : record;
    }

    private boolean isWhole(BatchHeader batch) throws IOException {
        long at = batch.position() + LogFormat.BATCH_HEADER;
        while (at < batch.end()) {
            ByteBuffer record = record(at, batch.end());
            if (record == null) return false;
            at += record.limit();
        }
        return at == batch.end();
    }

    private void records(long from, long end) throws IOException {
        for (long at = from; at < end; ) {
            ByteBuffer record = record(at, end);
            tell(at, record);
            at += record.limit();
        }
    }

    private void recordsOfTheFirst(long from, long end) throws IOException {
        long at = from;
        while (at < end && record(at, end) == null) at++;
        if (at < end) damaged(at, end, null);
    }

    private void damaged(long from, long end, BatchHeader header) throws IOException {
        long bad = header == null ? from : -1;
        for (long at = header == null ? from : from + LogFormat.BATCH_HEADER; at < end; ) {
            ByteBuffer record = record(at, end);
            if (record == null) {
                if (bad < 0) bad = at;
                at++;
                continue;
            }
            if (bad >= 0 && bad < at) damage.add(new Damage(bad, at, name(bad / capacity)));
            bad = -1;
            tell(at, record);
            at += record.limit();
        }
        if (bad >= 0) damage.add(new Damage(bad, end, name(bad / capacity)));
    }

    private void tell(long place, ByteBuffer bytes) {
        LogRecord record = LogRecord.read(
                bytes.get(8), bytes.slice(LogFormat.RECORD_HEADER, bytes.limit() - LogFormat.RECORD_HEADER));
        String type;
        String text;
        if (record instanceof LogRecord.Stored it) {
            type = "stored";
            text = "queues " + java.util.Arrays.toString(it.queueIds()) + " "
                    + it.message().body().length
                    + " bytes, exchange '" + it.message().exchange() + "', key '"
                    + it.message().routingKey() + "'"
                    + (it.movedFrom() < 0 ? "" : ", moved from " + it.movedFrom());
            long order = it.movedFrom() >= 0 ? it.order() : place;
            restored.stored(place, it.movedFrom(), order, it.storedAt(), it.terms(), it.queueIds());
        } else if (record instanceof LogRecord.Settled it) {
            type = "settled";
            text = "queue " + it.queueId() + " message " + it.place();
            restored.settled(it.queueId(), it.place());
        } else if (record instanceof LogRecord.Returned it) {
            type = "returned";
            text = "queue " + it.queueId() + " message " + it.place() + ", attempts " + it.attempts() + ", failures "
                    + it.failures();
            restored.returned(it.queueId(), it.place(), it.attempts(), it.failures());
        } else if (record instanceof LogRecord.Topology it) {
            type = "topology";
            text = it.change().toString();
            restored.topology(it.change());
        } else if (record instanceof LogRecord.Snapshot it) {
            type = "snapshot";
            text = it.names().size() + " names";
            restored.snapshot(it);
        } else {
            type = "stopped";
            text = "the broker ended in order";
            restored.stopped();
        }
        counts.merge(type, 1L, Long::sum);
        visitor.record(new Line(place, name(place / capacity), type, text));
    }

    private Findings findings() throws IOException {
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
        List<Segment> segments = new ArrayList<>();
        for (var each : files.entrySet()) {
            long alive = live.entrySet().stream()
                    .filter(message -> message.getKey() / capacity == each.getKey())
                    .mapToLong(Map.Entry::getValue)
                    .sum();
            segments.add(new Segment(name(each.getKey()), each.getValue().size(), alive));
        }
        try (Stream<Path> all = Files.list(folder)) {
            List<String> aside = all.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("damaged-"))
                    .sorted()
                    .toList();
            return new Findings(counts, batches, List.copyOf(damage), tail, aside, queues, segments);
        }
    }

    @Override
    public void close() throws IOException {
        for (FileChannel file : files.values()) file.close();
    }
}
