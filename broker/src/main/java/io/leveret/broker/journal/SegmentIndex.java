package io.leveret.broker.journal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What a sealed segment holds, without the bodies: enough to start from. One entry a record, in order, places as distances and
 * numbers as short as they are.
 */
final class SegmentIndex {
    static final long MAGIC = 0x4c56_5254_494e_4458L;
    private static final int HEADER = 8 + 4 + 8 + 8 + 8 + 8 + 8 + 4 + 4;

    /** Takes the place of a snapshot. */
    interface SnapshotAt {
        void stands(long place) throws IOException;
    }

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
            number(terms.delay());
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

        /** An entry for a record that was read. */
        void add(long place, LogRecord record) {
            if (record instanceof LogRecord.Stored it) {
                stored(
                        place,
                        it.movedFrom(),
                        it.order(),
                        it.storedAt(),
                        it.terms(),
                        it.queueIds(),
                        it.queueIds().length);
            } else if (record instanceof LogRecord.Settled it) {
                settled(place, it.queueId(), it.place());
            } else if (record instanceof LogRecord.Returned it) {
                returned(place, it.queueId(), it.place(), it.attempts(), it.failures());
            } else if (record instanceof LogRecord.Topology it) {
                topology(place, it.change());
            } else if (record instanceof LogRecord.Snapshot) {
                snapshot(place);
            } else if (record instanceof LogRecord.Stopped) {
                stopped(place);
            } else if (record instanceof LogRecord.Started it) {
                started(place, it.seenUpTo());
            }
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
         * @param sequence the number of the batch before that
         */
        byte[] finish(long segment, long resume, long nextBatch, long sequence, long logId) {
            byte[] entries = out.toByteArray();
            ByteBuffer file = ByteBuffer.allocate(HEADER + entries.length);
            file.putLong(MAGIC)
                    .putInt(LogFormat.VERSION)
                    .putLong(segment)
                    .putLong(start)
                    .putLong(resume)
                    .putLong(nextBatch)
                    .putLong(sequence);
            file.putInt(entries.length).putInt(0).put(entries);
            file.putInt(HEADER - 4, LogFormat.crc(file, 0, file.capacity(), logId));
            return file.array();
        }
    }

    private final byte[] in;
    private int at = HEADER;
    private final long resume;
    private final long nextBatch;
    private final long sequence;
    private long last;
    private long lastStoredAt;

    private SegmentIndex(ByteBuffer file) {
        in = file.array();
        last = file.getLong(20);
        resume = file.getLong(28);
        nextBatch = file.getLong(36);
        sequence = file.getLong(44);
    }

    /** @return null when it is not the whole index of that segment */
    static SegmentIndex open(byte[] bytes, long segment, long logId) {
        ByteBuffer file = ByteBuffer.wrap(bytes);
        if (bytes.length < HEADER || file.getLong(0) != MAGIC || file.getInt(8) != LogFormat.VERSION) return null;
        if (file.getLong(12) != segment || bytes.length != HEADER + file.getInt(HEADER - 8)) return null;
        int crc = file.getInt(HEADER - 4);
        file.putInt(HEADER - 4, 0);
        return crc == LogFormat.crc(file, 0, bytes.length, logId) ? new SegmentIndex(file) : null;
    }

    long resume() {
        return resume;
    }

    long nextBatch() {
        return nextBatch;
    }

    long sequence() {
        return sequence;
    }

    private long number() {
        byte b = in[at++];
        if (b >= 0) return b;
        long value = b & 0x7f;
        for (int shift = 7; ; shift += 7) {
            b = in[at++];
            value |= (b & 0x7fL) << shift;
            if (b >= 0) return value;
        }
    }

    /** @param snapshotAt is told where a snapshot stands, since only the log itself holds it */
    void replay(Replay to, SnapshotAt snapshotAt) throws IOException {
        while (at < in.length) {
            byte type = in[at++];
            long place = last + number();
            last = place;
            switch (type) {
                case LogRecord.STORED -> stored(place, to);
                case LogRecord.SETTLED -> to.settled(number(), number());
                case LogRecord.RETURNED -> to.returned(number(), number(), (int) number(), (int) number());
                case LogRecord.TOPOLOGY -> to.topology(topology());
                case LogRecord.SNAPSHOT -> snapshotAt.stands(place);
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
        LogRecord.Terms terms = new LogRecord.Terms((int) number(), number() - 1, number(), (int) number());
        long[] queueIds = new long[(int) number()];
        for (int i = 0; i < queueIds.length; i++) queueIds[i] = number();
        to.stored(place, movedFrom, order, storedAt, terms, queueIds);
    }

    private TopologyRecord topology() {
        int length = (int) number();
        TopologyRecord change = TopologyCodec.read(ByteBuffer.wrap(in, at, length));
        at += length;
        return change;
    }
}
