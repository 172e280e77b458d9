package io.leveret.tck.jms;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.DeliveryMode;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Chapter 3.4: header fields. */
class MessageHeaderTest extends JmsTest {
    private Session session;
    private Queue queue;
    private MessageProducer producer;
    private MessageConsumer consumer;

    MessageHeaderTest(Transport transport) {
        super(transport);
    }

    @BeforeEach
    void openSession() throws Exception {
        session = session();
        queue = queue(session);
        producer = session.createProducer(queue);
        consumer = session.createConsumer(queue);
    }

    @Test
    @Proves(
            section = "3.4.1",
            value = "JMSDestination is set by send, and equals what the receiver sees, for queues and topics",
            methods = {"Message.getJMSDestination", "Message.setJMSDestination"})
    void destination() throws Exception {
        TextMessage sent = session.createTextMessage("x");
        assertNull(sent.getJMSDestination());
        sent.setJMSDestination(session.createQueue("elsewhere"));
        producer.send(sent);
        assertEquals(queue, sent.getJMSDestination());
        assertEquals(queue, consumer.receive(SOON).getJMSDestination());
        Topic topic = topic(session);
        MessageConsumer subscriber = session.createConsumer(topic);
        session.createProducer(topic).send(sent);
        assertEquals(topic, sent.getJMSDestination());
        assertEquals(topic, subscriber.receive(SOON).getJMSDestination());
    }

    @Test
    @Proves(
            section = "3.4.2",
            value = "JMSDeliveryMode is the producer's, whatever the application set on the message",
            methods = {"Message.getJMSDeliveryMode", "Message.setJMSDeliveryMode"})
    void deliveryMode() throws Exception {
        TextMessage sent = session.createTextMessage("x");
        sent.setJMSDeliveryMode(DeliveryMode.NON_PERSISTENT);
        producer.send(sent);
        assertEquals(DeliveryMode.PERSISTENT, sent.getJMSDeliveryMode());
        assertEquals(DeliveryMode.PERSISTENT, consumer.receive(SOON).getJMSDeliveryMode());
        producer.setDeliveryMode(DeliveryMode.NON_PERSISTENT);
        producer.send(sent);
        assertEquals(DeliveryMode.NON_PERSISTENT, sent.getJMSDeliveryMode());
        assertEquals(DeliveryMode.NON_PERSISTENT, consumer.receive(SOON).getJMSDeliveryMode());
    }

    @Test
    @Proves(
            section = "3.4.3",
            value = "JMSMessageID begins with ID:, is new with each send, and is the same for the receiver",
            methods = {"Message.getJMSMessageID", "Message.setJMSMessageID"})
    void messageId() throws Exception {
        TextMessage sent = session.createTextMessage("x");
        sent.setJMSMessageID("ID:mine");
        assertEquals("ID:mine", sent.getJMSMessageID());
        producer.send(sent);
        String first = sent.getJMSMessageID();
        assertTrue(first.startsWith("ID:"), first);
        assertNotEquals("ID:mine", first);
        assertEquals(first, consumer.receive(SOON).getJMSMessageID());
        producer.send(sent);
        assertNotEquals(first, sent.getJMSMessageID());
    }

    @Test
    @Proves(
            section = "3.4.4",
            value = "JMSTimestamp lies between the clock before and after send",
            methods = {"Message.getJMSTimestamp", "Message.setJMSTimestamp"})
    void timestamp() throws Exception {
        TextMessage sent = session.createTextMessage("x");
        sent.setJMSTimestamp(5);
        assertEquals(5, sent.getJMSTimestamp());
        long before = System.currentTimeMillis();
        producer.send(sent);
        long after = System.currentTimeMillis();
        assertTrue(before <= sent.getJMSTimestamp() && sent.getJMSTimestamp() <= after);
        assertEquals(sent.getJMSTimestamp(), consumer.receive(SOON).getJMSTimestamp());
    }

    @Test
    @Proves(
            section = "3.4.5",
            value = "JMSCorrelationID is the application's, as a string or as bytes, and reaches the receiver",
            methods = {
                "Message.getJMSCorrelationID",
                "Message.setJMSCorrelationID",
                "Message.getJMSCorrelationIDAsBytes",
                "Message.setJMSCorrelationIDAsBytes"
            })
    void correlationId() throws Exception {
        TextMessage sent = session.createTextMessage("x");
        assertNull(sent.getJMSCorrelationID());
        sent.setJMSCorrelationID("order 7 \u20ac");
        producer.send(sent);
        assertEquals("order 7 \u20ac", sent.getJMSCorrelationID());
        assertEquals("order 7 \u20ac", consumer.receive(SOON).getJMSCorrelationID());
        byte[] bytes = "as bytes".getBytes(StandardCharsets.UTF_8);
        sent.setJMSCorrelationIDAsBytes(bytes);
        producer.send(sent);
        assertArrayEquals(bytes, consumer.receive(SOON).getJMSCorrelationIDAsBytes());
        sent.setJMSCorrelationID(null);
        assertNull(sent.getJMSCorrelationID());
        producer.send(sent);
        assertNull(consumer.receive(SOON).getJMSCorrelationID());
    }

    @Test
    @Proves(
            section = "3.4.6",
            value = "JMSReplyTo is null or a destination that equals the original, of every kind",
            methods = {"Message.getJMSReplyTo", "Message.setJMSReplyTo"})
    void replyTo() throws Exception {
        TextMessage sent = session.createTextMessage("x");
        assertNull(sent.getJMSReplyTo());
        producer.send(sent);
        assertNull(consumer.receive(SOON).getJMSReplyTo());
        for (jakarta.jms.Destination each : new jakarta.jms.Destination[] {
            queue(session), topic(session), session.createTemporaryQueue(), session.createTemporaryTopic()
        }) {
            sent.setJMSReplyTo(each);
            producer.send(sent);
            assertEquals(each, sent.getJMSReplyTo());
            assertEquals(each, consumer.receive(SOON).getJMSReplyTo());
        }
    }

    @Test
    @Proves(
            section = "3.4.7",
            value = "JMSRedelivered is false at first, whatever the sender set, and true when it comes again",
            methods = {"Message.getJMSRedelivered", "Message.setJMSRedelivered"})
    void redelivered() throws Exception {
        TextMessage sent = session.createTextMessage("x");
        assertFalse(sent.getJMSRedelivered());
        sent.setJMSRedelivered(true);
        assertTrue(sent.getJMSRedelivered());
        producer.send(sent);
        consumer.close();
        Session manual = session(Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer again = manual.createConsumer(queue);
        assertFalse(again.receive(SOON).getJMSRedelivered());
        manual.recover();
        assertTrue(again.receive(SOON).getJMSRedelivered());
    }

    @Test
    @Proves(
            section = "3.4.8",
            value = "JMSType is the application's and reaches the receiver",
            methods = {"Message.getJMSType", "Message.setJMSType"})
    void type() throws Exception {
        TextMessage sent = session.createTextMessage("x");
        assertNull(sent.getJMSType());
        producer.send(sent);
        assertNull(consumer.receive(SOON).getJMSType());
        sent.setJMSType("offer");
        producer.send(sent);
        assertEquals("offer", sent.getJMSType());
        assertEquals("offer", consumer.receive(SOON).getJMSType());
    }

    @Test
    @Proves(
            section = "3.4.9",
            value = "JMSExpiration is the time of the send plus the time to live, the same for both ends; 0 without",
            methods = {"Message.getJMSExpiration", "Message.setJMSExpiration"})
    void expiration() throws Exception {
        TextMessage sent = session.createTextMessage("x");
        sent.setJMSExpiration(4711);
        assertEquals(4711, sent.getJMSExpiration());
        producer.send(sent);
        assertEquals(0, sent.getJMSExpiration());
        assertEquals(0, consumer.receive(SOON).getJMSExpiration());
        long before = System.currentTimeMillis();
        producer.send(sent, DeliveryMode.PERSISTENT, 4, 60_000);
        long after = System.currentTimeMillis();
        assertTrue(before + 60_000 <= sent.getJMSExpiration() && sent.getJMSExpiration() <= after + 60_000);
        assertEquals(sent.getJMSExpiration(), consumer.receive(SOON).getJMSExpiration());
    }

    @Test
    @Proves(
            section = "3.4.10",
            value = "JMSPriority is the producer's, whatever the application set on the message",
            methods = {"Message.getJMSPriority", "Message.setJMSPriority"})
    void priority() throws Exception {
        TextMessage sent = session.createTextMessage("x");
        sent.setJMSPriority(9);
        assertEquals(9, sent.getJMSPriority());
        for (int priority = 0; priority <= 9; priority++) {
            producer.setPriority(priority);
            producer.send(sent);
            assertEquals(priority, sent.getJMSPriority());
            assertEquals(priority, consumer.receive(SOON).getJMSPriority());
        }
    }

    @Test
    @Proves(
            section = "3.4.13",
            value = "JMSDeliveryTime is the time of the send plus the delivery delay, the same for both ends",
            methods = {"Message.getJMSDeliveryTime", "Message.setJMSDeliveryTime"})
    void deliveryTime() throws Exception {
        TextMessage sent = session.createTextMessage("x");
        sent.setJMSDeliveryTime(4711);
        assertEquals(4711, sent.getJMSDeliveryTime());
        producer.setDeliveryDelay(50);
        long before = System.currentTimeMillis();
        producer.send(sent);
        long after = System.currentTimeMillis();
        assertTrue(before + 50 <= sent.getJMSDeliveryTime() && sent.getJMSDeliveryTime() <= after + 50);
        assertEquals(sent.getJMSDeliveryTime(), consumer.receive(SOON).getJMSDeliveryTime());
        producer.setDeliveryDelay(0);
        before = System.currentTimeMillis();
        producer.send(sent);
        after = System.currentTimeMillis();
        assertTrue(before <= sent.getJMSDeliveryTime() && sent.getJMSDeliveryTime() <= after);
        assertEquals(sent.getJMSDeliveryTime(), consumer.receive(SOON).getJMSDeliveryTime());
    }

    @Test
    @Proves(
            section = "3.4.11",
            value = "Header setters work on a received message",
            methods = {
                "Message.setJMSMessageID",
                "Message.setJMSTimestamp",
                "Message.setJMSCorrelationID",
                "Message.setJMSReplyTo",
                "Message.setJMSDestination",
                "Message.setJMSDeliveryMode",
                "Message.setJMSRedelivered",
                "Message.setJMSType",
                "Message.setJMSExpiration",
                "Message.setJMSDeliveryTime",
                "Message.setJMSPriority"
            })
    void aReceivedMessagesHeadersMayBeSet() throws Exception {
        Message message = roundTrip(session, session.createTextMessage("x"));
        message.setJMSMessageID("ID:other");
        message.setJMSTimestamp(1);
        message.setJMSCorrelationID("c");
        message.setJMSReplyTo(queue);
        message.setJMSDestination(queue);
        message.setJMSDeliveryMode(DeliveryMode.NON_PERSISTENT);
        message.setJMSRedelivered(true);
        message.setJMSType("t");
        message.setJMSExpiration(2);
        message.setJMSDeliveryTime(3);
        message.setJMSPriority(8);
        assertEquals("ID:other", message.getJMSMessageID());
        assertEquals(1, message.getJMSTimestamp());
        assertEquals("c", message.getJMSCorrelationID());
        assertEquals(queue, message.getJMSReplyTo());
        assertEquals(queue, message.getJMSDestination());
        assertEquals(DeliveryMode.NON_PERSISTENT, message.getJMSDeliveryMode());
        assertTrue(message.getJMSRedelivered());
        assertEquals("t", message.getJMSType());
        assertEquals(2, message.getJMSExpiration());
        assertEquals(3, message.getJMSDeliveryTime());
        assertEquals(8, message.getJMSPriority());
    }

    @Test
    @Proves(
            section = "3.9",
            value = "What is done to a message after its send does not change what was sent",
            methods = "MessageProducer.send(Message)")
    void aSentMessageIsACopy() throws Exception {
        TextMessage sent = session.createTextMessage("before");
        sent.setStringProperty("p", "before");
        producer.send(sent);
        sent.setText("after");
        sent.setStringProperty("p", "after");
        TextMessage received = (TextMessage) consumer.receive(SOON);
        assertEquals("before", received.getText());
        assertEquals("before", received.getStringProperty("p"));
        producer.send(sent);
        assertEquals("after", text(consumer));
    }

    @Test
    @Proves(
            section = "3.10",
            value = "A received message may be sent on as it is, with new header fields",
            methods = "MessageProducer.send(Message)")
    void aReceivedMessageMayBeSentOn() throws Exception {
        TextMessage sent = session.createTextMessage("on");
        sent.setIntProperty("n", 7);
        TextMessage received = roundTrip(session, sent);
        String first = received.getJMSMessageID();
        producer.send(received);
        TextMessage again = (TextMessage) consumer.receive(SOON);
        assertEquals("on", again.getText());
        assertEquals(7, again.getIntProperty("n"));
        assertEquals(queue, again.getJMSDestination());
        assertNotEquals(first, again.getJMSMessageID());
        assertEquals(1, again.getIntProperty("JMSXDeliveryCount"));
    }
}
