package io.leveret.tck.crash;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What one durable queue must hold, may hold and must not hold. It has one publisher at a time, so that its order is known. What is
 * not listed any more is known to be gone and must not come back.
 */
final class QueueLedger {
    /** A message that was found. */
    record Found(long number, boolean redelivered) {}

    /** Whether the queue exists. */
    enum Existence {
        /** It was declared and that was answered: it must be there. */
        SURE,
        /** A declaration or deletion was sent and not answered. */
        PERHAPS,
        /** It was deleted and that was answered, or never declared. */
        NONE
    }

    private final String name;
    private final TreeMap<Long, Entry> entries = new TreeMap<>();
    private Existence existence = Existence.NONE;
    private long next = 1;

    QueueLedger(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    synchronized Existence existence() {
        return existence;
    }

    synchronized void existence(Existence now) {
        existence = now;
        if (now == Existence.NONE) entries.clear();
        if (now == Existence.PERHAPS) entries.values().forEach(entry -> entry.leaving = Entry.Leaving.PERHAPS);
    }

    /** What is in it leaves, perhaps: a purge or a deletion was sent. */
    synchronized void emptying() {
        entries.values().forEach(entry -> entry.leaving = Entry.Leaving.PERHAPS);
    }

    /** What was published last proves that what was purged before it is gone. */
    synchronized void emptiedBelowLast() {
        entries.headMap(entries.lastKey()).clear();
    }

    synchronized void rolledBack(Entry entry) {
        entry.leaving = Entry.Leaving.NO;
        entry.acknowledgedBy = Optional.empty();
    }

    synchronized Entry sent(Optional<Transaction> by) {
        Entry entry = new Entry(this, next++, by);
        entries.put(entry.number, entry);
        return entry;
    }

    synchronized void confirmed(Entry entry) {
        entry.confirmed = true;
    }

    /** @return the entry, or none when it had left: then the broker gave what was acknowledged */
    synchronized Optional<Entry> delivered(long number) {
        Entry entry = entries.get(number);
        if (entry == null) return Optional.empty();
        entry.delivered = true;
        return Optional.of(entry);
    }

    synchronized void acknowledging(Entry entry, Optional<Transaction> by) {
        entry.leaving = Entry.Leaving.PERHAPS;
        entry.acknowledgedBy = by;
        if (entry.confirmed) by.ifPresent(transaction -> transaction.acknowledged.add(entry));
    }

    /** Acknowledged, and an answer that came after it proves that this was forced. */
    synchronized void gone(Entry entry) {
        entries.remove(entry.number);
    }

    synchronized int size() {
        return entries.size();
    }

    /**
     * Compares with what a restarted broker gives, and takes that for the truth from now on.
     *
     * @param touched gets the transactions of which something is here, answered or not
     * @return what is wrong
     */
    synchronized List<String> compare(List<Found> found, boolean unclean, Set<Transaction> touched) {
        List<String> wrong = new ArrayList<>();
        Set<Long> there = new HashSet<>();
        long last = 0;
        for (Found each : found) {
            if (each.number <= last) wrong.add("queue '" + name + "': " + each.number + " came behind " + last);
            last = each.number;
            there.add(each.number);
            Entry entry = entries.get(each.number);
            if (entry == null) {
                wrong.add("queue '" + name + "': message " + each.number + " was acknowledged and came back");
                continue;
            }
            if (entry.publishedBy
                    .filter(by -> by.state == Transaction.State.OPEN)
                    .isPresent()) {
                wrong.add(entry + " is there, and its transaction was never committed");
            }
            if ((entry.delivered || unclean) && !each.redelivered) wrong.add(entry + " is not marked redelivered");
        }
        for (Entry entry : List.copyOf(entries.values())) {
            entry.publishedBy.ifPresent(touched::add);
            entry.acknowledgedBy.ifPresent(touched::add);
            if (there.contains(entry.number)) continue;
            if (entry.confirmed && entry.leaving == Entry.Leaving.NO) wrong.add(entry + " was confirmed and is lost");
            boolean onlyInOpen = entry.acknowledgedBy
                    .filter(by -> by.state == Transaction.State.OPEN)
                    .isPresent();
            if (entry.confirmed && onlyInOpen) wrong.add(entry + " is lost: what acknowledged it was never committed");
        }
        return wrong;
    }

    /** From here on nothing is uncertain. */
    synchronized void settle(List<Found> found) {
        Set<Long> there = new HashSet<>();
        found.forEach(each -> there.add(each.number));
        entries.keySet().retainAll(there);
        for (Entry entry : List.copyOf(entries.values())) {
            Entry known = new Entry(this, entry.number, Optional.empty());
            known.confirmed = true;
            known.delivered = true;
            entries.put(entry.number, known);
        }
        existence = Existence.SURE;
    }
}
