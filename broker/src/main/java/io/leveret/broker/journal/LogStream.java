package io.leveret.broker.journal;

import io.leveret.broker.journal.LogFormat.BatchHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * The stream of a log that is read again: which batch or record stands at a place, and where the next one does. What is not valid
 * is not there. It reads ahead, so that going from record to record costs no call to the disk.
 */
final class LogStream {
    private static final int WINDOW = 512 * 1024;
    /** What the disk cannot read at once is read in pieces like this. */
    private static final int PIECE = 4096;

    private static final byte[] MAGIC =
            ByteBuffer.allocate(8).putLong(0, LogFormat.BATCH_MAGIC).array();
    /** How far the magic number must move before it can end in such a byte. */
    private static final int[] MOVE = new int[256];

    static {
        java.util.Arrays.fill(MOVE, MAGIC.length);
        for (int i = 0; i < MAGIC.length - 1; i++) MOVE[MAGIC[i] & 0xff] = MAGIC.length - 1 - i;
    }

    private final SegmentFiles files;
    private final NavigableSet<Long> segments;
    private final TreeMap<Long, Long> unreadable = new TreeMap<>();
    private ByteBuffer window = ByteBuffer.allocate(0);
    private long windowAt;

    LogStream(SegmentFiles files, NavigableSet<Long> segments) {
        this.files = files;
        this.segments = segments;
    }

    // ---- bytes

    /** Whether the disk could not read some of these, as far as they were asked for; they look like zeros here. */
    boolean isUnreadable(long from, long upTo) {
        var before = unreadable.lowerEntry(upTo);
        return before != null && before.getValue() > from;
    }

    /** Some of the bytes that stand there, at least as many as asked for if the log has them; to be used before the next call. */
    private ByteBuffer from(long at, int atLeast) throws IOException {
        if (at < windowAt || at + atLeast > windowAt + window.limit())
            load(at, (int) Math.max(atLeast, Math.min(WINDOW, end() - at)));
        int offset = (int) (at - windowAt);
        return window.slice(offset, window.limit() - offset);
    }

    private void load(long at, int length) throws IOException {
        ByteBuffer into = window.capacity() == length ? window.clear() : ByteBuffer.allocate(length);
        window = into;
        windowAt = at;
        while (into.hasRemaining()) {
            long next = at + into.position();
            if (!segments.contains(files.segmentOf(next)) || read(into, next) == 0) break;
        }
        into.flip();
    }

    private int read(ByteBuffer into, long at) throws IOException {
        int position = into.position();
        try {
            return files.readInto(into, at);
        } catch (NoSuchFileException gone) {
            throw gone;
        } catch (IOException failure) {
            return readPieces(into.position(position), at);
        }
    }

    /** A sector that is lost shall not take its neighbours along. */
    private int readPieces(ByteBuffer into, long at) throws IOException {
        long end = Math.min(at + into.remaining(), files.startOf(files.segmentOf(at) + 1));
        int limit = into.limit();
        int start = into.position();
        for (long next = at; next < end; ) {
            int piece = (int) Math.min(PIECE - next % PIECE, end - next);
            into.limit(into.position() + piece);
            try {
                int read = files.readInto(into, next);
                if (read < piece) break;
            } catch (IOException failure) {
                into.position(start + (int) (next - at));
                if (files.used(files.segmentOf(next)) <= next % files.capacity()) break;
                unreadable.put(next, next + piece);
                while (into.hasRemaining()) into.put((byte) 0);
            }
            next += piece;
        }
        into.limit(limit);
        return into.position() - start;
    }

    /** Whether the log has a byte there. */
    boolean has(long at) throws IOException {
        return from(at, 1).hasRemaining();
    }

    /** Up to so many bytes; none where a file ends before its segment does, or is not there. */
    ByteBuffer some(long at, long most) throws IOException {
        ByteBuffer bytes = from(at, (int) Math.min(most, WINDOW));
        return bytes.limit((int) Math.min(most, bytes.limit()));
    }

    /** Where the next segment begins that is there, or the end of the last one. */
    long behindHole(long at) {
        Long next = segments.higher(files.segmentOf(at));
        return files.startOf(next == null ? segments.last() + 1 : next);
    }

    long end() {
        return segments.isEmpty() ? 0 : files.startOf(segments.last() + 1);
    }

    // ---- batches

    /** @return null when no batch begins there */
    BatchHeader batchAt(long at) throws IOException {
        ByteBuffer bytes = from(at, LogFormat.BATCH_HEADER);
        BatchHeader header = BatchHeader.decode(bytes, 0, files.logId());
        return header != null && header.position() == at ? header : null;
    }

    /** @return the first batch that begins there or later, or null; whether it is whole is another question */
    BatchHeader nextBatch(long from) throws IOException {
        long at = from;
        long end = end();
        while (at < end) {
            ByteBuffer bytes = from(at, MAGIC.length);
            int i = magic(bytes, 0);
            while (i >= 0) {
                BatchHeader found = batchAt(at + i);
                if (found != null) return found;
                // To look at it may have moved the window.
                bytes = from(at, i + MAGIC.length);
                i = magic(bytes, i + 1);
            }
            if (bytes.limit() >= MAGIC.length) at += bytes.limit() - MAGIC.length + 1;
            else at = behindHole(at);
        }
        return null;
    }

    /** Looks at every eighth byte only, as long as nothing looks like it. */
    private static int magic(ByteBuffer in, int from) {
        int last = MAGIC.length - 1;
        for (int i = from; i + last < in.limit(); i += MOVE[in.get(i + last) & 0xff]) {
            if (in.get(i + last) == MAGIC[last] && in.getLong(i) == LogFormat.BATCH_MAGIC) return i;
        }
        return -1;
    }

    boolean isWhole(BatchHeader batch) throws IOException {
        long at = batch.position() + LogFormat.BATCH_HEADER;
        while (at < batch.end()) {
            int length = lengthAt(at, batch.end());
            if (length < 0 || !isIntact(at, length)) return false;
            at += LogFormat.RECORD_HEADER + length;
        }
        return at == batch.end();
    }

    // ---- records

    /** How long the record is that begins there and ends before the limit, or -1; its bytes may still be damaged. */
    private int lengthAt(long at, long limit) throws IOException {
        if (at + LogFormat.RECORD_HEADER >= limit) return -1;
        ByteBuffer bytes = from(at, LogFormat.RECORD_HEADER);
        if (bytes.limit() < LogFormat.RECORD_HEADER) return -1;
        int length = LogFormat.recordLength(bytes, 0, files.logId(), at);
        return length > limit - at - LogFormat.RECORD_HEADER ? -1 : length;
    }

    private boolean isIntact(long at, int length) throws IOException {
        int expected = from(at, LogFormat.RECORD_HEADER).getInt(8);
        CRC32C crc = new CRC32C();
        long end = at + LogFormat.RECORD_HEADER + length;
        for (long next = at + LogFormat.RECORD_HEADER; next < end; ) {
            ByteBuffer some = some(next, end - next);
            if (!some.hasRemaining()) return false;
            next += some.remaining();
            crc.update(some);
        }
        return (int) crc.getValue() == expected;
    }

    /** @return the record that stands there, from its header to its end, if it is valid and ends before the limit; or null */
    ByteBuffer record(long at, long limit) throws IOException {
        int length = lengthAt(at, limit);
        if (length < 0 || !isIntact(at, length)) return null;
        ByteBuffer bytes = from(at, LogFormat.RECORD_HEADER + length);
        return bytes.limit(LogFormat.RECORD_HEADER + length);
    }

    /**
     * Looks for a record behind one that is not valid.
     *
     * @param stop it begins before there
     * @param limit it ends before there
     * @return its place, or {@code stop}
     */
    long nextRecord(long from, long stop, long limit) throws IOException {
        long at = from;
        while (at < stop) {
            ByteBuffer bytes = from(at, LogFormat.RECORD_HEADER);
            int marks = bytes.limit() - LogFormat.RECORD_HEADER;
            if (marks < 0) {
                at = behindHole(at);
                continue;
            }
            long found = -1;
            int i = 0;
            for (; i <= marks && at + i < stop; i++) {
                int length = LogFormat.recordLength(bytes, i, files.logId(), at + i);
                if (length < 0 || length > limit - at - i - LogFormat.RECORD_HEADER) continue;
                found = at + i;
                break;
            }
            if (found < 0) {
                at += i;
                continue;
            }
            int length = bytes.getInt(i);
            if (isIntact(found, length)) return found;
            // Its mark is right, so its length is.
            at = found + LogFormat.RECORD_HEADER + length;
        }
        return Math.max(at, stop);
    }
}
