package io.leveret.jms.session;

import io.leveret.jms.options.Option;

/**
 * How many messages a consumer may have with it: those on their way, those waiting, and the one being worked on. A set number, or found
 * out: it begins with one, doubles while messages are worked off quickly, and shrinks to what is worked off within {@link #AHEAD_NANOS},
 * so that a slow consumer holds nothing that another one could have.
 */
final class Window {
    /** How far ahead of its consumer a message may be fetched: some round trips to the broker. */
    static final long AHEAD_NANOS = 10_000_000;

    static final int LARGEST = 2_000;
    private static final long LARGEST_BYTES = 16 << 20;

    private final boolean fixed;
    private final boolean eager;
    private final int steadyAfter;
    private int size;
    private int streak;
    private long workNanos;
    private long messageBytes;

    /**
     * @param set how many; 0 for none that nobody asks for; {@link Option#AUTO} to find out
     * @param steadyAfter how many messages in a row must have been worked off quickly before the window grows
     */
    Window(int set, int steadyAfter) {
        this.fixed = set != Option.AUTO;
        this.eager = set > 0;
        this.size = Math.max(1, set);
        this.steadyAfter = steadyAfter;
    }

    int size() {
        return size;
    }

    boolean isFixed() {
        return fixed;
    }

    /** Whether it is filled before anybody asks for a message. */
    boolean isEager() {
        return eager;
    }

    /** Whether messages are asked for while others are still being worked on. */
    boolean isAhead() {
        return size > 1;
    }

    /** One message was worked on for so long. */
    void worked(long nanos, int bytes) {
        if (fixed) return;
        workNanos += (nanos - workNanos) >> 2;
        messageBytes += (bytes - messageBytes) >> 2;
        if (nanos > AHEAD_NANOS) {
            streak = 0;
            size = 1;
            return;
        }
        streak++;
        int useful = useful();
        if (size > useful) {
            size = useful;
        } else if (streak >= Math.max(size, steadyAfter)) {
            size = Math.min(useful, size * 2);
            streak = 0;
        }
    }

    /** It stopped working: what it held was taken from it. */
    void idle() {
        if (fixed) return;
        size = 1;
        streak = 0;
    }

    private int useful() {
        long byTime = AHEAD_NANOS / Math.max(1, workNanos);
        long byBytes = LARGEST_BYTES / Math.max(1, messageBytes);
        return (int) Math.max(1, Math.min(LARGEST, Math.min(byTime, byBytes)));
    }
}
