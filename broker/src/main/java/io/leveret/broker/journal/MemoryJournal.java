package io.leveret.broker.journal;

import io.leveret.broker.message.Message;

/**
 * A log that is kept nowhere: for embedded brokers that need no durability, where a confirm means "routed". It gives no place, so
 * that persistent messages are treated like transient ones.
 */
public final class MemoryJournal implements Journal {
    private long position;

    @Override
    public void listener(Listener listener) {
        // Nothing is ever waited for: position() and durable() are the same.
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public long durable() {
        return position;
    }

    @Override
    public long store(Message message, long delay, boolean agesWaiting, long[] queueIds, int count) {
        position++;
        return Message.NOWHERE;
    }

    @Override
    public void settle(long queueId, long place, int bytes) {
        throw nothingHasAPlace(place);
    }

    @Override
    public void returned(long queueId, long place, int attempts, int failures) {
        throw nothingHasAPlace(place);
    }

    @Override
    public void forget(long place, int bytes) {
        throw nothingHasAPlace(place);
    }

    @Override
    public void append(TopologyRecord record) {
        position++;
    }

    @Override
    public void read(long place, Arrival arrival) {
        throw nothingHasAPlace(place);
    }

    private static IllegalStateException nothingHasAPlace(long place) {
        return new IllegalStateException("nothing has a place in a journal that keeps nothing: " + place);
    }

    @Override
    public void endOfTurn() {
        // Nothing to write.
    }

    @Override
    public long behind() {
        return 0;
    }

    @Override
    public void close(Runnable closed) {
        closed.run();
    }
}
