package io.leveret.broker.journal;

import io.leveret.broker.message.Message;

/**
 * One virtual host's log, as its core loop sees it: append, durable-up-to, read, forget. Nothing above assumes a local file.
 * <p>
 * Appending is never waited for. {@link #position()} tells where the log ends now; an answer that promises what was appended so
 * far leaves when {@link #durable()} has reached that position, of which the {@link Listener} is told.
 */
public interface Journal extends AutoCloseable {
    /** Called on the core loop. */
    interface Listener {
        /** Everything appended before {@code position} is now as safe as the settings promise. */
        void durableUpTo(long position);
    }

    /** What a read brings: the message, on the core loop and never from inside the call that asked. */
    interface Arrival {
        void arrived(Message message);

        /** It stood in damage that was set aside, or the disk did not give it. */
        void lost(String why);
    }

    /** To whom durability is told; said once, before anything is appended. */
    void listener(Listener listener);

    long position();

    long durable();

    /**
     * Writes a message once for the {@code count} first of these queues.
     *
     * @return its place
     */
    long store(Message message, long[] queueIds, int count);

    /** A queue has done with the message at that place: acknowledged, dropped, expired or moved on. */
    void settle(long queueId, long place);

    /** Topology at rest: what was declared, bound, deleted. */
    void append(TopologyRecord record);

    /** What is appended until {@link #endGroup} survives a crash as a whole or not at all. Groups do not nest. */
    void beginGroup();

    void endGroup();

    void read(long place, Arrival arrival);

    /** The turn is over: what it appended may be written as one batch. */
    void endOfTurn();

    @Override
    void close();
}
