package io.leveret.jms.mapping;

import io.leveret.amqp.Properties;

/** A message as it leaves; nothing of it changes when the application goes on with its object. */
public record Outgoing(String exchange, String routingKey, Properties properties, byte[] body) {}
