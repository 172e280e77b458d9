package io.leveret.broker.queue;

import io.leveret.broker.selector.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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

    /** Those that look for something, browsers among them. */
    private List<Consumer> scanning = List.of();

    /** What they have seen of cold messages; null while there is nobody to look. */
    private Glimpses glimpses;

    /** Whose the groups of messages are; null while there are none. */
    private Groups groups;

    private final ArrayDeque<Consumer> passedOver = new ArrayDeque<>(0);

    Consumers(MessageQueue queue, boolean singleActive) {
        this.queue = queue;
        this.singleActive = singleActive;
    }

    Consumer add(Subscriber subscriber, boolean exclusive, Optional<Selector> selector) {
        Consumer consumer = new Consumer(queue, subscriber, exclusive, selector, false);
        if (groups != null && consumer.scan == null) consumer.scan = new Scan(queue, consumer, selector, false);
        if (consumer.scan != null) addScan(consumer);
        if (all.isEmpty()) all = new ArrayList<>(2);
        int at = all.size();
        // With a single active consumer a newcomer of higher priority takes over, otherwise it waits behind its equals.
        while (at > 0 && all.get(at - 1).subscriber.priority() < subscriber.priority()) at--;
        all.add(at, consumer);
        wake(consumer);
        return consumer;
    }

    /** Who only looks is counted nowhere and stands in nobody's way. */
    Consumer addBrowser(Subscriber subscriber, Optional<Selector> selector) {
        Consumer consumer = new Consumer(queue, subscriber, false, selector, true);
        addScan(consumer);
        wake(consumer);
        return consumer;
    }

    private void addScan(Consumer consumer) {
        if (scanning.isEmpty()) scanning = new ArrayList<>(2);
        scanning.add(consumer);
    }

    void remove(Consumer consumer) {
        consumer.removed = true;
        if (!consumer.browses()) all.remove(consumer);
        if (consumer.scan != null) {
            consumer.scan.close();
            scanning.remove(consumer);
            if (scanning.isEmpty()) glimpses = null;
            leaveGroups(consumer);
        }
        if (consumer.waiting) round(consumer.subscriber.priority()).waiting.remove(consumer);
        consumer.waiting = false;
        if (!draining.isEmpty()) draining.remove(consumer);
        int priority = consumer.subscriber.priority();
        if (Stream.concat(all.stream(), scanning.stream()).noneMatch(each -> each.subscriber.priority() == priority)) {
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

    /** Whether anybody can take whatever is next. */
    boolean anyCanTake() {
        for (int i = 0; i < rounds.size(); i++) {
            for (Consumer consumer : rounds.get(i).waiting) {
                if (consumer.scan == null && consumer.subscriber.canTake() && isActive(consumer)) return true;
            }
        }
        return false;
    }

    /** Has its turn as soon as what holds it up is over, before those that came behind it. */
    void passOver(Consumer consumer) {
        passedOver.addLast(consumer);
    }

    void endPassingOver() {
        for (Consumer consumer; (consumer = passedOver.pollLast()) != null; ) notServed(consumer);
    }

    // ---- those that look for something

    int scans() {
        return scanning.size();
    }

    /** Something has come or was read that they may have been waiting for. */
    void wakeScans() {
        for (int i = 0; i < scanning.size(); i++) scanning.get(i).scan.wake();
    }

    Glimpses glimpses() {
        if (glimpses == null) glimpses = new Glimpses(queue);
        return glimpses;
    }

    // ---- groups

    /** A message of a group has come: from now on nobody takes whatever is next. */
    void beginGroups() {
        if (groups != null) return;
        groups = new Groups();
        for (Consumer consumer : all) {
            if (consumer.scan != null) continue;
            consumer.scan = new Scan(queue, consumer, Optional.empty(), false);
            addScan(consumer);
        }
    }

    boolean mayHave(Consumer consumer, Chunk chunk, int index) {
        return groups == null || groups.mayHave(consumer, chunk.group(index));
    }

    void handedTo(Consumer consumer, Chunk chunk, int index) {
        if (groups != null) groups.handedTo(consumer, chunk.group(index));
    }

    private void leaveGroups(Consumer consumer) {
        if (groups == null || !groups.gone(consumer)) return;
        for (Consumer each : scanning) each.scan.lookAgain();
    }

    // ---- drains

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
            if (consumer.mayFindMore() && isActive(consumer) && consumer.subscriber.wants()) continue;
            draining.remove(consumer);
            consumer.subscriber.drained();
        }
    }

    boolean isActive(Consumer consumer) {
        return !singleActive || consumer.browses() || all.get(0) == consumer;
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
        List<Consumer> left = new ArrayList<>(all);
        for (Consumer each : scanning) if (each.browses()) left.add(each);
        all = List.of();
        scanning = List.of();
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
