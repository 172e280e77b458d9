package io.leveret.jms.wire;

import io.leveret.amqp.Properties;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** One message as it came. Its place at the broker (delivery tag, channel) is known to the wire only. */
public final class Delivery extends Work {
    private static final VarHandle UNDER_WAY;

    static {
        try {
            UNDER_WAY = MethodHandles.lookup().findVarHandle(Delivery.class, "underWay", boolean.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    final ChannelCore channel;
    final long tag;
    /** Its acknowledgement was handed over; it cannot be twice at a time, since the delivery itself is the link in that list. */
    private volatile boolean underWay;

    private final String consumerTag;
    private final boolean redelivered;
    private final String exchange;
    private final String routingKey;
    private final Properties properties;
    private final byte[] body;

    Delivery(
            ChannelCore channel,
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

    /** For the one who hands its acknowledgement over; false if somebody has. */
    boolean claim() {
        return UNDER_WAY.compareAndSet(this, false, true);
    }

    @Override
    void run(Outgoing out) {
        underWay = false;
        channel.ack(tag, out);
    }

    @Override
    void lost(WireException why) {
        // Gone with its channel: the broker gives it to somebody else.
    }
}
