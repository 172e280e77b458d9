package io.leveret.jms.destination;

import jakarta.jms.Queue;
import jakarta.jms.Topic;

/**
 * Any exchange with any routing key, {@code exchange://NAME/KEY}. To send to, it is a queue and a topic alike; consumers get a
 * subscription of their own, bound with this key.
 */
public final class LeveretAddress extends LeveretDestination implements Queue, Topic {
    private static final long serialVersionUID = 1;

    private final String exchange;
    private final String routingKey;

    /** @throws IllegalArgumentException for names that AMQP cannot hold */
    public LeveretAddress(String exchange, String routingKey) {
        this.exchange = exchange.isEmpty() ? "" : Addresses.checkName("exchange", exchange);
        this.routingKey = routingKey.isEmpty() ? "" : Addresses.checkName("routing key", routingKey);
    }

    @Override
    public String exchange() {
        return exchange;
    }

    @Override
    public String routingKey() {
        return routingKey;
    }

    @Override
    public String address() {
        return Addresses.EXCHANGE + Addresses.encode(exchange).replace("/", "%2F") + '/' + Addresses.encode(routingKey);
    }

    @Override
    public boolean isQueue() {
        return false;
    }

    @Override
    public String getQueueName() {
        return address();
    }

    @Override
    public String getTopicName() {
        return address();
    }
}
