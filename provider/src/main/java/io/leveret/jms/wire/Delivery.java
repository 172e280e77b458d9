package io.leveret.jms.wire;

import io.leveret.amqp.Properties;

/** One message as it came. Its place at the broker (delivery tag, channel) is known to the wire only. */
public final class Delivery extends Work {
    final WireChannel channel;
    final long tag;
    private final String consumerTag;
    private final boolean redelivered;
    private final String exchange;
    private final String routingKey;
    private final Properties properties;
    private final byte[] body;

    Delivery(
            WireChannel channel,
            String consumerTag,
            long tag,
            boolean redelivered,
            String exchange,
            String routingKey,
            Properties properties,
            byte[] body) {
        this.channel = channel;
        this.consumerTag = consumerTag;
        this.tag = tag;
        this.redelivered = redelivered;
        this.exchange = exchange;
        this.routingKey = routingKey;
        this.properties = properties;
        this.body = body;
    }

    /** Empty for a message fetched by {@link WireChannel#get}. */
    public String consumerTag() {
        return consumerTag;
    }

    public boolean redelivered() {
        return redelivered;
    }

    public String exchange() {
        return exchange;
    }

    public String routingKey() {
        return routingKey;
    }

    public Properties properties() {
        return properties;
    }

    /** The bytes themselves, not a copy; nobody else has them. */
    public byte[] body() {
        return body;
    }
}
