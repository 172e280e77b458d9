package io.leveret.broker.queue;

import io.leveret.broker.loop.Clock;

/** How much looking one turn of a queue may do: selectors may be long, and backlogs deep. */
final class Effort {
    private static final int LOOKS = 4_096;
    private static final int LOOKS_BETWEEN_CLOCKS = 8;
    private static final long NANOS = 2_000_000;

    private final Clock clock;
    private int looks;
    private long stopAt;

    Effort(Clock clock) {
        this.clock = clock;
    }

    void begin() {
        looks = 0;
    }

    /** Asked before each look. */
    boolean isSpent() {
        if (looks == LOOKS) return true;
        if (looks == 0) stopAt = clock.nanos() + NANOS;
        else if (looks % LOOKS_BETWEEN_CLOCKS == 0 && clock.nanos() - stopAt >= 0) looks = LOOKS - 1;
        looks++;
        return false;
    }

    boolean wasSpent() {
        return looks == LOOKS;
    }
}
