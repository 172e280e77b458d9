package io.leveret.broker.journal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * The messages of one queue while the log is read again: blocks of primitives in the order of their places, which is the order in
 * which they were written.
 */
public final class RestoredQueue {
    /**
     * One message that waits.
     *
     * @param order what it is sorted by: where it stood before the cleaner ever moved it
     * @param ttl milliseconds from {@code storedAt}, or -1
     */
    public record Entry(
            long place,
            long order,
            int bytes,
            int priority,
            long storedAt,
            long ttl,
            long delay,
            Hints hints,
            int attempts,
            int failures) {}

    /** Takes the place and length of a message. */
    interface PlaceAndBytes {
        void take(long place, int bytes);
    }

    private static final int SIZE = 4096;
    private static final int GONE = -1;

    private static final class Block {
        final long[] place = new long[SIZE];
        final int[] bytes = new int[SIZE];
        final byte[] priority = new byte[SIZE];
        /** Milliseconds since the block's first message came. */
        final int[] age = new int[SIZE];

        long firstAt;
        /** What few messages have. */
        Entry[] special;

        int filled;
        int live;

        Entry entry(int i) {
            Entry some = special == null ? null : special[i];
            return some != null
                    ? some
                    : new Entry(
                            place[i],
                            place[i],
                            bytes[i],
                            priority[i] & 0xff,
                            firstAt + age[i],
                            -1,
                            0,
                            Hints.NONE,
                            0,
                            0);
        }
    }

    private final List<Block> blocks = new ArrayList<>();
    private int size;
    private boolean moved;

    public int size() {
        return size;
    }

    void add(long place, long order, long storedAt, LogRecord.Terms terms) {
        boolean plain = order == place && terms.ttl() < 0 && terms.delayAndHints() == 0;
        Entry special = plain
                ? null
                : new Entry(
                        place,
                        order,
                        terms.bytes(),
                        terms.priority(),
                        storedAt,
                        terms.ttl(),
                        terms.delay(),
                        terms.hints(),
                        0,
                        0);
        add(place, order, storedAt, terms, special);
    }

    private void add(long place, long order, long storedAt, LogRecord.Terms terms, Entry special) {
        Block block = blocks.isEmpty() ? null : blocks.get(blocks.size() - 1);
        if (block == null || block.filled == SIZE || Math.abs(storedAt - block.firstAt) > Integer.MAX_VALUE) {
            block = new Block();
            blocks.add(block);
        }
        int i = block.filled++;
        block.place[i] = place;
        block.bytes[i] = terms.bytes();
        block.priority[i] = (byte) terms.priority();
        if (i == 0) block.firstAt = storedAt;
        block.age[i] = (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, storedAt - block.firstAt));
        if (order != place) moved = true;
        if (special != null) special(block, i, special);
        block.live++;
        size++;
    }

    private static void special(Block block, int i, Entry entry) {
        if (block.special == null) block.special = new Entry[SIZE];
        block.special[i] = entry;
    }

    void add(Entry entry) {
        add(
                entry.place(),
                entry.order(),
                entry.storedAt(),
                new LogRecord.Terms(entry.priority(), entry.ttl(), entry.delay(), entry.hints(), entry.bytes()),
                entry);
    }

    /** @return how long the message was, or -1 when it is not here */
    int remove(long place) {
        Block block = find(place);
        int i = block == null ? -1 : slot(block, place);
        if (i < 0 || block.bytes[i] == GONE) return -1;
        int bytes = block.bytes[i];
        block.bytes[i] = GONE;
        size--;
        if (--block.live == 0 && block.filled == SIZE) blocks.remove(block);
        return bytes;
    }

    void returned(long place, int attempts, int failures) {
        Block block = find(place);
        int i = block == null ? -1 : slot(block, place);
        if (i < 0 || block.bytes[i] == GONE) return;
        Entry was = block.entry(i);
        special(
                block,
                i,
                new Entry(
                        was.place(),
                        was.order(),
                        was.bytes(),
                        was.priority(),
                        was.storedAt(),
                        was.ttl(),
                        was.delay(),
                        was.hints(),
                        attempts,
                        failures));
    }

    private Block find(long place) {
        int low = 0;
        int high = blocks.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            Block block = blocks.get(middle);
            if (place < block.place[0]) high = middle - 1;
            else if (place > block.place[block.filled - 1]) low = middle + 1;
            else return block;
        }
        return null;
    }

    private static int slot(Block block, long place) {
        return Arrays.binarySearch(block.place, 0, block.filled, place);
    }

    void forEach(PlaceAndBytes to) {
        for (Block block : blocks) {
            for (int i = 0; i < block.filled; i++) if (block.bytes[i] != GONE) to.take(block.place[i], block.bytes[i]);
        }
    }

    /** Shows what waits, in the order of places. */
    void forEachEntry(Consumer<Entry> to) {
        for (Block block : blocks) {
            for (int i = 0; i < block.filled; i++) if (block.bytes[i] != GONE) to.accept(block.entry(i));
        }
    }

    /** Hands over what waits, in the queue's order, and lets go of it on the way: there may be millions. */
    public void drainInOrder(Consumer<Entry> to) {
        if (moved) {
            drainSorted(to);
            return;
        }
        for (int b = 0; b < blocks.size(); b++) {
            Block block = blocks.set(b, null);
            for (int i = 0; i < block.filled; i++) if (block.bytes[i] != GONE) to.accept(block.entry(i));
        }
        blocks.clear();
    }

    /** The cleaner has moved some: their places tell where they stand, not whose turn it is. */
    private void drainSorted(Consumer<Entry> to) {
        long[] orders = new long[size];
        int[] slots = new int[size];
        int n = 0;
        for (int b = 0; b < blocks.size(); b++) {
            Block block = blocks.get(b);
            for (int i = 0; i < block.filled; i++) {
                if (block.bytes[i] == GONE) continue;
                orders[n] = block.entry(i).order();
                slots[n++] = b * SIZE + i;
            }
        }
        int[] sorted = sort(slots, orders);
        for (int slot : sorted) to.accept(blocks.get(slot / SIZE).entry(slot % SIZE));
        blocks.clear();
    }

    /** Merges runs, since what comes is a few runs in order already. */
    private static int[] sort(int[] slots, long[] orders) {
        int[] from = slots;
        int[] into = new int[slots.length];
        long[] fromKeys = orders;
        long[] intoKeys = new long[slots.length];
        for (int width = 1; width < slots.length; width *= 2) {
            for (int low = 0; low < slots.length; low += 2 * width) {
                int middle = Math.min(low + width, slots.length);
                int high = Math.min(low + 2 * width, slots.length);
                int a = low;
                int b = middle;
                for (int k = low; k < high; k++) {
                    boolean left = a < middle && (b >= high || fromKeys[a] <= fromKeys[b]);
                    int taken = left ? a++ : b++;
                    into[k] = from[taken];
                    intoKeys[k] = fromKeys[taken];
                }
            }
            int[] slotsSwap = from;
            from = into;
            into = slotsSwap;
            long[] keysSwap = fromKeys;
            fromKeys = intoKeys;
            intoKeys = keysSwap;
        }
        return from;
    }
}
