package io.leveret.tck.jms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** Chapter 6.2.7: local transactions. */
class TransactionTest extends JmsTest {
    TransactionTest(Transport transport) {
        super(transport);
    }

    private Session transacted() throws JMSException {
        return session(Session.SESSION_TRANSACTED);
    }

    @Test
    @Proves(
            section = "6.2.7",
            value = "What a transaction sends is seen when it commits, all of it, in order, at every destination",
            methods = "Session.commit")
    void sendsAreSeenWithTheCommit() throws Exception {
        Session session = transacted(), other = session();
        Queue queue = queue(session);
        Topic topic = topic(session);
        MessageConsumer ofQueue = other.createConsumer(queue), ofTopic = other.createConsumer(topic);
        send(session, queue, "a", "b");
        send(session, topic, "x");
        expectNothing(ofQueue);
        expectNothing(ofTopic);
        session.commit();
        expect(ofQueue, "a", "b");
        expect(ofTopic, "x");
    }

    @Test
    @Proves(
            section = "6.2.7",
            value = "What a transaction has sent is gone when it is rolled back, and the session goes on",
            methods = "Session.rollback")
    void sendsAreGoneWithTheRollback() throws Exception {
        Session session = transacted(), other = session();
        Queue queue = queue(session);
        MessageConsumer consumer = other.createConsumer(queue);
        send(session, queue, "a", "b");
        session.rollback();
        expectNothing(consumer);
        send(session, queue, "c");
        session.commit();
        expect(consumer, "c");
        expectNothing(consumer);
    }

    @Test
    @Proves(
            section = "6.2.7",
            value = "What a transaction has received is gone when it commits",
            methods = "Session.commit")
    void receivesAreDoneWithTheCommit() throws Exception {
        Session session = transacted(), other = session();
        Queue queue = queue(session);
        send(other, queue, "a", "b", "c");
        expect(session.createConsumer(queue), "a", "b");
        session.commit();
        session.close();
        MessageConsumer later = other.createConsumer(queue);
        expect(later, "c");
        expectNothing(later);
    }

    @Test
    @Proves(
            section = "6.2.7",
            value = "What a transaction has received comes again when it is rolled back, in order, marked and counted",
            methods = {"Session.rollback", "Message.getJMSRedelivered"})
    void receivesComeAgainWithTheRollback() throws Exception {
        Session session = transacted();
        Queue queue = queue(session);
        send(session(), queue, "a", "b", "c", "d", "e");
        MessageConsumer consumer = session.createConsumer(queue);
        for (int count = 1; count <= 4; count++) {
            for (String each : List.of("a", "b", "c")) {
                TextMessage message = (TextMessage) consumer.receive(SOON);
                assertEquals(each, message.getText());
                assertEquals(count > 1, message.getJMSRedelivered());
                assertEquals(count, message.getIntProperty("JMSXDeliveryCount"));
            }
            session.rollback();
        }
        expect(consumer, "a", "b", "c");
        TextMessage d = (TextMessage) consumer.receive(SOON);
        assertEquals("d", d.getText());
        assertFalse(d.getJMSRedelivered());
        session.commit();
    }

    @Test
    @Proves(
            section = "6.2.7",
            value = "Closing a transacted session or its connection rolls back",
            methods = {"Session.close", "Connection.close"})
    void closingRollsBack() throws Exception {
        Session other = session();
        for (boolean whole : new boolean[] {false, true}) {
            Connection connection = started();
            Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
            Queue queue = queue(session), out = queue(session);
            send(other, queue, "a", "b");
            MessageConsumer consumer = session.createConsumer(queue);
            expect(consumer, "a");
            send(session, out, "never");
            if (whole) connection.close();
            else session.close();
            MessageConsumer later = other.createConsumer(queue);
            Message a = later.receive(SOON);
            assertTrue(a.getJMSRedelivered());
            assertEquals("a", ((TextMessage) a).getText());
            expect(later, "b");
            expectNothing(other.createConsumer(out));
        }
    }

    @Test
    @Proves(
            section = "6.2.7",
            value = "A transaction covers the receives and sends of all its session's consumers and producers",
            methods = {"Session.commit", "Session.rollback"})
    void oneTransactionForAll() throws Exception {
        Session session = transacted(), other = session();
        Queue in = queue(session), out = queue(session);
        Topic topic = topic(session);
        MessageConsumer ofQueue = session.createConsumer(in), ofTopic = session.createConsumer(topic);
        MessageConsumer results = other.createConsumer(out);
        send(other, in, "a");
        send(other, topic, "x");
        for (int round = 0; round < 2; round++) {
            expect(ofQueue, "a");
            expect(ofTopic, "x");
            send(session, out, "r" + round);
            if (round == 0) session.rollback();
            else session.commit();
        }
        expect(results, "r1");
        expectNothing(results);
        expectNothing(ofQueue);
        expectNothing(ofTopic);
    }

    @Test
    @Proves(
            section = "6.2.7",
            value = "A consumer closed within a transaction has its messages committed or rolled back with it",
            methods = "MessageConsumer.close")
    void aConsumerClosedWithin() throws Exception {
        Session session = transacted(), other = session();
        Queue queue = queue(session);
        send(other, queue, "a", "b");
        MessageConsumer consumer = session.createConsumer(queue);
        expect(consumer, "a");
        consumer.close();
        session.rollback();
        MessageConsumer second = session.createConsumer(queue);
        expect(second, "a");
        second.close();
        session.commit();
        MessageConsumer later = other.createConsumer(queue);
        expect(later, "b");
        expectNothing(later);
    }

    @Test
    @Proves(
            section = "6.2.7",
            value = "Closing a producer within a transaction takes nothing from it",
            methods = "MessageProducer.close")
    void aProducerClosedWithin() throws Exception {
        Session session = transacted();
        Queue queue = queue(session);
        MessageProducer producer = session.createProducer(queue);
        producer.send(session.createTextMessage("a"));
        producer.close();
        session.commit();
        expect(session().createConsumer(queue), "a");
    }

    @Test
    @Proves(
            section = "6.2.7",
            value = "A listener commits or rolls back its own session",
            methods = {"Session.commit", "Session.rollback", "MessageListener.onMessage"})
    void inAListener() throws Exception {
        Session session = transacted();
        Queue queue = queue(session), out = queue(session);
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        MessageProducer producer = session.createProducer(out);
        session.createConsumer(queue).setMessageListener(message -> {
            try {
                producer.send(message);
                boolean again = message.getJMSRedelivered();
                String text = ((TextMessage) message).getText();
                if (again) session.commit();
                else session.rollback();
                heard.add(text + again);
            } catch (JMSException e) {
                heard.add(e.toString());
            }
        });
        Session other = session();
        send(other, queue, "a", "b");
        for (String each : List.of("afalse", "atrue", "bfalse", "btrue")) assertEquals(each, next(heard));
        MessageConsumer results = other.createConsumer(out);
        expect(results, "a", "b");
        expectNothing(results);
    }

    @Test
    @Proves(
            section = "6.2.7",
            value = "acknowledge within a transaction does nothing: only the commit does",
            methods = "Message.acknowledge")
    void acknowledgeDoesNothing() throws Exception {
        Session session = transacted();
        Queue queue = queue(session);
        send(session(), queue, "a");
        MessageConsumer consumer = session.createConsumer(queue);
        consumer.receive(SOON).acknowledge();
        session.rollback();
        Message again = consumer.receive(SOON);
        assertTrue(again.getJMSRedelivered());
        session.commit();
        expectNothing(consumer);
    }

    @Test
    @Proves(
            section = "7.9",
            value = "A delayed message of a transaction waits from its send on, and comes after the commit",
            methods = {"MessageProducer.setDeliveryDelay", "Session.commit"})
    void delayedWithin() throws Exception {
        Session session = transacted(), other = session();
        Queue queue = queue(session);
        MessageProducer producer = session.createProducer(queue);
        producer.setDeliveryDelay(50);
        producer.send(session.createTextMessage("late"));
        session.commit();
        expect(other.createConsumer(queue), "late");
    }

    @Test
    @Proves(
            section = "6.2.7",
            value = "Persistent and non-persistent messages of many destinations are one transaction",
            methods = "Session.commit")
    void manyDestinations() throws Exception {
        Session session = transacted(), other = session();
        Queue[] queues = new Queue[10];
        MessageProducer producer = session.createProducer(null);
        for (int i = 0; i < queues.length; i++) {
            queues[i] = queue(session);
            producer.send(queues[i], session.createTextMessage("m"), 1 + i % 2, 4, 0);
        }
        MessageConsumer[] consumers = new MessageConsumer[queues.length];
        for (int i = 0; i < queues.length; i++) expectNothing(consumers[i] = other.createConsumer(queues[i]));
        session.commit();
        for (MessageConsumer each : consumers) expect(each, "m");
    }
}
