package io.leveret.jms.mapping;

import static io.leveret.jms.mapping.PropertiesWriter.shortString;

import io.leveret.amqp.Properties;
import io.leveret.amqp.Properties.Field;
import io.leveret.amqp.Utf8;
import io.leveret.jms.destination.Addresses;
import io.leveret.jms.destination.LeveretDestination;
import io.leveret.jms.message.AbstractMessage;
import io.leveret.jms.message.ObjectFilter;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Jakarta Messaging to AMQP and back, for one connection. Any number of threads. */
public final class Mapper {
    private static final byte[] TEXT = shortString(ContentType.TEXT);
    private static final byte[] BYTES = shortString(ContentType.BYTES);
    private static final byte[] JMS = shortString(Names.JMS);
    private static final byte[] TIMESTAMP = shortString(Names.TIMESTAMP);
    private static final byte[] EXPIRATION = shortString(Names.EXPIRATION);
    private static final byte[] DELIVERY_TIME = shortString(Names.DELIVERY_TIME);
    private static final byte[] DELAY = shortString(Names.DELAY);

    private final String idPrefix;
    private final ObjectFilter filter;
    private final LongSupplier clock;
    private final AtomicLong ids = new AtomicLong();

    /**
     * @param source what no other connection in the world is called; message ids begin with it
     * @param filter what may come out of object messages
     */
    public Mapper(String source, ObjectFilter filter) {
        this(source, filter, System::currentTimeMillis);
    }

    Mapper(String source, ObjectFilter filter, LongSupplier clock) {
        this.idPrefix = "ID:" + source + ":";
        this.filter = filter;
        this.clock = clock;
    }

    // ---- out

    /**
     * Makes ready to be sent: sets on the application's object what sending sets, and encodes it. Another provider's message is
     * converted first; what its own methods throw comes through as it is.
     */
    public Outgoing outgoing(Message message, LeveretDestination to, Terms terms) throws JMSException {
        AbstractMessage ours = message instanceof AbstractMessage own ? own : Foreign.convert(message);
        long now = clock.getAsLong();
        stamp(ours, to, terms, now);
        if (ours != message) {
            Foreign.writeBack(ours, message);
        }
        return new Outgoing(to.exchange(), to.routingKey(), encode(ours, terms, now), ours.encodeBody());
    }

    private void stamp(AbstractMessage message, LeveretDestination to, Terms terms, long now) {
        message.setJMSDestination(to);
        message.setJMSDeliveryMode(terms.deliveryMode());
        message.setJMSPriority(terms.priority());
        message.setJMSMessageID(terms.withId() ? idPrefix + ids.incrementAndGet() : null);
        message.setJMSTimestamp(terms.withTimestamp() ? now : 0);
        message.setJMSExpiration(terms.timeToLive() == 0 ? 0 : later(now, terms.timeToLive()));
        message.setJMSDeliveryTime(later(now, terms.deliveryDelay()));
    }

    /** The end of time where there is no such number. */
    private static long later(long now, long by) {
        long sum = now + by;
        return sum < now ? Long.MAX_VALUE : sum;
    }

    private Properties encode(AbstractMessage message, Terms terms, long now) throws JMSException {
        PropertiesWriter out = new PropertiesWriter();
        contentType(message, out);
        String type = message.getJMSType();
        String correlation = correlation(message);
        boolean longType = type != null && !PropertiesWriter.fits(type);
        boolean longCorrelation = correlation != null && !PropertiesWriter.fits(correlation);
        out.beginHeaders();
        times(message, terms, out);
        if (longType) {
            out.header(Names.LONG_TYPE, type);
        }
        if (longCorrelation) {
            out.header(Names.LONG_CORRELATION_ID, correlation);
        }
        properties(message.sentProperties(), terms, out);
        out.endHeaders();
        out.octet(Field.DELIVERY_MODE, terms.deliveryMode());
        if (terms.priority() != Message.DEFAULT_PRIORITY) {
            out.octet(Field.PRIORITY, terms.priority());
        }
        if (correlation != null && !longCorrelation) {
            out.field(Field.CORRELATION_ID, correlation);
        }
        Destination replyTo = message.getJMSReplyTo();
        if (replyTo != null) {
            out.field(Field.REPLY_TO, Addresses.of(replyTo).replyAddress());
        }
        if (terms.timeToLive() > 0) {
            out.field(Field.EXPIRATION, Long.toString(terms.timeToLive()));
        }
        if (terms.withId()) {
            out.field(Field.MESSAGE_ID, message.getJMSMessageID());
        }
        if (terms.withTimestamp()) {
            out.timestamp(now / 1000);
        }
        if (type != null && !longType) {
            out.field(Field.TYPE, type);
        }
        return out.done();
    }

    private static void contentType(AbstractMessage message, PropertiesWriter out) throws JMSException {
        String type = ContentType.of(message);
        if (type.equals(ContentType.TEXT)) {
            out.field(Field.CONTENT_TYPE, TEXT);
        } else if (type.equals(ContentType.BYTES)) {
            out.field(Field.CONTENT_TYPE, BYTES);
        } else {
            out.field(Field.CONTENT_TYPE, type);
        }
    }

    private static void times(AbstractMessage message, Terms terms, PropertiesWriter out) {
        out.header(JMS, (byte) 1);
        if (terms.withTimestamp()) {
            out.header(TIMESTAMP, message.getJMSTimestamp());
        }
        if (terms.timeToLive() > 0) {
            out.header(EXPIRATION, message.getJMSExpiration());
        }
        // Without a delay it is the timestamp, where there is one.
        if (terms.deliveryDelay() > 0 || !terms.withTimestamp()) {
            out.header(DELIVERY_TIME, message.getJMSDeliveryTime());
        }
        if (terms.deliveryDelay() > 0) {
            out.header(DELAY, terms.deliveryDelay());
        }
    }

    private static void properties(Map<String, Object> properties, Terms terms, PropertiesWriter out)
            throws JMSException {
        for (Map.Entry<String, Object> property : properties.entrySet()) {
            String name = property.getKey();
            // The count is the receiver's, and a delay is told once.
            boolean taken = name.equals(Names.DELIVERY_COUNT)
                    || name.equals(Names.ATTEMPTS)
                    || terms.deliveryDelay() > 0 && name.equals(Names.DELAY);
            if (!taken) {
                out.header(name, property.getValue());
            }
        }
    }

    /** Octets that are no UTF-8 go through as they are. */
    private static String correlation(AbstractMessage message) {
        byte[] octets = message.correlationBytes();
        return octets == null ? message.getJMSCorrelationID() : Utf8.decode(octets);
    }

    // ---- in

    /** A received message; its header, properties and body are decoded when they are asked for. The body is the message's from now on. */
    public AbstractMessage incoming(
            Properties properties, byte[] body, String exchange, String routingKey, boolean redelivered) {
        boolean ours = properties.header(Names.JMS) != null;
        AbstractMessage message =
                ours ? ContentType.ours(properties.contentType(), body, filter) : ContentType.foreign(properties, body);
        message.arrived(
                new Incoming(properties, ours, exchange, routingKey),
                redelivered ? 1 + earlierDeliveries(properties) : 1,
                redelivered);
        return message;
    }

    /** At least one, since it is said to be redelivered; the broker may know better. */
    private static int earlierDeliveries(Properties properties) {
        Object counted = Objects.requireNonNullElse(
                properties.header(Names.ATTEMPTS),
                Objects.requireNonNullElse(properties.header(Names.RABBIT_DELIVERIES), 1));
        return counted instanceof Number number
                ? (int) Math.max(1, Math.min(Integer.MAX_VALUE - 1, number.longValue()))
                : 1;
    }
}
