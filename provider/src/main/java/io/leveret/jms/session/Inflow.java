package io.leveret.jms.session;

import io.leveret.jms.wire.WireException;
import jakarta.jms.JMSException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The incoming side of a session: its lock, the inboxes of its consumers, and whether messages flow. They do while the connection is
 * started and nothing (a rollback, a recover) has suspended them.
 */
final class Inflow {
    final ReentrantLock lock = new ReentrantLock();
    private final Condition quiet = lock.newCondition();
    private final Dispatcher dispatcher;
    private final List<Inbox> inboxes = new ArrayList<>();
    private final Duration patience;
    private final Consumer<WireException> lostConsumers;
    private boolean started;
    private boolean closed;
    private int suspended;

    /**
     * @param patience how long the broker may take to answer
     * @param lostConsumers told, on the loop, when the broker has ended a consumer
     */
    Inflow(Duration patience, ThreadFactory threads, Consumer<WireException> lostConsumers) {
        this.patience = patience;
        this.lostConsumers = lostConsumers;
        this.dispatcher = new Dispatcher(this, quiet, threads);
    }

    Dispatcher dispatcher() {
        return dispatcher;
    }

    /** Does something small with the lock. */
    void run(Runnable change) {
        lock.lock();
        try {
            change.run();
        } finally {
            lock.unlock();
        }
    }

    /** Asks something small with the lock. */
    boolean lockedly(BooleanSupplier question) {
        lock.lock();
        try {
            return question.getAsBoolean();
        } finally {
            lock.unlock();
        }
    }

    // ---- with the lock

    boolean flows() {
        return started && suspended == 0 && !closed;
    }

    void ready(Inbox inbox) {
        dispatcher.ready(inbox);
    }

    void quieter() {
        quiet.signalAll();
    }

    long patienceNanos() {
        return patience.toNanos();
    }

    JMSException impatient() {
        return new JMSException("the broker has not answered within " + patience.toMillis()
                + " ms (callTimeout); what it was asked may be done or not");
    }

    void lostConsumer(WireException why) {
        lostConsumers.accept(why);
    }

    // ---- beginning and ending consumers

    void add(Inbox inbox) {
        lock.lock();
        try {
            inboxes.add(inbox);
        } finally {
            lock.unlock();
        }
    }

    List<Inbox> inboxes() {
        lock.lock();
        try {
            return List.copyOf(inboxes);
        } finally {
            lock.unlock();
        }
    }

    /** Gives up a consumer that the broker does not let consume any more; whoever receives from it is told why. */
    void drop(Inbox inbox, JMSException why) {
        lock.lock();
        try {
            inboxes.remove(inbox);
            inbox.dropped(why);
            quiet.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends one consumer: its listener has returned, and what it had not handed over is back in the queue. */
    void end(Inbox inbox) throws WireException, JMSException {
        lock.lock();
        try {
            if (inbox.isEnded()) return;
            inbox.beginEnd();
            while (dispatcher.isServing(inbox)) quiet.awaitUninterruptibly();
        } finally {
            lock.unlock();
        }
        try {
            awaitRecalled(inbox);
            inbox.end();
        } finally {
            lock.lock();
            try {
                inboxes.remove(inbox);
            } finally {
                lock.unlock();
            }
        }
    }

    // ---- starting and stopping

    void start() {
        lock.lock();
        try {
            started = true;
            flowAgain();
        } finally {
            lock.unlock();
        }
    }

    /** Lets nothing more be handed over. {@link #awaitQuiet} waits for what is being handled. */
    void stop() {
        lock.lock();
        try {
            started = false;
            inboxes.forEach(Inbox::recall);
        } finally {
            lock.unlock();
        }
    }

    /** Everything that was not handed over is back in its queue when this returns. */
    void suspend() throws JMSException {
        lock.lock();
        try {
            suspended++;
            inboxes.forEach(Inbox::recall);
        } finally {
            lock.unlock();
        }
        try {
            awaitRecalled();
        } catch (JMSException e) {
            resume();
            throw e;
        }
    }

    void resume() {
        lock.lock();
        try {
            suspended--;
            flowAgain();
        } finally {
            lock.unlock();
        }
    }

    private void flowAgain() {
        if (!flows()) return;
        for (Inbox each : inboxes) {
            each.replenish();
            each.changed();
        }
        dispatcher.wake();
    }

    /** No listener is running any more (unless it is the one who asks), and everything is back. */
    void awaitQuiet() throws JMSException {
        lock.lock();
        try {
            while (dispatcher.isListening()) quiet.awaitUninterruptibly();
        } finally {
            lock.unlock();
        }
        awaitRecalled();
    }

    private void awaitRecalled() throws JMSException {
        for (Inbox each : inboxes()) awaitRecalled(each);
    }

    private void awaitRecalled(Inbox inbox) throws JMSException {
        lock.lock();
        try {
            long left = patienceNanos();
            while (inbox.isRecalling()) {
                if (left <= 0) throw impatient();
                left = quiet.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failures.caused(new JMSException("interrupted while waiting for the broker"), e);
        } finally {
            lock.unlock();
        }
    }

    /** As {@link Inbox#recallIdle}, for all consumers of a queue; returns, when that is done, whether anything came back. */
    boolean recallIdle(String queue) throws JMSException {
        List<Inbox> recalled = new ArrayList<>(0);
        run(() -> {
            for (Inbox each : inboxes) {
                if (each.spec.queue().equals(queue) && each.recallIdle()) recalled.add(each);
            }
        });
        for (Inbox each : recalled) awaitRecalled(each);
        return !recalled.isEmpty();
    }

    /** On the loop, now and then. */
    void sweep() {
        lock.lock();
        try {
            inboxes.forEach(Inbox::sweep);
        } finally {
            lock.unlock();
        }
    }

    /** The channel is gone: whoever waits is told. */
    void broken(WireException why) {
        lock.lock();
        try {
            inboxes.forEach(each -> each.broken(why));
            quiet.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** For good: receivers come home with nothing. */
    void beginClose() {
        lock.lock();
        try {
            closed = true;
            inboxes.forEach(Inbox::beginEnd);
        } finally {
            lock.unlock();
        }
    }

    /** Waits until each completion listener was called. */
    void awaitSends() throws JMSException {
        lock.lock();
        try {
            if (!dispatcher.awaitSends(patienceNanos())) throw impatient();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failures.caused(new JMSException("interrupted while waiting for sends to complete"), e);
        } finally {
            lock.unlock();
        }
    }

    void endDispatcher() {
        lock.lock();
        try {
            dispatcher.end();
        } finally {
            lock.unlock();
        }
    }
}
