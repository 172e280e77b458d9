package io.leveret.broker.core;

/** One letter in one queue. */
final class Slot {
    enum State {
        READY,
        OUT,
        /** It comes again after a while. */
        HELD,
        /** On its way to the dead-letter exchange. */
        DYING,
        GONE
    }

    final ModelQueue queue;
    final Letter letter;
    final int lane;
    final long expiresAt;
    State state = State.READY;
    boolean redelivered;
    int attempts;
    int failures;
    /** The step in which it became ready. */
    long since;
    /** When it comes again, while it is held back. */
    long due;

    Slot(ModelQueue queue, Letter letter, int lane, long expiresAt, long since) {
        this.queue = queue;
        this.letter = letter;
        this.lane = lane;
        this.expiresAt = expiresAt;
        this.since = since;
    }

    @Override
    public String toString() {
        return letter.id() + "@" + queue.name + " " + state + " in lane " + lane + " group " + letter.group();
    }
}
