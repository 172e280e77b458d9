package io.leveret.broker.loop;

import java.util.concurrent.Executor;

/** The one thread that may touch a virtual host. Tasks run in the order in which they were handed over. */
public interface CoreLoop extends Executor {
    /** Whether the calling thread is this loop's: then a hand-over is a plain call. */
    boolean inLoop();

    /** Runs a task on this loop, not before {@code millis} have passed. A late or repeated wake-up does no harm. */
    void wake(Runnable task, long millis);
}
