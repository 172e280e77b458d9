package io.leveret.broker.message;

import io.leveret.amqp.Properties;

/**
 * What a publisher sent, as it came in: the properties stay bytes and are parsed on demand, the body is never copied for fan-out.
 * It exists only while hot; a queue that has cooled it down knows its place and has it read again.
 */
public final class Message {
    /** The place of a message that was never written anywhere. */
    public static final long NOWHERE = Long.MIN_VALUE;

    /** What a message costs on the heap besides its properties and body: its own object and those of its arrays. */
    private static final int OVERHEAD = 112;

    private final String exchange;
    private final String routingKey;
    private final Properties properties;
    private final byte[] body;
    private final boolean persistent;
    private long spilledAt = NOWHERE;
    /** How many queue slots and transactions keep it in memory; see {@link MemoryBudget}. */
    int holders;

    public Message(String exchange, String routingKey, Properties properties, byte[] body) {
        this.exchange = exchange;
        this.routingKey = routingKey;
        this.properties = properties;
        this.body = body;
        this.persistent = properties.has(Properties.Field.DELIVERY_MODE) && properties.deliveryMode() == 2;
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

    public byte[] body() {
        return body;
    }

    public boolean persistent() {
        return persistent;
    }

    /** Where it stands in the scratch file, or {@link #NOWHERE}. While it is hot, one place serves all that hold it. */
    public long spilledAt() {
        return spilledAt;
    }

    public void spilledAt(long place) {
        spilledAt = place;
    }

    /** What it takes of the budget while it is hot. */
    public int footprint() {
        return OVERHEAD + properties.size() + body.length;
    }

    /** The same message with other properties: what a delivery or a dead letter adds never touches the original. */
    public Message with(Properties other) {
        return new Message(exchange, routingKey, other, body);
    }
}
