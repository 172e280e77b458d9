package io.leveret.broker.core;

import java.util.HashSet;
import java.util.Set;

/** A consumer as the model sees it: who may have the next message, and whether its turn was skipped. */
final class ModelConsumer {
    final ModelChannel channel;
    final String tag;
    final ModelQueue queue;
    final boolean noAck;
    final boolean exclusive;
    final int priority;
    final int window;
    int out;
    /** Who of the same priority was served since this one was served, while it could have been. */
    final Set<ModelConsumer> passedBy = new HashSet<>();

    ModelConsumer(
            ModelChannel channel,
            String tag,
            ModelQueue queue,
            boolean noAck,
            boolean exclusive,
            int priority,
            int window) {
        this.channel = channel;
        this.tag = tag;
        this.queue = queue;
        this.noAck = noAck;
        this.exclusive = exclusive;
        this.priority = priority;
        this.window = window;
    }

    boolean hasCredit() {
        return (noAck || window == 0 || out < window)
                && (channel.channelPrefetch == 0 || channel.outToConsumers() < channel.channelPrefetch);
    }

    boolean canTake() {
        return channel.isOpen() && channel.client.room && hasCredit() && queue.mayServe(this);
    }

    @Override
    public String toString() {
        return channel + "/" + tag;
    }
}
