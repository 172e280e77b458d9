package io.leveret.broker.loop;

/**
 * Two readings of time. Deadlines are reckoned in {@link #millis()}, which never jumps; only what a person or another system
 * reads as a date is taken from {@link #wallMillis()}.
 */
public interface Clock {
    /** Milliseconds that only ever grow, at the pace of real time; at the broker's start they are the wall clock's. */
    long millis();

    /** The wall clock, which an operator or NTP may set forward and back. */
    long wallMillis();

    /** For measuring how long a turn has lasted. */
    long nanos();

    /** The machine's own clocks. */
    static Clock system() {
        return new Clock() {
            private final long wallAtStart = System.currentTimeMillis();
            private final long nanosAtStart = System.nanoTime();

            @Override
            public long millis() {
                return wallAtStart + (System.nanoTime() - nanosAtStart) / 1_000_000;
            }

            @Override
            public long wallMillis() {
                return System.currentTimeMillis();
            }

            @Override
            public long nanos() {
                return System.nanoTime();
            }
        };
    }
}
