package io.leveret.broker.journal;

import io.leveret.broker.journal.LogFormat.BatchHeader;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Goes through a log, segment by segment, and tells what is in it. A segment's turn tells the records that begin in it, whichever
 * batch they belong to; a segment with an index is {@link #passed} over.
 * <p>
 * What is not valid at the very end was never promised: it is torn. What is not valid but has a later batch behind it that knows it
 * was forced is damage: the records in it that are whole still count.
 */
final class LogScan {
    /** Hears what is there. */
    interface Listener {
        /** A batch that is whole; its records come next. */
        void batch(BatchHeader batch);

        /** @param record from its header to its end; to be used before this returns */
        void record(long place, ByteBuffer record) throws IOException;

        /** Nothing that counts can be read there, though it was promised. */
        void damage(long from, long upTo) throws IOException;
    }

    /** Records of one batch follow each other: behind so much that is none, there are no more. */
    private static final long TORN_SEARCHED = 1 << 20;

    private final SegmentFiles files;
    private final LogStream stream;
    private final Listener listener;
    /** Where the next batch begins. */
    private long cursor;
    /** Where the first record begins that was not told: it is in a batch that is known, and reaches out of a segment. */
    private long resume;
    /** Of the last batch that was seen, or 0. */
    private long sequence;
    /** Up to here the log is known to have been forced. */
    private long proven;

    private long torn;
    private boolean first = true;

    LogScan(SegmentFiles files, LogStream stream, long start, Listener listener) {
        this.files = files;
        this.stream = stream;
        this.listener = listener;
        cursor = start;
        resume = start;
    }

    long cursor() {
        return cursor;
    }

    long resume() {
        return resume;
    }

    long sequence() {
        return sequence;
    }

    long proven() {
        return proven;
    }

    /** How many bytes there are of what never became a batch. */
    long torn() {
        return torn;
    }

    /** An index has told all of a segment: it was written when the segment, and all that reaches out of it, was forced. */
    void passed(long segment, SegmentIndex index) throws IOException {
        mindTheGap(segment);
        cursor = Math.max(cursor, index.nextBatch());
        resume = Math.max(resume, index.resume());
        sequence = Math.max(sequence, index.sequence());
        proven = Math.max(proven, index.nextBatch());
        first = false;
    }

    /** Segments leave from the front: one that is missing between others was taken. */
    private void mindTheGap(long segment) throws IOException {
        long start = files.startOf(segment);
        if (cursor >= start) return;
        if (!first) listener.damage(cursor, start);
        cursor = start;
        resume = Math.max(resume, start);
    }

    /** @return where what counts ends in this segment */
    long scan(long segment) throws IOException {
        mindTheGap(segment);
        long start = files.startOf(segment);
        long end = start + files.capacity();
        tell(Math.max(resume, start), Math.min(cursor, end), cursor);
        while (cursor < end) {
            BatchHeader batch = stream.batchAt(cursor);
            if (batch != null && stream.isWhole(batch)) {
                whole(batch, end);
                continue;
            }
            BatchHeader next = stream.nextBatch(cursor + 1);
            boolean isCut = !stream.has(cursor);
            if (next == null || next.forcedUpTo() <= cursor) {
                if (!isCut) tear(batch, end);
                return leave(cursor, end);
            }
            // A start before this one has cut the segment here.
            if (isCut && next.sequence() == sequence + 1) return leave(cursor, end);
            salvage(batch, next, start, end);
        }
        first = false;
        return end;
    }

    private long leave(long at, long end) {
        cursor = end;
        resume = end;
        first = false;
        return at;
    }

    private void whole(BatchHeader batch, long end) throws IOException {
        sequence = Math.max(sequence, batch.sequence());
        proven = Math.max(proven, batch.forcedUpTo());
        listener.batch(batch);
        tell(batch.position() + LogFormat.BATCH_HEADER, Math.min(batch.end(), end), batch.end());
        cursor = batch.end();
    }

    /** Tells the records from a place on, and what is damaged between them. */
    private void tell(long from, long stop, long limit) throws IOException {
        long at = Math.max(from, resume);
        while (at < stop) {
            ByteBuffer record = stream.record(at, limit);
            if (record == null) {
                long good = stream.nextRecord(at, stop, limit);
                listener.damage(at, good);
                at = good;
            } else {
                int length = record.limit();
                listener.record(at, record);
                at += length;
            }
        }
        resume = Math.max(resume, at);
    }

    /** A later batch knows that what is here was forced: it was damaged since. */
    private void salvage(BatchHeader batch, BatchHeader next, long start, long end) throws IOException {
        long upTo = batch == null ? next.position() : Math.min(batch.end(), next.position());
        long stop = Math.min(upTo, end);
        if (batch != null) {
            tell(cursor + LogFormat.BATCH_HEADER, stop, upTo);
        } else if (first && cursor == start && start > 0) {
            // A batch that began in a segment that is gone by now reaches into the oldest one: so does its last record.
            tell(stream.nextRecord(cursor, stop, upTo), stop, upTo);
        } else {
            tell(cursor, stop, upTo);
        }
        if (upTo == next.position()) sequence = Math.max(sequence, next.sequence() - 1);
        resume = Math.max(resume, stop);
        cursor = upTo;
        first = false;
    }

    /** Counts what is lost with the end. Behind it stand zeros, or what the file held before it served again. */
    private void tear(BatchHeader batch, long end) throws IOException {
        if (stream.isUnreadable(cursor, batch == null ? cursor + LogFormat.BATCH_HEADER : batch.end())) {
            throw new IOException(
                    "the disk cannot read what may have been promised last, at place " + cursor
                            + ": nothing was changed; try again, or copy the folder to a disk that is well and start with the copy");
        }
        if (batch != null) {
            torn += Math.min(batch.end(), end) - cursor;
            return;
        }
        long last = cursor;
        for (long at = cursor; at < end; ) {
            long found = stream.nextRecord(at, Math.min(end, at + TORN_SEARCHED), Long.MAX_VALUE);
            ByteBuffer record = stream.record(found, Long.MAX_VALUE);
            if (record == null) break;
            at = found + record.limit();
            last = Math.min(at, end);
        }
        if (files.used(files.segmentOf(cursor)) < files.capacity()) last = Math.max(last, lastWritten(end));
        torn += last - cursor;
    }

    /** In a file that was cut: nothing can be left in it of what it held before it served again. */
    private long lastWritten(long end) throws IOException {
        long last = cursor;
        for (long at = cursor; at < end; ) {
            ByteBuffer bytes = stream.some(at, end - at);
            if (!bytes.hasRemaining()) break;
            for (int i = 0; i < bytes.limit(); i++) if (bytes.get(i) != 0) last = at + i + 1;
            at += bytes.limit();
        }
        return last;
    }
}
