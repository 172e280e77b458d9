package io.leveret.broker.journal;

import io.leveret.broker.disk.Disk;
import io.leveret.broker.disk.DiskFile;
import io.leveret.broker.journal.LogFormat.BatchHeader;
import io.leveret.broker.journal.LogFormat.FileHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Reads the log again: indexes of sealed segments, and only what has none from the segments themselves.
 * <p>
 * What is not valid at the very end was never promised: it is cut. What is not valid but has a later batch behind it that knows it
 * was forced is damage: the records in it that are whole still count, the rest is set aside and told, and reading goes on at the
 * next batch. What was read without a proof that it was forced is written and forced again before anyone is served; a crash in
 * the middle of that leaves the same bytes.
 */
final class LogRecovery {
    /** A range of the log that could not be read, and where its bytes were put. */
    record Damage(long from, long upTo, String file) {}

    /**
     * What was found.
     *
     * @param next where the log goes on: always a segment of its own, so nothing old is written over
     * @param cut bytes at the end that were never promised
     */
    record Found(
            SegmentFiles files,
            SegmentLedger ledger,
            long logId,
            long next,
            long sequence,
            long cut,
            List<Damage> damage) {}

    private final Disk disk;
    private final SegmentFiles files;
    private final long logId;
    private final SegmentLedger ledger;
    private final Replay replay;
    private final TreeSet<Long> segments;
    private final TreeMap<Long, SegmentIndex.Builder> rebuilt = new TreeMap<>();
    /** For a segment that was read without an index: where the batch ends that reaches out of it. */
    private final Map<Long, Long> reaching = new HashMap<>();
    /** Where what counts ends in a segment that is not full. */
    private final Map<Long, Long> ends = new HashMap<>();
    /** Where the first record of a segment begins, as far as records were read. */
    private final TreeMap<Long, Long> firstRecords = new TreeMap<>();

    private final List<Damage> damage = new ArrayList<>();
    /** Up to here the log is known to have been forced. */
    private long proven;

    private long sequence;
    private long cut;
    /** The first record that is not replayed yet: in the midst of a batch, or where the next one begins. */
    private long resume;
    /** The segment that is read now. */
    private long scanning = -1;

    private long indexed = -1;
    private boolean isIndexed;

    private LogRecovery(Disk disk, SegmentFiles files, long logId, TreeSet<Long> segments, Replay replay) {
        this.disk = disk;
        this.files = files;
        this.logId = logId;
        this.segments = segments;
        this.ledger = new SegmentLedger(files.capacity());
        this.replay = replay;
        replay.begin(ledger, files.capacity());
    }

    /** @param newLogId for a log that begins now */
    static Found run(Disk disk, int capacity, long newLogId, Replay replay) throws IOException {
        TreeSet<Long> segments = SegmentFiles.list(disk);
        FileHeader known = header(disk, segments);
        long logId = known == null ? newLogId : known.logId();
        int size = known == null ? capacity : known.capacity();
        SegmentFiles files = new SegmentFiles(disk, size, logId);
        return new LogRecovery(disk, files, logId, segments, replay).run();
    }

    /** The first header that can be read, after making sure that no file is of a format this program does not know. */
    private static FileHeader header(Disk disk, TreeSet<Long> segments) throws IOException {
        FileHeader known = null;
        for (Long segment : segments) {
            ByteBuffer bytes = ByteBuffer.allocate(LogFormat.FILE_HEADER);
            try (DiskFile file = disk.open(SegmentFiles.logName(segment))) {
                file.read(bytes, 0);
            }
            FileHeader header = FileHeader.decode(bytes.flip());
            if (header == null) continue;
            if (header.version() > LogFormat.VERSION) {
                throw new IOException("the journal in " + disk.path() + " has format version " + header.version()
                        + ", this broker knows up to " + LogFormat.VERSION
                        + ": start the newer broker that wrote it; nothing was changed");
            }
            if (known == null) known = header;
        }
        if (known == null && !segments.isEmpty()) {
            throw new IOException("no segment of the journal in " + disk.path()
                    + " has a readable header: restore a backup, or move the folder away to begin anew");
        }
        return known;
    }

    private Found run() throws IOException {
        long cursor = segments.isEmpty() ? 0 : files.startOf(segments.first());
        resume = cursor;
        boolean first = true;
        for (Long segment : segments) {
            long start = files.startOf(segment);
            scanning = segment;
            SegmentIndex index = index(segment);
            if (index != null) {
                index.replay(replay, this::snapshotAt);
                proven = Math.max(proven, index.nextBatch());
                cursor = Math.max(cursor, index.nextBatch());
                resume = Math.max(resume, index.resume());
                if (resume < cursor) firstRecords.putIfAbsent(files.segmentOf(resume), resume);
                ledger.indexed(segment);
            } else {
                // The last indexed segment knows of a batch that reaches into this one, or over it: its records are
                // forced
                // as well.
                reaches(start, cursor);
                if (resume < cursor) resume = records(resume, cursor, true);
                if (cursor < start + files.capacity())
                    cursor = scan(segment, Math.max(cursor, start), first && cursor <= start);
            }
            ledger.touch(segment);
            first = false;
        }
        secure(cursor);
        long next = segments.isEmpty() ? 0 : (segments.last() + 1) * files.capacity();
        return new Found(files, ledger, logId, next, sequence, cut, damage);
    }

    private SegmentIndex index(long segment) throws IOException {
        String name = SegmentFiles.indexName(segment);
        if (!disk.exists(name)) return null;
        try (DiskFile file = disk.open(name)) {
            ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(file.size()));
            file.read(bytes, 0);
            return SegmentIndex.open(bytes.flip(), segment, logId);
        }
    }

    /** A snapshot is too long for an index: it is read where it stands. Damaged, it counts as not written. */
    private void snapshotAt(long place) {
        ByteBuffer record = record(place, Long.MAX_VALUE);
        if (record == null) {
            damage.add(new Damage(place, place + 1, "(left where it is: a snapshot of all names)"));
            return;
        }
        ledger.snapshotAt(place);
        replay.snapshot((LogRecord.Snapshot) LogRecord.read(
                record.get(8), record.slice(LogFormat.RECORD_HEADER, record.limit() - LogFormat.RECORD_HEADER)));
    }

    // ---- one segment without an index

    /** @return where the next batch begins, in this segment's successor */
    private long scan(long segment, long from, boolean mayBeginInside) throws IOException {
        long end = files.startOf(segment) + files.capacity();
        long at = from;
        if (mayBeginInside && batchAt(at) == null) {
            // The batch that began in a deleted segment reaches into this one.
            BatchHeader next = findBatch(at + 1);
            if (next == null) return resume = end;
            at = next.position();
        }
        while (at < end) {
            BatchHeader batch = batchAt(at);
            if (batch != null && isWhole(batch)) {
                resume = records(batch.position() + LogFormat.BATCH_HEADER, batch.end(), false);
                note(batch);
                reaches(batch.position(), batch.end());
                at = batch.end();
                continue;
            }
            // A start before this one has cut the segment here.
            if (!files.readSome(at, 1).hasRemaining()) return resume = end;
            BatchHeader next = findBatch(at + 1);
            if (next == null || next.forcedUpTo() <= at) {
                cut += written(at, end) - at;
                ends.put(segment, at);
                return resume = at;
            }
            // A later batch knows that this one was forced: it was damaged since.
            if (batch == null) setAside(at, Math.min(at + LogFormat.BATCH_HEADER, next.position()));
            resume = records(Math.min(at + LogFormat.BATCH_HEADER, next.position()), next.position(), true);
            reaches(at, next.position());
            at = next.position();
        }
        return at;
    }

    private void reaches(long from, long end) {
        for (long s = files.segmentOf(from); files.startOf(s + 1) < end; s++) reaching.put(s, end);
    }

    private void note(BatchHeader batch) {
        sequence = Math.max(sequence, batch.sequence());
        proven = Math.max(proven, batch.forcedUpTo());
    }

    private BatchHeader batchAt(long at) throws IOException {
        if (!segments.contains(files.segmentOf(at))) return null;
        ByteBuffer bytes = available(at, LogFormat.BATCH_HEADER);
        BatchHeader header = bytes == null ? null : BatchHeader.decode(bytes, 0, logId);
        return header != null && header.position() == at ? header : null;
    }

    /** Exactly so many bytes, or null when the log does not have them. */
    private ByteBuffer available(long at, int length) {
        try {
            for (long s = files.segmentOf(at); s <= files.segmentOf(at + length - 1); s++) {
                if (!segments.contains(s)) return null;
            }
            return files.read(at, length);
        } catch (IOException short_) {
            return null;
        }
    }

    private boolean isWhole(BatchHeader batch) {
        long at = batch.position() + LogFormat.BATCH_HEADER;
        while (at < batch.end()) {
            ByteBuffer record = record(at, batch.end());
            if (record == null) return false;
            at += record.limit();
        }
        return at == batch.end();
    }

    /** A record with its header, if it is whole and valid and ends before the limit. */
    private ByteBuffer record(long at, long limit) {
        ByteBuffer head = at + LogFormat.RECORD_HEADER > limit ? null : available(at, LogFormat.RECORD_HEADER);
        if (head == null) return null;
        int length = head.getInt(0);
        if (length < 1 || length > limit - at - 8) return null;
        ByteBuffer record = available(at, 8 + length);
        if (record == null || record.getInt(4) != LogFormat.crc(record, 8, length, 0)) return null;
        return record;
    }

    /**
     * Replays records; where there is damage, those that are whole, and sets the rest aside. It stops at the first that the index of
     * a later segment tells of: what stands behind that one must be replayed behind it.
     *
     * @return where it stopped
     */
    private long records(long from, long end, boolean maybeDamaged) throws IOException {
        for (long at = from; at < end; ) {
            ByteBuffer record = record(at, end);
            if (record != null) {
                firstRecords.putIfAbsent(files.segmentOf(at), at);
                if (files.segmentOf(at) != scanning && isIndexed(files.segmentOf(at))) return at;
                replayRecord(at, record);
                at += record.limit();
                continue;
            }
            assert maybeDamaged : "a batch was whole, and is not";
            long good = skip(at, end);
            setAside(at, good);
            at = good;
        }
        return end;
    }

    /** Whether a later segment will tell of its records itself. */
    private boolean isIndexed(long segment) throws IOException {
        if (indexed != segment) {
            indexed = segment;
            isIndexed = segments.contains(segment) && index(segment) != null;
        }
        return isIndexed;
    }

    /** Where to go on behind a bad record: its length may still be right; if not, byte by byte to the next that is valid. */
    private long skip(long at, long end) {
        ByteBuffer head = available(at, LogFormat.RECORD_HEADER);
        if (head != null) {
            long byLength = at + 8 + head.getInt(0);
            if (head.getInt(0) >= 1 && (byLength == end || byLength < end && record(byLength, end) != null))
                return byLength;
        }
        for (long next = at + 1; next < end; next++) if (record(next, end) != null) return next;
        return end;
    }

    private void setAside(long from, long upTo) throws IOException {
        String name = "damaged-" + from + "-" + upTo + ".bin";
        try (DiskFile file = disk.open(name)) {
            for (long at = from; at < upTo; ) {
                ByteBuffer some = files.readSome(at, (int) Math.min(1 << 20, upTo - at));
                if (!some.hasRemaining()) break;
                int n = some.remaining();
                file.write(some, at - from);
                at += n;
            }
            file.force();
        }
        damage.add(new Damage(from, upTo, name));
    }

    private void replayRecord(long place, ByteBuffer record) throws IOException {
        byte type = record.get(8);
        ByteBuffer payload = record.slice(LogFormat.RECORD_HEADER, record.limit() - LogFormat.RECORD_HEADER);
        long segment = files.segmentOf(place);
        SegmentIndex.Builder index =
                rebuilt.computeIfAbsent(segment, number -> new SegmentIndex.Builder(files.startOf(number)));
        LogRecord read;
        try {
            read = LogRecord.read(type, payload);
        } catch (RuntimeException unreadable) {
            // Its bytes are as they were written, and mean nothing: that must not keep all the others from starting.
            setAside(place, place + record.limit());
            return;
        }
        if (read instanceof LogRecord.Stored it) {
            long order = it.movedFrom() >= 0 ? it.order() : place;
            replay.stored(place, it.movedFrom(), order, it.storedAt(), it.terms(), it.queueIds());
            index.stored(place, it.movedFrom(), order, it.storedAt(), it.terms(), it.queueIds(), it.queueIds().length);
        } else if (read instanceof LogRecord.Settled it) {
            replay.settled(it.queueId(), it.place());
            index.settled(place, it.queueId(), it.place());
        } else if (read instanceof LogRecord.Returned it) {
            replay.returned(it.queueId(), it.place(), it.attempts(), it.failures());
            index.returned(place, it.queueId(), it.place(), it.attempts(), it.failures());
        } else if (read instanceof LogRecord.Topology it) {
            replay.topology(it.change());
            index.topology(place, it.change());
        } else if (read instanceof LogRecord.Snapshot it) {
            replay.snapshot(it);
            ledger.snapshotAt(place);
            index.snapshot(place);
        } else if (read instanceof LogRecord.Stopped) {
            replay.stopped();
            index.stopped(place);
        } else if (read instanceof LogRecord.Started it) {
            replay.started(it.seenUpTo());
            index.started(place, it.seenUpTo());
        }
    }

    /** Looks for the next batch of this log, byte by byte, to the log's end. */
    private BatchHeader findBatch(long from) throws IOException {
        for (Long segment : segments.tailSet(files.segmentOf(from))) {
            long start = Math.max(from, files.startOf(segment));
            long end = files.startOf(segment) + files.capacity();
            for (long at = start; at < end; ) {
                ByteBuffer window = files.readSome(at, 1 << 20);
                if (window.limit() < LogFormat.BATCH_HEADER) {
                    // A header may reach over the end of a full segment.
                    for (long edge = at; edge < Math.min(end, at + window.limit()); edge++) {
                        BatchHeader found = batchAt(edge);
                        if (found != null) return found;
                    }
                    break;
                }
                for (int i = 0; i + LogFormat.BATCH_HEADER <= window.limit(); i++) {
                    if (window.get(i) != (byte) (LogFormat.BATCH_MAGIC >>> 56)) continue;
                    BatchHeader found = BatchHeader.decode(window, i, logId);
                    if (found != null && found.position() == at + i) return found;
                }
                at += window.limit() - LogFormat.BATCH_HEADER + 1;
            }
        }
        return null;
    }

    /** Where the last byte that is not zero stands: what lies behind was never written. */
    private long written(long from, long end) throws IOException {
        long last = from;
        for (long at = from; at < end; ) {
            ByteBuffer window = files.readSome(at, 1 << 20);
            if (!window.hasRemaining()) break;
            for (int i = window.limit() - 1; i >= 0; i--) {
                if (window.get(i) != 0) {
                    last = at + i + 1;
                    break;
                }
            }
            at += window.limit();
        }
        return last;
    }

    /** Forces what is not proven, cuts what does not count, and writes the indexes that are missing. */
    private void secure(long cursor) throws IOException {
        for (long at = proven; at < cursor; ) {
            if (!segments.contains(files.segmentOf(at))) {
                at = files.startOf(files.segmentOf(at) + 1);
                continue;
            }
            ByteBuffer bytes = files.readSome(at, (int) Math.min(1 << 20, cursor - at));
            if (!bytes.hasRemaining()) {
                at = files.startOf(files.segmentOf(at) + 1);
                continue;
            }
            int n = bytes.remaining();
            files.write(bytes, at);
            at += n;
        }
        files.force();
        for (Long segment : segments) {
            if (ledger.isIndexed(segment)) continue;
            SegmentIndex.Builder index =
                    rebuilt.getOrDefault(segment, new SegmentIndex.Builder(files.startOf(segment)));
            long end = ends.getOrDefault(segment, cursor);
            long used = Math.max(0, Math.min(end - files.startOf(segment), files.capacity()));
            files.seal(segment, (int) used);
            // A crash may leave this index and not the next: reading goes on in the middle of a batch then, as ever.
            long nextBatch = reaching.getOrDefault(segment, files.startOf(segment + 1));
            var behind = firstRecords.higherEntry(segment);
            long resume = behind == null ? nextBatch : Math.min(nextBatch, behind.getValue());
            files.writeIndex(segment, index.finish(segment, resume, nextBatch, logId));
            ledger.indexed(segment);
        }
    }
}
