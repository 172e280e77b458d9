package io.leveret.broker.journal;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * What is written and forced at once.
 *
 * @param pieces the bytes from {@code start} to {@code end}, the header's still to be filled in
 * @param borrowed what goes back to the pool when it is written
 */
record LogBatch(long start, long end, List<ByteBuffer> pieces, List<ByteBuffer> borrowed) {
    void writeHeader(long sequence, long forcedUpTo, long wallMillis, long logId) {
        int length = Math.toIntExact(end - start - LogFormat.BATCH_HEADER);
        new LogFormat.BatchHeader(start, sequence, forcedUpTo, wallMillis, length).encode(pieces.get(0), 0, logId);
    }
}
