package io.leveret.jms.session;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread of a connection for what may neither run on the loop nor keep anybody waiting; one task after the other. It comes when there
 * is something to do and goes when there is not, and it keeps no JVM alive.
 */
final class Aside implements Executor {
    private static final Logger log = LoggerFactory.getLogger(Aside.class);
    private static final long IDLE_SECONDS = 5;

    private final ThreadPoolExecutor thread;

    Aside(String what) {
        thread = new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread made = new Thread(task, "leveret-" + what);
            made.setDaemon(true);
            return made;
        });
        thread.allowCoreThreadTimeOut(true);
    }

    @Override
    public void execute(Runnable task) {
        try {
            thread.execute(() -> {
                try {
                    task.run();
                } catch (RuntimeException | Error thrown) {
                    log.warn("done aside, and failed", thrown);
                }
            });
        } catch (RejectedExecutionException e) {
            log.debug("the connection is closed, and something is left undone");
        }
    }

    /** What was asked for is done still, nothing new is taken. */
    void close() {
        thread.shutdown();
    }
}
