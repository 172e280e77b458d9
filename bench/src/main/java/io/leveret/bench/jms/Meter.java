package io.leveret.bench.jms;

import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** What a workload reports as it runs: messages done, and how long some of them took. */
final class Meter {
    private static final long LONGEST = 100_000_000_000L;

    private final LongAdder done = new LongAdder();
    private final Recorder times = new Recorder(LONGEST, 3);

    void done(long messages) {
        done.add(messages);
    }

    void took(long nanos) {
        times.recordValue(Math.min(Math.max(nanos, 1), LONGEST));
    }

    long count() {
        return done.sum();
    }

    /** The times since the last call. */
    Histogram times() {
        return times.getIntervalHistogram();
    }
}
