package io.leveret.broker.definitions;

import io.leveret.amqp.Table;

/** A queue to be. */
public record QueueDefinition(String virtualHost, String name, boolean durable, boolean autoDelete, Table arguments) {}
