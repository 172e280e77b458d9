package io.leveret.broker.session;

import io.leveret.amqp.Utf8;
import io.leveret.broker.message.Message;
import io.leveret.broker.queue.Chunk;
import io.leveret.broker.queue.Consumer;
import io.leveret.broker.queue.MessageQueue;
import io.leveret.broker.queue.Subscriber;

/** One consumer of a channel: a window of unacknowledged deliveries over one queue. */
final class Subscription implements Subscriber {
    private final Channel channel;
    private final MessageQueue queue;
    private final String tag;
    private final byte[] tagBytes;
    private final boolean noAck;
    private final boolean exclusive;
    private final int priority;
    /** How many may be out at once; 0 for any number. */
    private final int window;

    private int out;
    private Consumer consumer;

    Subscription(
            Channel channel,
            MessageQueue queue,
            String tag,
            boolean noAck,
            boolean exclusive,
            int priority,
            int window) {
        this.channel = channel;
        this.queue = queue;
        this.tag = tag;
        tagBytes = Utf8.encode(tag);
        this.noAck = noAck;
        this.exclusive = exclusive;
        this.priority = priority;
        this.window = window;
    }

    void start() {
        consumer = queue.subscribe(this, exclusive);
    }

    /** @return whether the queue is to be deleted with its last consumer */
    boolean stop() {
        return queue.unsubscribe(consumer);
    }

    void wake() {
        consumer.wake();
    }

    /** One of its deliveries is settled or has come back. */
    void returned() {
        out--;
        consumer.wake();
    }

    @Override
    public boolean canTake() {
        if (!noAck && window > 0 && out >= window) return false;
        return channel.consuming().hasWindow() && channel.hasRoom();
    }

    @Override
    public void take(Chunk chunk, int index, Message message) {
        if (!noAck) out++;
        channel.consuming().deliver(this, chunk, index, message);
    }

    @Override
    public boolean acknowledges() {
        return !noAck;
    }

    @Override
    public int priority() {
        return priority;
    }

    @Override
    public void queueGone() {
        channel.consuming().queueGone(this);
    }

    MessageQueue queue() {
        return queue;
    }

    String tag() {
        return tag;
    }

    byte[] tagBytes() {
        return tagBytes;
    }

    boolean noAck() {
        return noAck;
    }

    boolean exclusive() {
        return exclusive;
    }

    int window() {
        return window;
    }

    int out() {
        return out;
    }

    boolean isActive() {
        return consumer.isActive();
    }
}
