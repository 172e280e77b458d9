package io.leveret.broker.queue;

import io.leveret.broker.loop.Timers.Timer;
import java.util.PriorityQueue;

/**
 * Messages that somebody failed with and that come again only after a while. Each keeps its place in the order; until its time it is
 * as if it were out, so it holds back nobody. After a restart they come at once.
 */
final class HeldBack {
    private record Held(long due, long order, Chunk chunk, int index) implements Comparable<Held> {
        @Override
        public int compareTo(Held other) {
            int byTime = Long.compare(due, other.due);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    /** How many come back in one call, so that a million at the same moment share the loop with others. */
    private static final int AT_ONCE = 1_000;

    private final MessageQueue queue;
    private final PriorityQueue<Held> heap = new PriorityQueue<>();
    private long order;
    private Timer timer;

    HeldBack(MessageQueue queue) {
        this.queue = queue;
    }

    int count() {
        return heap.size();
    }

    void add(Chunk chunk, int index, long millis) {
        chunk.state(index, Chunk.HELD);
        // Whose life ends first need not wait any longer than that.
        long due = Math.min(queue.house.clock().millis() + millis, chunk.expiry(index));
        heap.add(new Held(due, order++, chunk, index));
        // Nobody can want it soon, so it is the first to make room.
        if (chunk.hot(index) != null && queue.house.store().budget().exceeded()) {
            queue.warmth().coolDown(chunk, index);
        }
        arm();
    }

    private void arm() {
        Held first = heap.peek();
        if (first == null || timer != null && timer.due() <= first.due) return;
        if (timer != null) timer.cancel();
        timer = queue.house.timers().at(first.due, this::release);
    }

    private void release() {
        timer = null;
        if (queue.isDeleted()) return;
        long now = queue.house.clock().millis();
        int left = AT_ONCE;
        for (Held first; (first = heap.peek()) != null && first.due <= now && left-- > 0; ) {
            heap.poll();
            first.chunk.state(first.index, Chunk.OUT);
            if (first.chunk.expiry(first.index) <= now) {
                queue.out++;
                queue.kill(first.chunk, first.index, DeadLetter.Cause.of(DeadLetter.Reason.EXPIRED));
            } else {
                queue.returns().readyAgain(first.chunk, first.index);
            }
        }
        arm();
    }

    /** The queue is deleted, and what would have come again with it. Sliced: there may be a million. */
    boolean drop(long stopAt) {
        if (timer != null) timer.cancel();
        for (Held next; (next = heap.poll()) != null; ) {
            next.chunk.state(next.index, Chunk.OUT);
            queue.out++;
            queue.settle(next.chunk, next.index);
            if ((heap.size() & 0xff) == 0 && queue.house.clock().nanos() - stopAt >= 0) return heap.isEmpty();
        }
        return true;
    }
}
