package io.leveret.jms.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leveret.jms.destination.Addresses;
import io.leveret.jms.options.FactoryOptions;
import io.leveret.jms.wire.Rabbit;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.Topic;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A broker without the extensions: what can be had there works, what cannot is refused. */
@Timeout(60)
class RabbitSessionTest {
    private static final long SOON = WithBroker.SOON;
    private static Rabbit rabbit;
    private static int names;
    private JmsConnection connection;

    @BeforeAll
    static void startRabbit() throws Exception {
        rabbit = Rabbit.start();
    }

    @AfterAll
    static void stopRabbit() throws Exception {
        if (rabbit != null) rabbit.close();
    }

    @BeforeEach
    void connect() throws JMSException {
        connection = another();
        connection.start();
    }

    private static JmsConnection another() throws JMSException {
        FactoryOptions options = FactoryOptions.parse("amqp://127.0.0.1:" + rabbit.port());
        return JmsConnection.open(options, Domain.BOTH, "guest", "guest", Optional.empty());
    }

    @AfterEach
    void disconnect() throws JMSException {
        connection.close();
    }

    private static Queue queue() throws JMSException {
        return Addresses.queue("rabbit." + ++names);
    }

    @Test
    void queuesWork() throws Exception {
        Session session = connection.createSession();
        Queue queue = queue();
        MessageConsumer consumer = session.createConsumer(queue);
        assertNull(consumer.receiveNoWait());
        assertNull(consumer.receive(10));
        WithBroker.send(session, queue, "a", "b", "c");
        WithBroker.expect(consumer, "a", "b", "c");
        WithBroker.send(session, queue, "d", "e");
        assertEquals("d", WithBroker.text(consumer.receiveNoWait()));
        consumer.close();
        WithBroker.expect(session.createConsumer(queue), "e");
    }

    @Test
    void listenersWorkAndFailuresComeAgain() throws Exception {
        Session session = connection.createSession();
        Queue queue = queue();
        List<String> heard = new CopyOnWriteArrayList<>();
        session.createConsumer(queue).setMessageListener(message -> {
            try {
                heard.add(WithBroker.text(message));
                if (!message.getJMSRedelivered()) throw new IllegalStateException("planned");
            } catch (JMSException e) {
                heard.add(e.toString());
            }
        });
        WithBroker.send(connection.createSession(), queue, "a");
        WithBroker.eventually(() -> heard.size() == 2);
        assertEquals(List.of("a", "a"), heard);
    }

    @Test
    void transactionsWork() throws Exception {
        Session session = connection.createSession(Session.SESSION_TRANSACTED);
        Queue queue = queue();
        MessageConsumer consumer = session.createConsumer(queue);
        WithBroker.send(session, queue, "a", "b");
        session.rollback();
        WithBroker.send(session, queue, "c", "d");
        session.commit();
        WithBroker.expect(consumer, "c", "d");
        session.rollback();
        Message again = consumer.receive(SOON);
        assertEquals("c", WithBroker.text(again));
        assertTrue(again.getJMSRedelivered());
        WithBroker.expect(consumer, "d");
        session.commit();
        assertNull(consumer.receive(10));
    }

    @Test
    void subscriptionsAndTemporaryQueuesWork() throws Exception {
        Session session = connection.createSession();
        Topic topic = session.createTopic("rabbit.topic." + ++names);
        MessageConsumer passing = session.createConsumer(topic);
        String name = "s" + names;
        MessageConsumer durable = session.createSharedDurableConsumer(topic, name);
        MessageConsumer shared = session.createSharedConsumer(topic, name);
        WithBroker.send(session, topic, "a");
        WithBroker.expect(passing, "a");
        WithBroker.expect(durable, "a");
        WithBroker.expect(shared, "a");
        durable.close();
        WithBroker.send(session, topic, "b");
        MessageConsumer again = session.createSharedDurableConsumer(topic, name);
        WithBroker.expect(again, "b");
        again.close();
        session.unsubscribe(name);
        TemporaryQueue temporary = session.createTemporaryQueue();
        WithBroker.send(session, temporary, "c");
        WithBroker.expect(session.createConsumer(temporary), "c");
    }

    @Test
    void aStoppedConnectionHoldsNothing() throws Exception {
        Session session = connection.createSession();
        Queue queue = queue();
        MessageConsumer consumer = session.createConsumer(queue);
        WithBroker.send(session, queue, "a", "b", "c");
        WithBroker.expect(consumer, "a");
        connection.stop();
        assertNull(consumer.receiveNoWait());
        JmsConnection other = another();
        other.start();
        WithBroker.expect(other.createSession().createConsumer(queue), "b", "c");
        other.close();
        connection.start();
        WithBroker.send(session, queue, "d");
        WithBroker.expect(consumer, "d");
    }

    @Test
    void whatCannotBeHadIsRefused() throws Exception {
        Session session = connection.createSession();
        Queue queue = queue();
        Topic topic = session.createTopic("rabbit.refused");
        assertThrows(JMSException.class, () -> session.createConsumer(queue, "a = 1"));
        assertThrows(JMSException.class, () -> session.createConsumer(topic, "a = 1"));
        assertThrows(JMSException.class, () -> session.createConsumer(topic, null, true));
        assertThrows(JMSException.class, () -> session.createBrowser(queue));
        MessageProducer producer = session.createProducer(queue);
        producer.setDeliveryDelay(1000);
        assertThrows(JMSException.class, () -> producer.send(session.createMessage()));
    }

    @Test
    void aSubscriptionOutlivesAStopAndEndsWithItsConsumer() throws Exception {
        Session session = connection.createSession();
        Topic topic = session.createTopic("rabbit.topic." + ++names);
        MessageConsumer own = session.createConsumer(topic);
        MessageConsumer shared = session.createSharedConsumer(topic, "s" + names);
        JmsConnection other = another();
        Session sending = other.createSession();
        WithBroker.send(sending, topic, "a");
        WithBroker.expect(own, "a");
        WithBroker.expect(shared, "a");
        connection.stop();
        WithBroker.send(sending, topic, "b");
        connection.start();
        WithBroker.expect(own, "b");
        WithBroker.expect(shared, "b");
        List<Inbox> inboxes = ((JmsSession) session).inboxes();
        own.close();
        session.close();
        for (Inbox each : inboxes) assertFalse(connection.topology().exists(each.spec.queue()));
        other.close();
    }
}
