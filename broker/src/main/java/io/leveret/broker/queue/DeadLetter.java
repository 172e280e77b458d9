package io.leveret.broker.queue;

import io.leveret.broker.message.Message;

/**
 * A message that leaves its queue for the dead-letter exchange.
 *
 * @param chunk its slot, or null when it was refused before it had one
 */
public record DeadLetter(MessageQueue from, Message message, Reason reason, Chunk chunk, int index) {
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

    /** The dead letter stands elsewhere now (or nowhere, if nothing is bound there): the old slot is done with. */
    public void settle() {
        if (chunk == null) return;
        from.settle(chunk, index);
        from.deadLetters.settled();
    }
}
