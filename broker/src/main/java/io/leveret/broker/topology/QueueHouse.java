package io.leveret.broker.topology;

import io.leveret.broker.journal.MessageStore;
import io.leveret.broker.loop.Clock;
import io.leveret.broker.loop.Slice;
import io.leveret.broker.loop.Timers;
import io.leveret.broker.loop.Turns;
import io.leveret.broker.queue.DeadLetter;
import io.leveret.broker.queue.MessageQueue;
import io.leveret.broker.queue.Surroundings;
import java.util.ArrayDeque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the queues of a virtual host live in: time, turns, memory and the way out for dead letters. */
public final class QueueHouse implements Surroundings {
    private static final Logger log = LoggerFactory.getLogger(QueueHouse.class);

    /** How long one turn may cool messages: it has done its own work already. */
    private static final long COOL_NANOS = 1_000_000;

    /** How many messages are cooled before memory and clock are looked at again. */
    private static final int COOL_AT_ONCE = 512;

    private final Clock clock;
    private final Turns turns;
    private final MessageStore store;
    private final int quorumDeliveryLimit;
    /** Queues that may hold hot messages; whoever is at the front is cooled first. */
    private final ArrayDeque<MessageQueue> warm = new ArrayDeque<>();

    private boolean goesOnCooling;

    private VirtualHost host;
    private Delivery delivery;

    public QueueHouse(Clock clock, Turns turns, MessageStore store) {
        this(clock, turns, store, -1);
    }

    /** @param quorumDeliveryLimit after how many failures a message leaves a quorum queue that does not say; -1 for never */
    public QueueHouse(Clock clock, Turns turns, MessageStore store, int quorumDeliveryLimit) {
        this.quorumDeliveryLimit = quorumDeliveryLimit;
        this.clock = clock;
        this.turns = turns;
        this.store = store;
    }

    int quorumDeliveryLimit() {
        return quorumDeliveryLimit;
    }

    void furnish(VirtualHost of, Delivery way) {
        host = of;
        delivery = way;
    }

    @Override
    public Clock clock() {
        return clock;
    }

    @Override
    public Timers timers() {
        return turns.timers();
    }

    Turns turns() {
        return turns;
    }

    @Override
    public MessageStore store() {
        return store;
    }

    @Override
    public void serveThisTurn(MessageQueue queue) {
        turns.serveThisTurn(queue);
        if (queue.markWarm()) warm.addLast(queue);
    }

    /** The disk does not keep up with what is spilled: what need not add to it now waits. */
    public void storeIsBehind(boolean isBehind) {
        delivery.storeIsBehind(isBehind);
    }

    /** At the end of each turn: over the budget, queues let go of what is needed last; for a moment, then in the next turn. */
    public void keepWithinBudget() {
        if (!store.budget().exceeded() || cool() || goesOnCooling) return;
        goesOnCooling = true;
        turns.later(stopAt -> {
            // The turn that this makes goes on with it at its end, like any other.
            goesOnCooling = false;
            return true;
        });
    }

    /** @return false when time was up and there is more to cool */
    private boolean cool() {
        int looked = 0;
        long since = 0;
        for (int left = warm.size(); left > 0 && store.budget().exceeded(); left--) {
            MessageQueue queue = warm.pollFirst();
            int cooled = queue.isDeleted() ? 0 : queue.coolFromTheEnd(COOL_AT_ONCE);
            if (cooled == 0) {
                // It comes back with the next message that it gets.
                queue.unmarkWarm();
                continue;
            }
            warm.addLast(queue);
            if (cooled >= COOL_AT_ONCE) left++;
            looked += cooled;
            if (looked < COOL_AT_ONCE) continue;
            looked = 0;
            long now = clock.nanos();
            if (since == 0) since = now;
            else if (now - since >= COOL_NANOS) return !store.budget().exceeded();
        }
        return true;
    }

    @Override
    public void deadLetter(DeadLetter letter) {
        delivery.addDeadLetter(letter);
    }

    @Override
    public void expired(MessageQueue queue, String why) {
        log.info("queue '{}' in vhost '{}' is deleted: {}", queue.name(), host.name(), why);
        host.delete(queue);
    }

    @Override
    public void later(Slice work) {
        turns.later(work);
    }

    @Override
    public void lost(MessageQueue queue, String why) {
        log.error(
                "a message of queue '{}' in vhost '{}' could not be read back and is lost: {}",
                queue.name(),
                host.name(),
                why);
    }
}
