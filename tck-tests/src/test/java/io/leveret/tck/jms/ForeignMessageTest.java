package io.leveret.tck.jms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.BytesMessage;
import jakarta.jms.CompletionListener;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.ObjectMessage;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.StreamMessage;
import jakarta.jms.TextMessage;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Chapter 3.12: messages of other providers, which are known by the API alone. */
class ForeignMessageTest extends JmsTest {
    private Session session;
    private Queue queue;
    private MessageProducer producer;
    private MessageConsumer consumer;

    ForeignMessageTest(Transport transport) {
        super(transport);
    }

    @BeforeEach
    void openSession() throws Exception {
        session = session();
        queue = queue(session);
        producer = session.createProducer(queue);
        consumer = session.createConsumer(queue);
    }

    /** A message of a class that the provider does not know, which does what {@code like} does. */
    private static <M extends Message> M foreign(Class<M> type, M like) {
        return type.cast(Proxy.newProxyInstance(
                ForeignMessageTest.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    try {
                        return method.invoke(like, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    @Test
    @Proves(
            section = "3.12",
            value = "A foreign text is sent with its properties and header fields",
            methods = "MessageProducer.send(Message)")
    void text() throws Exception {
        TextMessage theirs = foreign(TextMessage.class, session.createTextMessage("theirs"));
        theirs.setIntProperty("n", 5);
        theirs.setJMSCorrelationID("c");
        theirs.setJMSType("t");
        theirs.setJMSReplyTo(queue);
        producer.send(theirs);
        TextMessage received = (TextMessage) consumer.receive(SOON);
        assertEquals("theirs", received.getText());
        assertEquals(5, received.getIntProperty("n"));
        assertEquals("c", received.getJMSCorrelationID());
        assertEquals("t", received.getJMSType());
        assertEquals(queue, received.getJMSReplyTo());
    }

    @Test
    @Proves(
            section = "3.12",
            value = "Foreign messages of all kinds are converted through the API",
            methods = "MessageProducer.send(Message)")
    void allKinds() throws Exception {
        BytesMessage bytes = foreign(BytesMessage.class, session.createBytesMessage());
        bytes.writeInt(7);
        bytes.reset();
        producer.send(bytes);
        assertEquals(7, ((BytesMessage) consumer.receive(SOON)).readInt());

        StreamMessage stream = foreign(StreamMessage.class, session.createStreamMessage());
        stream.writeChar('c');
        stream.writeBytes(new byte[] {1, 2});
        stream.reset();
        producer.send(stream);
        StreamMessage streamed = (StreamMessage) consumer.receive(SOON);
        assertEquals('c', streamed.readChar());
        assertEquals(2, ((byte[]) streamed.readObject()).length);

        MapMessage map = foreign(MapMessage.class, session.createMapMessage());
        map.setChar("c", 'c');
        producer.send(map);
        assertEquals('c', ((MapMessage) consumer.receive(SOON)).getChar("c"));

        ObjectMessage object = foreign(ObjectMessage.class, session.createObjectMessage("o"));
        producer.send(object);
        assertEquals("o", ((ObjectMessage) consumer.receive(SOON)).getObject());

        Message plain = foreign(Message.class, session.createMessage());
        plain.setStringProperty("p", "x");
        producer.send(plain);
        Message received = consumer.receive(SOON);
        assertEquals("x", received.getStringProperty("p"));
        assertNull(received.getBody(String.class));
    }

    @Test
    @Proves(
            section = "3.12",
            value = "What send sets is written back onto the foreign message",
            methods = "MessageProducer.send(Message, int, int, long)")
    void headersAreWrittenBack() throws Exception {
        TextMessage theirs = foreign(TextMessage.class, session.createTextMessage("theirs"));
        long before = System.currentTimeMillis();
        producer.send(theirs, DeliveryMode.NON_PERSISTENT, 8, 60_000);
        assertTrue(theirs.getJMSMessageID().startsWith("ID:"));
        assertEquals(queue, theirs.getJMSDestination());
        assertEquals(DeliveryMode.NON_PERSISTENT, theirs.getJMSDeliveryMode());
        assertEquals(8, theirs.getJMSPriority());
        assertTrue(theirs.getJMSTimestamp() >= before);
        assertTrue(theirs.getJMSExpiration() >= before + 60_000);
        assertTrue(theirs.getJMSDeliveryTime() >= before);
        Message received = consumer.receive(SOON);
        assertEquals(theirs.getJMSMessageID(), received.getJMSMessageID());
        assertEquals(theirs.getJMSExpiration(), received.getJMSExpiration());
    }

    @Test
    @Proves(
            section = "3.12",
            value = "A completion listener is given the foreign message itself",
            methods = {"MessageProducer.send(Message, CompletionListener)", "CompletionListener.onCompletion"})
    void asynchronously() throws Exception {
        BlockingQueue<Object> told = new LinkedBlockingQueue<>();
        TextMessage theirs = foreign(TextMessage.class, session.createTextMessage("theirs"));
        producer.send(theirs, new CompletionListener() {
            @Override
            public void onCompletion(Message message) {
                told.add(message);
            }

            @Override
            public void onException(Message message, Exception exception) {
                told.add(exception);
            }
        });
        // Not by equals: a proxy would ask the message behind it.
        assertTrue(next(told) == theirs);
        expect(consumer, "theirs");
    }

    @Test
    @Proves(
            section = "3.12",
            value = "What a foreign message's getter throws reaches the caller as it is",
            methods = "MessageProducer.send(Message)")
    void exceptionsReachTheCaller() throws Exception {
        RuntimeException unchecked = new RuntimeException("on purpose");
        JMSException checked = new JMSException("on purpose");
        for (Exception each : new Exception[] {unchecked, checked}) {
            TextMessage like = session.createTextMessage("x");
            TextMessage theirs = (TextMessage) Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {TextMessage.class}, (proxy, method, arguments) -> {
                        if (method.getName().equals("getText")
                                || method.getName().equals("getBody")) throw each;
                        return method.invoke(like, arguments);
                    });
            assertSame(each, assertExactly(each.getClass(), () -> producer.send(theirs)));
        }
        expectNothing(consumer);
    }
}
