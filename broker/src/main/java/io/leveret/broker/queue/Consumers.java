package io.leveret.broker.queue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Who may have the next message. Consumers go round in the order in which they became ready to take; those of a higher priority
 * come first while they can take. One that cannot take is left out of the round until it is woken.
 */
final class Consumers {
    /** The consumers of one priority. */
    private static final class Round {
        final int priority;
        final ArrayDeque<Consumer> waiting = new ArrayDeque<>();

        Round(int priority) {
            this.priority = priority;
        }
    }

    private final MessageQueue queue;
    private final boolean singleActive;
    /** All of them, in order of arrival, higher priorities first. */
    private List<Consumer> all = List.of();

    private final List<Round> rounds = new ArrayList<>(1);
    /** Those that asked to hear when there is nothing more for them. */
    private List<Consumer> draining = List.of();

    Consumers(MessageQueue queue, boolean singleActive) {
        this.queue = queue;
        this.singleActive = singleActive;
    }

    Consumer add(Subscriber subscriber, boolean exclusive) {
        Consumer consumer = new Consumer(queue, subscriber, exclusive);
        if (all.isEmpty()) all = new ArrayList<>(2);
        int at = all.size();
        // With a single active consumer a newcomer of higher priority takes over, otherwise it waits behind its equals.
        while (at > 0 && all.get(at - 1).subscriber.priority() < subscriber.priority()) at--;
        all.add(at, consumer);
        wake(consumer);
        return consumer;
    }

    void remove(Consumer consumer) {
        consumer.removed = true;
        all.remove(consumer);
        if (consumer.waiting) round(consumer.subscriber.priority()).waiting.remove(consumer);
        consumer.waiting = false;
        if (!draining.isEmpty()) draining.remove(consumer);
        int priority = consumer.subscriber.priority();
        if (all.stream().noneMatch(each -> each.subscriber.priority() == priority)) {
            rounds.removeIf(round -> round.priority == priority);
        }
        // Whoever follows a single active consumer may have been asked before it was its turn.
        if (singleActive && !all.isEmpty()) all.get(0).wake();
    }

    void wake(Consumer consumer) {
        consumer.waiting = true;
        round(consumer.subscriber.priority()).waiting.addLast(consumer);
        queue.changed();
    }

    /** The next that can take a message, out of its place in the round, or null. Follow with {@link #served} or {@link #notServed}. */
    Consumer next() {
        for (int i = 0; i < rounds.size(); i++) {
            ArrayDeque<Consumer> waiting = rounds.get(i).waiting;
            for (Consumer consumer; (consumer = waiting.pollFirst()) != null; ) {
                if (consumer.subscriber.canTake() && isActive(consumer)) return consumer;
                consumer.waiting = false;
            }
        }
        return null;
    }

    void served(Consumer consumer) {
        if (!consumer.removed) round(consumer.subscriber.priority()).waiting.addLast(consumer);
    }

    void notServed(Consumer consumer) {
        round(consumer.subscriber.priority()).waiting.addFirst(consumer);
    }

    boolean anyCanTake() {
        Consumer consumer = next();
        if (consumer != null) notServed(consumer);
        return consumer != null;
    }

    void drain(Consumer consumer) {
        if (draining.isEmpty()) draining = new ArrayList<>(1);
        if (!draining.contains(consumer)) draining.add(consumer);
        queue.changed();
    }

    boolean anyDrains() {
        return !draining.isEmpty();
    }

    /** All that can be handed out has been: who wants nothing more, or finds nothing, has drained. */
    void endDrains() {
        for (Consumer consumer : new ArrayList<>(draining)) {
            if (queue.ready > 0 && isActive(consumer) && consumer.subscriber.wants()) continue;
            draining.remove(consumer);
            consumer.subscriber.drained();
        }
    }

    boolean isActive(Consumer consumer) {
        return !singleActive || all.get(0) == consumer;
    }

    boolean isExclusive() {
        return !all.isEmpty() && all.get(0).exclusive;
    }

    int count() {
        return all.size();
    }

    List<Consumer> all() {
        return Collections.unmodifiableList(all);
    }

    /** The queue is gone: nobody is asked any more. */
    List<Consumer> clear() {
        List<Consumer> left = all;
        all = List.of();
        rounds.clear();
        draining = List.of();
        left.forEach(consumer -> {
            consumer.removed = true;
            consumer.waiting = false;
        });
        return left;
    }

    private Round round(int priority) {
        int at = 0;
        for (; at < rounds.size(); at++) {
            Round round = rounds.get(at);
            if (round.priority == priority) return round;
            if (round.priority < priority) break;
        }
        Round round = new Round(priority);
        rounds.add(at, round);
        return round;
    }
}
