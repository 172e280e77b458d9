package io.leveret.broker.topology;

import io.leveret.broker.message.Message;
import io.leveret.broker.queue.MessageQueue;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Publishes that happen all or not at all: where each goes, and whether every queue has room for all of them together, is found out
 * before the first is done. Good within one turn.
 */
public final class Rehearsal {
    /** What queues will have got by the time of the next message. */
    private static final class Load {
        int messages;
        long bytes;
    }

    private record Part(Exchange exchange, Message message, List<MessageQueue> targets, long delay) {}

    private final Delivery delivery;
    private final Publisher publisher;
    private final List<Part> parts = new ArrayList<>();
    private final Map<MessageQueue, Load> loads = new IdentityHashMap<>();

    Rehearsal(Delivery delivery, Publisher publisher) {
        this.delivery = delivery;
        this.publisher = publisher;
    }

    /** @return why it cannot be, or '' */
    public String add(Exchange exchange, Message message, List<String> moreKeys, long delay, boolean mandatory) {
        List<MessageQueue> targets = delivery.targets(exchange, message, moreKeys, publisher);
        if (targets.isEmpty() && mandatory) {
            return "NO_ROUTE - no queue gets what is sent to exchange '%s' with routing key '%s'"
                    .formatted(message.exchange(), message.routingKey());
        }
        for (MessageQueue queue : targets) {
            Load load = loads.computeIfAbsent(queue, any -> new Load());
            if (!queue.admits(message, load.messages, load.bytes)) {
                return "RESOURCE_ERROR - queue '%s' is full and refuses more (x-overflow)".formatted(queue.name());
            }
            load.messages++;
            load.bytes += message.body().length;
        }
        parts.add(new Part(exchange, message, List.copyOf(targets), delay));
        return "";
    }

    public void perform() {
        for (Part each : parts) delivery.publishTo(each.targets, each.exchange, each.message, each.delay);
    }
}
