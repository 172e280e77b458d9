package io.leveret.broker.queue;

import io.leveret.amqp.Table;
import io.leveret.broker.message.Message;

/**
 * A message that leaves its queue for the dead-letter exchange.
 *
 * @param cause why, and where it goes from a queue without a dead-letter exchange
 * @param chunk its slot, or null when it was refused before it had one
 */
public record DeadLetter(MessageQueue from, Message message, Cause cause, Chunk chunk, int index) {
    /**
     * Why a message leaves.
     *
     * @param queue the dead-letter queue that was named for this, or ''
     * @param details what whoever failed with it last has told of that
     */
    public record Cause(Reason reason, String queue, Table details) {
        public static Cause of(Reason reason) {
            return new Cause(reason, "", Table.EMPTY);
        }
    }

    /** Why it left, in the words of the x-death header. */
    public enum Reason {
        EXPIRED("expired"),
        REJECTED("rejected"),
        MAXLEN("maxlen"),
        DELIVERY_LIMIT("delivery_limit");

        private final String header;

        Reason(String header) {
            this.header = header;
        }

        public String header() {
            return header;
        }
    }

    public Reason reason() {
        return cause.reason();
    }

    /** Whether it goes to a queue by its name, since its own queue has no dead-letter exchange. */
    public boolean goesToNamedQueue() {
        return !from.arguments().hasDeadLetterExchange() && !cause.queue().isEmpty();
    }

    /** The dead letter stands elsewhere now (or nowhere, if nothing is bound there): the old slot is done with. */
    public void settle() {
        if (chunk == null) return;
        from.settle(chunk, index);
        from.deadLetters.settled();
    }
}
