package io.leveret.broker.journal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * How the log looks on disk. It is one endless stream of bytes, cut into segment files of equal capacity; a position in the stream
 * is a place. The stream is made of batches, one for each force:
 *
 * <pre>
 * segment file  magic(8) version(4) capacity(4) segment(8) log id(8) crc(4), padded to 4096; then its part of the stream
 * batch         magic(8) position(8) sequence(8) forced up to(8) wall clock(8) length(4) crc(4); then records
 * record        length(4) crc(4) type(1) payload; the length counts type and payload, the crc covers both
 * </pre>
 *
 * The checksum of batch headers begins with the log's own random id, so that nobody who can send messages can make bytes that
 * look like a batch of this log.
 */
final class LogFormat {
    static final int VERSION = 1;
    static final int FILE_HEADER = 4096;
    static final int BATCH_HEADER = 48;
    static final int RECORD_HEADER = 9;

    static final long FILE_MAGIC = 0x4c56_5254_4a4c_4f47L;
    static final long BATCH_MAGIC = 0x4c56_5254_c0de_ba7cL;

    private static final int FILE_HEADER_USED = 36;

    private LogFormat() {}

    /** What a segment's file says of itself. */
    record FileHeader(int version, int capacity, long segment, long logId) {
        ByteBuffer encode() {
            ByteBuffer out = ByteBuffer.allocate(FILE_HEADER);
            out.putLong(FILE_MAGIC)
                    .putInt(version)
                    .putInt(capacity)
                    .putLong(segment)
                    .putLong(logId);
            out.putInt(crc(out.array(), 0, out.position(), 0));
            return out.position(FILE_HEADER).flip();
        }

        /** @return null when it is not one, or damaged */
        static FileHeader decode(ByteBuffer in) {
            if (in.remaining() < FILE_HEADER_USED) return null;
            int start = in.position();
            if (in.getLong() != FILE_MAGIC) return null;
            FileHeader header = new FileHeader(in.getInt(), in.getInt(), in.getLong(), in.getLong());
            return in.getInt() == crc(in, start, FILE_HEADER_USED - 4, 0) ? header : null;
        }
    }

    /**
     * What stands before the records of a batch.
     *
     * @param forcedUpTo what was known to be forced when this was written: damage before it is damage, not a torn tail
     */
    record BatchHeader(long position, long sequence, long forcedUpTo, long wallMillis, int length) {
        void encode(ByteBuffer out, int at, long logId) {
            out.putLong(at, BATCH_MAGIC)
                    .putLong(at + 8, position)
                    .putLong(at + 16, sequence)
                    .putLong(at + 24, forcedUpTo)
                    .putLong(at + 32, wallMillis)
                    .putInt(at + 40, length)
                    .putInt(at + 44, crc(out, at, BATCH_HEADER - 4, logId));
        }

        /** @return null when no batch of that log begins there */
        static BatchHeader decode(ByteBuffer in, int at, long logId) {
            if (in.limit() - at < BATCH_HEADER || in.getLong(at) != BATCH_MAGIC) return null;
            if (in.getInt(at + 44) != crc(in, at, BATCH_HEADER - 4, logId)) return null;
            return new BatchHeader(
                    in.getLong(at + 8),
                    in.getLong(at + 16),
                    in.getLong(at + 24),
                    in.getLong(at + 32),
                    in.getInt(at + 40));
        }

        long end() {
            return position + BATCH_HEADER + length;
        }
    }

    private static int crc(byte[] bytes, int from, int length, long seed) {
        return crc(ByteBuffer.wrap(bytes), from, length, seed);
    }

    static int crc(ByteBuffer bytes, int from, int length, long seed) {
        CRC32C crc = new CRC32C();
        if (seed != 0) crc.update(ByteBuffer.allocate(8).putLong(0, seed));
        crc.update(bytes.duplicate().limit(from + length).position(from));
        return (int) crc.getValue();
    }
}
