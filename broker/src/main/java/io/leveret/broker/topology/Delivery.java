package io.leveret.broker.topology;

import io.leveret.broker.journal.Journal;
import io.leveret.broker.message.Message;
import io.leveret.broker.queue.DeadLetter;
import io.leveret.broker.queue.MessageQueue;
import io.leveret.broker.queue.QueueArguments;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From a published message to the queues that hold it: route, ask the full ones, store once, enqueue. */
public final class Delivery {
    private static final Logger log = LoggerFactory.getLogger(Delivery.class);

    /** How many dead letters move before others have their turn. */
    private static final int DRAINED_AT_ONCE = 64;

    private final Router router;
    private final Map<String, Exchange> exchanges;
    private final Journal journal;
    private final QueueHouse house;
    /** Dead letters become tasks, so that a chain of queues never recurses. */
    private final ArrayDeque<DeadLetter> deadLetters = new ArrayDeque<>();

    private final ArrayDeque<Aside> asides = new ArrayDeque<>();

    private record Aside(Exchange exchange, Message message) {}

    private long[] durableIds = new long[16];
    private boolean draining;
    /** Spilling does not keep up: dead letters wait where they are, they would only make it more. */
    private boolean behind;

    private long published;

    Delivery(Router router, Map<String, Exchange> exchanges, Journal journal, QueueHouse house) {
        this.router = router;
        this.exchanges = exchanges;
        this.journal = journal;
        this.house = house;
    }

    public Outcome publish(Exchange exchange, Message message, List<String> moreKeys, long delay, Publisher by) {
        exchange.countPublish();
        published++;
        List<MessageQueue> targets = targets(exchange, message, moreKeys, by);
        if (targets.isEmpty()) return Outcome.UNROUTABLE;
        boolean rejected = false;
        for (int i = targets.size() - 1; i >= 0; i--) {
            if (targets.get(i).admits(message)) continue;
            refused(targets.remove(i), message);
            rejected = true;
        }
        message.properties().forgetParsed();
        deliver(message, targets, delay, delay > 0 && !exchange.holdsBack());
        return rejected ? Outcome.REJECTED : Outcome.ROUTED;
    }

    /** @return the queues that get it, good until the next message is routed */
    List<MessageQueue> targets(Exchange exchange, Message message, List<String> moreKeys, Publisher by) {
        return router.route(exchange, message.routingKey(), moreKeys, message.properties(), by);
    }

    /** For publishes that are to be done together or not at all. */
    public Rehearsal rehearse(Publisher by) {
        return new Rehearsal(this, by);
    }

    /** To queues that have been asked already. */
    void publishTo(List<MessageQueue> targets, Exchange exchange, Message message, long delay) {
        exchange.countPublish();
        published++;
        message.properties().forgetParsed();
        deliver(message, targets, delay, delay > 0 && !exchange.holdsBack());
    }

    /** How many messages were published, to whatever exchange. */
    public long published() {
        return published;
    }

    private void refused(MessageQueue queue, Message message) {
        if (queue.arguments().overflow() != QueueArguments.Overflow.REJECT_PUBLISH_DLX) return;
        if (!queue.arguments().hasDeadLetterExchange()) return;
        DeadLetter.Cause cause = DeadLetter.Cause.of(DeadLetter.Reason.MAXLEN);
        house.deadLetter(new DeadLetter(queue, message, cause, null, 0));
    }

    private void deliver(Message message, List<MessageQueue> targets, long delay, boolean agesWaiting) {
        long place = message.persistent() ? store(message, delay, agesWaiting, targets) : Message.NOWHERE;
        for (int i = 0; i < targets.size(); i++) {
            MessageQueue queue = targets.get(i);
            queue.enqueue(message, queue.options().durable() ? place : Message.NOWHERE, delay, agesWaiting);
        }
    }

    /** Once, for all the queues that outlive a restart. */
    private long store(Message message, long delay, boolean agesWaiting, List<MessageQueue> targets) {
        if (durableIds.length < targets.size()) durableIds = new long[targets.size() * 2];
        int count = 0;
        for (int i = 0; i < targets.size(); i++) {
            if (targets.get(i).options().durable())
                durableIds[count++] = targets.get(i).id();
        }
        return count == 0 ? Message.NOWHERE : journal.store(message, delay, agesWaiting, durableIds, count);
    }

    // ---- dead letters

    void addDeadLetter(DeadLetter letter) {
        deadLetters.addLast(letter);
        drainThisTurn();
    }

    /** A message of the broker's own, which may come from the midst of another's delivery: routed in this turn, but not in here. */
    void publishAside(Exchange exchange, Message message) {
        asides.addLast(new Aside(exchange, message));
        drainThisTurn();
    }

    private void drainThisTurn() {
        if (draining) return;
        draining = true;
        house.turns().serveThisTurn(this::drain);
    }

    void storeIsBehind(boolean isBehind) {
        if (behind == isBehind) return;
        behind = isBehind;
        if (!behind && (!deadLetters.isEmpty() || !asides.isEmpty())) drainThisTurn();
    }

    private void drain() {
        draining = false;
        if (behind) return;
        try {
            for (int left = DRAINED_AT_ONCE; left > 0; left--) {
                DeadLetter letter = deadLetters.pollFirst();
                if (letter != null) {
                    bury(letter);
                    continue;
                }
                Aside aside = asides.pollFirst();
                if (aside == null) return;
                publish(aside.exchange(), aside.message(), List.of(), 0, Publisher.NOBODY);
            }
        } finally {
            if (!behind && (!deadLetters.isEmpty() || !asides.isEmpty())) drainThisTurn();
        }
    }

    private void bury(DeadLetter letter) {
        // In one turn, so that after a crash it stands in one place, not in both and not in neither.
        try {
            redirect(letter);
        } catch (RuntimeException fault) {
            log.error(
                    "a dead letter of queue '{}' could not be routed and is dropped",
                    letter.from().name(),
                    fault);
        }
        letter.settle();
    }

    private void redirect(DeadLetter letter) {
        if (letter.goesToNamedQueue()) {
            Message dead = DeathNotice.of(letter, house.clock().wallMillis());
            MessageQueue queue = house.deadLetterQueue(dead.routingKey());
            dead.properties().forgetParsed();
            // Whoever makes it go round gives it back each time: that is no circle of its own making.
            if (queue.admits(dead)) deliver(dead, List.of(queue), 0, false);
            return;
        }
        Exchange exchange = exchanges.get(letter.from().arguments().deadLetterExchange());
        if (exchange == null) return;
        Message dead = DeathNotice.of(letter, house.clock().wallMillis());
        List<String> copies = RoutingHeaders.keys(dead.properties(), "CC");
        List<MessageQueue> targets =
                router.route(exchange, dead.routingKey(), copies, dead.properties(), Publisher.NOBODY);
        if (letter.reason() != DeadLetter.Reason.REJECTED) {
            DeathNotice notice = DeathNotice.read(dead);
            targets.removeIf(queue -> notice.goesRoundFor(queue.name()));
        }
        targets.removeIf(queue -> !queue.admits(dead));
        dead.properties().forgetParsed();
        deliver(dead, targets, 0, false);
    }
}
