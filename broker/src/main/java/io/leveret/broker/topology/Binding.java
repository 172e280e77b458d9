package io.leveret.broker.topology;

import io.leveret.amqp.Table;
import io.leveret.broker.insight.BindingInfo;

/** A rule of one exchange: what matches goes there. Source and destination are meant as objects, not by name. */
public record Binding(Exchange source, Destination destination, String routingKey, Table arguments) {
    boolean survivesRestart() {
        return source.options().durable() && destination.survivesRestart();
    }

    boolean leadsToQueue() {
        return destination instanceof BoundQueue;
    }

    public BindingInfo info(String virtualHost) {
        return new BindingInfo(virtualHost, source.name(), destination.name(), leadsToQueue(), routingKey, arguments);
    }
}
