package io.leveret.broker.queue;

/**
 * What a queue was declared as, besides its arguments.
 *
 * @param exclusive it belongs to one connection and goes with it
 */
public record QueueOptions(boolean durable, boolean exclusive, boolean autoDelete) {}
