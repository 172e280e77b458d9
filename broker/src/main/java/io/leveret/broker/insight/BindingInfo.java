package io.leveret.broker.insight;

import io.leveret.amqp.Table;

/** One rule of an exchange. */
public record BindingInfo(
        String virtualHost, String source, String destination, boolean toQueue, String routingKey, Table arguments) {}
