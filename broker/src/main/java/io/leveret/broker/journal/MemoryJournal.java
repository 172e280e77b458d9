package io.leveret.broker.journal;

import io.leveret.broker.message.Message;

/**
 * A log that is kept nowhere: for embedded brokers that need no durability, where a confirm means "routed". It gives no place, so
 * that persistent messages are treated like transient ones and spill to scratch when memory is short.
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
    public long store(Message message, long[] queueIds, int count) {
        position++;
        return Message.NOWHERE;
    }

    @Override
    public void settle(long queueId, long place) {
        position++;
    }

    @Override
    public void append(TopologyRecord record) {
        position++;
    }

    @Override
    public void beginGroup() {
        // Nothing survives, so nothing survives in part.
    }

    @Override
    public void endGroup() {
        // As above.
    }

    @Override
    public void read(long place, Arrival arrival) {
        throw new IllegalStateException("nothing was placed in a journal that keeps nothing: " + place);
    }

    @Override
    public void endOfTurn() {
        // Nothing to write.
    }

    @Override
    public void close() {
        // Nothing to keep.
    }
}
