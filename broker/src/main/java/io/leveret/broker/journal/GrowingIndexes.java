package io.leveret.broker.journal;

import java.util.ArrayDeque;
import java.util.TreeMap;

/** The indexes of the segments that are being written. Each is due once everything that it tells of is forced. */
final class GrowingIndexes {
    /** An index that is complete. */
    record Due(long segment, byte[] bytes, long durableFrom) {}

    private final SegmentFiles files;
    private final SegmentLedger ledger;
    private final TreeMap<Long, SegmentIndex.Builder> growing = new TreeMap<>();
    private final ArrayDeque<Due> finished = new ArrayDeque<>();
    /** The first segment whose index is not finished. */
    private long unfinished;

    /** @param end where the log goes on */
    GrowingIndexes(SegmentFiles files, SegmentLedger ledger, long end) {
        this.files = files;
        this.ledger = ledger;
        unfinished = files.segmentOf(end);
    }

    /** The one that tells of the record at that place. */
    SegmentIndex.Builder at(long place) {
        return growing.computeIfAbsent(
                files.segmentOf(place), number -> new SegmentIndex.Builder(files.startOf(number)));
    }

    /**
     * A batch begins: the segments before it get no more records. Those in the midst of a large body have an index too, without an
     * entry: so they can be given back.
     *
     * @param sequence the number of the batch before
     */
    void batchBegins(long place, long sequence) {
        for (; unfinished < files.segmentOf(place); unfinished++) {
            // Also when nothing begins in it, or those behind it would be given back before it.
            ledger.touch(unfinished);
            SegmentIndex.Builder full = growing.remove(unfinished);
            if (full == null) full = new SegmentIndex.Builder(files.startOf(unfinished));
            // A batch that began there may have records in the next segment already.
            long resume =
                    growing.isEmpty() ? place : growing.firstEntry().getValue().first();
            byte[] bytes = full.finish(unfinished, resume, place, sequence, files.logId());
            finished.addLast(new Due(unfinished, bytes, place));
        }
    }

    /** @return the next one to be written, or null when what is durable is not enough for it */
    Due due(long durable) {
        Due first = finished.peekFirst();
        return first != null && first.durableFrom <= durable ? finished.removeFirst() : null;
    }
}
