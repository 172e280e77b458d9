package io.leveret.tck;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Assertions;

/** The one way in which tests wait for what happens a little later. */
public final class Eventually {
    /** Generous, since a slow machine must not look like a fault; a passing test never waits for all of it. */
    public static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final long PAUSE_MILLIS = 10;

    private Eventually() {}

    /** Tries {@code step} until it no longer throws an assertion error. */
    public static void eventually(Runnable step) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                step.run();
                return;
            } catch (AssertionError e) {
                if (System.nanoTime() > end) throw e;
                pause();
            }
        }
    }

    public static void eventually(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) Assertions.fail("not within " + PATIENCE.toSeconds() + " s: " + what);
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting", e);
        }
    }
}
