package io.leveret.broker.journal;

import io.leveret.broker.message.Message;

/**
 * For brokers that may write nothing: no queue is ever told to cool its messages, because the budget of such a broker is never
 * exceeded; memory that runs low makes publishers wait instead.
 */
public final class NoScratch implements Scratch {
    @Override
    public long write(Message message) {
        throw new IllegalStateException("a broker in memory has nowhere to spill to");
    }

    @Override
    public void read(long place, Journal.Arrival arrival) {
        throw new IllegalStateException("nothing was spilled: " + place);
    }

    @Override
    public void forget(long place) {
        throw new IllegalStateException("nothing was spilled: " + place);
    }

    @Override
    public void keep(long place) {
        throw new IllegalStateException("nothing was spilled: " + place);
    }

    @Override
    public long behind() {
        return 0;
    }

    @Override
    public void endOfTurn() {
        // Nothing to do.
    }

    @Override
    public void close() {
        // Nothing to keep.
    }
}
