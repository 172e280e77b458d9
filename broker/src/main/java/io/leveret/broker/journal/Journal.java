package io.leveret.broker.journal;

import io.leveret.amqp.Properties;
import io.leveret.broker.message.Message;

/**
 * One virtual host's log, as its core loop sees it: append, durable-up-to, read, forget. Nothing above assumes a local file.
 * <p>
 * Appending is never waited for. {@link #position()} tells where the log ends now; an answer that promises what was appended so
 * far leaves when {@link #durable()} has reached that position, of which the {@link Listener} is told. What one turn appends survives a
 * crash as a whole or not at all: transactions, and a dead letter that is stored here and settled there, need nothing more.
 */
public interface Journal {
    /** Called on the core loop, in a turn. */
    interface Listener {
        /** Everything appended before {@code position} is now as safe as the settings promise. */
        void durableUpTo(long position);

        /** There is no room to write: answers wait, and so shall publishers. Nothing is lost. */
        void noRoom(boolean waiting);

        /** Nothing will be durable any more; what is known to be safe can still be read. */
        void sealed(String why);
    }

    /** What a read brings: the message, on the core loop and never from inside the call that asked. */
    interface Arrival {
        void arrived(Message message);

        /** It stood in damage that was set aside, or the disk did not give it. */
        void lost(String why);
    }

    /** What a look at a message's properties brings, in the same way. */
    interface Glimpse {
        void arrived(Properties properties);

        /** They could not be had alone; reading the message tells whether it is lost. */
        void lost(String why);
    }

    /** To whom durability is told; said once, before anything is appended. */
    void listener(Listener listener);

    long position();

    long durable();

    /**
     * Writes a message once for the {@code count} first of these queues.
     *
     * @param delay for how long nobody may see it, in milliseconds
     * @param agesWaiting its life begins now; without, when the delay is over
     * @return its place
     */
    long store(Message message, long delay, boolean agesWaiting, long[] queueIds, int count);

    /** A queue has done with a message: acknowledged, dropped, expired or moved on. */
    void settle(long queueId, long place, int bytes);

    /** A queue got a message back, and counts how often. */
    void returned(long queueId, long place, int attempts, int failures);

    /** What a record said already (a purge, a deletion) need not be said of each message: its room is no longer needed. */
    void forget(long place, int bytes);

    /** Topology at rest: what was declared, bound, deleted. */
    void append(TopologyRecord record);

    void read(long place, Arrival arrival);

    /** Reads no more of a message than its properties, where they can be had apart from the body. */
    default void readProperties(long place, Glimpse glimpse) {
        read(place, onlyProperties(glimpse));
    }

    /** The whole message, for who wants its properties only. */
    static Arrival onlyProperties(Glimpse glimpse) {
        return new Arrival() {
            @Override
            public void arrived(Message message) {
                glimpse.arrived(message.properties());
            }

            @Override
            public void lost(String why) {
                glimpse.lost(why);
            }
        };
    }

    /** The turn is over: what it appended may be written, all of it or, after a crash, none. */
    void endOfTurn();

    /** Bytes appended and not written yet: when this grows, publishers must wait. */
    long behind();

    /** Ends in order: what was appended is made durable, then {@code closed} runs on the core loop. */
    void close(Runnable closed);
}
