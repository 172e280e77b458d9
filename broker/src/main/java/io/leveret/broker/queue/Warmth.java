package io.leveret.broker.queue;

import io.leveret.broker.journal.MessageStore;
import io.leveret.broker.message.Message;

/** What a queue does for the memory budget: over it, messages cool from the end, where they are needed last. */
public final class Warmth {
    private final MessageQueue queue;
    private boolean warm;

    Warmth(MessageQueue queue) {
        this.queue = queue;
    }

    /** @return false when the queue is known to hold hot messages already */
    public boolean mark() {
        boolean was = warm;
        warm = true;
        return !was;
    }

    public void unmark() {
        warm = false;
    }

    /**
     * Cools messages from the end.
     *
     * @return how many it looked at; 0 when there is nothing left to cool
     */
    public int coolFromTheEnd(int atMost) {
        int looked = 0;
        for (Lane lane : queue.lanes.all()) {
            if (lane == null) continue;
            for (Chunk chunk = lane.tail(); chunk != null && looked < atMost; chunk = chunk.previous) {
                if (chunk.ready == chunk.cold) continue;
                for (int i = chunk.filled - 1; i >= 0; i--) {
                    if (chunk.hot(i) == null || chunk.state(i) != Chunk.READY) continue;
                    coolDown(chunk, i);
                    looked++;
                }
            }
        }
        return looked;
    }

    void coolDown(Chunk chunk, int index) {
        MessageStore store = queue.house.store();
        Message hot = chunk.hot(index);
        chunk.place(index, store.cool(hot, chunk.place[index]));
        chunk.hot(index, null);
        store.release(hot);
        chunk.cooledDown();
        if (chunk.state(index) == Chunk.READY) chunk.lane.cooled(chunk);
    }
}
