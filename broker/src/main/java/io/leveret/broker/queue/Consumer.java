package io.leveret.broker.queue;

/** A subscriber's place among the consumers of one queue. */
public final class Consumer {
    final Subscriber subscriber;
    final MessageQueue queue;
    final boolean exclusive;
    /** Whether it stands in the round; when not, it could not take a message and someone will wake it. */
    boolean waiting;

    boolean removed;

    Consumer(MessageQueue queue, Subscriber subscriber, boolean exclusive) {
        this.queue = queue;
        this.subscriber = subscriber;
        this.exclusive = exclusive;
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
