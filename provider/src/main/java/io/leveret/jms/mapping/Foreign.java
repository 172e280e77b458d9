package io.leveret.jms.mapping;

import io.leveret.jms.destination.Addresses;
import io.leveret.jms.message.AbstractMessage;
import io.leveret.jms.message.LeveretBytesMessage;
import io.leveret.jms.message.LeveretMapMessage;
import io.leveret.jms.message.LeveretMessage;
import io.leveret.jms.message.LeveretObjectMessage;
import io.leveret.jms.message.LeveretStreamMessage;
import io.leveret.jms.message.LeveretTextMessage;
import jakarta.jms.BytesMessage;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageEOFException;
import jakarta.jms.ObjectMessage;
import jakarta.jms.StreamMessage;
import jakarta.jms.TextMessage;
import java.util.Enumeration;

/** Another provider's messages, known by the methods of the API alone. What those throw, checked or not, comes through as it is. */
final class Foreign {
    private static final int PIECE = 64 * 1024;

    private Foreign() {}

    static AbstractMessage convert(Message foreign) throws JMSException {
        AbstractMessage ours = withBody(foreign);
        ours.setJMSCorrelationID(foreign.getJMSCorrelationID());
        ours.setJMSType(foreign.getJMSType());
        Destination replyTo = foreign.getJMSReplyTo();
        if (replyTo != null) {
            ours.setJMSReplyTo(Addresses.of(replyTo));
        }
        Enumeration<?> names = foreign.getPropertyNames();
        while (names.hasMoreElements()) {
            String name = (String) names.nextElement();
            // What its own provider has counted says nothing about ours.
            if (!name.equals(Names.DELIVERY_COUNT)) {
                ours.setObjectProperty(name, foreign.getObjectProperty(name));
            }
        }
        return ours;
    }

    /** What sending sets; the specification wants to see it on the object that was given to send. */
    static void writeBack(AbstractMessage ours, Message foreign) throws JMSException {
        foreign.setJMSDestination(ours.getJMSDestination());
        foreign.setJMSDeliveryMode(ours.getJMSDeliveryMode());
        foreign.setJMSExpiration(ours.getJMSExpiration());
        foreign.setJMSDeliveryTime(ours.getJMSDeliveryTime());
        foreign.setJMSPriority(ours.getJMSPriority());
        foreign.setJMSMessageID(ours.getJMSMessageID());
        foreign.setJMSTimestamp(ours.getJMSTimestamp());
    }

    private static AbstractMessage withBody(Message foreign) throws JMSException {
        if (foreign instanceof TextMessage text) {
            return new LeveretTextMessage(text.getText());
        }
        if (foreign instanceof BytesMessage bytes) {
            return bytes(bytes);
        }
        if (foreign instanceof MapMessage map) {
            return map(map);
        }
        if (foreign instanceof StreamMessage stream) {
            return stream(stream);
        }
        if (foreign instanceof ObjectMessage object) {
            LeveretObjectMessage ours = new LeveretObjectMessage();
            ours.setObject(object.getObject());
            return ours;
        }
        return new LeveretMessage();
    }

    private static AbstractMessage bytes(BytesMessage foreign) throws JMSException {
        LeveretBytesMessage ours = new LeveretBytesMessage();
        foreign.reset();
        byte[] piece = new byte[PIECE];
        for (int count; (count = foreign.readBytes(piece)) > 0; ) {
            ours.writeBytes(piece, 0, count);
        }
        // For who looks at it after it was sent.
        foreign.reset();
        return ours;
    }

    private static AbstractMessage map(MapMessage foreign) throws JMSException {
        LeveretMapMessage ours = new LeveretMapMessage();
        Enumeration<?> names = foreign.getMapNames();
        while (names.hasMoreElements()) {
            String name = (String) names.nextElement();
            ours.setObject(name, foreign.getObject(name));
        }
        return ours;
    }

    private static AbstractMessage stream(StreamMessage foreign) throws JMSException {
        LeveretStreamMessage ours = new LeveretStreamMessage();
        foreign.reset();
        try {
            while (true) {
                ours.writeObject(foreign.readObject());
            }
        } catch (MessageEOFException end) {
            foreign.reset();
            return ours;
        }
    }
}
