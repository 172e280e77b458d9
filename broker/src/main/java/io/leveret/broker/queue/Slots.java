package io.leveret.broker.queue;

import io.leveret.broker.journal.Tenants;

/** Handles on messages in the journal, for the cleaner that moves them. */
final class Slots {
    private Slots() {}

    /** A message in a queue's order, ready or out. */
    record InOrder(Chunk chunk, int index) implements Tenants.Held {
        @Override
        public long queueId() {
            return chunk.queue().id();
        }

        @Override
        public boolean isAt(long place) {
            return !chunk.detached && chunk.place[index] == place && chunk.state(index) != Chunk.GONE;
        }

        @Override
        public int attempts() {
            return chunk.attempts(index);
        }

        @Override
        public int failures() {
            return chunk.failures(index);
        }

        @Override
        public void movedTo(long place) {
            chunk.place(index, place);
            if (!chunk.fetching(index)) return;
            // It is being read from where it stood: what arrives from there is not recognised any more, so it is asked
            // for again.
            chunk.fetching(index, false);
            chunk.queue().askAgain(chunk, index);
        }
    }

    /** A message that is not due yet. */
    record Waiting(Delays delays, MessageQueue queue, Delays.Delayed delayed) implements Tenants.Held {
        @Override
        public long queueId() {
            return queue.id();
        }

        @Override
        public boolean isAt(long place) {
            return !delayed.left && delayed.place == place;
        }

        @Override
        public int attempts() {
            return 0;
        }

        @Override
        public int failures() {
            return 0;
        }

        @Override
        public void movedTo(long place) {
            delays.moved(delayed, place);
        }
    }
}
