package io.leveret.broker.queue;

import io.leveret.broker.journal.Hints;
import io.leveret.broker.journal.Tenants;
import java.util.Arrays;

/** A queue as its journal sees it: what it held before a restart, and where its messages stand now. */
public final class AtRest {
    private final MessageQueue queue;

    AtRest(MessageQueue queue) {
        this.queue = queue;
    }

    /**
     * Puts a message back that was here before a restart; those of a queue come in its order.
     *
     * @param hints what it was when it came
     * @param expiresAt on the broker's clock, or {@link MessageQueue#NEVER}
     * @param due when it may be seen, or 0
     */
    public void restore(
            long place,
            int bytes,
            int priority,
            Hints hints,
            long expiresAt,
            long due,
            boolean seen,
            int attempts,
            int failures) {
        int lane = queue.lanes.numberFor(priority, hints.prioritized());
        if (due > 0) {
            boolean ages = hints.agesWaiting() || expiresAt == MessageQueue.NEVER;
            long life = ages ? expiresAt : Math.max(0, expiresAt - due);
            queue.delays().restore(place, bytes, lane, hints.group(), life, ages, due);
            return;
        }
        Chunk chunk = queue.append(null, place, bytes, lane, hints.group(), expiresAt);
        int index = chunk.filled - 1;
        if (seen) chunk.markRedelivered(index);
        chunk.counted(index, attempts, failures);
    }

    /** Shows the messages that stand in the journal between two places. */
    public void held(long from, long upTo, Tenants.HeldAt found) {
        for (Lane lane : queue.lanes.all()) {
            for (Chunk chunk = lane == null ? null : lane.head(); chunk != null; chunk = chunk.next) {
                if (!chunk.mayHave(from, upTo)) continue;
                for (int i = 0; i < chunk.filled; i++) {
                    long place = chunk.place[i];
                    if (place < from || place >= upTo || chunk.state(i) == Chunk.GONE) continue;
                    found.found(place, new Slots.InOrder(chunk, i));
                }
            }
        }
        if (queue.hasDelays()) queue.delays().held(from, upTo, found);
    }

    /** Where the journal has what is out for delivery, held back or not due yet: a purge leaves that alone. */
    public long[] placesKept() {
        long[] places = new long
                [queue.out()
                        + queue.returns().heldBack()
                        + (queue.hasDelays() ? queue.delays().count() : 0)];
        int n = queue.hasDelays() ? queue.delays().places(places) : 0;
        for (Lane lane : queue.lanes.all()) {
            for (Chunk chunk = lane == null ? null : lane.head(); chunk != null; chunk = chunk.next) {
                if (chunk.live == chunk.ready) continue;
                for (int i = 0; i < chunk.filled; i++) {
                    boolean kept = chunk.state(i) == Chunk.OUT || chunk.state(i) == Chunk.HELD;
                    if (kept && chunk.place[i] >= 0) places[n++] = chunk.place[i];
                }
            }
        }
        return Arrays.copyOf(places, n);
    }
}
