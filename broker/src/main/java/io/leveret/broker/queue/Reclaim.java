package io.leveret.broker.queue;

import io.leveret.broker.loop.Slice;

/** Lets go of messages that have left their queue already, a chunk at a time, for as long as a turn may last. */
final class Reclaim implements Slice {
    private final MessageQueue queue;
    private Chunk next;

    Reclaim(MessageQueue queue, Chunk first) {
        this.queue = queue;
        next = first;
    }

    @Override
    public boolean run(long stopAt) {
        while (next != null) {
            queue.letGoOfAll(next);
            next = next.next;
            if (queue.house.clock().nanos() - stopAt >= 0) break;
        }
        return next == null;
    }
}
