package io.leveret.jms.message;

import jakarta.jms.JMSException;
import jakarta.jms.MessageFormatException;
import jakarta.jms.ObjectMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;

/**
 * A serialized object, copied when it is set: what happens to the object afterwards does not reach the message. Each {@link
 * #getObject} gives a copy of its own. What came from elsewhere is read through the filter that it came with.
 */
public final class LeveretObjectMessage extends AbstractMessage implements ObjectMessage {
    private static final byte[] NOTHING = new byte[0];

    private byte[] serialized = NOTHING;
    private ObjectFilter filter = ObjectFilter.OWN;

    public LeveretObjectMessage() {}

    /** As it was received; the array is the message's from now on. */
    public LeveretObjectMessage(byte[] received, ObjectFilter filter) {
        serialized = received;
        this.filter = filter;
    }

    @Override
    public void setObject(Serializable object) throws JMSException {
        requireWritableBody();
        serialized = object == null ? NOTHING : serialize(object);
        // The application's own object: it was not a stranger who chose its class.
        filter = ObjectFilter.OWN;
    }

    @Override
    public Serializable getObject() throws JMSException {
        if (serialized.length == 0) {
            return null;
        }
        try (FilteredInput in = new FilteredInput(new ByteArrayInputStream(serialized), filter, serialized.length)) {
            return (Serializable) in.readObject();
        } catch (IOException | ClassNotFoundException | RuntimeException | LinkageError | StackOverflowError e) {
            throw because(new MessageFormatException("the object cannot be deserialized: " + reason(e)), e);
        }
    }

    @Override
    public byte[] encodeBody() {
        return serialized;
    }

    @Override
    void dropBody() {
        serialized = NOTHING;
        filter = ObjectFilter.OWN;
    }

    @Override
    boolean hasBody() {
        return serialized.length > 0;
    }

    @Override
    Class<?> bodyType() {
        return Serializable.class;
    }

    @Override
    Object body() throws JMSException {
        return getObject();
    }

    @Override
    public <T> T getBody(Class<T> type) throws JMSException {
        Serializable object = getObject();
        if (object != null && !type.isInstance(object)) {
            throw new MessageFormatException(
                    "the body is a " + object.getClass().getName() + " and no " + type.getName());
        }
        return type.cast(object);
    }

    @Override
    @SuppressWarnings("rawtypes")
    public boolean isBodyAssignableTo(Class type) {
        try {
            Serializable object = getObject();
            return object == null || type.isInstance(object);
        } catch (JMSException e) {
            return false;
        }
    }

    private static byte[] serialize(Serializable object) throws JMSException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        } catch (IOException | StackOverflowError e) {
            throw because(
                    new MessageFormatException(
                            "a " + object.getClass().getName() + " cannot be serialized: " + reason(e)),
                    e);
        }
        return bytes.toByteArray();
    }

    private static String reason(Throwable e) {
        if (e instanceof ObjectFilter.Refusal) {
            return e.getMessage();
        }
        return e.getCause() instanceof ObjectFilter.Refusal refusal ? refusal.getMessage() : e.toString();
    }

    private static MessageFormatException because(MessageFormatException wrong, Throwable why) {
        if (why instanceof Exception exception) {
            wrong.setLinkedException(exception);
        }
        wrong.initCause(why);
        return wrong;
    }
}
