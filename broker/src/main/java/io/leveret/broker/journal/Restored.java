package io.leveret.broker.journal;

import io.leveret.broker.journal.TopologyRecord.Bound;
import io.leveret.broker.journal.TopologyRecord.ExchangeDeclared;
import io.leveret.broker.journal.TopologyRecord.ExchangeDeleted;
import io.leveret.broker.journal.TopologyRecord.QueueDeclared;
import io.leveret.broker.journal.TopologyRecord.QueueDeleted;
import io.leveret.broker.journal.TopologyRecord.QueuePurged;
import io.leveret.broker.journal.TopologyRecord.Unbound;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a virtual host was when its log ended: its names, and for each queue what waits in it, in order. */
public final class Restored implements Replay {
    private final Map<String, ExchangeDeclared> exchanges = new LinkedHashMap<>();
    private final Map<Long, QueueDeclared> queues = new LinkedHashMap<>();
    private final Set<Bound> bindings = new LinkedHashSet<>();
    private final Map<Long, RestoredQueue> messages = new LinkedHashMap<>();
    private final Set<Long> deleted = new HashSet<>();
    private SegmentLedger ledger;
    private long capacity = 1;
    private long nextQueueId = 1;
    private boolean stopped = true;
    private long deletedBelow;

    @Override
    public void begin(SegmentLedger into, int segmentCapacity) {
        ledger = into;
        capacity = segmentCapacity;
    }

    // ---- what the log tells

    @Override
    public void stored(long place, long movedFrom, long order, long storedAt, LogRecord.Terms terms, long[] queueIds) {
        stopped = false;
        ledger.stored(place / capacity, terms.bytes(), queueIds.length);
        for (long id : queueIds) {
            if (isDeleted(id)) {
                ledger.settled(place / capacity, terms.bytes());
                continue;
            }
            RestoredQueue queue = messages.computeIfAbsent(id, any -> new RestoredQueue());
            if (movedFrom >= 0) settled(id, movedFrom);
            queue.add(place, order, storedAt, terms);
        }
    }

    private boolean isDeleted(long id) {
        return deleted.contains(id) || id < deletedBelow && !queues.containsKey(id);
    }

    @Override
    public void settled(long queueId, long place) {
        stopped = false;
        RestoredQueue queue = messages.get(queueId);
        int bytes = queue == null ? -1 : queue.remove(place);
        if (bytes >= 0) ledger.settled(place / capacity, bytes);
    }

    @Override
    public void returned(long queueId, long place, int attempts, int failures) {
        stopped = false;
        RestoredQueue queue = messages.get(queueId);
        if (queue != null) queue.returned(place, attempts, failures);
    }

    @Override
    public void topology(TopologyRecord change) {
        stopped = false;
        if (change instanceof ExchangeDeclared it) {
            exchanges.put(it.name(), it);
        } else if (change instanceof ExchangeDeleted it) {
            exchanges.remove(it.name());
            bindings.removeIf(each -> each.source().equals(it.name())
                    || !each.toQueue() && each.destination().equals(it.name()));
        } else if (change instanceof QueueDeclared it) {
            queues.put(it.id(), it);
            nextQueueId = Math.max(nextQueueId, it.id() + 1);
        } else if (change instanceof QueueDeleted it) {
            delete(it.id());
        } else if (change instanceof QueuePurged it) {
            purge(it);
        } else if (change instanceof Bound it) {
            bindings.add(it);
        } else if (change instanceof Unbound it) {
            bindings.remove(new Bound(it.source(), it.destination(), it.toQueue(), it.routingKey(), it.arguments()));
        }
    }

    private void delete(long id) {
        QueueDeclared queue = queues.remove(id);
        deleted.add(id);
        drop(id);
        if (queue != null) {
            bindings.removeIf(each -> each.toQueue() && each.destination().equals(queue.name()));
        }
    }

    private void drop(long id) {
        RestoredQueue gone = messages.remove(id);
        if (gone != null) gone.forEach((place, bytes) -> ledger.settled(place / capacity, bytes));
    }

    private void purge(QueuePurged purge) {
        RestoredQueue queue = messages.get(purge.id());
        if (queue == null) return;
        RestoredQueue kept = new RestoredQueue();
        Set<Long> out = new HashSet<>();
        for (long place : purge.kept()) out.add(place);
        queue.forEachEntry(entry -> {
            if (out.contains(entry.place())) kept.add(entry);
            else ledger.settled(entry.place() / capacity, entry.bytes());
        });
        messages.put(purge.id(), kept);
    }

    @Override
    public void snapshot(LogRecord.Snapshot all) {
        stopped = false;
        exchanges.clear();
        queues.clear();
        bindings.clear();
        all.names().forEach(this::topology);
        nextQueueId = Math.max(nextQueueId, all.nextQueueId());
        deletedBelow = all.nextQueueId();
        for (Long id : new ArrayList<>(messages.keySet())) if (isDeleted(id)) drop(id);
    }

    @Override
    public void stopped() {
        stopped = true;
    }

    // ---- what it comes to

    public List<ExchangeDeclared> exchanges() {
        return List.copyOf(exchanges.values());
    }

    /**
     * The queues there were. Messages whose queue nobody declared (its declaration stood in damage) are in a queue named after its
     * number: they are not lost.
     */
    public List<QueueDeclared> queues() {
        List<QueueDeclared> all = new ArrayList<>(queues.values());
        messages.forEach((id, waiting) -> {
            if (queues.containsKey(id) || waiting.size() == 0) return;
            all.add(new QueueDeclared(id, "recovered." + id, false, false, io.leveret.amqp.Table.EMPTY));
        });
        return all;
    }

    public List<Bound> bindings() {
        return List.copyOf(bindings);
    }

    /** What waits in a queue, taken out of here: each queue is asked for once. */
    public RestoredQueue takeMessages(long queueId) {
        RestoredQueue queue = messages.remove(queueId);
        return queue == null ? new RestoredQueue() : queue;
    }

    public long messageCount() {
        return messages.values().stream().mapToLong(RestoredQueue::size).sum();
    }

    public long nextQueueId() {
        long highest = nextQueueId;
        for (Long id : messages.keySet()) highest = Math.max(highest, id + 1);
        return highest;
    }

    /** Whether the broker ended in order; if not, anything may have been delivered. */
    public boolean endedInOrder() {
        return stopped;
    }
}
