package io.leveret.broker.session;

import io.leveret.broker.queue.Chunk;
import java.util.function.LongConsumer;

/**
 * The deliveries of one channel that wait for their acknowledgement, by delivery tag. Tags are consecutive, so they are an index:
 * blocks of arrays, each dropped when its last delivery is settled; one that is never settled pins a block, not all that follow.
 */
final class Unacked {
    private static final int BITS = 8;
    private static final int BLOCK = 1 << BITS;

    private static final class Block {
        final Chunk[] chunk = new Chunk[BLOCK];
        final int[] index = new int[BLOCK];
        final Subscription[] subscription = new Subscription[BLOCK];
        final int[] deliveredAt = new int[BLOCK];
        final boolean[] pending = new boolean[BLOCK];
        long start;
        int live;
    }

    private Block[] blocks = new Block[1];
    /** The number of the block at blocks[0]. */
    private long firstBlock;
    /** No block before this one has a delivery that is out. */
    private int lead;

    private long lastTag;
    private int count;

    int count() {
        return count;
    }

    /** Takes the next tag for a delivery without an acknowledgement. */
    long skip() {
        return ++lastTag;
    }

    /** @return the delivery tag */
    long add(Chunk chunk, int index, Subscription subscription, long now) {
        long tag = ++lastTag;
        Block block = blockFor(tag, now);
        int slot = (int) (tag & BLOCK - 1);
        block.chunk[slot] = chunk;
        block.index[slot] = index;
        block.subscription[slot] = subscription;
        block.deliveredAt[slot] = (int) Math.min(now - block.start, Integer.MAX_VALUE);
        block.live++;
        count++;
        return tag;
    }

    private Block blockFor(long tag, long now) {
        long number = tag >> BITS;
        if (count == 0 && number != firstBlock) {
            // What went without an acknowledgement meanwhile takes no room.
            blocks = new Block[1];
            firstBlock = number;
            lead = 0;
        }
        int at = (int) (number - firstBlock);
        if (at >= blocks.length) at = makeRoom(number);
        Block block = blocks[at];
        if (block == null) block = blocks[at] = new Block();
        if (block.live == 0) block.start = now;
        return block;
    }

    private int makeRoom(long number) {
        int gone = 0;
        while (gone < blocks.length && (blocks[gone] == null || blocks[gone].live == 0)) gone++;
        int needed = (int) (number - firstBlock) - gone + 1;
        Block[] larger = new Block[Math.max(needed, Math.min(needed * 2, needed + 4096))];
        System.arraycopy(blocks, gone, larger, 0, blocks.length - gone);
        blocks = larger;
        firstBlock += gone;
        lead = 0;
        return (int) (number - firstBlock);
    }

    private Block block(long tag) {
        long at = (tag >> BITS) - firstBlock;
        return tag > lastTag || at < 0 || at >= blocks.length ? null : blocks[(int) at];
    }

    /** Whether that delivery is out and not already part of the open transaction. */
    boolean holds(long tag) {
        Block block = block(tag);
        int slot = (int) (tag & BLOCK - 1);
        return block != null && block.chunk[slot] != null && !block.pending[slot];
    }

    /**
     * Takes one delivery out.
     *
     * @return the subscription it went to, or null when it was got
     */
    Subscription remove(long tag) {
        Block block = block(tag);
        int slot = (int) (tag & BLOCK - 1);
        Subscription subscription = block.subscription[slot];
        block.chunk[slot] = null;
        block.subscription[slot] = null;
        pending(tag, false);
        count--;
        if (--block.live == 0) drop(tag >> BITS);
        return subscription;
    }

    private void drop(long number) {
        // The newest block stays: the next delivery is likely to fall into it, and its tags must not be given out of
        // order.
        if (number == lastTag >> BITS && (lastTag & BLOCK - 1) != BLOCK - 1) return;
        blocks[(int) (number - firstBlock)] = null;
    }

    /** The lowest tag that is out, or 0. */
    long oldest() {
        if (count == 0) return 0;
        while (blocks[lead] == null || blocks[lead].live == 0) lead++;
        Block block = blocks[lead];
        int slot = 0;
        while (block.chunk[slot] == null) slot++;
        return (firstBlock + lead << BITS) + slot;
    }

    /** When the delivery with that tag left, and from which queue. */
    long deliveredAt(long tag) {
        Block block = block(tag);
        return block.start + block.deliveredAt[(int) (tag & BLOCK - 1)];
    }

    Chunk chunk(long tag) {
        return block(tag).chunk[(int) (tag & BLOCK - 1)];
    }

    int index(long tag) {
        return block(tag).index[(int) (tag & BLOCK - 1)];
    }

    /** The highest tag that was given out. */
    long last() {
        return lastTag;
    }

    /**
     * Visits deliveries that are not part of the open transaction, oldest first. The visitor may take out what it visits.
     *
     * @param from the first tag to look at
     * @param upTo the last one
     * @param most how many blocks of tags to look at
     * @return the tag to go on from, or -1 when all were visited
     */
    long visit(long from, long upTo, int most, LongConsumer visitor) {
        long number = Math.max(from >> BITS, firstBlock + lead);
        int left = most;
        for (; number <= upTo >> BITS; number++) {
            int at = (int) (number - firstBlock);
            if (at >= blocks.length) return -1;
            Block block = blocks[at];
            if (block == null || block.live == 0) continue;
            if (left-- == 0) return number << BITS;
            for (int slot = 0; slot < BLOCK; slot++) {
                long each = (number << BITS) + slot;
                if (each > upTo) return -1;
                if (block.chunk[slot] != null && !block.pending[slot]) visitor.accept(each);
            }
        }
        return -1;
    }

    /** The delivery is part of the open transaction now: nobody may settle it twice. */
    void pending(long tag, boolean on) {
        Block block = block(tag);
        int slot = (int) (tag & BLOCK - 1);
        block.pending[slot] = on;
    }
}
