package io.leveret.jms.session;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread of a connection for what may neither run on the loop nor keep anybody waiting: the exception listener, and mending a
 * session's channel. It comes when there is something to do and goes when there is not.
 */
final class Aside {
    private static final Logger log = LoggerFactory.getLogger(Aside.class);
    private static final long IDLE_SECONDS = 5;

    private final ThreadPoolExecutor thread;

    Aside(ThreadFactory threads) {
        thread = new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
        thread.allowCoreThreadTimeOut(true);
    }

    void run(String what, Runnable task) {
        try {
            thread.execute(() -> {
                try {
                    task.run();
                } catch (RuntimeException | Error thrown) {
                    log.warn("{} failed", what, thrown);
                }
            });
        } catch (RejectedExecutionException e) {
            // The connection is closed: nobody is left to be told.
            log.debug("{}: not done, the connection is closed", what);
        }
    }

    /** What was asked for is done still, nothing new is taken. */
    void close() {
        thread.shutdown();
    }
}
