package io.leveret.jms.wire;

/**
 * Which deliveries of a channel are still out, as bits over a window of their tags, which count up from 1. It knows when one frame may speak
 * for all up to a tag, and remembers what a transaction has acknowledged until the transaction has ended.
 */
final class Unsettled {
    private long[] bits = new long[4];
    /** The tag of the first bit, a multiple of 64. All before it are settled for good. */
    private long base;
    /** No tag before it is out. */
    private long first = 1;
    /** After the last delivery. */
    private long end = 1;

    void delivered(long tag) {
        while (tag - base >= bits.length * 64L) makeRoom();
        set(tag);
        if (tag >= end) end = tag + 1;
        if (tag < first) first = tag;
    }

    boolean isOut(long tag) {
        return tag >= first && tag < end && (bits[word(tag)] & 1L << tag) != 0;
    }

    /** Out no more; false if it was not. */
    boolean settle(long tag) {
        if (!isOut(tag)) return false;
        bits[word(tag)] &= ~(1L << tag);
        return true;
    }

    /** Out again, after a transaction did not take place. */
    void restore(long tag) {
        delivered(tag);
    }

    /** The first tag that is out, or the tag of the next delivery. */
    long first() {
        while (first < end) {
            long word = bits[word(first)] >>> first;
            if (word != 0) return first += Long.numberOfTrailingZeros(word);
            first = Math.min(end, (first | 63) + 1);
        }
        return first;
    }

    boolean none() {
        return first() == end;
    }

    /** What is before the first one out does not come back: it need not be remembered. */
    void forget() {
        long words = first() - base >> 6;
        if (words < bits.length / 2) return;
        int used = (int) ((end - base + 63) >> 6);
        if (words < used) System.arraycopy(bits, (int) words, bits, 0, used - (int) words);
        for (int i = Math.max(0, used - (int) words); i < Math.min(used, bits.length); i++) bits[i] = 0;
        base += words << 6;
    }

    private void set(long tag) {
        bits[word(tag)] |= 1L << tag;
    }

    private int word(long tag) {
        return (int) ((tag - base) >> 6);
    }

    private void makeRoom() {
        long[] larger = new long[bits.length * 2];
        System.arraycopy(bits, 0, larger, 0, bits.length);
        bits = larger;
    }
}
