package io.leveret.broker.core;

import io.leveret.broker.loop.Clock;
import java.util.Random;

/** Time that stands still until it is told to go on. The wall clock may jump; the nanoseconds may race, so that every slice is cut. */
final class ManualClock implements Clock {
    private final Random random;
    private long millis = 1_000_000;
    private long wallMillis = 1_700_000_000_000L;
    private long nanos;
    private boolean racing;

    ManualClock(Random random) {
        this.random = random;
    }

    void advance(long by) {
        millis += by;
        wallMillis += by;
    }

    void jumpWall(long by) {
        wallMillis += by;
    }

    void race(boolean on) {
        racing = on;
    }

    @Override
    public long millis() {
        return millis;
    }

    @Override
    public long wallMillis() {
        return wallMillis;
    }

    @Override
    public long nanos() {
        // A little always goes by, or work that asks for itself in the same turn would never end it.
        nanos += racing ? random.nextInt(3_000_000) : 1_000;
        return nanos;
    }
}
