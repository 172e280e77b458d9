package io.leveret.tck.jms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** Chapters 3.6 and 6.2.11: acknowledging and recovering. */
class AcknowledgeTest extends JmsTest {
    AcknowledgeTest(Transport transport) {
        super(transport);
    }

    private static void expectAgain(MessageConsumer from, int count, String... texts) throws JMSException {
        for (String each : texts) {
            TextMessage message = (TextMessage) from.receive(SOON);
            assertEquals(each, message.getText());
            assertEquals(count > 1, message.getJMSRedelivered());
            assertEquals(count, message.getIntProperty("JMSXDeliveryCount"));
        }
    }

    /** What another session finds in the queue. */
    private void expectLeft(Queue queue, String... texts) throws JMSException {
        Session session = session();
        try (MessageConsumer consumer = session.createConsumer(queue)) {
            expect(consumer, texts);
            expectNothing(consumer);
        }
    }

    @Test
    @Proves(
            section = "6.2.11",
            value = "AUTO_ACKNOWLEDGE: what receive has returned is acknowledged",
            methods = {"MessageConsumer.receive(long)", "Session.close"})
    void auto() throws Exception {
        Session session = session();
        Queue queue = queue(session);
        send(session, queue, "a", "b");
        expect(session.createConsumer(queue), "a");
        session.close();
        expectLeft(queue, "b");
    }

    @Test
    @Proves(
            section = "6.2.11",
            value = "AUTO_ACKNOWLEDGE: acknowledge and recover find nothing to do",
            methods = {"Message.acknowledge", "Session.recover"})
    void autoNeedsNothing() throws Exception {
        Session session = session();
        Queue queue = queue(session);
        send(session, queue, "a", "b");
        MessageConsumer consumer = session.createConsumer(queue);
        Message a = consumer.receive(SOON);
        a.acknowledge();
        session.recover();
        expect(consumer, "b");
        expectNothing(consumer);
    }

    @Test
    @Proves(
            section = "6.2.11",
            value = "DUPS_OK_ACKNOWLEDGE: what was received is acknowledged in the end",
            methods = "Connection.createSession(int)")
    void dupsOk() throws Exception {
        Session session = session(Session.DUPS_OK_ACKNOWLEDGE);
        Queue queue = queue(session);
        send(session, queue, "a", "b", "c");
        expect(session.createConsumer(queue), "a", "b");
        session.close();
        expectLeft(queue, "c");
    }

    @Test
    @Proves(
            section = "6.2.11",
            value =
                    "CLIENT_ACKNOWLEDGE: one message's acknowledge is for all that the session has consumed, of every consumer",
            methods = "Message.acknowledge")
    void clientAcknowledgesAll() throws Exception {
        Session session = session(Session.CLIENT_ACKNOWLEDGE);
        Queue one = queue(session), other = queue(session);
        send(session, one, "a", "b", "c");
        send(session, other, "x", "y");
        MessageConsumer ones = session.createConsumer(one), others = session.createConsumer(other);
        Message a = ones.receive(SOON);
        expect(others, "x");
        expect(ones, "b");
        // The first one received, of another consumer than the last: it is for all of them.
        a.acknowledge();
        session.close();
        expectLeft(one, "c");
        expectLeft(other, "y");
    }

    @Test
    @Proves(
            section = "6.2.11",
            value = "CLIENT_ACKNOWLEDGE: what was not acknowledged comes again, marked, when the session has ended",
            methods = "Session.close")
    void unacknowledgedComesAgain() throws Exception {
        Session session = session(Session.CLIENT_ACKNOWLEDGE);
        Queue queue = queue(session);
        send(session, queue, "a", "b", "c");
        expect(session.createConsumer(queue), "a", "b");
        session.close();
        MessageConsumer later = session().createConsumer(queue);
        expectAgain(later, 2, "a", "b");
        expectAgain(later, 1, "c");
    }

    @Test
    @Proves(
            section = "6.2.11",
            value = "recover delivers again from the first unacknowledged message on, in order, marked and counted",
            methods = "Session.recover")
    void recover() throws Exception {
        Session session = session(Session.CLIENT_ACKNOWLEDGE);
        Queue queue = queue(session);
        send(session, queue, "a", "b", "c", "d");
        MessageConsumer consumer = session.createConsumer(queue);
        consumer.receive(SOON).acknowledge();
        expectAgain(consumer, 1, "b", "c");
        session.recover();
        expectAgain(consumer, 2, "b", "c");
        session.recover();
        expectAgain(consumer, 3, "b", "c");
        expectAgain(consumer, 1, "d");
        expectNothing(consumer);
    }

    @Test
    @Proves(
            section = "6.2.11",
            value = "recover works for subscriptions as it does for queues",
            methods = "Session.recover")
    void recoverOfASubscription() throws Exception {
        Session session = session(Session.CLIENT_ACKNOWLEDGE);
        Topic topic = topic(session);
        MessageConsumer consumer = session.createConsumer(topic);
        send(session, topic, "a", "b");
        expectAgain(consumer, 1, "a", "b");
        session.recover();
        expectAgain(consumer, 2, "a", "b");
    }

    @Test
    @Proves(
            section = "6.2.11",
            value = "A message may be acknowledged when its consumer is closed; what is not comes again",
            methods = {"Message.acknowledge", "MessageConsumer.close"})
    void acknowledgeAfterTheConsumersEnd() throws Exception {
        Session session = session(Session.CLIENT_ACKNOWLEDGE);
        Queue queue = queue(session);
        send(session, queue, "a", "b");
        MessageConsumer consumer = session.createConsumer(queue);
        Message a = consumer.receive(SOON);
        consumer.close();
        a.acknowledge();
        session.close();
        expectLeft(queue, "b");
    }

    @Test
    @Proves(
            section = "6.2.16",
            value = "acknowledge of a closed session's message is refused",
            methods = "Message.acknowledge")
    void acknowledgeAfterClose() throws Exception {
        for (int mode : new int[] {
            Session.AUTO_ACKNOWLEDGE,
            Session.CLIENT_ACKNOWLEDGE,
            Session.DUPS_OK_ACKNOWLEDGE,
            Session.SESSION_TRANSACTED
        }) {
            Connection connection = started();
            Session session = connection.createSession(mode);
            Queue queue = queue(session);
            send(session(), queue, "a", "b");
            MessageConsumer consumer = session.createConsumer(queue);
            Message a = consumer.receive(SOON);
            session.close();
            assertExactly(IllegalStateException.class, a::acknowledge);
            Session other = connection.createSession(mode);
            Message again = other.createConsumer(queue).receive(SOON);
            connection.close();
            assertExactly(IllegalStateException.class, again::acknowledge);
        }
    }

    @Test
    @Proves(
            section = "6.2.11",
            value = "AUTO_ACKNOWLEDGE: recover within a listener delivers that message again",
            methods = {"Session.recover", "MessageListener.onMessage"})
    void recoverInAListener() throws Exception {
        for (int mode : new int[] {Session.AUTO_ACKNOWLEDGE, Session.CLIENT_ACKNOWLEDGE}) {
            Session session = session(mode);
            Queue queue = queue(session);
            BlockingQueue<String> heard = new LinkedBlockingQueue<>();
            session.createConsumer(queue).setMessageListener(message -> {
                try {
                    heard.add(((TextMessage) message).getText() + message.getIntProperty("JMSXDeliveryCount"));
                    if (!message.getJMSRedelivered()) session.recover();
                    else message.acknowledge();
                } catch (JMSException e) {
                    heard.add(e.toString());
                }
            });
            send(session(), queue, "a", "b");
            for (String each : List.of("a1", "a2", "b1", "b2")) assertEquals(each, next(heard));
            session.close();
            expectLeft(queue);
        }
    }

    @Test
    @Proves(
            section = "6.2.11",
            value = "CLIENT_ACKNOWLEDGE: a listener acknowledges what it has heard",
            methods = "Message.acknowledge")
    void acknowledgeInAListener() throws Exception {
        Session session = session(Session.CLIENT_ACKNOWLEDGE);
        Queue queue = queue(session);
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        session.createConsumer(queue).setMessageListener(message -> {
            try {
                String text = ((TextMessage) message).getText();
                if (text.equals("b")) message.acknowledge();
                heard.add(text);
            } catch (JMSException e) {
                heard.add(e.toString());
            }
        });
        send(session(), queue, "a", "b", "c");
        for (String each : List.of("a", "b", "c")) assertEquals(each, next(heard));
        session.close();
        expectLeft(queue, "c");
    }

    @Test
    @Proves(
            section = "6.2.11",
            value = "Messages are redelivered to another consumer, too, with their marks",
            methods = {"Message.getJMSRedelivered", "Session.close"})
    void redeliveredElsewhere() throws Exception {
        Session first = session(Session.CLIENT_ACKNOWLEDGE), second = session(Session.CLIENT_ACKNOWLEDGE);
        Queue queue = queue(first);
        send(first, queue, "a");
        Message a = first.createConsumer(queue).receive(SOON);
        assertFalse(a.getJMSRedelivered());
        first.close();
        Message again = second.createConsumer(queue).receive(SOON);
        assertTrue(again.getJMSRedelivered());
        assertEquals(2, again.getIntProperty("JMSXDeliveryCount"));
        assertEquals(a.getJMSMessageID(), again.getJMSMessageID());
        again.acknowledge();
        second.close();
        expectLeft(queue);
    }
}
