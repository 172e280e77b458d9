package io.leveret.broker.message;

import io.leveret.amqp.Properties;

/**
 * What a publisher sent, as it came in: the properties stay bytes and are parsed on demand, the body is never copied for fan-out.
 * It exists only while hot; a queue that has cooled it down knows its place and has it read again.
 */
public final class Message {
    /** The place of a message that was never written anywhere. */
    public static final long NOWHERE = Long.MIN_VALUE;

    /** Groups beyond number are told apart by so many numbers: those that share one share their consumer too. */
    public static final int GROUPS = 4096;

    private static final String[] HINTS = {"x-jms", "JMSXGroupID"};

    /** What a message costs on the heap besides its properties and body: its own object and those of its arrays. */
    private static final int OVERHEAD = 112;

    private final String exchange;
    private final String routingKey;
    private final Properties properties;
    private final byte[] body;
    private final boolean persistent;
    private long spilledAt = NOWHERE;
    /** What its headers ask of a queue, once somebody has looked; -1 before. */
    private byte jms = -1;

    private short group;
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

    /** Whether a JMS client sent it: then its priority counts on queues without priorities of their own. */
    public boolean isJms() {
        if (jms < 0) lookAtHeaders();
        return jms > 0;
    }

    /** Which group it belongs to, from 1 to {@link #GROUPS}, by the hash of its JMSXGroupID; 0 for none. */
    public int group() {
        if (jms < 0) lookAtHeaders();
        return group;
    }

    private void lookAtHeaders() {
        int found = properties.whichHeaders(HINTS);
        jms = (byte) (found & 1);
        if ((found & 2) == 0 || !(properties.header("JMSXGroupID") instanceof String id)) return;
        int hash = id.hashCode();
        group = (short) (1 + ((hash ^ hash >>> 16) & GROUPS - 1));
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
