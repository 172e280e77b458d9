package io.leveret.broker.core;

import io.leveret.broker.journal.Journal;
import io.leveret.broker.journal.TopologyRecord;
import io.leveret.broker.message.Message;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** A journal in a map: its reads come late, what is appended becomes durable when the test says so, and misuse is told. */
final class LateJournal implements Journal {
    private static final class Stored {
        final Message message;
        final Set<Long> queues;
        int holders;

        Stored(Message message, Set<Long> queues) {
            this.message = message;
            this.queues = queues;
            holders = queues.size();
        }
    }

    private final LateReads reads;
    private final Consumer<String> violation;
    private final Map<Long, Stored> messages = new HashMap<>();
    /** The position behind the first store of a message, by its id: before that is durable nobody may hear of it. */
    private final Map<String, Long> storedAt = new HashMap<>();

    private Listener listener;
    private long position;
    private long durable;

    LateJournal(LateReads reads, Consumer<String> violation) {
        this.reads = reads;
        this.violation = violation;
    }

    /** What is appended up to there is on disk now. To be run on the loop. */
    void force(long upTo) {
        durable = upTo;
        listener.durableUpTo(upTo);
    }

    /** The position that must be durable before a publish of that message may be confirmed; 0 when it was not stored. */
    long storedAt(String id) {
        return storedAt.getOrDefault(id, 0L);
    }

    int alive() {
        return messages.size();
    }

    @Override
    public void listener(Listener to) {
        listener = to;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public long durable() {
        return durable;
    }

    @Override
    public long store(Message message, long delay, boolean agesWaiting, long[] queueIds, int count) {
        Set<Long> queues = new HashSet<>();
        for (int i = 0; i < count; i++) queues.add(queueIds[i]);
        if (queues.size() != count || count == 0) violation.accept("stored for " + queues + ", told " + count);
        long place = position++;
        messages.put(place, new Stored(message, queues));
        storedAt.putIfAbsent(message.properties().messageId(), position);
        return place;
    }

    @Override
    public void settle(long queueId, long place, int bytes) {
        position++;
        Stored stored = messages.get(place);
        if (stored == null || !stored.queues.remove(queueId)) {
            violation.accept("queue " + queueId + " settles place " + place + ", which it does not hold");
            return;
        }
        if (bytes != stored.message.body().length) violation.accept("settles " + bytes + " bytes at place " + place);
        if (--stored.holders == 0) messages.remove(place);
    }

    @Override
    public void returned(long queueId, long place, int attempts, int failures) {
        position++;
        Stored stored = messages.get(place);
        if (stored == null || !stored.queues.contains(queueId)) {
            violation.accept("queue " + queueId + " got back place " + place + ", which it does not hold");
        }
    }

    @Override
    public void forget(long place, int bytes) {
        Stored stored = messages.get(place);
        if (stored == null) {
            violation.accept("forgets place " + place + ", where nothing stands any more");
            return;
        }
        // Which queue it was, a purge or a deletion has said.
        if (--stored.holders == 0) messages.remove(place);
    }

    @Override
    public void append(TopologyRecord record) {
        position++;
    }

    @Override
    public void read(long place, Arrival arrival) {
        Stored stored = messages.get(place);
        if (stored == null) violation.accept("read at " + place + ", where nothing stands any more");
        else reads.ask(stored.message, arrival);
    }

    @Override
    public void endOfTurn() {
        // It is durable when the test says so.
    }

    @Override
    public long behind() {
        return 0;
    }

    @Override
    public void close(Runnable closed) {
        messages.clear();
        closed.run();
    }
}
