package io.leveret.broker.journal;

import java.util.List;

/** Whoever has messages in the log, as the cleaner sees them. On the core loop. */
public interface Tenants {
    /** A queue's hold on one message. */
    interface Held {
        long queueId();

        /** Whether the queue still has the message, and at that place. */
        boolean isAt(long place);

        /** The message stands elsewhere from now on. */
        void movedTo(long place);
    }

    /** Shows every message in the log from one place up to, not including, another. */
    void held(long from, long upTo, HeldAt found);

    /** Takes one finding. */
    interface HeldAt {
        void found(long place, Held held);
    }

    /** All names there are, as they would be declared anew. */
    List<TopologyRecord> names();

    /** Queues declared from now on have this id or a greater one. */
    long nextQueueId();
}
