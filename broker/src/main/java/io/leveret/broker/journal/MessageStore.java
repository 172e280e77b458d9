package io.leveret.broker.journal;

import io.leveret.broker.message.MemoryBudget;
import io.leveret.broker.message.Message;

/** What queues see of messages at rest: cool one down, have it read again, be done with it. */
public final class MessageStore {
    private final Journal journal;
    private final Scratch scratch;
    private final MemoryBudget budget;

    public MessageStore(Journal journal, Scratch scratch, MemoryBudget budget) {
        this.journal = journal;
        this.scratch = scratch;
        this.budget = budget;
    }

    public MemoryBudget budget() {
        return budget;
    }

    /** Someone keeps the message in memory. */
    public void hold(Message message) {
        budget.hold(message);
    }

    /** Someone lets go of it. While it was hot it had a hold of its own on its place in scratch: that ends here too. */
    public void release(Message message) {
        if (!budget.release(message) || message.spilledAt() == Message.NOWHERE) return;
        scratch.forget(message.spilledAt());
        message.spilledAt(Message.NOWHERE);
    }

    /**
     * Makes sure that a message can be read again, so that its holder may release it.
     *
     * @param place what the holder has: a place, or {@link Message#NOWHERE}
     * @return the place for the holder to keep, and one day to settle
     */
    public long cool(Message message, long place) {
        if (place != Message.NOWHERE) return place;
        if (message.spilledAt() == Message.NOWHERE) message.spilledAt(scratch.write(message));
        scratch.keep(message.spilledAt());
        return message.spilledAt();
    }

    public void read(long place, Journal.Arrival arrival) {
        if (place < 0) scratch.read(place, arrival);
        else journal.read(place, arrival);
    }

    public void readProperties(long place, Journal.Glimpse glimpse) {
        if (place < 0) scratch.readProperties(place, glimpse);
        else journal.readProperties(place, glimpse);
    }

    /** A queue's slot is done with what it held: settled in the journal, or one holder fewer in scratch. */
    public void settle(long queueId, long place, int bytes) {
        if (place == Message.NOWHERE) return;
        if (place < 0) scratch.forget(place);
        else journal.settle(queueId, place, bytes);
    }

    /** The same for what left with all the others, by a purge or a deletion that the journal knows of. */
    public void forget(long place, int bytes) {
        if (place == Message.NOWHERE) return;
        if (place < 0) scratch.forget(place);
        else journal.forget(place, bytes);
    }

    /** A queue got a message back; how often is remembered where the message is. */
    public void returned(long queueId, long place, int attempts, int failures) {
        if (place >= 0) journal.returned(queueId, place, attempts, failures);
    }

    public void endOfTurn() {
        scratch.endOfTurn();
        journal.endOfTurn();
    }
}
