package io.leveret.broker.journal;

import java.util.TreeMap;

/** How much of each segment is still needed, by count alone. It belongs to the core loop. */
final class SegmentLedger {
    /** What a message takes besides its body, roughly. */
    private static final int AROUND = 96;

    private static final class Segment {
        long stored;
        long live;
        /** How often some queue still has a message here. */
        long holds;

        boolean indexed;
    }

    private final TreeMap<Long, Segment> segments = new TreeMap<>();
    private final int capacity;
    private long snapshot = -1;

    SegmentLedger(int capacity) {
        this.capacity = capacity;
    }

    private Segment segment(long number) {
        return segments.computeIfAbsent(number, any -> new Segment());
    }

    /** It is there, whatever is in it. */
    void touch(long segment) {
        segment(segment);
    }

    void stored(long segment, int bytes, int queues) {
        long all = (long) (bytes + AROUND) * queues;
        segment(segment).stored += all;
        segment(segment).live += all;
        segment(segment).holds += queues;
    }

    /** A segment that is gone already is passed over: what was in it was dropped with a queue. */
    void settled(long segment, int bytes) {
        Segment it = segments.get(segment);
        if (it == null) return;
        it.live -= bytes + AROUND;
        it.holds--;
    }

    void indexed(long segment) {
        segment(segment).indexed = true;
    }

    boolean isIndexed(long segment) {
        Segment it = segments.get(segment);
        return it != null && it.indexed;
    }

    void snapshotAt(long place) {
        snapshot = place;
    }

    long snapshotAt() {
        return snapshot;
    }

    void delete(long segment) {
        segments.remove(segment);
    }

    int count() {
        return segments.size();
    }

    long first() {
        return segments.firstKey();
    }

    long second() {
        Long next = segments.higherKey(segments.firstKey());
        return next == null ? -1 : next;
    }

    long holds(long segment) {
        return segments.get(segment).holds;
    }

    boolean isDead(long segment) {
        return segments.get(segment).live <= 0;
    }

    long bytesOnDisk() {
        return (long) segments.size() * capacity;
    }

    /** What the live messages take: of each segment the part that its queues still hold. */
    long liveBytes() {
        long bytes = 0;
        for (Segment each : segments.values()) {
            if (each.stored > 0) bytes += (long) ((double) each.live / each.stored * capacity);
        }
        return bytes;
    }
}
