package io.leveret.broker.definitions;

import io.leveret.amqp.Table;

/** An exchange to be. Whether the type exists, and the arguments fit it, is known to who applies it. */
public record ExchangeDefinition(
        String virtualHost,
        String name,
        String type,
        boolean durable,
        boolean autoDelete,
        boolean internal,
        Table arguments) {}
