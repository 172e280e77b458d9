package io.leveret.broker.core;

import io.leveret.amqp.Table;
import java.util.HashSet;
import java.util.Set;

/** A consumer as the model sees it: who may have the next message, and whether its turn was skipped. */
final class ModelConsumer {
    /** Letters have one of so many numbers, which selectors select by. */
    static final int NUMBERS = 3;

    static final int ANY = -1;

    final ModelChannel channel;
    final String tag;
    final ModelQueue queue;
    final boolean noAck;
    final boolean exclusive;
    final int priority;
    final int window;
    final ModelQueue.Redelivery redelivery;
    final boolean byCredit;
    final boolean counts;
    /** The number that its letters must have, or ANY. */
    final int wanted;

    int credit;
    /** Drains that have not ended. */
    int drains;

    int out;
    /** Who of the same priority was served since this one was served, while it could have been. */
    final Set<ModelConsumer> passedBy = new HashSet<>();

    ModelConsumer(
            ModelChannel channel,
            String tag,
            ModelQueue queue,
            boolean noAck,
            boolean exclusive,
            Table arguments,
            int window) {
        this.channel = channel;
        this.tag = tag;
        this.queue = queue;
        this.noAck = noAck;
        this.exclusive = exclusive;
        priority = arguments.get("x-priority") instanceof Integer given ? given : 0;
        redelivery = queue.redelivery.before(ModelQueue.Redelivery.of(arguments));
        byCredit = arguments.contains("x-credit");
        counts = arguments.contains("x-counts");
        wanted = arguments.get("x-selector") instanceof String selector
                ? selector.charAt(selector.length() - 1) - '0'
                : ANY;
        this.window = window;
    }

    boolean looks() {
        return wanted != ANY || queue.hasGroups;
    }

    boolean wants(Letter letter) {
        return (wanted == ANY || letter.number() == wanted) && queue.mayHave(this, letter);
    }

    boolean hasCredit() {
        return (!byCredit || credit > 0)
                && (noAck || window == 0 || out < window)
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
