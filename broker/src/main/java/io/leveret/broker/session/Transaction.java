package io.leveret.broker.session;

import io.leveret.amqp.ChannelError;
import io.leveret.broker.journal.MessageStore;
import java.util.ArrayList;
import java.util.List;

/**
 * What a channel in tx mode has gathered: nothing of it has happened yet. Its bodies count against the memory budget like those
 * that wait in queues.
 */
final class Transaction {
    /** What is to become of a delivery at commit. */
    enum Verdict {
        ACK,
        REQUEUE,
        REJECT
    }

    record Settlement(long tag, Verdict verdict) {}

    private final MessageStore store;
    private List<Publication> publications = new ArrayList<>();
    private List<Settlement> settlements = new ArrayList<>();
    /** Why it can only be rolled back, or null. */
    private ChannelError doom;

    Transaction(MessageStore store) {
        this.store = store;
    }

    /** One of its publishes was refused: it cannot be committed whole any more. Only the first reason is told. */
    void doom(ChannelError error) {
        if (doom == null) doom = error;
    }

    /** Null while it may still be committed. */
    ChannelError doom() {
        return doom;
    }

    void add(Publication publication) {
        store.hold(publication.message());
        publications.add(publication);
    }

    void add(Settlement settlement) {
        settlements.add(settlement);
    }

    List<Publication> publications() {
        return publications;
    }

    /** Hands over what was published, in order; the transaction begins anew. The budget goes on counting until {@link #release}. */
    List<Publication> takePublications() {
        List<Publication> taken = publications;
        publications = new ArrayList<>();
        return taken;
    }

    void release(Publication publication) {
        store.release(publication.message());
    }

    List<Settlement> takeSettlements() {
        List<Settlement> taken = settlements;
        settlements = new ArrayList<>();
        doom = null;
        return taken;
    }
}
