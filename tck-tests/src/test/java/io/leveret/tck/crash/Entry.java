package io.leveret.tck.crash;

import java.util.Optional;

/** One message as the ledger knows it. */
final class Entry {
    /** Where its life stands. */
    enum Leaving {
        /** Nobody has acknowledged it. */
        NO,
        /** It was acknowledged, or deleted with its queue, and nobody has said that this is safe. */
        PERHAPS
    }

    final QueueLedger queue;
    final long number;
    /** The transaction that publishes it, if there is one. */
    final Optional<Transaction> publishedBy;

    boolean confirmed;
    boolean delivered;
    Leaving leaving = Leaving.NO;
    Optional<Transaction> acknowledgedBy = Optional.empty();

    Entry(QueueLedger queue, long number, Optional<Transaction> publishedBy) {
        this.queue = queue;
        this.number = number;
        this.publishedBy = publishedBy;
    }

    @Override
    public String toString() {
        return "message " + number + " of queue '" + queue.name() + "'";
    }
}
