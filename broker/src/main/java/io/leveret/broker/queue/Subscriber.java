package io.leveret.broker.queue;

import io.leveret.broker.message.Message;

/** Whoever wants messages from a queue, as the queue sees it. */
public interface Subscriber {
    /** Whether it can take one more right now: credit is left and its socket has room. */
    boolean canTake();

    /**
     * The message in that slot is yours. Without {@link #acknowledges}, it is settled when this returns; otherwise you give the slot
     * back or settle it one day.
     */
    void take(Chunk chunk, int index, Message message);

    boolean acknowledges();

    /** Who browses is shown the message in that slot, which stays where it is. */
    default void show(Chunk chunk, int index, Message message) {
        throw new IllegalStateException("nobody here browses");
    }

    /** Whether it would take one more if only its socket had room. */
    default boolean wants() {
        return canTake();
    }

    /** A drain is over: all that could be had now has been handed to it. See {@link Consumer#drain}. */
    default void drained() {
        // Only who can ask for it hears of it.
    }

    int priority();

    /** The queue is gone, and with it this subscription. */
    void queueGone();

    /** One message, for {@code basic.get}. */
    interface Getter extends Subscriber {
        /** There is none. */
        void empty();

        /** False once whoever asked has gone: the message is for the next. */
        @Override
        boolean canTake();

        @Override
        default int priority() {
            return 0;
        }

        @Override
        default void queueGone() {
            empty();
        }
    }
}
