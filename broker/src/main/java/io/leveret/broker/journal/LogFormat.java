package io.leveret.broker.journal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * How the log looks on disk. It is one endless stream of bytes, cut into segment files of equal capacity; a position in the stream
 * is a place. The stream is made of batches, one for each force:
 *
 * <pre>
 * segment file  its header at 0, 512, 1024 ... 3584; from 4096 on its part of the stream
 * file header   magic(8) version(4) capacity(4) segment(8) log id(8) crc(4)
 * batch         magic(8) position(8) sequence(8) forced up to(8) wall clock(8) length(4) crc(4); then records
 * record        length(4) mark(4) crc(4) type(1) payload; the length counts type and payload, the crc covers both
 * </pre>
 *
 * The file header is there eight times, in sectors of its own, so that no flipped bit can hide what a file is: what has a right
 * checksum and a higher version was written by a newer broker, everything else is damage. The place and the checksum of its first 12
 * bytes stay what they are in every version to come.
 * <p>
 * Checksums of batch headers begin with the log's own random id, and a record's mark is made of that id, the record's place and its
 * length. So nobody who can send messages can make bytes that look like a part of this log; what a file held before it served again
 * counts for nothing at its new place; and behind damage the next record is found without knowing where it begins.
 */
final class LogFormat {
    static final int VERSION = 1;
    static final int FILE_HEADER = 4096;
    static final int BATCH_HEADER = 48;
    /** What stands before a record's type. */
    static final int RECORD_HEADER = 12;

    static final long FILE_MAGIC = 0x4c56_5254_4a4c_4f47L;
    static final long BATCH_MAGIC = 0x4c56_5254_c0de_ba7cL;

    private static final int HEADER_USED = 36;
    /** Disks write this much or nothing of it. */
    private static final int SECTOR = 512;

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
            out.putInt(crc(out, 0, HEADER_USED - 4, 0)).clear();
            for (int at = SECTOR; at < FILE_HEADER; at += SECTOR) out.put(at, out, 0, HEADER_USED);
            return out;
        }

        /** @return null when none of its copies can be read: that is damage */
        static FileHeader decode(ByteBuffer in) {
            for (int at = 0; at + HEADER_USED <= in.limit(); at += SECTOR) {
                if (in.getLong(at) != FILE_MAGIC) continue;
                if (in.getInt(at + HEADER_USED - 4) != crc(in, at, HEADER_USED - 4, 0)) continue;
                return new FileHeader(in.getInt(at + 8), in.getInt(at + 12), in.getLong(at + 16), in.getLong(at + 24));
            }
            return null;
        }
    }

    /**
     * What stands before the records of a batch.
     *
     * @param sequence one more than that of the batch before: where numbers are missing, so are batches
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

    /** What only a record of that log, at that place and of that length has. */
    static int mark(long logId, long place, int length) {
        long mixed = logId + place * 0x9e37_79b9_7f4a_7c15L + length * 0xd1b5_4a32_d192_ed03L;
        mixed = (mixed ^ mixed >>> 30) * 0xbf58_476d_1ce4_e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d0_49bb_1331_11ebL;
        return (int) (mixed ^ mixed >>> 31);
    }

    /** @return how long the record is that begins there, its header not counted, or -1 when none of that log does */
    static int recordLength(ByteBuffer in, int at, long logId, long place) {
        int length = in.getInt(at);
        return length >= 1 && in.getInt(at + 4) == mark(logId, place, length) ? length : -1;
    }

    static int crc(ByteBuffer bytes, int from, int length, long seed) {
        CRC32C crc = new CRC32C();
        if (seed != 0) crc.update(ByteBuffer.allocate(8).putLong(0, seed));
        crc.update(bytes.duplicate().limit(from + length).position(from));
        return (int) crc.getValue();
    }
}
