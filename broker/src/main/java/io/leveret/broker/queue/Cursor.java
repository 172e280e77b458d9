package io.leveret.broker.queue;

import io.leveret.broker.message.Message;
import java.util.PriorityQueue;

/**
 * How far one scan has come in one lane. What lies ahead was not looked at; what lies behind was, and is not looked at again, except what is
 * on the short list: slots that match and wait for their bytes, and slots that have become ready again. The lane tells of chunks that leave.
 */
final class Cursor {
    /** More than that come back at once where many were out: looking through them in their order takes less than a list of them. */
    private static final int LONG_LIST = 8_192;

    /** A slot behind the cursor, by its position in the lane: the slot may be in use again for another message. */
    record Candidate(long position, Chunk chunk, int index, boolean judged) implements Comparable<Candidate> {
        boolean isReady() {
            return !chunk.detached && chunk.first + index == position && chunk.state(index) == Chunk.READY;
        }

        @Override
        public int compareTo(Candidate other) {
            return Long.compare(position, other.position);
        }
    }

    final Lane lane;
    private final Scan scan;
    /** Where a browser stops: what comes later is not part of what it was asked for. */
    private final long end;

    private final PriorityQueue<Candidate> behind = new PriorityQueue<>(4);
    /** How much was on the list to be read since it was empty. */
    private long bytes;

    /** Null while the cursor is before all that the lane has. */
    private Chunk chunk;

    private int index;

    Cursor(Lane lane, Scan scan, long end) {
        this.lane = lane;
        this.scan = scan;
        this.end = end;
        lane.add(this);
    }

    void close() {
        lane.remove(this);
    }

    // ---- ahead

    /** Moves on to the next ready slot. @return false when there is none */
    boolean findReady() {
        if (chunk == null) moveTo(lane.head(), 0);
        while (chunk != null) {
            if (chunk.ready == 0) index = chunk.filled;
            while (index < chunk.filled && chunk.state(index) != Chunk.READY) index++;
            if (index < chunk.filled) return chunk.first + index < end;
            if (chunk.next == null) return false;
            moveTo(chunk.next, 0);
        }
        return false;
    }

    Chunk chunk() {
        return chunk;
    }

    int index() {
        return index;
    }

    void pass() {
        index++;
    }

    void moveTo(Chunk to, int slot) {
        chunk = to;
        index = slot;
    }

    // ---- behind

    /** The first on the list that is still ready, or null. */
    Candidate firstBehind() {
        for (Candidate first; (first = behind.peek()) != null; behind.poll()) {
            if (first.isReady()) return first;
        }
        bytes = 0;
        return null;
    }

    /** The first on the list has been dealt with. */
    void passBehind() {
        behind.poll();
    }

    void remember(Chunk of, int slot, boolean judged) {
        behind.add(new Candidate(of.first + slot, of, slot, judged));
        bytes += of.size[slot];
    }

    int listed() {
        return behind.size();
    }

    long listedBytes() {
        return bytes;
    }

    /** The lane has a slot ready again that had been out. */
    void cameBack(Chunk of, int slot) {
        if (scan.browses()) return;
        boolean isAhead = chunk == null || of.first > chunk.first || of == chunk && slot >= index;
        Message hot = of.hot(slot);
        if (isAhead || scan.isAnothers(of, slot) || hot != null && !scan.selects(hot.properties())) return;
        remember(of, slot, hot != null);
        if (behind.size() > LONG_LIST) goBack();
    }

    private void goBack() {
        Candidate first = firstBehind();
        if (first != null) moveTo(first.chunk, first.index);
        behind.clear();
        bytes = 0;
    }

    // ---- as the lane changes

    /** The chunk leaves the lane, or begins anew. */
    void leaves(Chunk gone, Chunk to, int slot) {
        if (chunk == gone) moveTo(to, slot);
    }
}
