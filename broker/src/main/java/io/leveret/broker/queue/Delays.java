package io.leveret.broker.queue;

import io.leveret.broker.journal.Tenants;
import io.leveret.broker.loop.Timers.Timer;
import io.leveret.broker.message.Message;
import java.util.PriorityQueue;
import java.util.TreeMap;

/** Messages that are not due yet. They are in nobody's order; when their time comes they join at the end of their lane. */
final class Delays {
    static final class Delayed implements Comparable<Delayed> {
        final long due;
        final long order;
        final int lane;
        final short group;
        final int bytes;
        /** When it ends, if it {@link #agesWaiting}; else for how long it lasts once the message can be had. */
        final long life;

        final boolean agesWaiting;

        long place;
        Message hot;
        /** It has come due or was dropped. */
        boolean left;

        Delayed(
                long due,
                long order,
                int lane,
                int group,
                int bytes,
                long life,
                boolean agesWaiting,
                long place,
                Message hot) {
            // Whose life ends first need not wait any longer than that.
            this.due = agesWaiting ? Math.min(due, life) : due;
            this.order = order;
            this.lane = lane;
            this.group = (short) group;
            this.bytes = bytes;
            this.life = life;
            this.agesWaiting = agesWaiting;
            this.place = place;
            this.hot = hot;
        }

        @Override
        public int compareTo(Delayed other) {
            int byTime = Long.compare(due, other.due);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    /** How many come due in one call, so that a million at the same moment share the loop with others. */
    private static final int AT_ONCE = 1_000;

    private final MessageQueue queue;
    private final PriorityQueue<Delayed> heap = new PriorityQueue<>();
    /** Those that the journal has, by where: the cleaner asks for a few of them, and there may be a million. */
    private final TreeMap<Long, Delayed> byPlace = new TreeMap<>();

    private long order;
    private Timer timer;

    Delays(MessageQueue queue) {
        this.queue = queue;
    }

    int count() {
        return heap.size();
    }

    void add(Message message, long place, int lane, long ttl, boolean agesWaiting, long due) {
        long life =
                agesWaiting && ttl != MessageQueue.NEVER ? queue.house.clock().millis() + ttl : ttl;
        Delayed delayed = new Delayed(
                due, order++, lane, message.group(), message.body().length, life, agesWaiting, place, message);
        var store = queue.house.store();
        store.hold(message);
        if (store.budget().exceeded()) {
            // Nobody can want it soon, so it is the first to make room.
            delayed.place = store.cool(message, place);
            delayed.hot = null;
            store.release(message);
        }
        add(delayed);
    }

    private void add(Delayed delayed) {
        heap.add(delayed);
        if (delayed.place >= 0) byPlace.put(delayed.place, delayed);
        arm();
    }

    /** The cleaner has moved it. */
    void moved(Delayed delayed, long to) {
        byPlace.remove(delayed.place, delayed);
        delayed.place = to;
        byPlace.put(to, delayed);
    }

    private void arm() {
        Delayed first = heap.peek();
        if (first == null || timer != null && timer.due() <= first.due) return;
        if (timer != null) timer.cancel();
        timer = queue.house.timers().at(first.due, this::ripen);
    }

    private void ripen() {
        timer = null;
        if (queue.isDeleted()) return;
        long now = queue.house.clock().millis();
        int left = AT_ONCE;
        for (Delayed first; (first = heap.peek()) != null && first.due <= now && left-- > 0; ) {
            heap.poll();
            first.left = true;
            byPlace.remove(first.place, first);
            queue.ripe(first);
        }
        arm();
    }

    /** Puts where the journal has them into the array. @return how many that are */
    int places(long[] into) {
        int n = 0;
        for (Long place : byPlace.keySet()) into[n++] = place;
        return n;
    }

    /** Shows those that stand in the journal between two places. */
    void held(long from, long upTo, Tenants.HeldAt found) {
        byPlace.subMap(from, upTo).forEach((place, each) -> found.found(place, new Slots.Waiting(this, queue, each)));
    }

    /** One that was waiting before a restart. */
    void restore(long place, int bytes, int lane, int group, long life, boolean agesWaiting, long due) {
        add(new Delayed(due, order++, lane, group, bytes, life, agesWaiting, place, null));
    }

    /** The queue is deleted, and what would have come with it. Sliced: there may be a million. */
    boolean drop(long stopAt) {
        if (timer != null) timer.cancel();
        var store = queue.house.store();
        for (Delayed next; (next = heap.poll()) != null; ) {
            next.left = true;
            if (next.hot != null) store.release(next.hot);
            store.forget(next.place, next.bytes);
            if ((heap.size() & 0xff) == 0 && queue.house.clock().nanos() - stopAt >= 0) return heap.isEmpty();
        }
        return true;
    }
}
