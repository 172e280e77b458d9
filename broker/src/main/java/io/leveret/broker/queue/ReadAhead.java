package io.leveret.broker.queue;

import io.leveret.broker.journal.Journal;
import io.leveret.broker.message.Message;

/** Has cold messages read before they are needed, in runs, so that draining a cold backlog does not wait for each. */
final class ReadAhead {
    private static final int MESSAGES = 512;
    private static final long BYTES = 4 << 20;

    private final MessageQueue queue;

    ReadAhead(MessageQueue queue) {
        this.queue = queue;
    }

    /** Asks for what comes next in the queue's order and is cold, as far as the window reaches. */
    void fetch() {
        int messages = MESSAGES;
        long bytes = BYTES;
        for (int p = queue.lanes.all().length - 1; p >= 0; p--) {
            Lane lane = queue.lanes.all()[p];
            if (lane == null || lane.ready == 0) continue;
            Chunk chunk = lane.firstReady();
            for (int i = lane.cursorIndex(); chunk != null; chunk = chunk.next, i = 0) {
                if (chunk.ready == 0) continue;
                for (; i < chunk.filled; i++) {
                    if (chunk.state(i) != Chunk.READY) continue;
                    if (messages-- == 0 || (bytes -= chunk.size(i)) < 0 && messages < MESSAGES - 1) return;
                    if (chunk.hot(i) == null) ask(chunk, i);
                }
            }
        }
    }

    void ask(Chunk chunk, int index) {
        if (chunk.hot(index) != null || chunk.fetching(index)) return;
        chunk.fetching(index, true);
        long place = chunk.place[index];
        queue.house.store().read(place, new Journal.Arrival() {
            @Override
            public void arrived(Message message) {
                if (isWanted(chunk, index, place)) warm(chunk, index, message);
            }

            @Override
            public void lost(String why) {
                if (isWanted(chunk, index, place)) queue.lost(chunk, index, why);
            }
        });
    }

    /** The slot may have been settled meanwhile, and be in use again for another message. */
    private static boolean isWanted(Chunk chunk, int index, long place) {
        return !chunk.detached
                && chunk.fetching(index)
                && chunk.place[index] == place
                && chunk.state(index) != Chunk.GONE;
    }

    private void warm(Chunk chunk, int index, Message message) {
        chunk.fetching(index, false);
        chunk.hot(index, message);
        queue.house.store().hold(message);
        if (chunk.state(index) == Chunk.READY) {
            chunk.lane.warmed(chunk);
            queue.consumers.wakeScans();
            queue.changed();
        } else {
            queue.deadLetters.send();
        }
    }
}
