package io.leveret.broker.journal;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/** Buffers that the core loop fills and the writer empties; a few are kept, so that a steady stream allocates none. */
final class BufferPool {
    private static final int KEPT = 16;

    private final ArrayDeque<ByteBuffer> free = new ArrayDeque<>();

    ByteBuffer borrow(int size) {
        ByteBuffer buffer = free.pollFirst();
        return buffer == null ? ByteBuffer.allocateDirect(size) : buffer.clear();
    }

    /** On the core loop, like {@link #borrow}. */
    void giveBack(Iterable<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) if (free.size() < KEPT) free.addFirst(buffer);
    }
}
