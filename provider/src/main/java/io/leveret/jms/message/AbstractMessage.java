package io.leveret.jms.message;

import jakarta.jms.DeliveryMode;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageNotWriteableException;
import java.nio.charset.StandardCharsets;
import java.util.Enumeration;
import java.util.Map;

/**
 * What all kinds of message share: header, properties, and whether the body may be written. A received message is read-only, body and
 * properties apart. As every message in Jakarta Messaging, it belongs to one thread at a time.
 */
public abstract sealed class AbstractMessage implements Message
        permits LeveretMessage,
                LeveretTextMessage,
                LeveretBytesMessage,
                LeveretMapMessage,
                LeveretStreamMessage,
                LeveretObjectMessage {
    private final PropertyMap properties = new PropertyMap();
    private String messageId;
    private String correlationId;
    private byte[] correlationBytes;
    private String type;
    private Destination destination;
    private Destination replyTo;
    private long timestamp;
    private long expiration;
    private long deliveryTime;
    private int deliveryMode = DeliveryMode.PERSISTENT;
    private int priority = DEFAULT_PRIORITY;
    private boolean redelivered;
    private boolean bodyReadOnly;
    // What has come and was not asked for yet: each is null once it is decoded, or when the message was made here.
    private Undecoded header;
    private Undecoded undecodedProperties;
    private int receivedCount;
    private Acknowledger acknowledger;

    AbstractMessage() {}

    /**
     * Makes this a received message: its header and properties are what {@code from} tells when asked, body and properties become
     * read-only.
     *
     * @param deliveryCount JMSXDeliveryCount, 1 at the first delivery
     */
    public final void arrived(Undecoded from, int deliveryCount, boolean again) {
        header = from;
        undecodedProperties = from;
        receivedCount = deliveryCount;
        redelivered = again;
        bodyReadOnly = true;
    }

    /** Whom {@link #acknowledge} tells; a message that was not received has none, and acknowledging it does nothing. */
    public final void acknowledgedBy(Acknowledger session) {
        acknowledger = session;
    }

    /** The body as it travels; never changed afterwards, by neither side. */
    public abstract byte[] encodeBody() throws JMSException;

    /** The properties that travel: what the application set, or a received message's own. Not to be changed. */
    public final Map<String, Object> sentProperties() {
        return properties().values();
    }

    /** What {@link #setJMSCorrelationIDAsBytes} was given, or null: then the string is all there is. */
    public final byte[] correlationBytes() {
        header();
        return correlationBytes;
    }

    // ---- body

    @Override
    public final void clearBody() throws JMSException {
        bodyReadOnly = false;
        dropBody();
    }

    abstract void dropBody();

    /** Whether there is something that {@link #body} could give. */
    abstract boolean hasBody();

    /** The class that {@link #getBody} judges by. */
    abstract Class<?> bodyType();

    /** A body that the caller may keep. */
    abstract Object body() throws JMSException;

    @Override
    public <T> T getBody(Class<T> type) throws JMSException {
        if (!hasBody()) {
            return null;
        }
        if (!type.isAssignableFrom(bodyType())) {
            throw new MessageFormatException(
                    "the body is a " + bodyType().getSimpleName() + " and no " + type.getName());
        }
        return type.cast(body());
    }

    @Override
    @SuppressWarnings("rawtypes")
    public boolean isBodyAssignableTo(Class type) throws JMSException {
        return !hasBody() || ((Class<?>) type).isAssignableFrom(bodyType());
    }

    /** Whether there is a body, and of that class: where a body is asked for instead of a message, having none will not do. */
    public final boolean offers(Class<?> type) throws JMSException {
        return hasBody() && isBodyAssignableTo(type);
    }

    final boolean isBodyReadOnly() {
        return bodyReadOnly;
    }

    final void makeBodyReadOnly() {
        bodyReadOnly = true;
    }

    final void requireWritableBody() throws JMSException {
        if (bodyReadOnly) {
            throw new MessageNotWriteableException(
                    "the body is read-only; clearBody() empties it and frees it for writing");
        }
    }

    // ---- header

    private void header() {
        Undecoded from = header;
        if (from != null) {
            // First, since the setters that are called now come by here too.
            header = null;
            from.headerInto(this);
        }
    }

    @Override
    public final String getJMSMessageID() {
        header();
        return messageId;
    }

    @Override
    public final void setJMSMessageID(String id) {
        header();
        messageId = id;
    }

    @Override
    public final long getJMSTimestamp() {
        header();
        return timestamp;
    }

    @Override
    public final void setJMSTimestamp(long timestamp) {
        header();
        this.timestamp = timestamp;
    }

    @Override
    public final byte[] getJMSCorrelationIDAsBytes() {
        header();
        if (correlationBytes != null) {
            return correlationBytes.clone();
        }
        return correlationId == null ? null : correlationId.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public final void setJMSCorrelationIDAsBytes(byte[] id) {
        header();
        correlationBytes = id == null ? null : id.clone();
        correlationId = id == null ? null : new String(id, StandardCharsets.UTF_8);
    }

    @Override
    public final void setJMSCorrelationID(String id) {
        header();
        correlationId = id;
        correlationBytes = null;
    }

    @Override
    public final String getJMSCorrelationID() {
        header();
        return correlationId;
    }

    @Override
    public final Destination getJMSReplyTo() {
        header();
        return replyTo;
    }

    @Override
    public final void setJMSReplyTo(Destination replyTo) {
        header();
        this.replyTo = replyTo;
    }

    @Override
    public final Destination getJMSDestination() {
        header();
        return destination;
    }

    @Override
    public final void setJMSDestination(Destination destination) {
        header();
        this.destination = destination;
    }

    @Override
    public final int getJMSDeliveryMode() {
        header();
        return deliveryMode;
    }

    @Override
    public final void setJMSDeliveryMode(int mode) {
        header();
        deliveryMode = mode;
    }

    @Override
    public final boolean getJMSRedelivered() {
        return redelivered;
    }

    @Override
    public final void setJMSRedelivered(boolean redelivered) {
        this.redelivered = redelivered;
    }

    @Override
    public final String getJMSType() {
        header();
        return type;
    }

    @Override
    public final void setJMSType(String type) {
        header();
        this.type = type;
    }

    @Override
    public final long getJMSExpiration() {
        header();
        return expiration;
    }

    @Override
    public final void setJMSExpiration(long expiration) {
        header();
        this.expiration = expiration;
    }

    @Override
    public final long getJMSDeliveryTime() {
        header();
        return deliveryTime;
    }

    @Override
    public final void setJMSDeliveryTime(long time) {
        header();
        deliveryTime = time;
    }

    @Override
    public final int getJMSPriority() {
        header();
        return priority;
    }

    @Override
    public final void setJMSPriority(int priority) {
        header();
        this.priority = priority;
    }

    @Override
    public final void acknowledge() throws JMSException {
        if (acknowledger != null) {
            acknowledger.acknowledge(this);
        }
    }

    // ---- properties

    private PropertyMap properties() {
        Undecoded from = undecodedProperties;
        if (from != null) {
            undecodedProperties = null;
            properties.received(from.properties(), receivedCount, from::hidden);
        }
        return properties;
    }

    private Object property(String name) {
        return properties().get(name);
    }

    private static String named(String name) {
        return "property '" + name + "'";
    }

    @Override
    public final void clearProperties() {
        undecodedProperties = null;
        properties.clear();
    }

    @Override
    public final boolean propertyExists(String name) {
        return properties().has(name);
    }

    @Override
    public final Enumeration<String> getPropertyNames() {
        return properties().names();
    }

    @Override
    public final boolean getBooleanProperty(String name) throws JMSException {
        return Conversions.toBoolean(property(name), named(name));
    }

    @Override
    public final byte getByteProperty(String name) throws JMSException {
        return Conversions.toByte(property(name), named(name));
    }

    @Override
    public final short getShortProperty(String name) throws JMSException {
        return Conversions.toShort(property(name), named(name));
    }

    @Override
    public final int getIntProperty(String name) throws JMSException {
        return Conversions.toInt(property(name), named(name));
    }

    @Override
    public final long getLongProperty(String name) throws JMSException {
        return Conversions.toLong(property(name), named(name));
    }

    @Override
    public final float getFloatProperty(String name) throws JMSException {
        return Conversions.toFloat(property(name), named(name));
    }

    @Override
    public final double getDoubleProperty(String name) throws JMSException {
        return Conversions.toDouble(property(name), named(name));
    }

    @Override
    public final String getStringProperty(String name) throws JMSException {
        return Conversions.toText(property(name), named(name));
    }

    @Override
    public final Object getObjectProperty(String name) {
        return property(name);
    }

    @Override
    public final void setBooleanProperty(String name, boolean value) throws JMSException {
        properties().put(name, value);
    }

    @Override
    public final void setByteProperty(String name, byte value) throws JMSException {
        properties().put(name, value);
    }

    @Override
    public final void setShortProperty(String name, short value) throws JMSException {
        properties().put(name, value);
    }

    @Override
    public final void setIntProperty(String name, int value) throws JMSException {
        properties().put(name, value);
    }

    @Override
    public final void setLongProperty(String name, long value) throws JMSException {
        properties().put(name, value);
    }

    @Override
    public final void setFloatProperty(String name, float value) throws JMSException {
        properties().put(name, value);
    }

    @Override
    public final void setDoubleProperty(String name, double value) throws JMSException {
        properties().put(name, value);
    }

    @Override
    public final void setStringProperty(String name, String value) throws JMSException {
        properties().put(name, value);
    }

    @Override
    public final void setObjectProperty(String name, Object value) throws JMSException {
        properties().put(name, value);
    }

    /** Kind and id: what a log may show of a message. */
    @Override
    public final String toString() {
        return getClass().getSimpleName() + '[' + (getJMSMessageID() == null ? "no id" : messageId) + ']';
    }
}
