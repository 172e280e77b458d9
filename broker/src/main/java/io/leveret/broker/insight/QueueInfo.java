package io.leveret.broker.insight;

import io.leveret.amqp.Table;

/** A queue as it stands at one moment; the last five count since it was declared. */
public record QueueInfo(
        String virtualHost,
        String name,
        boolean durable,
        boolean exclusive,
        boolean autoDelete,
        Table arguments,
        int ready,
        int unacknowledged,
        int delayed,
        long readyBytes,
        int consumers,
        long published,
        long delivered,
        long acknowledged,
        long settled,
        long returned) {}
