package io.leveret.jms.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.Connection;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

class SendingAndReceivingTest extends WithBroker {

    @Test
    void whatIsSentToAQueueIsReceived(TestInfo test) throws Exception {
        Connection connection = started();
        Session session = connection.createSession();
        Queue queue = queue(test);
        TextMessage sent = session.createTextMessage("hello");
        sent.setStringProperty("colour", "blue");
        session.createProducer(queue).send(sent);
        Message received = session.createConsumer(queue).receive(SOON);
        assertEquals("hello", text(received));
        assertEquals("blue", received.getStringProperty("colour"));
        assertEquals(queue, received.getJMSDestination());
        assertEquals(sent.getJMSMessageID(), received.getJMSMessageID());
        assertFalse(received.getJMSRedelivered());
        assertEquals(1, received.getIntProperty("JMSXDeliveryCount"));
    }

    @Test
    void aTopicBringsAMessageToEachSubscriber(TestInfo test) throws Exception {
        Connection connection = started();
        Session session = connection.createSession();
        Topic topic = topic(test);
        MessageConsumer one = session.createConsumer(topic);
        MessageConsumer two = session.createConsumer(topic);
        send(session, topic, "a", "b");
        expect(one, "a", "b");
        expect(two, "a", "b");
    }

    @Test
    void orderHoldsThroughAThousandMessages(TestInfo test) throws Exception {
        Connection connection = started();
        Session session = connection.createSession();
        Queue queue = queue(test);
        String[] texts = IntStream.range(0, 1_000).mapToObj(Integer::toString).toArray(String[]::new);
        send(session, queue, texts);
        expect(session.createConsumer(queue), texts);
    }

    @Test
    void aListenerIsGivenEverythingInOrder(TestInfo test) throws Exception {
        Connection connection = started();
        Session session = connection.createSession();
        Queue queue = queue(test);
        List<String> heard = new CopyOnWriteArrayList<>();
        session.createConsumer(queue).setMessageListener(message -> heard.add(quietly(message)));
        Session sending = connection.createSession();
        String[] texts = IntStream.range(0, 1_000).mapToObj(Integer::toString).toArray(String[]::new);
        send(sending, queue, texts);
        eventually(() -> heard.size() == texts.length);
        assertEquals(List.of(texts), heard);
    }

    private static String quietly(Message message) {
        try {
            return text(message);
        } catch (jakarta.jms.JMSException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void receiveNoWaitFindsExactlyWhatIsThere(TestInfo test) throws Exception {
        Connection connection = started();
        Session session = connection.createSession();
        Queue queue = queue(test);
        MessageConsumer consumer = session.createConsumer(queue);
        assertNull(consumer.receiveNoWait());
        for (int i = 0; i < 100; i++) {
            send(session, queue, "m" + i);
            assertEquals("m" + i, text(consumer.receiveNoWait()));
            assertNull(consumer.receiveNoWait());
        }
    }

    @Test
    void receiveWithATimeLimitComesHomeWithNothing(TestInfo test) throws Exception {
        Connection connection = started();
        Session session = connection.createSession();
        MessageConsumer consumer = session.createConsumer(queue(test));
        long before = System.nanoTime();
        assertNull(consumer.receive(50));
        assertTrue(System.nanoTime() - before >= 50_000_000);
    }

    @Test
    void nonPersistentMessagesArriveToo(TestInfo test) throws Exception {
        Connection connection = started();
        Session session = connection.createSession();
        Queue queue = queue(test);
        MessageProducer producer = session.createProducer(queue);
        producer.setDeliveryMode(jakarta.jms.DeliveryMode.NON_PERSISTENT);
        for (int i = 0; i < 1_000; i++) producer.send(session.createTextMessage("m" + i));
        MessageConsumer consumer = session.createConsumer(queue);
        for (int i = 0; i < 1_000; i++) expect(consumer, "m" + i);
    }
}
