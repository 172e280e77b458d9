package io.leveret.broker.queue;

import io.leveret.broker.loop.Timers.Timer;

/**
 * The end of messages by age. Expired messages leave from the head of their lane only; one timer a queue watches the earliest
 * head, and is left to fire early rather than moved with every message.
 */
final class Expiry {
    /** How many leave in one call: there may be a publish for each, or a million of them and a client who waits. */
    private static final int AT_ONCE = 100;

    private final MessageQueue queue;
    private Timer timer;
    private boolean any;

    Expiry(MessageQueue queue) {
        this.queue = queue;
    }

    long fromNow(long ttl) {
        return ttl == MessageQueue.NEVER
                ? MessageQueue.NEVER
                : queue.house.clock().millis() + ttl;
    }

    void noteExpiry() {
        any = true;
    }

    /**
     * Before handing out: what is past its time is not delivered any more. What ends in this very moment still is.
     *
     * @return false when there is more of it than one call may take away: then it goes on with the queue's next turn
     */
    boolean expireOverdue() {
        return !any || expireBefore(queue.house.clock().millis());
    }

    /** After handing out: what nobody took and has no time left goes. */
    void expireNow() {
        if (any) expireBefore(queue.house.clock().millis() + 1);
    }

    private boolean expireBefore(long limit) {
        int left = AT_ONCE;
        for (Lane lane : queue.lanes.all()) {
            if (lane == null) continue;
            for (Chunk chunk; (chunk = lane.firstReady()) != null; ) {
                int index = lane.cursorIndex();
                if (chunk.expiry(index) >= limit) break;
                // Where they go must keep up: it asks for more.
                if (queue.deadLetters.areMany()) return false;
                if (left-- == 0) {
                    queue.changed();
                    return false;
                }
                queue.drop(chunk, index, DeadLetter.Reason.EXPIRED);
            }
        }
        return true;
    }

    void arm() {
        if (!any) return;
        long earliest = MessageQueue.NEVER;
        for (Lane lane : queue.lanes.all()) {
            Chunk chunk = lane == null ? null : lane.firstReady();
            if (chunk != null) earliest = Math.min(earliest, chunk.expiry(lane.cursorIndex()));
        }
        // What is overdue already leaves as soon as it can, without a timer.
        if (earliest == MessageQueue.NEVER || queue.deadLetters.areMany() || timer != null && timer.due() <= earliest)
            return;
        if (timer != null) timer.cancel();
        timer = queue.house.timers().at(earliest, this::fired);
    }

    private void fired() {
        timer = null;
        expireNow();
        // Whoever waits for a message may have to hear now that there is none.
        if (queue.ready == 0) queue.changed();
        arm();
    }

    void end() {
        if (timer != null) timer.cancel();
    }
}
