package io.leveret.broker.insight;

import io.leveret.amqp.Table;

/** An exchange as it stands at one moment. */
public record ExchangeInfo(
        String virtualHost,
        String name,
        String type,
        boolean durable,
        boolean autoDelete,
        boolean internal,
        Table arguments,
        int bindings,
        long published) {}
