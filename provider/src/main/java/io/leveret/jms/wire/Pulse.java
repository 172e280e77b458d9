package io.leveret.jms.wire;

import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Heartbeats: something goes out at least every half interval, and a broker that was silent for two is dead. */
final class Pulse {
    private final Line line;
    private long interval;
    private long lastHeard;
    private long expected;
    private boolean spoke;
    private Future<?> next;

    Pulse(Line line) {
        this.line = line;
    }

    /** @param seconds the interval agreed on, 0 for none */
    void start(int seconds) {
        if (seconds == 0) return;
        interval = TimeUnit.SECONDS.toNanos(seconds);
        lastHeard = System.nanoTime();
        again();
    }

    private void again() {
        expected = System.nanoTime() + interval / 2;
        next = line.loop().schedule(this::beat, interval / 2, TimeUnit.NANOSECONDS);
    }

    private void beat() {
        long now = System.nanoTime();
        if (now - expected > interval / 2) {
            // This end did not listen: something has held up its loop, or the machine was asleep.
            lastHeard = now;
        } else if (now - lastHeard > 2 * interval) {
            line.end(new WireException.Lost(
                    "nothing was heard of the broker for "
                            + TimeUnit.NANOSECONDS.toSeconds(now - lastHeard)
                            + " s, not even heartbeats, which were agreed on for every "
                            + TimeUnit.NANOSECONDS.toSeconds(interval) + " s",
                    0,
                    null));
            return;
        }
        if (!spoke) line.beat();
        spoke = false;
        again();
    }

    void heard() {
        if (interval > 0) lastHeard = System.nanoTime();
    }

    void spoke() {
        spoke = true;
    }

    void stop() {
        if (next != null) next.cancel(false);
    }
}
