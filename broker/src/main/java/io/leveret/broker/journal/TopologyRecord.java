package io.leveret.broker.journal;

import io.leveret.amqp.Table;

/** A decision about names and routes, in the words of the log: ids and final attributes, never questions. */
public sealed interface TopologyRecord {
    record ExchangeDeclared(String name, String type, boolean autoDelete, boolean internal, Table arguments)
            implements TopologyRecord {}

    record ExchangeDeleted(String name) implements TopologyRecord {}

    record QueueDeclared(long id, String name, boolean autoDelete, boolean exclusive, Table arguments)
            implements TopologyRecord {}

    record QueueDeleted(long id) implements TopologyRecord {}

    /**
     * All that was ready at this point of the log is gone from the queue.
     *
     * @param kept the places of what was out for delivery: that stays
     */
    record QueuePurged(long id, long[] kept) implements TopologyRecord {}

    record Bound(String source, String destination, boolean toQueue, String routingKey, Table arguments)
            implements TopologyRecord {}

    record Unbound(String source, String destination, boolean toQueue, String routingKey, Table arguments)
            implements TopologyRecord {}
}
