package io.leveret.jms.session;

import io.leveret.jms.message.LeveretBytesMessage;
import io.leveret.jms.message.LeveretMapMessage;
import io.leveret.jms.message.LeveretMessage;
import io.leveret.jms.message.LeveretObjectMessage;
import io.leveret.jms.message.LeveretStreamMessage;
import io.leveret.jms.message.LeveretTextMessage;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.ObjectMessage;
import jakarta.jms.Session;
import jakarta.jms.StreamMessage;
import jakarta.jms.TextMessage;
import java.io.Serializable;

/** The part of a session that makes messages; they belong to no session. */
abstract class MessageMaker implements Session {

    abstract void checkOpen() throws JMSException;

    @Override
    public BytesMessage createBytesMessage() throws JMSException {
        checkOpen();
        return new LeveretBytesMessage();
    }

    @Override
    public MapMessage createMapMessage() throws JMSException {
        checkOpen();
        return new LeveretMapMessage();
    }

    @Override
    public Message createMessage() throws JMSException {
        checkOpen();
        return new LeveretMessage();
    }

    @Override
    public ObjectMessage createObjectMessage() throws JMSException {
        checkOpen();
        return new LeveretObjectMessage();
    }

    @Override
    public ObjectMessage createObjectMessage(Serializable object) throws JMSException {
        ObjectMessage message = createObjectMessage();
        message.setObject(object);
        return message;
    }

    @Override
    public StreamMessage createStreamMessage() throws JMSException {
        checkOpen();
        return new LeveretStreamMessage();
    }

    @Override
    public TextMessage createTextMessage() throws JMSException {
        checkOpen();
        return new LeveretTextMessage();
    }

    @Override
    public TextMessage createTextMessage(String text) throws JMSException {
        TextMessage message = createTextMessage();
        message.setText(text);
        return message;
    }
}
