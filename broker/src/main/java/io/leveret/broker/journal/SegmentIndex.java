package io.leveret.broker.journal;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.function.LongConsumer;

/**
 * What a sealed segment holds, without the bodies: enough to start from. One entry a record, in order, places as distances and
 * numbers as short as they are.
 */
final class SegmentIndex {
    static final long MAGIC = 0x4c56_5254_494e_4458L;
    private static final int HEADER = 8 + 4 + 8 + 8 + 8 + 8 + 4 + 4;

    /** Gathers the entries of one segment while its records are appended. */
    static final class Builder {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
        private final long start;
        private long last;
        private long lastStoredAt;
        private long first = -1;

        Builder(long start) {
            this.start = start;
            last = start;
        }

        private void entry(byte type, long place) {
            if (first < 0) first = place;
            out.write(type);
            number(place - last);
            last = place;
        }

        private void number(long value) {
            while ((value & ~0x7fL) != 0) {
                out.write((int) (value & 0x7f | 0x80));
                value >>>= 7;
            }
            out.write((int) value);
        }

        /** Small numbers of either sign stay short. */
        private void signed(long value) {
            number(value << 1 ^ value >> 63);
        }

        void stored(
                long place,
                long movedFrom,
                long order,
                long storedAt,
                LogRecord.Terms terms,
                long[] queueIds,
                int count) {
            entry(LogRecord.STORED, place);
            number(movedFrom + 1);
            if (movedFrom >= 0) number(order);
            signed(storedAt - lastStoredAt);
            lastStoredAt = storedAt;
            number(terms.priority());
            number(terms.ttl() + 1);
            number(terms.delayAndHints());
            number(terms.bytes());
            number(count);
            for (int i = 0; i < count; i++) number(queueIds[i]);
        }

        void settled(long place, long queueId, long message) {
            entry(LogRecord.SETTLED, place);
            number(queueId);
            number(message);
        }

        void returned(long place, long queueId, long message, int attempts, int failures) {
            entry(LogRecord.RETURNED, place);
            number(queueId);
            number(message);
            number(attempts);
            number(failures);
        }

        void topology(long place, TopologyRecord change) {
            entry(LogRecord.TOPOLOGY, place);
            bytes(TopologyCodec.write(change));
        }

        /** A snapshot is long and rare: its record is read from the log itself. */
        void snapshot(long place) {
            entry(LogRecord.SNAPSHOT, place);
        }

        void stopped(long place) {
            entry(LogRecord.STOPPED, place);
        }

        void started(long place, long seenUpTo) {
            entry(LogRecord.STARTED, place);
            number(seenUpTo);
        }

        private void bytes(byte[] bytes) {
            number(bytes.length);
            out.write(bytes, 0, bytes.length);
        }

        /** The first record's place, or -1 when there is none. */
        long first() {
            return first;
        }

        /**
         * @param resume where the first record behind this segment's begins: maybe in the middle of a batch that began here
         * @param nextBatch where the first batch behind this segment's records begins
         */
        byte[] finish(long segment, long resume, long nextBatch, long logId) {
            byte[] entries = out.toByteArray();
            ByteBuffer file = ByteBuffer.allocate(HEADER + entries.length);
            file.putLong(MAGIC)
                    .putInt(LogFormat.VERSION)
                    .putLong(segment)
                    .putLong(start)
                    .putLong(resume)
                    .putLong(nextBatch);
            file.putInt(entries.length).putInt(0).put(entries);
            file.putInt(HEADER - 4, LogFormat.crc(file, 0, file.capacity(), logId));
            return file.array();
        }
    }

    private final ByteBuffer in;
    private final long resume;
    private final long nextBatch;
    private long last;
    private long lastStoredAt;

    private SegmentIndex(ByteBuffer in, long start, long resume, long nextBatch) {
        this.in = in;
        this.resume = resume;
        this.nextBatch = nextBatch;
        last = start;
    }

    /** @return null when it is not the whole index of that segment */
    static SegmentIndex open(ByteBuffer file, long segment, long logId) {
        if (file.limit() < HEADER || file.getLong(0) != MAGIC || file.getLong(12) != segment) return null;
        int length = file.getInt(HEADER - 8);
        if (file.limit() != HEADER + length) return null;
        int crc = file.getInt(HEADER - 4);
        file.putInt(HEADER - 4, 0);
        if (crc != LogFormat.crc(file, 0, file.limit(), logId)) return null;
        return new SegmentIndex(file.slice(HEADER, length), file.getLong(20), file.getLong(28), file.getLong(36));
    }

    long resume() {
        return resume;
    }

    long nextBatch() {
        return nextBatch;
    }

    private long number() {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte b = in.get();
            value |= (b & 0x7fL) << shift;
            if (b >= 0) return value;
        }
    }

    /** @param snapshotAt is told where a snapshot stands, since only the log itself holds it */
    void replay(Replay to, LongConsumer snapshotAt) {
        while (in.hasRemaining()) {
            byte type = in.get();
            long place = last + number();
            last = place;
            switch (type) {
                case LogRecord.STORED -> stored(place, to);
                case LogRecord.SETTLED -> to.settled(number(), number());
                case LogRecord.RETURNED -> to.returned(number(), number(), (int) number(), (int) number());
                case LogRecord.TOPOLOGY -> to.topology(topology());
                case LogRecord.SNAPSHOT -> snapshotAt.accept(place);
                case LogRecord.STOPPED -> to.stopped();
                case LogRecord.STARTED -> to.started(number());
                default -> throw new IllegalStateException("entry of type " + type);
            }
        }
    }

    private void stored(long place, Replay to) {
        long movedFrom = number() - 1;
        long order = movedFrom >= 0 ? number() : place;
        long ahead = number();
        long storedAt = lastStoredAt + (ahead >>> 1 ^ -(ahead & 1));
        lastStoredAt = storedAt;
        LogRecord.Terms terms = LogRecord.Terms.read((int) number(), number() - 1, number(), (int) number());
        long[] queueIds = new long[(int) number()];
        for (int i = 0; i < queueIds.length; i++) queueIds[i] = number();
        to.stored(place, movedFrom, order, storedAt, terms, queueIds);
    }

    private TopologyRecord topology() {
        int length = (int) number();
        TopologyRecord change = TopologyCodec.read(in.slice(in.position(), length));
        in.position(in.position() + length);
        return change;
    }
}
