package io.leveret.broker.queue;

import io.leveret.broker.message.Message;

/** The length limits of a queue: what happens when one more message comes than may be ready. */
final class Limits {
    private final MessageQueue queue;
    private final long maxLength;
    private final long maxBytes;
    private final QueueArguments.Overflow overflow;

    Limits(MessageQueue queue) {
        this.queue = queue;
        maxLength = queue.arguments().maxLength();
        maxBytes = queue.arguments().maxLengthBytes();
        overflow = queue.arguments().overflow();
    }

    boolean any() {
        return maxLength != QueueArguments.UNLIMITED || maxBytes != QueueArguments.UNLIMITED;
    }

    /** With reject-publish, a full queue refuses: unless someone is waiting who takes the message at once. */
    boolean admit(Message message, int messagesBefore, long bytesBefore) {
        if (!any() || overflow == QueueArguments.Overflow.DROP_HEAD) return true;
        if (fits(message, messagesBefore, bytesBefore)) return true;
        queue.serve();
        return fits(message, messagesBefore, bytesBefore)
                || queue.ready + messagesBefore == 0 && queue.consumers.anyCanTake();
    }

    private boolean fits(Message message, int messagesBefore, long bytesBefore) {
        return queue.ready + 1L + messagesBefore <= maxLength
                && queue.readyBytes + bytesBefore + message.body().length <= maxBytes;
    }

    /** Drops from the head until the rest is within the limits. A queue that refuses keeps what it has taken. */
    void enforce() {
        if (!any() || overflow != QueueArguments.Overflow.DROP_HEAD) return;
        while (queue.ready > maxLength || queue.readyBytes > maxBytes && queue.ready > 0) {
            Chunk chunk = queue.first();
            queue.drop(chunk, chunk.lane.cursorIndex(), DeadLetter.Reason.MAXLEN);
        }
    }
}
