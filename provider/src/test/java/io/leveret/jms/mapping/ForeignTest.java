package io.leveret.jms.mapping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leveret.jms.destination.LeveretQueue;
import io.leveret.jms.message.AbstractMessage;
import io.leveret.jms.message.LeveretBytesMessage;
import io.leveret.jms.message.LeveretMapMessage;
import io.leveret.jms.message.LeveretMessage;
import io.leveret.jms.message.LeveretObjectMessage;
import io.leveret.jms.message.LeveretStreamMessage;
import io.leveret.jms.message.LeveretTextMessage;
import io.leveret.jms.message.ObjectFilter;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageEOFException;
import jakarta.jms.ObjectMessage;
import jakarta.jms.Queue;
import jakarta.jms.StreamMessage;
import jakarta.jms.TextMessage;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Another provider's message, of which nothing but the API is known: here each is one of ours behind a proxy. */
class ForeignTest {
    private static final Terms TERMS = new Terms(1, 6, 5_000, 70, true, true);

    private final Mapper mapper = new Mapper("c1", ObjectFilter.VALUES);
    private final Set<String> called = new HashSet<>();

    private <T extends Message> T foreign(Class<T> api, AbstractMessage behind) {
        return api.cast(Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {api}, (proxy, method, args) -> {
                    called.add(method.getName());
                    try {
                        return method.invoke(behind, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    private AbstractMessage over(Message message) throws JMSException {
        Outgoing sent = mapper.outgoing(message, new LeveretQueue("orders"), TERMS);
        return mapper.incoming(sent.properties(), sent.body(), sent.exchange(), sent.routingKey(), false);
    }

    @Test
    void itsHeaderIsTakenOverAndWrittenBack() throws JMSException {
        LeveretMessage behind = new LeveretMessage();
        behind.setJMSType("t");
        behind.setJMSCorrelationID("c");
        behind.setJMSReplyTo((Queue) () -> "answers");
        behind.setFloatProperty("f", 1.5f);
        behind.setObjectProperty("JMSXDeliveryCount", 7);
        AbstractMessage received = over(foreign(Message.class, behind));
        assertEquals("t", received.getJMSType());
        assertEquals("c", received.getJMSCorrelationID());
        assertEquals(new LeveretQueue("answers"), received.getJMSReplyTo());
        assertEquals(List.of("f", "JMSXDeliveryCount"), Collections.list(received.getPropertyNames()));
        assertEquals(1.5f, received.getObjectProperty("f"));
        assertEquals(1, received.getIntProperty("JMSXDeliveryCount"));
        assertEquals(received.getJMSMessageID(), behind.getJMSMessageID());
        assertEquals(received.getJMSTimestamp(), behind.getJMSTimestamp());
        assertEquals(received.getJMSExpiration(), behind.getJMSExpiration());
        assertEquals(received.getJMSDeliveryTime(), behind.getJMSDeliveryTime());
        assertEquals(6, behind.getJMSPriority());
        assertEquals(1, behind.getJMSDeliveryMode());
        assertEquals(new LeveretQueue("orders"), behind.getJMSDestination());
        assertTrue(behind.getJMSMessageID().startsWith("ID:"));
    }

    @Test
    void everyKindOfBodyIsReadThroughTheApi() throws JMSException {
        assertEquals("x", ((TextMessage) over(foreign(TextMessage.class, new LeveretTextMessage("x")))).getText());
        LeveretBytesMessage bytes = new LeveretBytesMessage();
        bytes.writeBytes(new byte[200_000]);
        assertEquals(200_000, ((BytesMessage) over(foreign(BytesMessage.class, bytes))).getBodyLength());
        assertEquals(0, bytes.readByte());
        LeveretMapMessage map = new LeveretMapMessage();
        map.setChar("c", 'x');
        assertEquals('x', ((MapMessage) over(foreign(MapMessage.class, map))).getChar("c"));
        LeveretStreamMessage stream = new LeveretStreamMessage();
        stream.writeShort((short) 1);
        stream.writeObject(null);
        StreamMessage back = (StreamMessage) over(foreign(StreamMessage.class, stream));
        assertEquals((short) 1, back.readObject());
        back.readObject();
        assertThrows(MessageEOFException.class, back::readObject);
        LeveretObjectMessage object = new LeveretObjectMessage();
        object.setObject(5);
        assertEquals(5, ((ObjectMessage) over(foreign(ObjectMessage.class, object))).getObject());
    }

    @Test
    void whatItsGettersThrowComesThroughAsItIs() {
        for (Exception thrown : List.of(new JMSException("mine"), new UnsupportedOperationException("mine"))) {
            TextMessage broken = (TextMessage) Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {TextMessage.class}, (proxy, method, args) -> {
                        throw thrown;
                    });
            assertSame(thrown, assertThrows(Exception.class, () -> over(broken)));
        }
    }
}
