package io.leveret.broker.queue;

import io.leveret.broker.selector.Selector;
import java.util.Optional;

/** A subscriber's place among the consumers of one queue. */
public final class Consumer {
    final Subscriber subscriber;
    final MessageQueue queue;
    final boolean exclusive;
    /** What it goes by when it selects or browses, or where there are groups; null when it takes whatever is next. */
    Scan scan;
    /** Whether it stands in the round; when not, it could not take a message and someone will wake it. */
    boolean waiting;

    boolean removed;

    Consumer(
            MessageQueue queue,
            Subscriber subscriber,
            boolean exclusive,
            Optional<Selector> selector,
            boolean browses) {
        this.queue = queue;
        this.subscriber = subscriber;
        this.exclusive = exclusive;
        scan = selector.isPresent() || browses ? new Scan(queue, this, selector, browses) : null;
    }

    boolean browses() {
        return scan != null && scan.browses();
    }

    /** Whether something that is here now may be for it. */
    boolean mayFindMore() {
        return queue.ready > 0 && (scan == null || !scan.isExhausted());
    }

    /** Credit or room came back: the consumer takes its place in the round again. */
    public void wake() {
        if (!waiting && !removed) queue.consumers.wake(this);
    }

    /**
     * Asks to be told, by {@link Subscriber#drained}, once there is nothing more that this consumer could have now: what must be
     * read first, or waits for room in its socket, still comes.
     */
    public void drain() {
        if (!removed) queue.consumers.drain(this);
    }

    public boolean isActive() {
        return queue.consumers.isActive(this);
    }

    public MessageQueue queue() {
        return queue;
    }

    public Subscriber subscriber() {
        return subscriber;
    }
}
