package io.leveret.jms.wire;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.concurrent.TimeUnit;

/** Waiting for what must come true. */
public final class Eventually {
    private Eventually() {}

    /** May throw. */
    public interface Condition {
        boolean holds() throws Exception;
    }

    /** Returns when it holds; a minute is for the slowest of machines. */
    public static void eventually(String what, Condition condition) throws Exception {
        long until = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (!condition.holds()) {
            if (System.nanoTime() - until > 0) fail("never came true: " + what);
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }
}
