package io.leveret.jms.context;

import io.leveret.jms.message.LeveretMessage;
import jakarta.jms.BytesMessage;
import jakarta.jms.CompletionListener;
import jakarta.jms.DeliveryMode;
import jakarta.jms.Destination;
import jakarta.jms.InvalidDestinationRuntimeException;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageFormatRuntimeException;
import jakarta.jms.MessageProducer;
import java.io.Serializable;
import java.util.AbstractSet;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/**
 * What a context sends with: terms, and header fields and properties that each message gets. Those are kept in a message that is never
 * sent, so that a property set here is checked and converted as on any message.
 */
final class LeveretProducer implements JMSProducer {
    private final LeveretContext context;
    private final MessageProducer producer;
    private final LeveretMessage model = new LeveretMessage();
    private CompletionListener completion;
    private int deliveryMode = Message.DEFAULT_DELIVERY_MODE;
    private int priority = Message.DEFAULT_PRIORITY;
    private long timeToLive = Message.DEFAULT_TIME_TO_LIVE;
    private long deliveryDelay = Message.DEFAULT_DELIVERY_DELAY;
    private boolean withoutId;
    private boolean withoutTimestamp;

    LeveretProducer(LeveretContext context, MessageProducer producer) {
        this.context = context;
        this.producer = producer;
    }

    // ---- sending

    @Override
    public JMSProducer send(Destination destination, Message message) {
        if (message == null) {
            throw new MessageFormatRuntimeException("there is no message to send: it is null");
        }
        if (destination == null) {
            throw new InvalidDestinationRuntimeException("a message needs a destination, not null");
        }
        Unchecked.run(() -> {
            apply(message);
            // The context's contexts and threads are one at a time, and its producers share this one.
            producer.setDisableMessageID(withoutId);
            producer.setDisableMessageTimestamp(withoutTimestamp);
            producer.setDeliveryDelay(deliveryDelay);
            if (completion == null) {
                producer.send(destination, message, deliveryMode, priority, timeToLive);
            } else {
                producer.send(destination, message, deliveryMode, priority, timeToLive, completion);
            }
        });
        return this;
    }

    /** What is set here counts for more than what is set on the message. */
    private void apply(Message message) throws JMSException {
        for (Map.Entry<String, Object> property : model.sentProperties().entrySet()) {
            message.setObjectProperty(property.getKey(), property.getValue());
        }
        if (model.correlationBytes() != null) {
            message.setJMSCorrelationIDAsBytes(model.getJMSCorrelationIDAsBytes());
        } else if (model.getJMSCorrelationID() != null) {
            message.setJMSCorrelationID(model.getJMSCorrelationID());
        }
        if (model.getJMSType() != null) {
            message.setJMSType(model.getJMSType());
        }
        if (model.getJMSReplyTo() != null) {
            message.setJMSReplyTo(model.getJMSReplyTo());
        }
    }

    @Override
    public JMSProducer send(Destination destination, String body) {
        return send(destination, context.createTextMessage(body));
    }

    @Override
    public JMSProducer send(Destination destination, Map<String, Object> body) {
        MapMessage message = context.createMapMessage();
        if (body != null) {
            Unchecked.run(() -> {
                for (Map.Entry<String, Object> entry : body.entrySet()) {
                    message.setObject(entry.getKey(), entry.getValue());
                }
            });
        }
        return send(destination, message);
    }

    @Override
    public JMSProducer send(Destination destination, byte[] body) {
        BytesMessage message = context.createBytesMessage();
        if (body != null) {
            Unchecked.run(() -> message.writeBytes(body));
        }
        return send(destination, message);
    }

    @Override
    public JMSProducer send(Destination destination, Serializable body) {
        return send(destination, context.createObjectMessage(body));
    }

    // ---- terms

    @Override
    public JMSProducer setDisableMessageID(boolean value) {
        withoutId = value;
        return this;
    }

    @Override
    public boolean getDisableMessageID() {
        return withoutId;
    }

    @Override
    public JMSProducer setDisableMessageTimestamp(boolean value) {
        withoutTimestamp = value;
        return this;
    }

    @Override
    public boolean getDisableMessageTimestamp() {
        return withoutTimestamp;
    }

    @Override
    public JMSProducer setDeliveryMode(int deliveryMode) {
        if (deliveryMode != DeliveryMode.NON_PERSISTENT && deliveryMode != DeliveryMode.PERSISTENT) {
            throw new JMSRuntimeException(
                    "there is no delivery mode " + deliveryMode + "; 1 is NON_PERSISTENT, 2 is PERSISTENT");
        }
        this.deliveryMode = deliveryMode;
        return this;
    }

    @Override
    public int getDeliveryMode() {
        return deliveryMode;
    }

    @Override
    public JMSProducer setPriority(int priority) {
        if (priority < 0 || priority > 9) {
            throw new JMSRuntimeException("there is no priority " + priority + "; they go from 0 to 9");
        }
        this.priority = priority;
        return this;
    }

    @Override
    public int getPriority() {
        return priority;
    }

    @Override
    public JMSProducer setTimeToLive(long timeToLive) {
        this.timeToLive = checkedMillis("time to live", timeToLive);
        return this;
    }

    @Override
    public long getTimeToLive() {
        return timeToLive;
    }

    @Override
    public JMSProducer setDeliveryDelay(long deliveryDelay) {
        this.deliveryDelay = checkedMillis("delivery delay", deliveryDelay);
        return this;
    }

    @Override
    public long getDeliveryDelay() {
        return deliveryDelay;
    }

    private static long checkedMillis(String what, long millis) {
        if (millis < 0) {
            throw new JMSRuntimeException("a " + what + " of " + millis + " ms; 0 is the least");
        }
        return millis;
    }

    @Override
    public JMSProducer setAsync(CompletionListener completionListener) {
        completion = completionListener;
        return this;
    }

    @Override
    public CompletionListener getAsync() {
        return completion;
    }

    // ---- header fields

    @Override
    public JMSProducer setJMSCorrelationIDAsBytes(byte[] correlationID) {
        model.setJMSCorrelationIDAsBytes(correlationID);
        return this;
    }

    @Override
    public byte[] getJMSCorrelationIDAsBytes() {
        return model.getJMSCorrelationIDAsBytes();
    }

    @Override
    public JMSProducer setJMSCorrelationID(String correlationID) {
        model.setJMSCorrelationID(correlationID);
        return this;
    }

    @Override
    public String getJMSCorrelationID() {
        return model.getJMSCorrelationID();
    }

    @Override
    public JMSProducer setJMSType(String type) {
        model.setJMSType(type);
        return this;
    }

    @Override
    public String getJMSType() {
        return model.getJMSType();
    }

    @Override
    public JMSProducer setJMSReplyTo(Destination replyTo) {
        model.setJMSReplyTo(replyTo);
        return this;
    }

    @Override
    public Destination getJMSReplyTo() {
        return model.getJMSReplyTo();
    }

    // ---- properties

    private JMSProducer set(Unchecked.Doing property) {
        Unchecked.run(property);
        return this;
    }

    @Override
    public JMSProducer setProperty(String name, boolean value) {
        return set(() -> model.setBooleanProperty(name, value));
    }

    @Override
    public JMSProducer setProperty(String name, byte value) {
        return set(() -> model.setByteProperty(name, value));
    }

    @Override
    public JMSProducer setProperty(String name, short value) {
        return set(() -> model.setShortProperty(name, value));
    }

    @Override
    public JMSProducer setProperty(String name, int value) {
        return set(() -> model.setIntProperty(name, value));
    }

    @Override
    public JMSProducer setProperty(String name, long value) {
        return set(() -> model.setLongProperty(name, value));
    }

    @Override
    public JMSProducer setProperty(String name, float value) {
        return set(() -> model.setFloatProperty(name, value));
    }

    @Override
    public JMSProducer setProperty(String name, double value) {
        return set(() -> model.setDoubleProperty(name, value));
    }

    @Override
    public JMSProducer setProperty(String name, String value) {
        return set(() -> model.setStringProperty(name, value));
    }

    @Override
    public JMSProducer setProperty(String name, Object value) {
        return set(() -> model.setObjectProperty(name, value));
    }

    @Override
    public JMSProducer clearProperties() {
        model.clearProperties();
        return this;
    }

    @Override
    public boolean propertyExists(String name) {
        return model.propertyExists(name);
    }

    @Override
    public boolean getBooleanProperty(String name) {
        return Unchecked.get(() -> model.getBooleanProperty(name));
    }

    @Override
    public byte getByteProperty(String name) {
        return Unchecked.get(() -> model.getByteProperty(name));
    }

    @Override
    public short getShortProperty(String name) {
        return Unchecked.get(() -> model.getShortProperty(name));
    }

    @Override
    public int getIntProperty(String name) {
        return Unchecked.get(() -> model.getIntProperty(name));
    }

    @Override
    public long getLongProperty(String name) {
        return Unchecked.get(() -> model.getLongProperty(name));
    }

    @Override
    public float getFloatProperty(String name) {
        return Unchecked.get(() -> model.getFloatProperty(name));
    }

    @Override
    public double getDoubleProperty(String name) {
        return Unchecked.get(() -> model.getDoubleProperty(name));
    }

    @Override
    public String getStringProperty(String name) {
        return Unchecked.get(() -> model.getStringProperty(name));
    }

    @Override
    public Object getObjectProperty(String name) {
        return model.getObjectProperty(name);
    }

    /** A view that nobody can change. */
    @Override
    public Set<String> getPropertyNames() {
        return new AbstractSet<>() {
            @Override
            public Iterator<String> iterator() {
                return Collections.unmodifiableSet(model.sentProperties().keySet())
                        .iterator();
            }

            @Override
            public int size() {
                return model.sentProperties().size();
            }

            @Override
            public boolean contains(Object name) {
                return model.sentProperties().containsKey(name);
            }
        };
    }
}
