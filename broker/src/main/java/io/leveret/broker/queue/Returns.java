package io.leveret.broker.queue;

import io.leveret.amqp.Table;

/**
 * What comes back to a queue: to its old position at once, or after a while, or, once it has failed too often, to the dead letters.
 */
public final class Returns {
    /** How a message comes back. */
    public enum How {
        /** Rejected with requeue, or whoever had it failed with it: counts against the delivery limit. */
        FAILED,
        /** It came back without anybody's fault, but somebody may have seen it. */
        SEEN,
        /** Nobody has seen it. */
        UNSEEN
    }

    private final MessageQueue queue;
    private HeldBack heldBack;

    Returns(MessageQueue queue) {
        this.queue = queue;
    }

    /**
     * Given back by whoever had it.
     *
     * @param redelivery what is said of failing, by the queue and by the consumer that had it
     * @param details what its consumer tells of the failure
     */
    public void giveBack(Chunk chunk, int index, How how, Redelivery redelivery, Table details) {
        if (queue.isDeleted()) {
            queue.settle(chunk, index);
            return;
        }
        queue.returned++;
        if (how != How.UNSEEN) {
            chunk.markRedelivered(index);
            chunk.addAttempt(index);
        }
        if (how == How.FAILED && redelivery.givesUpAfter(chunk.addFailure(index))) {
            DeadLetter.Reason reason = DeadLetter.Reason.DELIVERY_LIMIT;
            queue.kill(chunk, index, new DeadLetter.Cause(reason, redelivery.deadLetterQueue(), details));
            return;
        }
        if (how != How.UNSEEN) {
            queue.house.store().returned(queue.id(), chunk.place[index], chunk.attempts(index), chunk.failures(index));
        }
        queue.out--;
        long delay = how == How.FAILED ? redelivery.delayAfter(chunk.failures(index)) : 0;
        // What has no time left need not wait for its end.
        if (delay > 0 && chunk.expiry(index) > queue.house.clock().millis()) holdBack(chunk, index, delay);
        else readyAgain(chunk, index);
    }

    private void holdBack(Chunk chunk, int index, long millis) {
        if (heldBack == null) heldBack = new HeldBack(queue);
        heldBack.add(chunk, index, millis);
    }

    /** What is neither out nor held back any more takes its old position. */
    void readyAgain(Chunk chunk, int index) {
        queue.ready++;
        queue.readyBytes += chunk.size[index];
        chunk.lane.giveBack(chunk, index);
        if (chunk.expiry(index) != MessageQueue.NEVER) queue.expiry.noteExpiry();
        // Who looks for something may have no cursor in this lane yet, so that the lane does not tell it.
        queue.consumers.wakeScans();
        queue.limits.enforce();
        queue.consumers.wakeScans();
        queue.changed();
    }

    /** Rejected without requeue: to the dead letters, or gone. */
    public void reject(Chunk chunk, int index, Redelivery redelivery) {
        if (queue.isDeleted()) {
            queue.settle(chunk, index);
            return;
        }
        DeadLetter.Reason reason = DeadLetter.Reason.REJECTED;
        queue.kill(chunk, index, new DeadLetter.Cause(reason, redelivery.deadLetterQueue(), Table.EMPTY));
    }

    /** How many come again only after a while. */
    int heldBack() {
        return heldBack == null ? 0 : heldBack.count();
    }

    /** The queue is deleted: what is held back goes with it. */
    boolean drop(long stopAt) {
        return heldBack.drop(stopAt);
    }
}
