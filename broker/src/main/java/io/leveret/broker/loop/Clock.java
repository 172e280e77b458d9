package io.leveret.broker.loop;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.function.LongSupplier;

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

    /** For judging how long a turn has worked: the same, or what the calling thread has used of the processor. */
    default long workNanos() {
        return nanos();
    }

    /** The machine's own clocks. */
    static Clock system() {
        return system(System::nanoTime);
    }

    /** The same, and work is measured in processor time, which others on the machine do not lengthen; it costs a little. */
    static Clock systemMeasuringWork() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return system(threads.isCurrentThreadCpuTimeSupported() ? threads::getCurrentThreadCpuTime : System::nanoTime);
    }

    private static Clock system(LongSupplier work) {
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

            @Override
            public long workNanos() {
                return work.getAsLong();
            }
        };
    }
}
