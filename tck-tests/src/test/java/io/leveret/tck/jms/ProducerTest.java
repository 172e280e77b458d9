package io.leveret.tck.jms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.CompletionListener;
import jakarta.jms.DeliveryMode;
import jakarta.jms.Destination;
import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Chapter 7: sending. */
class ProducerTest extends JmsTest {
    private Session session;
    private Queue queue;
    private MessageProducer producer;
    private MessageConsumer consumer;

    private static final CompletionListener IGNORING = new CompletionListener() {
        @Override
        public void onCompletion(Message message) {}

        @Override
        public void onException(Message message, Exception exception) {}
    };

    ProducerTest(Transport transport) {
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
            section = "7.4",
            value =
                    "A producer begins with the defaults: persistent, priority 4, no time to live, no delay, ids and times",
            methods = {
                "Session.createProducer",
                "MessageProducer.getDeliveryMode",
                "MessageProducer.getPriority",
                "MessageProducer.getTimeToLive",
                "MessageProducer.getDeliveryDelay",
                "MessageProducer.getDisableMessageID",
                "MessageProducer.getDisableMessageTimestamp",
                "MessageProducer.getDestination"
            })
    void defaults() throws Exception {
        assertEquals(DeliveryMode.PERSISTENT, producer.getDeliveryMode());
        assertEquals(4, producer.getPriority());
        assertEquals(0, producer.getTimeToLive());
        assertEquals(0, producer.getDeliveryDelay());
        assertFalse(producer.getDisableMessageID());
        assertFalse(producer.getDisableMessageTimestamp());
        assertEquals(queue, producer.getDestination());
        assertNull(session.createProducer(null).getDestination());
    }

    @Test
    @Proves(
            section = "7.4",
            value = "What is set on a producer is kept, and is what its sends use",
            methods = {
                "MessageProducer.setDeliveryMode",
                "MessageProducer.setPriority",
                "MessageProducer.setTimeToLive",
                "MessageProducer.setDeliveryDelay",
                "MessageProducer.setDisableMessageID",
                "MessageProducer.setDisableMessageTimestamp"
            })
    void settings() throws Exception {
        producer.setDeliveryMode(DeliveryMode.NON_PERSISTENT);
        producer.setPriority(7);
        producer.setTimeToLive(60_000);
        producer.setDeliveryDelay(5);
        producer.setDisableMessageID(true);
        producer.setDisableMessageTimestamp(true);
        assertEquals(DeliveryMode.NON_PERSISTENT, producer.getDeliveryMode());
        assertEquals(7, producer.getPriority());
        assertEquals(60_000, producer.getTimeToLive());
        assertEquals(5, producer.getDeliveryDelay());
        assertTrue(producer.getDisableMessageID());
        assertTrue(producer.getDisableMessageTimestamp());
        producer.send(session.createMessage());
        Message received = consumer.receive(SOON);
        assertEquals(DeliveryMode.NON_PERSISTENT, received.getJMSDeliveryMode());
        assertEquals(7, received.getJMSPriority());
        assertTrue(received.getJMSExpiration() > System.currentTimeMillis());
    }

    @Test
    @Proves(
            section = "javadoc",
            value = "A priority or delivery mode out of range is refused at the call itself",
            methods = {
                "MessageProducer.setPriority",
                "MessageProducer.setDeliveryMode",
                "MessageProducer.send(Message, int, int, long)"
            })
    void outOfRange() throws Exception {
        for (int bad : new int[] {-1, 10, Integer.MAX_VALUE}) {
            assertThrows(JMSException.class, () -> producer.setPriority(bad));
            assertThrows(JMSException.class, () -> producer.send(session.createMessage(), 2, bad, 0));
        }
        for (int bad : new int[] {-1, 0, 3}) {
            assertThrows(JMSException.class, () -> producer.setDeliveryMode(bad));
            assertThrows(JMSException.class, () -> producer.send(session.createMessage(), bad, 4, 0));
        }
        assertEquals(4, producer.getPriority());
        assertEquals(DeliveryMode.PERSISTENT, producer.getDeliveryMode());
        expectNothing(consumer);
    }

    @Test
    @Proves(
            section = "7.2",
            value = "A send's own delivery mode, priority and time to live go before the producer's",
            methods = {
                "MessageProducer.send(Message, int, int, long)",
                "MessageProducer.send(Destination, Message, int, int, long)",
                "MessageProducer.send(Destination, Message)"
            })
    void aSendsOwnQualities() throws Exception {
        TextMessage message = session.createTextMessage("x");
        producer.send(message, DeliveryMode.NON_PERSISTENT, 9, 60_000);
        MessageProducer anonymous = session.createProducer(null);
        anonymous.send(queue, message, DeliveryMode.NON_PERSISTENT, 9, 60_000);
        for (int i = 0; i < 2; i++) {
            Message received = consumer.receive(SOON);
            assertEquals(DeliveryMode.NON_PERSISTENT, received.getJMSDeliveryMode());
            assertEquals(9, received.getJMSPriority());
            assertTrue(received.getJMSExpiration() > 0);
        }
        anonymous.send(queue, message);
        assertEquals(4, consumer.receive(SOON).getJMSPriority());
    }

    @Test
    @Proves(
            section = "javadoc",
            value = "A producer without a destination must be given one, and one with a destination must not",
            methods = {
                "MessageProducer.send(Message)",
                "MessageProducer.send(Destination, Message)",
                "MessageProducer.send(Message, CompletionListener)",
                "MessageProducer.send(Destination, Message, CompletionListener)",
                "MessageProducer.send(Message, int, int, long, CompletionListener)",
                "MessageProducer.send(Destination, Message, int, int, long, CompletionListener)"
            })
    void boundAndAnonymous() throws Exception {
        Message m = session.createMessage();
        MessageProducer anonymous = session.createProducer(null);
        for (Executable each : List.<Executable>of(
                () -> anonymous.send(m),
                () -> anonymous.send(m, 2, 4, 0),
                () -> anonymous.send(m, IGNORING),
                () -> anonymous.send(m, 2, 4, 0, IGNORING),
                () -> producer.send(queue, m),
                () -> producer.send(queue, m, 2, 4, 0),
                () -> producer.send(queue, m, IGNORING),
                () -> producer.send(queue, m, 2, 4, 0, IGNORING))) {
            assertExactly(UnsupportedOperationException.class, each);
        }
    }

    @Test
    @Proves(
            section = "javadoc",
            value = "No destination, or one that is not a provider's, is an InvalidDestinationException",
            methods = {
                "MessageProducer.send(Destination, Message)",
                "MessageProducer.send(Destination, Message, int, int, long)",
                "MessageProducer.send(Destination, Message, CompletionListener)"
            })
    void noDestination() throws Exception {
        Message m = session.createMessage();
        MessageProducer anonymous = session.createProducer(null);
        Destination foreign = new Destination() {};
        for (Destination bad : new Destination[] {null, foreign}) {
            assertExactly(InvalidDestinationException.class, () -> anonymous.send(bad, m));
            assertExactly(InvalidDestinationException.class, () -> anonymous.send(bad, m, 2, 4, 0));
            assertExactly(InvalidDestinationException.class, () -> anonymous.send(bad, m, IGNORING));
            assertExactly(InvalidDestinationException.class, () -> anonymous.send(bad, m, 2, 4, 0, IGNORING));
        }
        assertExactly(InvalidDestinationException.class, () -> session.createProducer(foreign));
    }

    @Test
    @Proves(
            section = "javadoc",
            value = "No message is a MessageFormatException",
            methods = {"MessageProducer.send(Message)", "MessageProducer.send(Destination, Message)"})
    void noMessage() throws Exception {
        assertExactly(MessageFormatException.class, () -> producer.send(null));
        assertExactly(MessageFormatException.class, () -> producer.send(null, 2, 4, 0));
        assertExactly(
                MessageFormatException.class, () -> session.createProducer(null).send(queue, null));
    }

    @Test
    @Proves(
            section = "javadoc",
            value = "A closed producer refuses everything but close",
            methods = {
                "MessageProducer.close",
                "MessageProducer.getDestination",
                "MessageProducer.setDeliveryMode",
                "MessageProducer.setPriority",
                "MessageProducer.setTimeToLive",
                "MessageProducer.setDeliveryDelay",
                "MessageProducer.setDisableMessageID",
                "MessageProducer.setDisableMessageTimestamp"
            })
    void closed() throws Exception {
        Message m = session.createMessage();
        MessageProducer anonymous = session.createProducer(null);
        producer.close();
        producer.close();
        anonymous.close();
        for (Executable each : List.<Executable>of(
                producer::getDeliveryMode,
                producer::getPriority,
                producer::getTimeToLive,
                producer::getDeliveryDelay,
                producer::getDisableMessageID,
                producer::getDisableMessageTimestamp,
                producer::getDestination,
                () -> producer.setDeliveryMode(2),
                () -> producer.setPriority(4),
                () -> producer.setTimeToLive(0),
                () -> producer.setDeliveryDelay(0),
                () -> producer.setDisableMessageID(true),
                () -> producer.setDisableMessageTimestamp(true),
                () -> producer.send(m),
                () -> producer.send(m, 2, 4, 0),
                () -> producer.send(m, IGNORING),
                () -> producer.send(m, 2, 4, 0, IGNORING),
                () -> anonymous.send(queue, m),
                () -> anonymous.send(queue, m, 2, 4, 0),
                () -> anonymous.send(queue, m, IGNORING),
                () -> anonymous.send(queue, m, 2, 4, 0, IGNORING))) {
            assertExactly(IllegalStateException.class, each);
        }
    }

    @Test
    @Proves(
            section = "3.4.10",
            value = "Messages of higher priority come first; within one, in the order they were sent",
            methods = "MessageProducer.setPriority")
    void priorities() throws Exception {
        consumer.close();
        for (int priority : new int[] {4, 9, 0, 7, 4, 9, 0, 7}) {
            producer.setPriority(priority);
            TextMessage message = session.createTextMessage("p" + priority);
            producer.send(message);
        }
        MessageConsumer later = session.createConsumer(queue);
        expect(later, "p9", "p9", "p7", "p7", "p4", "p4", "p0", "p0");
    }

    @Test
    @Proves(
            section = "6.2.10",
            value = "What one session sends to one destination comes in order",
            methods = "MessageProducer.send(Message)")
    void order() throws Exception {
        for (int i = 0; i < 50; i++) {
            producer.send(session.createTextMessage("m" + i));
        }
        for (int i = 0; i < 50; i++) expect(consumer, "m" + i);
    }

    @Test
    @Proves(
            section = "7.8",
            value = "A message whose time to live has passed is not delivered, one with none is",
            methods = "MessageProducer.setTimeToLive")
    void timeToLive() throws Exception {
        consumer.close();
        producer.send(session.createTextMessage("short"), DeliveryMode.NON_PERSISTENT, 4, 1);
        producer.setTimeToLive(60_000);
        producer.send(session.createTextMessage("long"));
        // A delayed message of another queue tells that the short life is over.
        Queue clock = queue(session);
        MessageProducer later = session.createProducer(clock);
        later.setDeliveryDelay(20);
        later.send(session.createTextMessage("over"));
        expect(session.createConsumer(clock), "over");
        MessageConsumer after = session.createConsumer(queue);
        expect(after, "long");
        expectNothing(after);
    }

    @Test
    @Proves(
            section = "7.9",
            value = "A delayed message comes at its delivery time, not before, to queues and to subscribers of topics",
            methods = {"MessageProducer.setDeliveryDelay", "MessageProducer.getDeliveryDelay"})
    void deliveryDelay() throws Exception {
        Topic topic = topic(session);
        MessageConsumer subscriber = session.createConsumer(topic);
        for (var each :
                List.of(new Object[] {producer, consumer}, new Object[] {session.createProducer(topic), subscriber})) {
            MessageProducer to = (MessageProducer) each[0];
            MessageConsumer from = (MessageConsumer) each[1];
            to.setDeliveryDelay(300);
            Message sent = session.createTextMessage("late");
            to.send(sent);
            to.setDeliveryDelay(0);
            to.send(session.createTextMessage("at once"));
            expect(from, "at once");
            Message late = from.receive(SOON);
            assertNotNull(late);
            assertTrue(System.currentTimeMillis() >= sent.getJMSDeliveryTime() - 1);
            assertEquals(sent.getJMSDeliveryTime(), late.getJMSDeliveryTime());
        }
    }

    @Test
    @Proves(
            section = "javadoc",
            value = "Sending to a queue that does not exist makes it",
            methods = "MessageProducer.send(Message)")
    void aQueueComesIntoBeing() throws Exception {
        Queue fresh = queue(session);
        send(session, fresh, "first");
        expect(session.createConsumer(fresh), "first");
    }
}
