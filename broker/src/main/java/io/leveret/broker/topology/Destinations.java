package io.leveret.broker.topology;

import io.leveret.amqp.Table;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The destinations of some bindings, each beside the rule that tells its binding from others of the same destination. Walking it
 * allocates nothing; the last one takes the place of one that goes.
 */
final class Destinations<D, R> {
    private static final int INDEX_FROM = 32;

    private Object[] destinations = new Object[2];
    private Object[] rules = new Object[2];
    private int size;
    // Where each is, once looking through all of them would cost: a hundred thousand queues are unbound one by one,
    // too.
    private Map<Entry, Integer> index;

    /** Rule and destination as a key; destinations are compared by identity whatever their equals says. */
    private record Entry(Object rule, Object destination) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Entry that && destination == that.destination && rule.equals(that.rule);
        }

        @Override
        public int hashCode() {
            return 31 * rule.hashCode() + System.identityHashCode(destination);
        }
    }

    int size() {
        return size;
    }

    @SuppressWarnings("unchecked")
    D destination(int i) {
        return (D) destinations[i];
    }

    @SuppressWarnings("unchecked")
    R rule(int i) {
        return (R) rules[i];
    }

    void add(R rule, D destination) {
        if (size == destinations.length) {
            destinations = Arrays.copyOf(destinations, size + (size >> 1) + 1);
            rules = Arrays.copyOf(rules, destinations.length);
        }
        destinations[size] = destination;
        rules[size] = rule;
        size++;
        if (index != null) {
            index.put(new Entry(rule, destination), size - 1);
        } else if (size == INDEX_FROM) {
            index = new HashMap<>();
            for (int i = 0; i < size; i++) {
                index.put(new Entry(rules[i], destinations[i]), i);
            }
        }
    }

    void remove(R rule, D destination) {
        int at = index == null ? search(rule, destination) : lookUp(rule, destination);
        if (at < 0) {
            return;
        }
        size--;
        if (index != null) {
            index.remove(new Entry(rule, destination));
            if (at < size) {
                index.put(new Entry(rules[size], destinations[size]), at);
            }
        }
        destinations[at] = destinations[size];
        rules[at] = rules[size];
        destinations[size] = null;
        rules[size] = null;
        shrink();
    }

    void forEach(Consumer<? super D> found) {
        for (int i = 0; i < size; i++) {
            found.accept(destination(i));
        }
    }

    private int search(R rule, D destination) {
        for (int i = 0; i < size; i++) {
            if (destinations[i] == destination && rules[i].equals(rule)) {
                return i;
            }
        }
        return -1;
    }

    private int lookUp(R rule, D destination) {
        Integer at = index.get(new Entry(rule, destination));
        return at == null ? -1 : at;
    }

    private void shrink() {
        if (size < INDEX_FROM / 2) {
            index = null;
        }
        if (size >= 2 && size < destinations.length / 4) {
            destinations = Arrays.copyOf(destinations, size * 2);
            rules = Arrays.copyOf(rules, size * 2);
        }
    }

    // A place of a matcher is null, or one destination as it is (it was bound without arguments), or a list. Most
    // places have one
    // destination: a hundred thousand queues with a key each must not pay for a hundred thousand lists.

    /** What the place holds once the destination is there too. */
    static <D> Object with(Object place, Table arguments, D destination) {
        if (place == null && arguments.isEmpty()) {
            return destination;
        }
        Destinations<D, Table> list = listOf(place);
        list.add(arguments, destination);
        return list;
    }

    /** What the place holds once the destination is gone. */
    static <D> Object without(Object place, Table arguments, D destination) {
        if (place instanceof Destinations<?, ?>) {
            Destinations<D, Table> list = listOf(place);
            list.remove(arguments, destination);
            return switch (list.size) {
                case 0 -> null;
                case 1 -> list.rule(0).isEmpty() ? list.destination(0) : list;
                default -> list;
            };
        }
        return place == destination && arguments.isEmpty() ? null : place;
    }

    static <D> void forEach(Object place, Consumer<? super D> found) {
        if (place instanceof Destinations<?, ?>) {
            Destinations<D, Table> list = listOf(place);
            list.forEach(found);
        } else if (place != null) {
            @SuppressWarnings("unchecked")
            D destination = (D) place;
            found.accept(destination);
        }
    }

    @SuppressWarnings("unchecked")
    private static <D> Destinations<D, Table> listOf(Object place) {
        if (place instanceof Destinations<?, ?> list) {
            return (Destinations<D, Table>) list;
        }
        Destinations<D, Table> list = new Destinations<>();
        if (place != null) {
            list.add(Table.EMPTY, (D) place);
        }
        return list;
    }
}
