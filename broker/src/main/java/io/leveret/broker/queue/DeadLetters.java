package io.leveret.broker.queue;

import io.leveret.broker.message.Message;
import java.util.ArrayDeque;

/**
 * What has left the order of a queue and is on its way to the dead-letter exchange, in the order in which it left. A cold message
 * is read first, and holds back those behind it.
 */
final class DeadLetters {
    /** How many cold ones are asked for at once. */
    private static final int READ_AT_ONCE = 64;

    private record Dying(Chunk chunk, int index, DeadLetter.Cause cause) {}

    /** With so many on their way, what can wait in its order does. */
    private static final int MANY = 4_096;

    private final MessageQueue queue;
    private final ArrayDeque<Dying> dying = new ArrayDeque<>(0);

    /** On their way, here and behind. */
    private int pending;

    DeadLetters(MessageQueue queue) {
        this.queue = queue;
    }

    boolean areMany() {
        return pending >= MANY;
    }

    /** One has arrived, or will never. */
    void settled() {
        if (--pending == MANY / 2) queue.changed();
    }

    void add(Chunk chunk, int index, DeadLetter.Cause cause) {
        pending++;
        dying.addLast(new Dying(chunk, index, cause));
        send();
    }

    void send() {
        for (Dying next; (next = dying.peekFirst()) != null; ) {
            Message message = next.chunk.hot(next.index);
            if (message == null) {
                fetch();
                return;
            }
            dying.pollFirst();
            queue.house.deadLetter(new DeadLetter(queue, message, next.cause, next.chunk, next.index));
        }
    }

    private void fetch() {
        int asked = 0;
        for (Dying next : dying) {
            if (asked++ == READ_AT_ONCE) return;
            queue.readAhead.ask(next.chunk, next.index);
        }
    }

    /** It could not be read: the rest goes on without it. */
    void lost(Chunk chunk, int index) {
        if (dying.removeIf(next -> next.chunk == chunk && next.index == index)) settled();
        send();
    }

    /** The queue is deleted: what had not left yet goes with it. */
    void drop() {
        for (Dying next; (next = dying.pollFirst()) != null; ) {
            pending--;
            queue.settle(next.chunk, next.index);
        }
    }
}
