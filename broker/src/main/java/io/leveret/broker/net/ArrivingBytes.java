package io.leveret.broker.net;

import io.leveret.amqp.ConnectionError;
import java.util.concurrent.atomic.AtomicLong;

/** What the contents that are still arriving take, over all connections, and how much that may be. */
public final class ArrivingBytes {
    /** A connection that holds less than this is never the one to blame. */
    private static final long SMALL = 1 << 20;

    private final long limit;
    private final AtomicLong bytes = new AtomicLong();

    public ArrivingBytes(long limit) {
        this.limit = limit;
    }

    void add(long change) {
        bytes.addAndGet(change);
    }

    /** @throws ConnectionError 506 for a connection that holds much of too much */
    void check(long ofThisConnection) {
        long all = bytes.get();
        if (all <= limit || ofThisConnection < SMALL) return;
        throw ConnectionError.resourceError(
                "messages still arriving hold %d MiB, at most %d MiB are allowed; send smaller ones, or fewer at once",
                all >> 20, limit >> 20);
    }
}
