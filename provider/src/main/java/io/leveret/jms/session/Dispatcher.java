package io.leveret.jms.session;

import io.leveret.jms.wire.Delivery;
import java.util.ArrayDeque;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread of a session on which its message listeners and completion listeners run, one call at a time. It begins with the first of
 * them, and it is no daemon: an application that has nothing but listeners lives while its connection is open.
 *
 * <p>The lock is the session's; methods that expect it to be held say so.
 */
final class Dispatcher implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

    private enum Doing {
        NOTHING,
        LISTENING,
        COMPLETING
    }

    private final ReentrantLock lock;
    private final Condition work;
    private final Condition quiet;
    private final Inflow flow;
    private final ThreadFactory threads;
    private final ArrayDeque<Inbox> ready = new ArrayDeque<>();
    private final ArrayDeque<Runnable> completions = new ArrayDeque<>();
    private Thread thread;
    private Doing doing = Doing.NOTHING;
    private Inbox served;
    private Thread guest;
    private boolean ending;
    private int incomplete;

    Dispatcher(Inflow flow, Condition quiet, ThreadFactory threads) {
        this.flow = flow;
        this.lock = flow.lock;
        this.quiet = quiet;
        this.work = lock.newCondition();
        this.threads = threads;
    }

    // ---- what there is to do; with the lock

    void ready(Inbox inbox) {
        ready.add(inbox);
        wake();
    }

    /** The connection was started, or a session goes on. */
    void wake() {
        if (thread == null) {
            if (ending || (ready.isEmpty() && completions.isEmpty())) return;
            thread = threads.newThread(this);
            thread.start();
        }
        // All of them: where a guest waits too, the thread could be woken in its place, and do nothing while there is a
        // guest.
        work.signalAll();
    }

    // ---- sends under way

    /**
     * A send begins whose completion listener is to be called: whoever waits for incomplete sends waits for this one. Waits itself while
     * there are too many, unless it is a listener that sends: nobody else could call those that it waits for.
     *
     * @return whether there was room in time
     */
    boolean beginSend(int most, long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (incomplete >= most && !isHere()) {
                if (left <= 0) return false;
                left = quiet.awaitNanos(left);
            }
            incomplete++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** It came to nothing, and its sender was told by an exception. */
    void abandonSend() {
        lock.lock();
        try {
            incomplete--;
            quiet.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Its listener's call is due, after those that were due before. */
    void completeSend(Runnable call) {
        lock.lock();
        try {
            completions.add(call);
            wake();
        } finally {
            lock.unlock();
        }
    }

    /** With the lock: returns when each completion listener has been called, or when the time is over. */
    boolean awaitSends(long nanos) throws InterruptedException {
        long left = nanos;
        while (incomplete > 0) {
            if (isHere()) {
                // A listener that commits: nobody else could call them.
                Runnable next = completions.poll();
                if (next != null) {
                    complete(next);
                    continue;
                }
            }
            if (left <= 0) return false;
            left = isHere() ? work.awaitNanos(left) : quiet.awaitNanos(left);
        }
        return true;
    }

    // ---- the thread

    @Override
    public void run() {
        lock.lock();
        try {
            while (true) {
                Runnable completion = guest == null ? completions.poll() : null;
                if (completion != null) {
                    complete(completion);
                } else if (guest != null || !serve()) {
                    if (ending) return;
                    work.awaitUninterruptibly();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void complete(Runnable call) {
        Doing before = doing;
        doing = Doing.COMPLETING;
        lock.unlock();
        try {
            call.run();
        } catch (RuntimeException | Error thrown) {
            log.warn("a completion listener threw", thrown);
        } finally {
            lock.lock();
            doing = before;
            incomplete--;
            quiet.signalAll();
        }
    }

    /** One message to one listener, consumers in turn. */
    private boolean serve() {
        if (!flow.flows()) return false;
        Inbox inbox = ready.poll();
        if (inbox == null) return false;
        Delivery delivery = inbox.pollForListener();
        if (delivery == null) return true;
        doing = Doing.LISTENING;
        served = inbox;
        lock.unlock();
        try {
            inbox.dispatch(delivery);
        } catch (RuntimeException | Error thrown) {
            log.error("delivering a message to its listener failed", thrown);
        } finally {
            lock.lock();
            doing = Doing.NOTHING;
            served = null;
            inbox.dispatched();
            quiet.signalAll();
        }
        return true;
    }

    // ---- what it is doing; with the lock

    /** Whether a message listener is running, as far as the calling thread has to wait for that: it does not wait for itself. */
    boolean isListening() {
        return doing == Doing.LISTENING && !isHere();
    }

    boolean isServing(Inbox inbox) {
        return served == inbox && !isHere();
    }

    /** Whether the calling thread is this one, or the one that stands in for it. */
    boolean isHere() {
        return Thread.currentThread() == thread || Thread.currentThread() == guest;
    }

    /** Lets the calling thread, an application server's, call a listener as if it were this one. Without the lock. */
    void standIn(Runnable listener) {
        lock.lock();
        try {
            while (doing != Doing.NOTHING) quiet.awaitUninterruptibly();
            guest = Thread.currentThread();
            doing = Doing.LISTENING;
        } finally {
            lock.unlock();
        }
        try {
            listener.run();
        } finally {
            lock.lock();
            doing = Doing.NOTHING;
            guest = null;
            quiet.signalAll();
            work.signalAll();
            lock.unlock();
        }
    }

    /** Whether it is this session's message listener who asks. */
    boolean inListener() {
        return isHere() && doing == Doing.LISTENING;
    }

    /** Whether it is this session's completion listener who asks. */
    boolean inCompletion() {
        return isHere() && doing == Doing.COMPLETING;
    }

    /** Whether one of this session's listeners asks, of either kind. */
    boolean isCalling() {
        return inListener() || inCompletion();
    }

    /** The thread ends when it has nothing to do. */
    void end() {
        ending = true;
        work.signalAll();
    }
}
