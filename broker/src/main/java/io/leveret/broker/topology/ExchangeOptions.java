package io.leveret.broker.topology;

/**
 * What an exchange was declared as, besides type and arguments.
 *
 * @param internal clients cannot publish to it, exchanges can
 */
public record ExchangeOptions(boolean durable, boolean autoDelete, boolean internal) {
    static final ExchangeOptions PREDECLARED = new ExchangeOptions(true, false, false);
}
