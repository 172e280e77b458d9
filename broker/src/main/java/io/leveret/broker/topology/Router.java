package io.leveret.broker.topology;

import io.leveret.amqp.Properties;
import io.leveret.broker.queue.MessageQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * From an exchange and a routing key to a set of queues. Exchanges lead to exchanges by a flat work list; each queue and each
 * exchange is visited once a message, known by a mark instead of a set.
 */
final class Router implements Consumer<Destination> {
    private final Map<String, Exchange> exchanges;
    private final Map<String, BoundQueue> queues;
    private final List<MessageQueue> targets = new ArrayList<>();
    private final List<Exchange> toVisit = new ArrayList<>();
    private long mark;
    private boolean matched;
    private Properties message = Properties.EMPTY;
    private Publisher publisher = Publisher.NOBODY;

    Router(Map<String, Exchange> exchanges, Map<String, BoundQueue> queues) {
        this.exchanges = exchanges;
        this.queues = queues;
    }

    /** @return the queues; the list is the router's own and good until the next call */
    List<MessageQueue> route(Exchange from, String key, List<String> moreKeys, Properties properties, Publisher by) {
        mark++;
        message = properties;
        publisher = by;
        targets.clear();
        if (from.name().isEmpty()) {
            acceptByName(key);
            for (int i = 0; i < moreKeys.size(); i++) acceptByName(moreKeys.get(i));
            return targets;
        }
        accept(from);
        for (int i = 0; i < toVisit.size(); i++) {
            Exchange exchange = toVisit.get(i);
            matched = false;
            exchange.matcher().match(key, properties, this);
            for (int k = 0; k < moreKeys.size(); k++) exchange.matcher().match(moreKeys.get(k), properties, this);
            if (!matched && !exchange.alternate().isEmpty()) visitAlternate(exchange.alternate());
        }
        toVisit.clear();
        return targets;
    }

    private void visitAlternate(String name) {
        Exchange alternate = exchanges.get(name);
        // It may be declared later: until then there is nowhere to go.
        if (alternate != null) accept(alternate);
    }

    private void acceptByName(String queue) {
        BoundQueue found = queues.get(queue);
        if (found != null) accept(found);
    }

    @Override
    public void accept(Destination found) {
        // Bindings may outlive what they led to by a moment.
        if (found.isGone()) return;
        if (found instanceof Filtered filtered) {
            if (filtered.admits(message, publisher)) accept(filtered.behind());
            return;
        }
        matched = true;
        if (found instanceof BoundQueue bound) {
            if (bound.queue().markRouted(mark)) targets.add(bound.queue());
        } else if (found instanceof Exchange exchange && exchange.markVisited(mark)) {
            toVisit.add(exchange);
        }
    }
}
