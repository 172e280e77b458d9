package io.leveret.broker.journal;

import io.leveret.broker.message.Message;

/**
 * Where messages go that are not (or not yet) in the journal and for which memory has no room. Nothing here survives a stop. Its
 * places are negative, the journal's are not, so that a place alone tells who has it.
 */
public interface Scratch extends AutoCloseable {
    /** Writes a message some time soon; it may be read at once. */
    long write(Message message);

    void read(long place, Journal.Arrival arrival);

    /** As {@link Journal#readProperties}. */
    default void readProperties(long place, Journal.Glimpse glimpse) {
        read(place, Journal.onlyProperties(glimpse));
    }

    /** One holder fewer. Each {@link #write} and each {@link #keep} makes one. */
    void forget(long place);

    /** One holder more of what is already written. */
    void keep(long place);

    /** Bytes handed over and not written yet: when this grows, publishers must wait. */
    long behind();

    /** Whether writing fails, since there is no room or the disk refuses: the operator is needed, and publishers are told. */
    default boolean isStuck() {
        return false;
    }

    void endOfTurn();

    @Override
    void close();
}
