package io.leveret.jms.wire;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How much may be on its way to the broker: bytes handed over and not written, and a little for each message not confirmed. Who wants to
 * publish more than that waits here, on a thread of his own, as he does while the broker asks for a pause.
 */
final class Room {
    /** What the wire keeps of a message that waits for its confirm. */
    static final int PER_MESSAGE = 256;

    private static final long LIMIT =
            Math.max(1 << 20, Math.min(8 << 20, Runtime.getRuntime().maxMemory() / 64));

    private final AtomicLong taken = new AtomicLong();
    private final AtomicInteger waiting = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile boolean blocked;

    /** Takes room, or waits for it. */
    void enter(long bytes, ChannelCore channel, Duration limit) throws WireException {
        if (!isOpen(channel) && !channel.onLoop()) await(channel, limit);
        taken.getAndAdd(bytes);
    }

    private boolean isOpen(ChannelCore channel) {
        return !blocked && channel.flows() && taken.get() <= LIMIT;
    }

    private void await(ChannelCore channel, Duration limit) throws WireException {
        long end = System.nanoTime() + limit.toNanos();
        lock.lock();
        // Before looking again: who makes room looks here afterwards.
        waiting.incrementAndGet();
        try {
            while (!isOpen(channel)) {
                channel.requireOpen();
                long left = end - System.nanoTime();
                if (left <= 0) throw new WireException.TimedOut(tooLong(channel, limit));
                changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new WireException.Interrupted("interrupted while waiting to publish; the message was not sent");
        } finally {
            waiting.decrementAndGet();
            lock.unlock();
        }
    }

    private String tooLong(ChannelCore channel, Duration limit) {
        String reason = blocked
                ? "the broker accepts no messages for the time being (connection.blocked), since it is short of memory or disk"
                : channel.flows()
                        ? "the broker is slower than what is published, and " + taken.get() + " bytes are on their way"
                        : "the broker has stopped this channel (channel.flow)";
        return "not sent within " + limit.toMillis() + " ms: " + reason;
    }

    /** On the loop. */
    void leave(long bytes) {
        if (taken.addAndGet(-bytes) <= LIMIT && waiting.get() > 0) wake();
    }

    void blocked(boolean now) {
        blocked = now;
        if (!now) wake();
    }

    boolean isBlocked() {
        return blocked;
    }

    /** Those who wait look again: for room, or at the reason why they will never have it. */
    void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
