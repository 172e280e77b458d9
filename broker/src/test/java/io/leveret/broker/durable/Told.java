package io.leveret.broker.durable;

import io.leveret.broker.journal.TopologyRecord;
import io.leveret.broker.message.Message;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * All that the journal was told since it was opened, and what it comes to at each point: after a crash the log must tell the state at
 * the end of one of the turns, none before the last that was answered for.
 */
final class Told {
    /** A message in the log, for all its queues: it is known by where it stood first. */
    record Letter(long order, String id, long storedAt, long delay) {
        long visibleAt() {
            return storedAt + delay;
        }
    }

    /** How often it came back. */
    record Counts(int attempts, int failures) {
        static final Counts NONE = new Counts(0, 0);
    }

    private interface Change {
        void on(State state);
    }

    /** What the log comes to. */
    static final class State {
        final Map<String, TopologyRecord> exchanges = new TreeMap<>();
        final Map<Long, TopologyRecord.QueueDeclared> queues = new TreeMap<>();
        final Set<TopologyRecord.Bound> bindings = new HashSet<>();
        final Map<Long, TreeMap<Long, Letter>> letters = new TreeMap<>();
        final Map<Long, Map<Long, Counts>> counts = new TreeMap<>();

        State copy() {
            State copy = new State();
            copy.exchanges.putAll(exchanges);
            copy.queues.putAll(queues);
            copy.bindings.addAll(bindings);
            letters.forEach((id, all) -> copy.letters.put(id, new TreeMap<>(all)));
            counts.forEach((id, all) -> copy.counts.put(id, new HashMap<>(all)));
            return copy;
        }

        Collection<Letter> in(long queueId) {
            return letters.getOrDefault(queueId, new TreeMap<>()).values();
        }

        Optional<Letter> find(long queueId, String id) {
            return in(queueId).stream().filter(letter -> letter.id.equals(id)).findFirst();
        }

        long idOf(String queue) {
            return queues.values().stream()
                    .filter(each -> each.name().equals(queue))
                    .mapToLong(TopologyRecord.QueueDeclared::id)
                    .findFirst()
                    .orElse(-1);
        }

        /** In words that can be compared. */
        String words() {
            StringBuilder words = new StringBuilder();
            words.append("exchanges ").append(exchanges.values()).append('\n');
            words.append("queues ").append(queues.values()).append('\n');
            TreeSet<String> sorted = new TreeSet<>();
            bindings.forEach(each -> sorted.add(each.toString()));
            words.append("bindings ").append(sorted).append('\n');
            letters.forEach((id, all) -> {
                if (all.isEmpty()) return;
                words.append(id).append(':');
                all.forEach((order, letter) -> words.append(' ')
                        .append(id)
                        .append('/')
                        .append(letter.id)
                        .append('@')
                        .append(order)
                        .append(countsOf(id, order).equals(Counts.NONE) ? "" : countsOf(id, order)));
                words.append('\n');
            });
            return words.toString();
        }

        Counts countsOf(long queueId, long order) {
            return counts.getOrDefault(queueId, Map.of()).getOrDefault(order, Counts.NONE);
        }

        private void topology(TopologyRecord record, Set<Long> keptOrders) {
            if (record instanceof TopologyRecord.ExchangeDeclared it) {
                exchanges.put(it.name(), it);
            } else if (record instanceof TopologyRecord.ExchangeDeleted it) {
                exchanges.remove(it.name());
                bindings.removeIf(each -> each.source().equals(it.name())
                        || !each.toQueue() && each.destination().equals(it.name()));
            } else if (record instanceof TopologyRecord.QueueDeclared it) {
                queues.put(it.id(), it);
            } else if (record instanceof TopologyRecord.QueueDeleted it) {
                TopologyRecord.QueueDeclared was = queues.remove(it.id());
                letters.remove(it.id());
                counts.remove(it.id());
                bindings.removeIf(each -> each.toQueue() && each.destination().equals(was.name()));
            } else if (record instanceof TopologyRecord.QueuePurged it) {
                if (letters.containsKey(it.id())) letters.get(it.id()).keySet().retainAll(keptOrders);
            } else if (record instanceof TopologyRecord.Bound it) {
                bindings.add(it);
            } else if (record instanceof TopologyRecord.Unbound it) {
                bindings.remove(new TopologyRecord.Bound(
                        it.source(), it.destination(), it.toQueue(), it.routingKey(), it.arguments()));
            }
        }
    }

    private final State base;
    private final State live;
    private final List<Change> changes = new ArrayList<>();
    /** Where the journal ended after each change. */
    private final List<Long> ends = new ArrayList<>();

    private final TreeSet<Integer> turns = new TreeSet<>();
    private final Map<String, Integer> storedBy = new HashMap<>();
    private final Map<Long, Letter> byPlace = new HashMap<>();

    /** @param places where each letter of the base stands now */
    Told(State base, Map<Long, Letter> places) {
        this.base = base;
        live = base.copy();
        byPlace.putAll(places);
        turns.add(0);
    }

    State live() {
        return live;
    }

    int count() {
        return changes.size();
    }

    /** How many changes the journal must know to have stored that message; 0 when it was not stored since it was opened. */
    int storedBy(String id) {
        return storedBy.getOrDefault(id, 0);
    }

    /** How many changes there were when the turn ended that made the next one; all, if it has not ended. */
    int countAfterTurn(int before) {
        Integer turn = turns.higher(before);
        return turn == null ? changes.size() : turn;
    }

    int countUpTo(long position) {
        int n = 0;
        while (n < ends.size() && ends.get(n) <= position) n++;
        return n;
    }

    private void tell(long end, Change change) {
        changes.add(change);
        ends.add(end);
        change.on(live);
    }

    void stored(long end, long place, Message message, long now, long delay, long[] queueIds, int count) {
        String id = message.properties().messageId();
        Letter letter = new Letter(place, id, now, delay);
        long[] ids = java.util.Arrays.copyOf(queueIds, count);
        byPlace.put(place, letter);
        tell(end, state -> {
            for (long queue : ids)
                state.letters.computeIfAbsent(queue, any -> new TreeMap<>()).put(place, letter);
        });
        storedBy.putIfAbsent(id, changes.size());
    }

    void settled(long end, long queueId, long place) {
        Letter letter = byPlace.get(place);
        if (letter == null) throw new AssertionError("a settlement of what never stood at " + place);
        if (!live.letters.getOrDefault(queueId, new TreeMap<>()).containsKey(letter.order)) {
            throw new AssertionError("queue " + queueId + " settles " + letter + ", which it does not have");
        }
        tell(end, state -> {
            state.letters.getOrDefault(queueId, new TreeMap<>()).remove(letter.order);
            state.counts.getOrDefault(queueId, new HashMap<>()).remove(letter.order);
        });
    }

    void returned(long end, long queueId, long place, Counts counts) {
        Letter letter = byPlace.get(place);
        tell(
                end,
                state -> state.counts
                        .computeIfAbsent(queueId, any -> new HashMap<>())
                        .put(letter.order, counts));
    }

    void topology(long end, TopologyRecord record, long now) {
        Set<Long> kept = new HashSet<>();
        if (record instanceof TopologyRecord.QueuePurged purge) {
            for (long place : purge.kept()) kept.add(byPlace.get(place).order);
            // Nobody sees what is not due yet, and so a purge does not either.
            for (Letter letter : live.in(purge.id())) if (letter.visibleAt() > now) kept.add(letter.order);
        }
        tell(end, state -> state.topology(record, kept));
    }

    void moved(long from, long to) {
        byPlace.put(to, byPlace.get(from));
    }

    void endOfTurn() {
        turns.add(changes.size());
    }

    /** @return the state that the log tells, or null when it is none of those that it may tell */
    State find(String words, int atLeast) {
        State state = base.copy();
        int done = 0;
        for (int turn : turns.tailSet(0, true)) {
            while (done < turn) changes.get(done++).on(state);
            if (turn >= atLeast && state.words().equals(words)) return state;
        }
        return null;
    }

    /** What one of two states has and the other has not. */
    static String difference(String is, String least) {
        List<String> left = new ArrayList<>(List.of(is.split("\\s+")));
        List<String> right = new ArrayList<>(List.of(least.split("\\s+")));
        List<String> missing = new ArrayList<>(right);
        left.forEach(missing::remove);
        right.forEach(left::remove);
        return "missing " + missing + ", too many " + left;
    }

    /** What it must tell at the least, to show where it differs. */
    String wordsAt(int atLeast) {
        State state = base.copy();
        for (int i = 0; i < atLeast; i++) changes.get(i).on(state);
        return state.words();
    }
}
