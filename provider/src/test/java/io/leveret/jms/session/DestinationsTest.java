package io.leveret.jms.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.leveret.jms.destination.LeveretQueue;
import jakarta.jms.Destination;
import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidClientIDException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.QueueSession;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TemporaryTopic;
import jakarta.jms.Topic;
import jakarta.jms.TopicSession;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.function.Executable;

/** Destinations, temporary ones, client ids, and what the domain-specific APIs refuse. */
class DestinationsTest extends WithBroker {

    @Test
    void aReplyComesOverATemporaryQueue(TestInfo test) throws Exception {
        JmsConnection asking = started();
        JmsConnection answering = started();
        Queue queue = queue(test);
        Session asker = asking.createSession();
        TemporaryQueue replies = asker.createTemporaryQueue();
        MessageConsumer reply = asker.createConsumer(replies);
        Message question = asker.createTextMessage("?");
        question.setJMSReplyTo(replies);
        asker.createProducer(queue).send(question);
        Session answerer = answering.createSession();
        Message asked = answerer.createConsumer(queue).receive(SOON);
        assertEquals(replies, asked.getJMSReplyTo());
        assertThrows(JMSException.class, () -> answerer.createConsumer(asked.getJMSReplyTo()));
        send(answerer, asked.getJMSReplyTo(), "!");
        expect(reply, "!");
    }

    @Test
    void aTemporaryTopicIsConsumedByItsConnectionOnly(TestInfo test) throws Exception {
        JmsConnection connection = started();
        Session session = connection.createSession();
        TemporaryTopic topic = session.createTemporaryTopic();
        MessageConsumer consumer = session.createConsumer(topic);
        Session other = started().createSession();
        assertThrows(JMSException.class, () -> other.createConsumer(topic));
        send(other, topic, "a");
        expect(consumer, "a");
        assertThrows(JMSException.class, topic::delete);
        consumer.close();
        topic.delete();
        assertThrows(JMSException.class, () -> session.createConsumer(topic));
    }

    @Test
    void aTemporaryQueueInUseCannotBeDeleted(TestInfo test) throws Exception {
        JmsConnection connection = started();
        Session session = connection.createSession();
        TemporaryQueue queue = session.createTemporaryQueue();
        assertNotEquals(queue, session.createTemporaryQueue());
        MessageConsumer consumer = session.createConsumer(queue);
        assertThrows(JMSException.class, queue::delete);
        send(session, queue, "a");
        expect(consumer, "a");
        consumer.close();
        queue.delete();
        queue.delete();
        assertThrows(InvalidDestinationException.class, () -> send(session, queue, "b"));
    }

    @Test
    void aTemporaryQueueGoesWithItsConnection(TestInfo test) throws Exception {
        JmsConnection connection = started();
        TemporaryQueue queue = connection.createSession().createTemporaryQueue();
        Session other = started().createSession();
        send(other, queue, "a");
        connection.close();
        assertThrows(InvalidDestinationException.class, () -> send(other, queue, "b"));
    }

    @Test
    void aQueueThatWasDeletedIsMadeAnewBySending(TestInfo test) throws Exception {
        JmsConnection connection = started();
        Queue queue = queue(test);
        Session session = connection.createSession();
        MessageProducer producer = session.createProducer(queue);
        producer.send(session.createTextMessage("a"));
        JmsConnection other = started();
        other.topology().delete(queue.getQueueName(), false);
        producer.send(session.createTextMessage("b"));
        MessageConsumer consumer = other.createSession().createConsumer(queue);
        expect(consumer, "b");
        consumer.close();
        other.topology().delete(queue.getQueueName(), false);
        producer.setDeliveryMode(jakarta.jms.DeliveryMode.NON_PERSISTENT);
        producer.send(session.createTextMessage("c"));
        eventually(() -> exists(other, queue));
        expect(other.createSession().createConsumer(queue), "c");
    }

    private static boolean exists(JmsConnection connection, Queue queue) {
        try {
            return connection.topology().exists(queue.getQueueName());
        } catch (JMSException | io.leveret.jms.wire.WireException | RuntimeException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void withoutCreateQueuesAMissingQueueIsRefused(TestInfo test) throws Exception {
        JmsConnection connection = connect(Domain.BOTH, "?createQueues=false");
        Queue queue = queue(test);
        Session session = connection.createSession();
        assertThrows(InvalidDestinationException.class, () -> session.createConsumer(queue));
        assertThrows(InvalidDestinationException.class, () -> session.createProducer(queue));
        MessageProducer any = session.createProducer(null);
        assertThrows(InvalidDestinationException.class, () -> any.send(queue, session.createMessage()));
        started().topology().require((LeveretQueue) queue);
        any.send(queue, session.createMessage());
    }

    @Test
    void aMissingExchangeIsRefusedAndTheSessionLives(TestInfo test) throws Exception {
        JmsConnection connection = started();
        Session session = connection.createSession();
        Queue queue = queue(test);
        MessageConsumer consumer = session.createConsumer(queue);
        Destination nowhere = session.createTopic("exchange://" + name(test) + "/key");
        assertThrows(InvalidDestinationException.class, () -> session.createProducer(nowhere));
        assertThrows(InvalidDestinationException.class, () -> session.createConsumer(nowhere));
        send(session, queue, "a");
        expect(consumer, "a");
    }

    @Test
    void destinationsAreGivenWithTheMessageOrTheProducerNotBoth(TestInfo test) throws Exception {
        Session session = started().createSession();
        Queue queue = queue(test);
        Message message = session.createMessage();
        MessageProducer any = session.createProducer(null);
        MessageProducer bound = session.createProducer(queue);
        assertNull(any.getDestination());
        assertEquals(queue, bound.getDestination());
        assertThrows(UnsupportedOperationException.class, () -> any.send(message));
        assertThrows(UnsupportedOperationException.class, () -> bound.send(queue, message));
        assertThrows(InvalidDestinationException.class, () -> any.send((Destination) null, message));
        assertThrows(InvalidDestinationException.class, () -> session.createConsumer(null));
        assertThrows(InvalidDestinationException.class, () -> session.createBrowser(null));
        assertThrows(InvalidDestinationException.class, () -> session.createSharedConsumer(null, "x"));
        assertThrows(JMSException.class, () -> bound.setPriority(10));
        assertThrows(JMSException.class, () -> bound.setDeliveryMode(3));
        assertThrows(JMSException.class, () -> bound.send(message, 2, -1, 0));
        assertThrows(JMSException.class, () -> bound.send(message, 0, 4, 0));
        assertThrows(JMSException.class, () -> started().createSession(7));
        assertThrows(JMSException.class, () -> started().createSession(false, 0));
    }

    @Test
    void eachDomainRefusesTheOther(TestInfo test) throws Exception {
        JmsConnection connection = started();
        Topic topic = topic(test);
        QueueSession queues = connection.createQueueSession(false, Session.AUTO_ACKNOWLEDGE);
        TopicSession topics = connection.createTopicSession(false, Session.AUTO_ACKNOWLEDGE);
        JmsConnection queueConnection = connect(Domain.QUEUES, "");
        for (Executable each : List.<Executable>of(
                () -> queues.createTopic("t"),
                queues::createTemporaryTopic,
                () -> queues.createDurableSubscriber(topic, "s"),
                () -> queues.createDurableSubscriber(topic, "s", null, false),
                () -> queues.createDurableConsumer(topic, "s"),
                () -> queues.createDurableConsumer(topic, "s", null, false),
                () -> queues.createSharedConsumer(topic, "s"),
                () -> queues.createSharedConsumer(topic, "s", null),
                () -> queues.createSharedDurableConsumer(topic, "s"),
                () -> queues.createSharedDurableConsumer(topic, "s", null),
                () -> queues.unsubscribe("s"),
                () -> topics.createQueue("q"),
                topics::createTemporaryQueue,
                () -> topics.createBrowser(queue(test)),
                () -> topics.createBrowser(queue(test), null),
                () -> queueConnection.createDurableConnectionConsumer(topic, "s", null, null, 1),
                () -> queueConnection.createSharedConnectionConsumer(topic, "s", null, null, 1),
                () -> queueConnection.createSharedDurableConnectionConsumer(topic, "s", null, null, 1))) {
            assertThrows(IllegalStateException.class, each);
        }
    }

    @Test
    void aClientIdIsSetFirstAndOnceAndIsOnesOwn(TestInfo test) throws Exception {
        String id = name(test);
        JmsConnection connection = connect();
        assertNull(connection.getClientID());
        connection.setClientID(id);
        assertEquals(id, connection.getClientID());
        assertThrows(IllegalStateException.class, () -> connection.setClientID("another"));
        JmsConnection other = connect();
        assertThrows(InvalidClientIDException.class, () -> other.setClientID(id));
        assertThrows(InvalidClientIDException.class, () -> connect(Domain.BOTH, "?clientID=" + id));
        connection.close();
        other.setClientID(id);
        JmsConnection used = connect();
        used.createSession();
        assertThrows(IllegalStateException.class, () -> used.setClientID("late"));
        JmsConnection given = connect(Domain.BOTH, "?clientID=" + name(test));
        assertThrows(IllegalStateException.class, () -> given.setClientID("twice"));
    }

    @Test
    void theMetaDataTellsTheVersion() throws Exception {
        var data = connect().getMetaData();
        assertEquals("3.1", data.getJMSVersion());
        assertEquals(3, data.getJMSMajorVersion());
        assertEquals(1, data.getJMSMinorVersion());
        java.util.Enumeration<?> names = data.getJMSXPropertyNames();
        assertEquals(List.of("JMSXGroupID", "JMSXGroupSeq", "JMSXDeliveryCount"), java.util.Collections.list(names));
    }
}
