package io.leveret.broker.session;

import io.leveret.broker.message.MemoryBudget;
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

    private final MemoryBudget budget;
    private List<Publication> publications = new ArrayList<>();
    private List<Settlement> settlements = new ArrayList<>();

    Transaction(MemoryBudget budget) {
        this.budget = budget;
    }

    void add(Publication publication) {
        budget.hold(publication.message());
        publications.add(publication);
    }

    void add(Settlement settlement) {
        settlements.add(settlement);
    }

    /** Hands over what was published, in order; the transaction begins anew. The budget goes on counting until {@link #release}. */
    List<Publication> takePublications() {
        List<Publication> taken = publications;
        publications = new ArrayList<>();
        return taken;
    }

    void release(Publication publication) {
        budget.release(publication.message());
    }

    List<Settlement> takeSettlements() {
        List<Settlement> taken = settlements;
        settlements = new ArrayList<>();
        return taken;
    }
}
