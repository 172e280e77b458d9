package io.leveret.jms.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.InvalidSelectorException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import jakarta.jms.TopicSubscriber;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

class SubscriptionsTest extends WithBroker {

    private JmsConnection client(TestInfo test) throws JMSException {
        JmsConnection connection = connect();
        connection.setClientID(name(test));
        connection.start();
        return connection;
    }

    private static void sendColoured(Session session, Topic to, String... colours) throws JMSException {
        try (MessageProducer producer = session.createProducer(to)) {
            for (String colour : colours) {
                TextMessage message = session.createTextMessage(colour);
                message.setStringProperty("colour", colour);
                producer.send(message);
            }
        }
    }

    @Test
    void aDurableSubscriptionKeepsWhatComesWhileNobodyIsThere(TestInfo test) throws Exception {
        JmsConnection connection = client(test);
        Topic topic = topic(test);
        Session session = connection.createSession();
        TopicSubscriber subscriber = session.createDurableSubscriber(topic, "s");
        assertEquals(topic, subscriber.getTopic());
        send(session, topic, "a");
        expect(subscriber, "a");
        subscriber.close();
        send(session, topic, "b", "c");
        MessageConsumer again = session.createDurableConsumer(topic, "s");
        expect(again, "b", "c");
        again.close();
        session.unsubscribe("s");
        send(session, topic, "d");
        expectNothing(session.createDurableConsumer(topic, "s"));
    }

    @Test
    void anUnsharedDurableSubscriptionHasOneConsumer(TestInfo test) throws Exception {
        JmsConnection connection = client(test);
        Topic topic = topic(test);
        Session session = connection.createSession();
        MessageConsumer consumer = session.createDurableConsumer(topic, "s");
        assertThrows(JMSException.class, () -> session.createDurableConsumer(topic, "s"));
        assertThrows(JMSException.class, () -> session.createDurableConsumer(topic(test), "s"));
        assertThrows(JMSException.class, () -> session.unsubscribe("s"));
        send(session, topic, "a");
        expect(consumer, "a");
    }

    @Test
    void anotherTopicOrSelectorMakesAnInactiveDurableSubscriptionAnew(TestInfo test) throws Exception {
        JmsConnection connection = client(test);
        Topic one = topic(test);
        Topic two = topic(test);
        Session session = connection.createSession();
        session.createDurableConsumer(one, "s").close();
        send(session, one, "old");
        MessageConsumer moved = session.createDurableConsumer(two, "s");
        send(session, one, "elsewhere");
        send(session, two, "here");
        expect(moved, "here");
        expectNothing(moved);
        moved.close();
        sendColoured(session, two, "red");
        MessageConsumer selecting = session.createDurableConsumer(two, "s", "colour = 'blue'", false);
        sendColoured(session, two, "red", "blue");
        expect(selecting, "blue");
        expectNothing(selecting);
    }

    @Test
    void unsharedDurableSubscriptionsNeedAClientIdAndSharedOnesDoNot(TestInfo test) throws Exception {
        JmsConnection connection = started();
        Topic topic = topic(test);
        Session session = connection.createSession();
        assertThrows(IllegalStateException.class, () -> session.createDurableConsumer(topic, "s"));
        assertThrows(IllegalStateException.class, () -> session.createDurableSubscriber(topic, "s"));
        String name = name(test);
        session.createSharedDurableConsumer(topic, name).close();
        send(session, topic, "a");
        expect(session.createSharedDurableConsumer(topic, name), "a");
    }

    @Test
    void aSharedSubscriptionGivesEachMessageToOneOfItsConsumers(TestInfo test) throws Exception {
        JmsConnection connection = started();
        Topic topic = topic(test);
        Session session = connection.createSession();
        MessageConsumer one = session.createSharedConsumer(topic, "s");
        MessageConsumer two = started().createSession().createSharedConsumer(topic, "s");
        send(session, topic, "a", "b");
        expect(one, "a");
        expect(two, "b");
        expectNothing(one);
        assertThrows(JMSException.class, () -> session.createSharedConsumer(topic, "s", "colour = 'red'"));
        one.close();
        two.close();
        send(session, topic, "lost");
        expectNothing(session.createSharedConsumer(topic, "s", "colour = 'red'"));
    }

    @Test
    void durableSubscriptionsOfOneNameAreSharedOrNot(TestInfo test) throws Exception {
        JmsConnection connection = client(test);
        Topic topic = topic(test);
        Session session = connection.createSession();
        session.createDurableConsumer(topic, "one").close();
        assertThrows(JMSException.class, () -> session.createSharedDurableConsumer(topic, "one"));
        session.createSharedDurableConsumer(topic, "two").close();
        assertThrows(JMSException.class, () -> session.createDurableConsumer(topic, "two"));
        // One that is not durable is something else, and lives beside it.
        MessageConsumer durable = session.createSharedDurableConsumer(topic, "two");
        MessageConsumer passing = session.createSharedConsumer(topic, "two");
        send(session, topic, "a");
        expect(durable, "a");
        expect(passing, "a");
    }

    @Test
    void noLocalLeavesOutItsOwnConnection(TestInfo test) throws Exception {
        JmsConnection connection = started();
        Topic topic = topic(test);
        Session session = connection.createSession();
        TopicSubscriber subscriber = (TopicSubscriber) session.createConsumer(topic, null, true);
        assertTrue(subscriber.getNoLocal());
        send(session, topic, "own");
        send(started().createSession(), topic, "other's");
        expect(subscriber, "other's");
        expectNothing(subscriber);
    }

    @Test
    void whatNoLocalLeavesOutNeverEntersADurableSubscription(TestInfo test) throws Exception {
        JmsConnection connection = client(test);
        String id = connection.getClientID();
        Topic topic = topic(test);
        Session session = connection.createSession();
        session.createDurableConsumer(topic, "s", null, true).close();
        send(session, topic, "own");
        connection.close();
        JmsConnection again = connect();
        again.setClientID(id);
        again.start();
        Session later = again.createSession();
        send(later, topic, "own again");
        send(started().createSession(), topic, "other's");
        MessageConsumer consumer = later.createDurableConsumer(topic, "s", null, true);
        expect(consumer, "other's");
        expectNothing(consumer);
    }

    @Test
    void unsubscribingWhatNobodySubscribedToIsAnError(TestInfo test) throws Exception {
        JmsConnection connection = client(test);
        Session session = connection.createSession();
        assertThrows(InvalidDestinationException.class, () -> session.unsubscribe("nothing"));
        assertThrows(InvalidDestinationException.class, () -> session.unsubscribe(null));
    }

    @Test
    void wildcardsAreForConsumers(TestInfo test) throws Exception {
        JmsConnection connection = started();
        Session session = connection.createSession();
        String base = name(test);
        MessageConsumer all = session.createConsumer(session.createTopic(base + ".#"));
        MessageConsumer some = session.createConsumer(session.createTopic(base + ".*.eur"));
        send(session, session.createTopic(base + ".a.eur"), "a");
        send(session, session.createTopic(base + ".b.usd"), "b");
        expect(all, "a", "b");
        expect(some, "a");
        expectNothing(some);
    }

    @Test
    void namesHoldAnythingAndNeverMeet() {
        Subscriptions.Kind durable = Subscriptions.Kind.DURABLE;
        assertNotEquals(Subscriptions.queueName(durable, "a:b", "c"), Subscriptions.queueName(durable, "a", "b:c"));
        assertNotEquals(Subscriptions.queueName(durable, "", "a"), Subscriptions.queueName(durable, "a", ""));
        String endless = "x".repeat(300);
        assertTrue(Subscriptions.queueName(durable, "", endless).length() <= 255);
        assertNotEquals(
                Subscriptions.queueName(durable, "", endless), Subscriptions.queueName(durable, "", endless + "y"));
        assertNotEquals(
                Subscriptions.queueName(durable, "a", "s"),
                Subscriptions.queueName(Subscriptions.Kind.SHARED, "a", "s"));
    }

    @Test
    void aWrongSelectorIsRefusedBeforeAnythingIsLost(TestInfo test) throws Exception {
        JmsConnection connection = client(test);
        Topic topic = topic(test);
        Session session = connection.createSession();
        session.createDurableConsumer(topic, "s").close();
        send(session, topic, "kept");
        assertThrows(
                InvalidSelectorException.class, () -> session.createDurableConsumer(topic, "s", "colour = ", false));
        assertThrows(InvalidSelectorException.class, () -> session.createConsumer(topic, "colour > 'red'"));
        assertThrows(
                InvalidSelectorException.class, () -> session.createConsumer(queue(test), "not a selector at all"));
        assertThrows(InvalidSelectorException.class, () -> session.createBrowser(queue(test), "="));
        expect(session.createDurableConsumer(topic, "s"), "kept");
    }

    @Test
    void aSelectorOnAQueueLeavesTheOthersForOthers(TestInfo test) throws Exception {
        JmsConnection connection = started();
        Queue queue = queue(test);
        Session session = connection.createSession();
        MessageConsumer blue = session.createConsumer(queue, "colour = 'blue'");
        assertEquals("colour = 'blue'", blue.getMessageSelector());
        MessageProducer producer = session.createProducer(queue);
        for (String colour : new String[] {"red", "blue", "green", "blue"}) {
            Message message = session.createTextMessage(colour);
            message.setStringProperty("colour", colour);
            producer.send(message);
        }
        expect(blue, "blue", "blue");
        expectNothing(blue);
        expect(session.createConsumer(queue), "red", "green");
    }
}
