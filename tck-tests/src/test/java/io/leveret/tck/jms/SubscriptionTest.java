package io.leveret.tck.jms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.InvalidSelectorException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import jakarta.jms.TopicSubscriber;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Chapter 4.2 and 8.3: subscriptions of all four kinds. */
class SubscriptionTest extends JmsTest {
    private Session session;
    private Topic topic;

    SubscriptionTest(Transport transport) {
        super(transport);
    }

    @BeforeEach
    void openSession() throws Exception {
        session = session();
        topic = topic(session);
    }

    /** Of a started connection with a client id. */
    private Session identified(String clientId) throws JMSException {
        Connection connection = connection();
        connection.setClientID(clientId);
        connection.start();
        return connection.createSession();
    }

    private void publish(int n) throws JMSException {
        Message message = session.createTextMessage("n" + n);
        message.setIntProperty("n", n);
        try (MessageProducer producer = session.createProducer(topic)) {
            producer.send(message);
        }
    }

    // ---- unshared, not durable

    @Test
    @Proves(
            section = "8.3.2",
            value = "Each consumer of a topic has a subscription of its own, and gets what is sent while it is there",
            methods = "Session.createConsumer(Destination)")
    void eachConsumerHasItsOwn() throws Exception {
        send(session, topic, "before");
        MessageConsumer one = session.createConsumer(topic), other = session().createConsumer(topic);
        send(session, topic, "a", "b");
        expect(one, "a", "b");
        expect(other, "a", "b");
        one.close();
        send(session, topic, "c");
        expect(other, "c");
        expectNothing(session.createConsumer(topic));
    }

    @Test
    @Proves(
            section = "8.3.2",
            value = "noLocal keeps away what its own connection sends, from any session, and nothing else",
            methods = "Session.createConsumer(Destination, String, boolean)")
    void noLocal() throws Exception {
        Connection connection = started();
        Session here = connection.createSession(), sibling = connection.createSession();
        MessageConsumer consumer = here.createConsumer(topic, null, true);
        MessageConsumer all = here.createConsumer(topic, null, false);
        send(here, topic, "here");
        send(sibling, topic, "sibling");
        send(session, topic, "there");
        expect(all, "here", "sibling", "there");
        expect(consumer, "there");
        expectNothing(consumer);
    }

    @Test
    @Proves(
            section = "4.2",
            value = "noLocal means nothing to a queue",
            methods = "Session.createConsumer(Destination, String, boolean)")
    void noLocalOfAQueue() throws Exception {
        var queue = queue(session);
        send(session, queue, "own");
        expect(session.createConsumer(queue, null, true), "own");
    }

    // ---- unshared durable

    @Test
    @Proves(
            section = "8.3.4",
            value = "A durable subscription keeps what is sent while nobody consumes from it",
            methods = {
                "Session.createDurableConsumer(Topic, String)",
                "Session.createDurableSubscriber(Topic, String)",
                "Session.unsubscribe"
            })
    void durable() throws Exception {
        String id = name();
        Connection connection = connection();
        connection.setClientID(id);
        connection.start();
        Session first = connection.createSession();
        MessageConsumer consumer = first.createDurableConsumer(topic, "d");
        TopicSubscriber subscriber = first.createDurableSubscriber(topic, "e");
        assertEquals(topic, subscriber.getTopic());
        send(session, topic, "a");
        expect(consumer, "a");
        expect(subscriber, "a");
        connection.close();
        send(session, topic, "b", "c");
        Session second = identified(id);
        MessageConsumer later = second.createDurableConsumer(topic, "d");
        expect(later, "b", "c");
        expectNothing(later);
        expect(second.createDurableSubscriber(topic, "e"), "b", "c");
    }

    @Test
    @Proves(
            section = "8.3.4",
            value = "An unshared durable subscription needs a client id",
            methods = {"Session.createDurableConsumer", "Session.createDurableSubscriber"})
    void durableNeedsAClientId() {
        assertExactly(IllegalStateException.class, () -> session.createDurableConsumer(topic, "d"));
        assertExactly(IllegalStateException.class, () -> session.createDurableConsumer(topic, "d", "n = 1", false));
        assertExactly(IllegalStateException.class, () -> session.createDurableSubscriber(topic, "d"));
        assertExactly(IllegalStateException.class, () -> session.createDurableSubscriber(topic, "d", "n = 1", false));
    }

    @Test
    @Proves(
            section = "8.3.4",
            value = "An unshared durable subscription has one consumer at a time",
            methods = {"Session.createDurableConsumer", "Session.createDurableSubscriber"})
    void durableHasOneConsumer() throws Exception {
        Session named = identified(name());
        MessageConsumer consumer = named.createDurableConsumer(topic, "d");
        assertThrows(JMSException.class, () -> named.createDurableConsumer(topic, "d"));
        assertThrows(JMSException.class, () -> named.createDurableSubscriber(topic, "d"));
        consumer.close();
        named.createDurableSubscriber(topic, "d");
        assertThrows(JMSException.class, () -> named.createDurableConsumer(topic, "d"));
    }

    @Test
    @Proves(
            section = "8.3.4",
            value = "Another topic, selector or noLocal makes an inactive durable subscription anew",
            methods = {
                "Session.createDurableConsumer(Topic, String, String, boolean)",
                "Session.createDurableSubscriber(Topic, String, String, boolean)"
            })
    void durableMadeAnew() throws Exception {
        Session named = identified(name());
        Topic other = topic(named);
        named.createDurableConsumer(topic, "d").close();
        send(session, topic, "lost");
        MessageConsumer ofOther = named.createDurableConsumer(other, "d");
        send(session, topic, "elsewhere");
        send(session, other, "a");
        expect(ofOther, "a");
        expectNothing(ofOther);
        ofOther.close();

        publish(1);
        MessageConsumer selecting = named.createDurableConsumer(topic, "d", "n = 1", false);
        assertEquals("n = 1", selecting.getMessageSelector());
        expectNothing(selecting);
        selecting.close();
        publish(0);
        publish(1);
        MessageConsumer again = named.createDurableConsumer(topic, "d", "n = 1", false);
        expect(again, "n1");
        expectNothing(again);
        again.close();

        publish(1);
        TopicSubscriber notLocal = named.createDurableSubscriber(topic, "d", "n = 1", true);
        assertTrue(notLocal.getNoLocal());
        expectNothing(notLocal);
    }

    @Test
    @Proves(
            section = "8.3.4",
            value = "What noLocal excludes never enters a durable subscription",
            methods = "Session.createDurableConsumer(Topic, String, String, boolean)")
    void durableNoLocal() throws Exception {
        String id = name();
        Connection connection = connection();
        connection.setClientID(id);
        connection.start();
        Session here = connection.createSession();
        here.createDurableConsumer(topic, "d", null, true).close();
        send(here, topic, "own");
        send(session, topic, "others");
        connection.close();
        MessageConsumer later = identified(id).createDurableConsumer(topic, "d", null, true);
        expect(later, "others");
        expectNothing(later);
    }

    @Test
    @Proves(
            section = "8.3.4",
            value = "Durable subscriptions of different client ids have nothing to do with each other",
            methods = "Session.createDurableConsumer(Topic, String)")
    void durableByClientId() throws Exception {
        MessageConsumer one = identified(name()).createDurableConsumer(topic, "d");
        MessageConsumer other = identified(name()).createDurableConsumer(topic, "d");
        send(session, topic, "a");
        expect(one, "a");
        expect(other, "a");
    }

    @Test
    @Proves(
            section = "8.3.4",
            value = "unsubscribe ends a durable subscription: not one in use, and none that is unknown",
            methods = "Session.unsubscribe")
    void unsubscribe() throws Exception {
        Session named = identified(name());
        MessageConsumer consumer = named.createDurableConsumer(topic, "d");
        assertThrows(JMSException.class, () -> named.unsubscribe("d"));
        consumer.close();
        send(session, topic, "gone");
        named.unsubscribe("d");
        assertExactly(InvalidDestinationException.class, () -> named.unsubscribe("d"));
        assertExactly(InvalidDestinationException.class, () -> session.unsubscribe(name()));
        expectNothing(named.createDurableConsumer(topic, "d"));
    }

    @Test
    @Proves(
            section = "8.3.4",
            value = "unsubscribe is refused while a transaction or an unacknowledged message holds the subscription",
            methods = "Session.unsubscribe")
    void unsubscribeWhileInUse() throws Exception {
        Connection connection = connection();
        connection.setClientID(name());
        connection.start();
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        MessageConsumer consumer = transacted.createDurableConsumer(topic, "d");
        send(session, topic, "a");
        expect(consumer, "a");
        assertThrows(JMSException.class, () -> transacted.unsubscribe("d"));
        transacted.commit();
        consumer.close();
        transacted.unsubscribe("d");
    }

    @Test
    @Proves(
            section = "javadoc",
            value = "No topic is an InvalidDestinationException, no name of a subscription is refused too",
            methods = {
                "Session.createDurableConsumer",
                "Session.createDurableSubscriber",
                "Session.createSharedConsumer",
                "Session.createSharedDurableConsumer",
                "Session.unsubscribe"
            })
    void badArguments() throws Exception {
        Session named = identified(name());
        assertExactly(InvalidDestinationException.class, () -> named.createDurableConsumer(null, "d"));
        assertExactly(InvalidDestinationException.class, () -> named.createDurableConsumer(null, "d", "n = 1", true));
        assertExactly(InvalidDestinationException.class, () -> named.createDurableSubscriber(null, "d"));
        assertExactly(InvalidDestinationException.class, () -> named.createDurableSubscriber(null, "d", "n = 1", true));
        assertExactly(InvalidDestinationException.class, () -> named.createSharedConsumer(null, "d"));
        assertExactly(InvalidDestinationException.class, () -> named.createSharedConsumer(null, "d", "n = 1"));
        assertExactly(InvalidDestinationException.class, () -> named.createSharedDurableConsumer(null, "d"));
        assertExactly(InvalidDestinationException.class, () -> named.createSharedDurableConsumer(null, "d", "n = 1"));
        for (String name : new String[] {null, ""}) {
            assertThrows(JMSException.class, () -> named.createDurableConsumer(topic, name));
            assertThrows(JMSException.class, () -> named.createDurableSubscriber(topic, name));
            assertThrows(JMSException.class, () -> named.createSharedConsumer(topic, name));
            assertThrows(JMSException.class, () -> named.createSharedDurableConsumer(topic, name));
            assertThrows(JMSException.class, () -> named.unsubscribe(name));
        }
        assertExactly(InvalidSelectorException.class, () -> named.createDurableConsumer(topic, "d", "n =", false));
        assertExactly(InvalidSelectorException.class, () -> named.createDurableSubscriber(topic, "d", "n =", false));
        Topic temporary = named.createTemporaryTopic();
        assertExactly(InvalidDestinationException.class, () -> named.createDurableConsumer(temporary, "t"));
        assertExactly(InvalidDestinationException.class, () -> named.createDurableSubscriber(temporary, "t"));
    }

    // ---- shared

    @Test
    @Proves(
            section = "8.3.3",
            value = "The consumers of a shared subscription share its messages, and it ends with the last of them",
            methods = {
                "Session.createSharedConsumer(Topic, String)",
                "Session.createSharedConsumer(Topic, String, String)"
            })
    void shared() throws Exception {
        String name = name();
        MessageConsumer one = session.createSharedConsumer(topic, name);
        MessageConsumer other = session().createSharedConsumer(topic, name);
        send(session, topic, "a");
        expect(one, "a");
        expectNothing(other);
        send(session, topic, "b", "c");
        one.close();
        expect(other, "b", "c");
        send(session, topic, "lost");
        other.close();
        send(session, topic, "lost too");
        expectNothing(session.createSharedConsumer(topic, name));
    }

    @Test
    @Proves(
            section = "8.3.3",
            value = "Consumers of one shared subscription that wait in turn are served in turn",
            methods = "Session.createSharedConsumer(Topic, String)")
    void sharedInTurn() throws Exception {
        String name = name();
        MessageConsumer one = session.createSharedConsumer(topic, name);
        MessageConsumer other = session.createSharedConsumer(topic, name);
        for (int i = 0; i < 4; i++) {
            send(session, topic, "m" + i);
            expect(i % 2 == 0 ? one : other, "m" + i);
        }
    }

    @Test
    @Proves(
            section = "8.3.5",
            value = "A shared durable subscription keeps messages, with and without a client id",
            methods = {
                "Session.createSharedDurableConsumer(Topic, String)",
                "Session.createSharedDurableConsumer(Topic, String, String)"
            })
    void sharedDurable() throws Exception {
        for (Session each : List.of(session, identified(name()))) {
            String name = name();
            MessageConsumer one = each.createSharedDurableConsumer(topic, name);
            MessageConsumer other = each.createSharedDurableConsumer(topic, name);
            send(session, topic, "a");
            expect(one, "a");
            expectNothing(other);
            one.close();
            other.close();
            send(session, topic, "b", "c");
            MessageConsumer later = each.createSharedDurableConsumer(topic, name);
            expect(later, "b", "c");
            expectNothing(later);
            later.close();
            each.unsubscribe(name);
            expectNothing(each.createSharedDurableConsumer(topic, name, "n = 1"));
        }
    }

    @Test
    @Proves(
            section = "8.3.3",
            value = "A shared subscription in use takes no other topic and no other selector",
            methods = {"Session.createSharedConsumer", "Session.createSharedDurableConsumer"})
    void sharedIsOneSubscription() throws Exception {
        String name = name();
        Topic other = topic(session);
        MessageConsumer consumer = session.createSharedConsumer(topic, name, "n = 1");
        MessageConsumer durable = session.createSharedDurableConsumer(topic, name, "n = 1");
        assertThrows(JMSException.class, () -> session.createSharedConsumer(topic, name));
        assertThrows(JMSException.class, () -> session.createSharedConsumer(topic, name, "n = 2"));
        assertThrows(JMSException.class, () -> session.createSharedConsumer(other, name, "n = 1"));
        assertThrows(JMSException.class, () -> session.createSharedDurableConsumer(topic, name));
        assertThrows(JMSException.class, () -> session.createSharedDurableConsumer(topic, name, "n = 2"));
        assertThrows(JMSException.class, () -> session.createSharedDurableConsumer(other, name, "n = 1"));
        assertThrows(JMSException.class, () -> session.unsubscribe(name));
        // Refused ones have changed nothing.
        publish(1);
        expect(consumer, "n1");
        expect(durable, "n1");
        durable.close();
        publish(1);
        expectNothing(session.createSharedDurableConsumer(topic, name, "n = 2"));
    }

    @Test
    @Proves(
            section = "8.3.5",
            value = "A durable subscription is shared or not: one name and client id cannot be both",
            methods = {"Session.createSharedDurableConsumer", "Session.createDurableConsumer"})
    void durableIsSharedOrNot() throws Exception {
        Session named = identified(name());
        MessageConsumer unshared = named.createDurableConsumer(topic, "d");
        assertThrows(JMSException.class, () -> named.createSharedDurableConsumer(topic, "d"));
        unshared.close();
        assertThrows(JMSException.class, () -> named.createSharedDurableConsumer(topic, "d"));
        MessageConsumer shared = named.createSharedDurableConsumer(topic, "s");
        assertThrows(JMSException.class, () -> named.createDurableConsumer(topic, "s"));
        shared.close();
        assertThrows(JMSException.class, () -> named.createDurableSubscriber(topic, "s"));
        named.unsubscribe("d");
        named.createSharedDurableConsumer(topic, "d");
    }

    @Test
    @Proves(
            section = "8.3.3",
            value =
                    "Shared subscriptions, durable or not, of one name live beside each other, and so do those of client ids",
            methods = {"Session.createSharedConsumer", "Session.createSharedDurableConsumer"})
    void sharedOnesLiveBesideEachOther() throws Exception {
        Session named = identified(name()), other = identified(name());
        String name = name();
        MessageConsumer[] consumers = {
            named.createSharedConsumer(topic, name),
            named.createSharedDurableConsumer(topic, name),
            other.createSharedConsumer(topic, name),
            other.createSharedDurableConsumer(topic, name),
            session.createSharedConsumer(topic, name),
            session.createSharedDurableConsumer(topic, name)
        };
        send(session, topic, "a");
        for (MessageConsumer each : consumers) {
            expect(each, "a");
            expectNothing(each);
        }
    }

    @Test
    @Proves(
            section = "6.2.11",
            value = "What was not acknowledged comes again to a durable subscription, marked",
            methods = "Session.createDurableConsumer(Topic, String)")
    void durableRedelivers() throws Exception {
        Connection connection = connection();
        connection.setClientID(name());
        connection.start();
        Session manual = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer consumer = manual.createDurableConsumer(topic, "d");
        send(session, topic, "a");
        TextMessage first = (TextMessage) consumer.receive(SOON);
        assertFalse(first.getJMSRedelivered());
        manual.close();
        Session later = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        Message again = later.createDurableConsumer(topic, "d").receive(SOON);
        assertNotNull(again);
        assertTrue(again.getJMSRedelivered());
        again.acknowledge();
    }

    @Test
    @Proves(
            section = "4.2",
            value = "A subscription gets nothing while its connection is stopped, and everything then",
            methods = {"Connection.stop", "Connection.start"})
    void stoppedSubscriptions() throws Exception {
        Connection connection = connection();
        MessageConsumer consumer = connection.createSession().createConsumer(topic);
        send(session, topic, "a", "b");
        assertNull(consumer.receiveNoWait());
        connection.start();
        expect(consumer, "a", "b");
    }
}
