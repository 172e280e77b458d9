package io.leveret.broker.message;

/**
 * How much memory the hot messages of one virtual host take, and may take. It only counts: over the limit, queues cool their
 * messages down (they keep their place and let go of the bytes). A message held by many queues counts once.
 */
public final class MemoryBudget {
    private long limit;
    private long used;

    public MemoryBudget(long limit) {
        this.limit = limit;
    }

    public void hold(Message message) {
        if (message.holders++ == 0) used += message.footprint();
    }

    /** @return whether nobody holds it any more */
    public boolean release(Message message) {
        assert message.holders > 0 : "released more often than held";
        if (--message.holders > 0) return false;
        used -= message.footprint();
        return true;
    }

    public boolean exceeded() {
        return used > limit;
    }

    public long used() {
        return used;
    }

    public long limit() {
        return limit;
    }

    /** The broker shares its memory among its virtual hosts anew whenever one comes or goes. */
    public void limit(long bytes) {
        limit = bytes;
    }
}
