package io.leveret.tck.jms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.DeliveryMode;
import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.QueueConnection;
import jakarta.jms.QueueReceiver;
import jakarta.jms.QueueRequestor;
import jakarta.jms.QueueSender;
import jakarta.jms.QueueSession;
import jakarta.jms.ServerSessionPool;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TemporaryTopic;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import jakarta.jms.TopicConnection;
import jakarta.jms.TopicPublisher;
import jakarta.jms.TopicRequestor;
import jakarta.jms.TopicSession;
import jakarta.jms.TopicSubscriber;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Chapter 4: the interfaces of either domain. */
class DomainTest extends JmsTest {
    DomainTest(Transport transport) {
        super(transport);
    }

    private QueueSession queues() throws JMSException {
        QueueConnection connection = closedLater(factory.createQueueConnection());
        connection.start();
        return connection.createQueueSession(false, Session.AUTO_ACKNOWLEDGE);
    }

    private TopicSession topics() throws JMSException {
        TopicConnection connection = closedLater(factory.createTopicConnection());
        connection.start();
        return connection.createTopicSession(false, Session.AUTO_ACKNOWLEDGE);
    }

    @Test
    @Proves(
            section = "4.1",
            value = "A queue is sent to, received from and browsed through the interfaces of its domain",
            methods = {
                "QueueConnectionFactory.createQueueConnection()",
                "QueueConnection.createQueueSession",
                "QueueSession.createQueue",
                "QueueSession.createSender",
                "QueueSession.createReceiver",
                "QueueSession.createBrowser",
                "QueueSender.getQueue",
                "QueueSender.send",
                "QueueReceiver.getQueue"
            })
    void aQueueWorksByItsDomain() throws Exception {
        QueueSession session = queues();
        Queue queue = session.createQueue(name());
        QueueSender sender = session.createSender(queue);
        assertEquals(queue, sender.getQueue());
        Message message = session.createTextMessage("a");
        message.setIntProperty("n", 1);
        sender.send(message);
        sender.send(session.createTextMessage("b"), DeliveryMode.NON_PERSISTENT, 4, 0);
        QueueSender anonymous = session.createSender(null);
        assertNull(anonymous.getQueue());
        anonymous.send(queue, session.createTextMessage("c"));
        anonymous.send(queue, session.createTextMessage("d"), DeliveryMode.NON_PERSISTENT, 4, 0);
        QueueBrowser browser = session.createBrowser(queue, "n = 1");
        assertEquals("a", ((TextMessage) browser.getEnumeration().nextElement()).getText());
        assertTrue(session.createBrowser(queue).getEnumeration().hasMoreElements());
        QueueReceiver picky = session.createReceiver(queue, "n = 1");
        assertEquals("n = 1", picky.getMessageSelector());
        expect(picky, "a");
        picky.close();
        QueueReceiver receiver = session.createReceiver(queue);
        assertEquals(queue, receiver.getQueue());
        expect(receiver, "b", "c", "d");
    }

    @Test
    @Proves(
            section = "4.2",
            value = "A topic is published to and subscribed to through the interfaces of its domain",
            methods = {
                "TopicConnectionFactory.createTopicConnection()",
                "TopicConnection.createTopicSession",
                "TopicSession.createTopic",
                "TopicSession.createPublisher",
                "TopicSession.createSubscriber",
                "TopicPublisher.getTopic",
                "TopicPublisher.publish",
                "TopicSubscriber.getTopic",
                "TopicSubscriber.getNoLocal"
            })
    void aTopicWorksByItsDomain() throws Exception {
        TopicSession session = topics();
        Topic topic = session.createTopic(name());
        TopicSubscriber all = session.createSubscriber(topic);
        TopicSubscriber some = session.createSubscriber(topic, "n = 1", false);
        TopicSubscriber notOurs = session.createSubscriber(topic, null, true);
        assertEquals(topic, all.getTopic());
        assertFalse(all.getNoLocal());
        assertTrue(notOurs.getNoLocal());
        assertEquals("n = 1", some.getMessageSelector());
        TopicPublisher publisher = session.createPublisher(topic);
        assertEquals(topic, publisher.getTopic());
        Message message = session.createTextMessage("a");
        message.setIntProperty("n", 1);
        publisher.publish(message);
        publisher.publish(session.createTextMessage("b"), DeliveryMode.NON_PERSISTENT, 4, 0);
        TopicPublisher anonymous = session.createPublisher(null);
        assertNull(anonymous.getTopic());
        anonymous.publish(topic, session.createTextMessage("c"));
        anonymous.publish(topic, session.createTextMessage("d"), DeliveryMode.NON_PERSISTENT, 4, 0);
        expect(all, "a", "b", "c", "d");
        expect(some, "a");
        expectNothing(some);
        expectNothing(notOurs);
    }

    @Test
    @Proves(
            section = "4.1",
            value = "A queue session refuses every method about topics",
            methods = {"QueueSession.createQueue", "Session.createTopic", "Session.unsubscribe"})
    void aQueueSessionRefusesTopics() throws Exception {
        QueueSession s = queues();
        Topic topic = topic(session());
        for (Executable each : List.<Executable>of(
                () -> s.createTopic(name()),
                s::createTemporaryTopic,
                () -> s.createDurableSubscriber(topic, "n"),
                () -> s.createDurableSubscriber(topic, "n", "a = 1", false),
                () -> s.createDurableConsumer(topic, "n"),
                () -> s.createDurableConsumer(topic, "n", "a = 1", false),
                () -> s.createSharedConsumer(topic, "n"),
                () -> s.createSharedConsumer(topic, "n", "a = 1"),
                () -> s.createSharedDurableConsumer(topic, "n"),
                () -> s.createSharedDurableConsumer(topic, "n", "a = 1"),
                () -> s.unsubscribe("n"))) {
            assertExactly(IllegalStateException.class, each);
        }
    }

    @Test
    @Proves(
            section = "4.2",
            value = "A topic session refuses every method about queues",
            methods = {"Session.createQueue", "Session.createBrowser", "Session.createTemporaryQueue"})
    void aTopicSessionRefusesQueues() throws Exception {
        TopicSession s = topics();
        Queue queue = queue(session());
        assertExactly(IllegalStateException.class, () -> s.createQueue(name()));
        assertExactly(IllegalStateException.class, () -> s.createBrowser(queue));
        assertExactly(IllegalStateException.class, () -> s.createBrowser(queue, "a = 1"));
        assertExactly(IllegalStateException.class, s::createTemporaryQueue);
    }

    @Test
    @Proves(
            section = "4.1",
            value = "A queue connection refuses what is about subscriptions",
            methods = {
                "Connection.createDurableConnectionConsumer",
                "Connection.createSharedConnectionConsumer",
                "Connection.createSharedDurableConnectionConsumer"
            })
    void aQueueConnectionRefusesSubscriptions() throws Exception {
        QueueConnection connection = closedLater(factory.createQueueConnection());
        connection.setClientID(name());
        Topic topic = topic(session());
        ServerSessionPool pool = () -> null;
        assertExactly(
                IllegalStateException.class,
                () -> connection.createDurableConnectionConsumer(topic, "n", null, pool, 1));
        assertExactly(
                IllegalStateException.class,
                () -> connection.createSharedConnectionConsumer(topic, "n", null, pool, 1));
        assertExactly(
                IllegalStateException.class,
                () -> connection.createSharedDurableConnectionConsumer(topic, "n", null, pool, 1));
    }

    @Test
    @Proves(
            section = "4.1",
            value = "A domain's factories log in with a user and a password as the common ones do",
            methods = {
                "QueueConnectionFactory.createQueueConnection(String, String)",
                "TopicConnectionFactory.createTopicConnection(String, String)"
            })
    void aDomainsFactoriesLogIn() throws Exception {
        closedLater(factory.createQueueConnection("guest", "guest"));
        closedLater(factory.createTopicConnection("guest", "guest"));
        assertExactly(JMSSecurityException.class, () -> factory.createQueueConnection("guest", "wrong"));
        assertExactly(JMSSecurityException.class, () -> factory.createTopicConnection("guest", "wrong"));
    }

    @Test
    @Proves(
            section = "javadoc",
            value = "Where a destination must be given, null is no destination",
            methods = {
                "QueueSession.createReceiver",
                "TopicSession.createSubscriber",
                "TopicSession.createDurableSubscriber"
            })
    void nullIsNoDestination() throws Exception {
        QueueSession queues = queues();
        assertExactly(InvalidDestinationException.class, () -> queues.createReceiver(null));
        assertExactly(InvalidDestinationException.class, () -> queues.createReceiver(null, "a = 1"));
        assertExactly(InvalidDestinationException.class, () -> queues.createBrowser(null));
        assertExactly(InvalidDestinationException.class, () -> queues.createBrowser(null, "a = 1"));
        TopicSession topics = topics();
        assertExactly(InvalidDestinationException.class, () -> topics.createSubscriber(null));
        assertExactly(InvalidDestinationException.class, () -> topics.createSubscriber(null, null, true));
    }

    @Test
    @Proves(
            section = "4.2",
            value = "A topic session has durable subscribers",
            methods = {
                "TopicSession.createDurableSubscriber",
                "TopicSession.unsubscribe",
                "TopicSession.createTemporaryTopic",
                "TopicSubscriber.getNoLocal"
            })
    void aTopicSessionHasDurableSubscribers() throws Exception {
        TopicConnection connection = closedLater(factory.createTopicConnection());
        connection.setClientID(name());
        connection.start();
        TopicSession session = connection.createTopicSession(false, Session.AUTO_ACKNOWLEDGE);
        Topic topic = session.createTopic(name());
        session.createDurableSubscriber(topic, "d").close();
        session.createPublisher(topic).publish(session.createTextMessage("kept"));
        TopicSubscriber subscriber = session.createDurableSubscriber(topic, "d");
        expect(subscriber, "kept");
        subscriber.close();
        TopicSubscriber other = session.createDurableSubscriber(topic, "d", "n = 1", true);
        assertTrue(other.getNoLocal());
        assertEquals(topic, other.getTopic());
        other.close();
        session.unsubscribe("d");
        TemporaryTopic temporary = session.createTemporaryTopic();
        temporary.delete();
    }

    @Test
    @Proves(
            section = "4.1",
            value = "A queue session has temporary queues, and a requestor waits for the one answer",
            methods = {"QueueSession.createTemporaryQueue", "TemporaryQueue.delete"})
    void aRequestorWaitsForAnAnswer() throws Exception {
        QueueSession asking = queues();
        Session answering = session();
        Queue queue = queue(answering);
        answering.createConsumer(queue).setMessageListener(request -> {
            try {
                Message answer = answering.createTextMessage(((TextMessage) request).getText() + "!");
                answering.createProducer(request.getJMSReplyTo()).send(answer);
            } catch (JMSException e) {
                throw new AssertionError(e);
            }
        });
        QueueRequestor requestor = new QueueRequestor(asking, queue);
        assertEquals("a!", ((TextMessage) requestor.request(asking.createTextMessage("a"))).getText());
        assertEquals("b!", ((TextMessage) requestor.request(asking.createTextMessage("b"))).getText());
        requestor.close();
        TemporaryQueue temporary = queues().createTemporaryQueue();
        temporary.delete();
    }

    @Test
    @Proves(
            section = "4.2",
            value = "A requestor of a topic waits for the first answer",
            methods = "TopicSession.createTemporaryTopic")
    void aTopicRequestorWaitsForAnAnswer() throws Exception {
        TopicSession asking = topics();
        Session answering = session();
        Topic topic = topic(answering);
        answering.createConsumer(topic).setMessageListener(request -> {
            try {
                answering
                        .createProducer(request.getJMSReplyTo())
                        .send(answering.createTextMessage(((TextMessage) request).getText() + "!"));
            } catch (JMSException e) {
                throw new AssertionError(e);
            }
        });
        TopicRequestor requestor = new TopicRequestor(asking, topic);
        assertEquals("a!", ((TextMessage) requestor.request(asking.createTextMessage("a"))).getText());
        requestor.close();
    }

    @Test
    @Proves(
            section = "javadoc",
            value = "Closed senders, receivers, publishers and subscribers refuse their domain's methods too",
            methods = {
                "QueueSender.getQueue",
                "QueueReceiver.getQueue",
                "TopicPublisher.getTopic",
                "TopicSubscriber.getTopic",
                "TopicSubscriber.getNoLocal"
            })
    void closedOnesRefuse() throws Exception {
        QueueSession queues = queues();
        Queue queue = queues.createQueue(name());
        QueueSender sender = queues.createSender(queue);
        QueueReceiver receiver = queues.createReceiver(queue);
        sender.close();
        receiver.close();
        assertExactly(IllegalStateException.class, sender::getQueue);
        assertExactly(IllegalStateException.class, () -> sender.send(queues.createMessage()));
        assertExactly(IllegalStateException.class, () -> sender.send(queues.createMessage(), 1, 4, 0));
        assertExactly(IllegalStateException.class, () -> sender.send(queue, queues.createMessage()));
        assertExactly(IllegalStateException.class, () -> sender.send(queue, queues.createMessage(), 1, 4, 0));
        assertExactly(IllegalStateException.class, receiver::getQueue);
        TopicSession topics = topics();
        Topic topic = topics.createTopic(name());
        TopicPublisher publisher = topics.createPublisher(topic);
        TopicSubscriber subscriber = topics.createSubscriber(topic);
        publisher.close();
        subscriber.close();
        assertExactly(IllegalStateException.class, publisher::getTopic);
        assertExactly(IllegalStateException.class, () -> publisher.publish(topics.createMessage()));
        assertExactly(IllegalStateException.class, () -> publisher.publish(topics.createMessage(), 1, 4, 0));
        assertExactly(IllegalStateException.class, () -> publisher.publish(topic, topics.createMessage()));
        assertExactly(IllegalStateException.class, () -> publisher.publish(topic, topics.createMessage(), 1, 4, 0));
        assertExactly(IllegalStateException.class, subscriber::getTopic);
        assertExactly(IllegalStateException.class, subscriber::getNoLocal);
    }
}
