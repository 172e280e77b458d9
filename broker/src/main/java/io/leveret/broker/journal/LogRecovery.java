package io.leveret.broker.journal;

import io.leveret.broker.disk.Disk;
import io.leveret.broker.disk.DiskFile;
import io.leveret.broker.journal.LogFormat.BatchHeader;
import io.leveret.broker.journal.LogFormat.FileHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Reads the log again: indexes of sealed segments, and only what has none from the segments themselves ({@link LogScan}).
 * <p>
 * What was torn at the end is cut; damage is set aside and told. What was read without a proof that it was forced is written and
 * forced again before anyone is served; a crash in the middle of that leaves the same bytes.
 */
final class LogRecovery implements LogScan.Listener {
    /**
     * What was found.
     *
     * @param next where the log goes on: always a segment of its own, so nothing old is written over
     * @param cut bytes at the end that were never promised
     * @param damage what could not be read, and where its bytes were put, in words
     */
    record Found(SegmentFiles files, SegmentLedger ledger, long next, long sequence, long cut, List<String> damage) {}

    /** A segment that was read without an index. */
    private record Scanned(long segment, long used, byte[] index) {}

    private final Disk disk;
    private final SegmentFiles files;
    private final TreeSet<Long> segments;
    private final SegmentLedger ledger;
    private final Replay replay;
    private final LogStream stream;
    private final LogScan scan;
    private final List<Scanned> scanned = new ArrayList<>();
    private final List<String> damage;
    private SegmentIndex.Builder index;

    private LogRecovery(SegmentFiles files, TreeSet<Long> segments, List<String> damage, Replay replay) {
        this.disk = files.disk();
        this.files = files;
        this.segments = segments;
        this.damage = damage;
        this.replay = replay;
        ledger = new SegmentLedger(files.capacity());
        stream = new LogStream(files, segments);
        scan = new LogScan(files, stream, segments.isEmpty() ? 0 : files.startOf(segments.first()), this);
        replay.begin(ledger, files.capacity());
    }

    /** @param newLogId for a log that begins now */
    static Found run(Disk disk, int capacity, long newLogId, Replay replay) throws IOException {
        TreeSet<Long> segments = SegmentFiles.list(disk);
        LogHeaders headers = LogHeaders.read(disk, segments);
        List<String> damage = new ArrayList<>();
        for (Long segment : headers.damaged()) {
            headers.mend(segment);
            damage.add("the header of " + SegmentFiles.logName(segment) + " was damaged, and is written anew");
        }
        if (headers.known().isEmpty()) {
            for (Long segment : segments) damage.add(setAsideWhole(disk, segment));
            segments.clear();
        }
        FileHeader known = headers.known().orElseGet(() -> new FileHeader(LogFormat.VERSION, capacity, 0, newLogId));
        SegmentFiles files = new SegmentFiles(disk, known.capacity(), known.logId());
        files.sweep(segments);
        return new LogRecovery(files, segments, damage, replay).run();
    }

    /** Nothing says which log the file is of, so nothing in it can be told from anything else. */
    private static String setAsideWhole(Disk disk, long segment) throws IOException {
        String name = SegmentFiles.logName(segment);
        String aside = "damaged-" + name;
        for (int i = 2; disk.exists(aside); i++) aside = "damaged-" + i + "-" + name;
        disk.rename(name, aside);
        disk.forceNames();
        return name + " has no header that can be read, and no other file says what it was: set aside as " + aside;
    }

    private Found run() throws IOException {
        for (Long segment : segments) {
            SegmentIndex known = index(segment);
            if (known != null) {
                known.replay(replay, this::snapshotAt);
                scan.passed(segment, known);
                ledger.indexed(segment);
            } else {
                index = new SegmentIndex.Builder(files.startOf(segment));
                long used = scan.scan(segment) - files.startOf(segment);
                byte[] made = index.finish(segment, scan.resume(), scan.cursor(), scan.sequence(), files.logId());
                scanned.add(new Scanned(segment, used, made));
            }
            ledger.touch(segment);
        }
        secure();
        long next = segments.isEmpty() ? 0 : files.startOf(segments.last() + 1);
        return new Found(files, ledger, next, scan.sequence(), scan.torn(), damage);
    }

    private SegmentIndex index(long segment) throws IOException {
        String name = SegmentFiles.indexName(segment);
        if (!disk.exists(name)) return null;
        try (DiskFile file = disk.openExisting(name)) {
            ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(file.size()));
            file.read(bytes, 0);
            return SegmentIndex.open(bytes.array(), segment, files.logId());
        }
    }

    /** A snapshot is too long for an index: it is read where it stands. Damaged, it counts as not written. */
    private void snapshotAt(long place) throws IOException {
        ByteBuffer record = stream.record(place, Long.MAX_VALUE);
        if (record == null) {
            damage(place, place + 1);
            return;
        }
        ledger.snapshotAt(place);
        LogRecord.replay(place, LogRecord.read(record), replay);
    }

    // ---- what a segment without an index holds

    @Override
    public void batch(BatchHeader batch) {
        // Its records are what counts.
    }

    @Override
    public void record(long place, ByteBuffer bytes) throws IOException {
        LogRecord record;
        try {
            record = LogRecord.read(bytes);
        } catch (RuntimeException unreadable) {
            // Its bytes are as they were written, and mean nothing: that must not keep all the others from starting.
            damage(place, place + bytes.limit());
            return;
        }
        if (record instanceof LogRecord.Snapshot) ledger.snapshotAt(place);
        LogRecord.replay(place, record, replay);
        index.add(place, record);
    }

    @Override
    public void damage(long from, long upTo) throws IOException {
        String name = "damaged-" + from + "-" + upTo + ".bin";
        long copied = 0;
        boolean unreadable = false;
        try (DiskFile file = disk.open(name)) {
            // A length that cannot be trusted may reach over the end of all there is.
            long end = Math.min(upTo, stream.end());
            for (long at = from; at < end; ) {
                ByteBuffer some = stream.some(at, end - at);
                if (!some.hasRemaining()) {
                    at = stream.behindHole(at);
                    continue;
                }
                int n = some.remaining();
                unreadable |= stream.isUnreadable(at, at + n);
                file.write(some, at - from);
                at += n;
                copied += n;
            }
            file.force();
        }
        if (copied == 0) disk.delete(name);
        damage.add("bytes " + from + " to " + upTo + " are damaged; "
                + (copied == 0 ? "nothing is left of them" : "set aside in " + name)
                + (unreadable ? ", with zeros where the disk could not read" : ""));
    }

    // ---- making it safe

    /** Forces what is not proven, cuts what does not count, and writes the indexes that are missing. */
    private void secure() throws IOException {
        long end = scanned.isEmpty() ? scan.cursor() : lastUsed();
        for (long at = scan.proven(); at < end; ) {
            ByteBuffer bytes = segments.contains(files.segmentOf(at))
                    ? files.readSome(at, (int) Math.min(1 << 20, end - at))
                    : ByteBuffer.allocate(0);
            if (!bytes.hasRemaining()) {
                at = files.startOf(files.segmentOf(at) + 1);
                continue;
            }
            int n = bytes.remaining();
            files.write(bytes, at);
            at += n;
        }
        files.force();
        for (Scanned each : scanned) {
            files.seal(each.segment, (int) each.used);
            files.writeIndex(each.segment, each.index);
            ledger.indexed(each.segment);
        }
    }

    /** Where the last of what counts ends. */
    private long lastUsed() {
        long last = scan.proven();
        for (Scanned each : scanned) {
            if (each.used > 0) last = Math.max(last, files.startOf(each.segment) + each.used);
        }
        return last;
    }
}
