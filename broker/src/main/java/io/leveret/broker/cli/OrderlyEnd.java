package io.leveret.broker.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** Closes the broker when the process is told to end, and waits for it, but not for ever: a hung end would need a kill. */
final class OrderlyEnd implements Runnable {
    private final RunningBroker broker;
    private final Duration patience;
    private final PrintWriter err;
    private final CountDownLatch ended = new CountDownLatch(1);

    OrderlyEnd(RunningBroker broker, Duration patience, PrintWriter err) {
        this.broker = broker;
        this.patience = patience;
        this.err = err;
    }

    @Override
    public void run() {
        var closing = new Thread(broker::close, "leveret-close");
        closing.setDaemon(true);
        closing.setUncaughtExceptionHandler((thread, e) -> say("the end was not in order: " + Reasons.of(e)));
        closing.start();
        try {
            closing.join(patience.toMillis());
            if (closing.isAlive()) {
                say("still not at an end after %d s; leaving all the same".formatted(patience.toSeconds()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ended.countDown();
        }
    }

    /** Returns when {@link #run} has. */
    void await() throws InterruptedException {
        ended.await();
    }

    private void say(String what) {
        err.println("leveret: " + what);
        err.flush();
    }
}
