package io.leveret.broker.queue;

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
     * @param expiresAt on the broker's clock, or {@link MessageQueue#NEVER}
     * @param due when it may be seen, or 0
     */
    public void restore(
            long place, int bytes, int priority, long expiresAt, long due, boolean seen, int attempts, int failures) {
        int lane = Math.min(priority, queue.lanes.length - 1);
        if (due > 0) {
            long ttl = expiresAt == MessageQueue.NEVER ? queue.arguments().messageTtl() : Math.max(0, expiresAt - due);
            queue.delays().restore(place, bytes, lane, ttl, due);
            return;
        }
        queue.append(null, place, bytes, lane, expiresAt);
        Chunk chunk = queue.lanes[lane].tail();
        int index = chunk.filled - 1;
        if (seen) chunk.markRedelivered(index);
        chunk.counted(index, attempts, failures);
    }

    /** Shows the messages that stand in the journal between two places. */
    public void held(long from, long upTo, Tenants.HeldAt found) {
        for (Lane lane : queue.lanes) {
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

    /** Where the journal has what is out for delivery or not due yet: a purge leaves that alone. */
    public long[] placesKept() {
        long[] places =
                new long[queue.out() + (queue.hasDelays() ? queue.delays().count() : 0)];
        int n = queue.hasDelays() ? queue.delays().places(places) : 0;
        for (Lane lane : queue.lanes) {
            for (Chunk chunk = lane == null ? null : lane.head(); chunk != null; chunk = chunk.next) {
                if (chunk.live == chunk.ready) continue;
                for (int i = 0; i < chunk.filled; i++) {
                    if (chunk.state(i) == Chunk.OUT && chunk.place[i] >= 0) places[n++] = chunk.place[i];
                }
            }
        }
        return Arrays.copyOf(places, n);
    }
}
