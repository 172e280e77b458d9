package io.leveret.broker.topology;

import io.leveret.amqp.ChannelError;
import io.leveret.broker.journal.Journal;
import io.leveret.broker.journal.Restored;
import io.leveret.broker.journal.RestoredQueue;
import io.leveret.broker.journal.TopologyRecord;
import io.leveret.broker.loop.Clock;
import io.leveret.broker.queue.MessageQueue;
import io.leveret.broker.queue.QueueArguments;
import io.leveret.broker.queue.QueueOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Builds a virtual host again from what its journal tells. Nothing of it is written anew. */
final class Restoration {
    private static final Logger log = LoggerFactory.getLogger(Restoration.class);

    private final VirtualHost host;
    private final Journal journal;
    private final Clock clock;

    Restoration(VirtualHost host, Journal journal, Clock clock) {
        this.host = host;
        this.journal = journal;
        this.clock = clock;
    }

    void of(Restored restored) {
        for (TopologyRecord.ExchangeDeclared each : restored.exchanges()) host.restore(each);
        for (TopologyRecord.QueueDeclared each : restored.queues()) {
            RestoredQueue messages = restored.takeMessages(each.id());
            if (each.exclusive()) {
                // Its connection is gone, and what it held with it.
                journal.append(new TopologyRecord.QueueDeleted(each.id()));
            } else {
                fill(host.restore(each), messages, restored.seenUpTo());
            }
        }
        for (TopologyRecord.Bound each : restored.bindings()) bind(each);
    }

    private void bind(TopologyRecord.Bound binding) {
        try {
            host.restore(binding);
        } catch (ChannelError wrong) {
            // It was right once. Without its condition it would let through what nobody asked for.
            log.error("vhost '{}': {} is not restored: {}", host.name(), binding, wrong.text());
        }
    }

    private void fill(MessageQueue queue, RestoredQueue messages, long seenUpTo) {
        // Deadlines were written by the wall clock, and go on from here by the one that never jumps.
        long ahead = clock.millis() - clock.wallMillis();
        long now = clock.millis();
        messages.drainInOrder(entry -> {
            long ttl = entry.ttl() < 0
                    ? queue.arguments().messageTtl()
                    : Math.min(entry.ttl(), queue.arguments().messageTtl());
            long visible = entry.storedAt() + entry.delay();
            long alive = entry.hints().agesWaiting() ? entry.storedAt() : visible;
            long expiresAt = ttl == MessageQueue.NEVER ? MessageQueue.NEVER : alive + ttl + ahead;
            long due = entry.delay() > 0 && visible + ahead > now ? visible + ahead : 0;
            boolean seen = entry.order() < seenUpTo || entry.attempts() > 0;
            queue.atRest()
                    .restore(
                            entry.place(),
                            entry.bytes(),
                            entry.priority(),
                            entry.hints(),
                            expiresAt,
                            due,
                            seen,
                            entry.attempts(),
                            entry.failures());
        });
    }

    static MessageQueue queue(TopologyRecord.QueueDeclared declared, QueueHouse house, String subject) {
        QueueArguments arguments;
        try {
            arguments = QueueArguments.parse(declared.arguments(), subject);
        } catch (RuntimeException wrong) {
            // It was right once. Whatever it is now, its messages are worth more than its arguments.
            log.error("{} is restored without its arguments {}", subject, declared.arguments(), wrong);
            arguments = QueueArguments.NONE;
        }
        return new MessageQueue(
                declared.id(),
                declared.name(),
                new QueueOptions(true, declared.exclusive(), declared.autoDelete()),
                arguments.withDefaultLimit(house.quorumDeliveryLimit()),
                house);
    }
}
