package io.leveret.broker.queue;

import io.leveret.broker.loop.Timers.Timer;

/** x-expires: a queue that nobody declares, gets from or consumes from for that long is deleted. */
final class Lease {
    private final MessageQueue queue;
    private final long length;
    private long endsAt;
    private Timer timer;

    Lease(MessageQueue queue) {
        this.queue = queue;
        length = queue.arguments().expires();
        renew();
    }

    void renew() {
        if (length == MessageQueue.NEVER || queue.consumerCount() > 0) return;
        endsAt = queue.house.clock().millis() + length;
        if (timer == null) timer = queue.house.timers().at(endsAt, this::fired);
    }

    /** While it has consumers it is in use. */
    void suspend() {
        endsAt = MessageQueue.NEVER;
    }

    private void fired() {
        timer = null;
        if (queue.isDeleted() || endsAt == MessageQueue.NEVER) return;
        if (queue.house.clock().millis() >= endsAt)
            queue.house.expired(queue, "unused for " + length + " ms (x-expires)");
        else timer = queue.house.timers().at(endsAt, this::fired);
    }

    void end() {
        if (timer != null) timer.cancel();
    }
}
