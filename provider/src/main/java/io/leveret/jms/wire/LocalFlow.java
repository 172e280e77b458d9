package io.leveret.jms.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledHeapByteBuf;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How much is on its way to a broker in the same JVM. A local channel takes whatever it is given, there being no socket that could be full;
 * so the buffers themselves tell when the other end is done with them.
 */
final class LocalFlow {
    private static final int LIMIT = 512 << 10;

    private final Line line;
    private final AtomicInteger underWay = new AtomicInteger();

    LocalFlow(Line line) {
        this.line = line;
    }

    ByteBuf buffer(int size) {
        return new Counted(size);
    }

    boolean hasRoom() {
        return underWay.get() <= LIMIT;
    }

    /** On the other end's thread. */
    private void returned(int size) {
        int now = underWay.addAndGet(-size);
        if (now > LIMIT || now + size <= LIMIT) return;
        try {
            line.loop().execute(line::roomAgain);
        } catch (RejectedExecutionException ended) {
            // Then nobody waits for room.
        }
    }

    /** Counts the memory it has, from taking to giving back. */
    private final class Counted extends UnpooledHeapByteBuf {
        Counted(int size) {
            super(UnpooledByteBufAllocator.DEFAULT, size, Integer.MAX_VALUE);
        }

        @Override
        protected byte[] allocateArray(int size) {
            underWay.addAndGet(size);
            return super.allocateArray(size);
        }

        @Override
        protected void freeArray(byte[] array) {
            super.freeArray(array);
            returned(array.length);
        }
    }
}
