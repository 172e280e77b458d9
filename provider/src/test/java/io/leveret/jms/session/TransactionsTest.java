package io.leveret.jms.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.IllegalStateException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TransactionRolledBackException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

class TransactionsTest extends WithBroker {

    @Test
    void whatIsSentIsSeenWhenCommitted(TestInfo test) throws Exception {
        JmsConnection connection = started();
        Queue queue = queue(test);
        Session session = connection.createSession(true, 17);
        assertTrue(session.getTransacted());
        assertEquals(Session.SESSION_TRANSACTED, session.getAcknowledgeMode());
        MessageConsumer other = connection.createSession().createConsumer(queue);
        send(session, queue, "a", "b");
        expectNothing(other);
        session.commit();
        expect(other, "a", "b");
        send(session, queue, "c");
        session.rollback();
        expectNothing(other);
    }

    @Test
    void whatIsRolledBackComesAgainInOrderAndMarked(TestInfo test) throws Exception {
        JmsConnection connection = started();
        Queue queue = queue(test);
        send(connection.createSession(), queue, "a", "b", "c", "d");
        Session session = connection.createSession(Session.SESSION_TRANSACTED);
        MessageConsumer consumer = session.createConsumer(queue);
        expect(consumer, "a", "b");
        session.rollback();
        Message again = consumer.receive(SOON);
        assertEquals("a", text(again));
        assertTrue(again.getJMSRedelivered());
        assertEquals(2, again.getIntProperty("JMSXDeliveryCount"));
        expect(consumer, "b");
        Message first = consumer.receive(SOON);
        assertEquals("c", text(first));
        assertFalse(first.getJMSRedelivered());
        assertEquals(1, first.getIntProperty("JMSXDeliveryCount"));
        session.rollback();
        expect(consumer, "a", "b", "c", "d");
        session.commit();
        expectNothing(consumer);
    }

    @Test
    void aClosedSessionGivesEverythingBackInOrder(TestInfo test) throws Exception {
        JmsConnection connection = started();
        Queue queue = queue(test);
        send(connection.createSession(), queue, "a", "b", "c");
        Session session = connection.createSession(Session.SESSION_TRANSACTED);
        expect(session.createConsumer(queue), "a", "b");
        send(session, queue, "lost");
        session.close();
        MessageConsumer consumer = connection.createSession().createConsumer(queue);
        expect(consumer, "a", "b", "c");
        expectNothing(consumer);
    }

    @Test
    void aCommitHoldsTogetherWhatHappensAtManyQueues(TestInfo test) throws Exception {
        JmsConnection connection = started();
        Queue from = queue(test);
        Queue to = queue(test);
        Queue too = queue(test);
        send(connection.createSession(), from, "in");
        Session session = connection.createSession(Session.SESSION_TRANSACTED);
        MessageConsumer in = session.createConsumer(from);
        expect(in, "in");
        send(session, to, "x");
        send(session, too, "y");
        session.rollback();
        expect(in, "in");
        send(session, to, "x2");
        send(session, too, "y2");
        session.commit();
        Session looking = connection.createSession();
        expect(looking.createConsumer(to), "x2");
        expect(looking.createConsumer(too), "y2");
        expectNothing(in);
    }

    @Test
    void aMessageToADeletedQueueRollsTheTransactionBackAndTheNextOneMakesItAnew(TestInfo test) throws Exception {
        JmsConnection connection = started();
        Queue kept = queue(test);
        Queue deleted = queue(test);
        Session session = connection.createSession(Session.SESSION_TRANSACTED);
        send(session, deleted, "before");
        session.commit();
        connection.topology().delete(deleted.getQueueName(), false);
        connection.topology().require((io.leveret.jms.destination.LeveretQueue) deleted);
        JmsConnection other = started();
        other.topology().delete(deleted.getQueueName(), false);
        send(connection.createSession(), kept, "work");
        MessageConsumer consumer = session.createConsumer(kept);
        expect(consumer, "work");
        send(session, deleted, "now");
        assertThrows(TransactionRolledBackException.class, session::commit);
        Message again = consumer.receive(SOON);
        assertEquals("work", text(again));
        assertTrue(again.getJMSRedelivered());
        send(session, deleted, "then");
        session.commit();
        expect(connection.createSession().createConsumer(deleted), "then");
    }

    @Test
    void aListenerCommitsAndRollsBack(TestInfo test) throws Exception {
        JmsConnection connection = started();
        Queue queue = queue(test);
        Queue answers = queue(test);
        Session session = connection.createSession(Session.SESSION_TRANSACTED);
        List<String> heard = new CopyOnWriteArrayList<>();
        session.createConsumer(queue).setMessageListener(message -> {
            try {
                heard.add(text(message) + message.getIntProperty("JMSXDeliveryCount"));
                send(session, answers, "re " + text(message));
                if (message.getJMSRedelivered()) session.commit();
                else session.rollback();
            } catch (jakarta.jms.JMSException e) {
                heard.add(e.toString());
            }
        });
        Session looking = connection.createSession();
        send(looking, queue, "a", "b");
        MessageConsumer answered = looking.createConsumer(answers);
        expect(answered, "re a", "re b");
        assertEquals(List.of("a1", "a2", "b1", "b2"), heard);
        expectNothing(answered);
    }

    @Test
    void onlyTransactedSessionsCommitAndOnlyOthersRecover(TestInfo test) throws Exception {
        JmsConnection connection = started();
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        Session automatic = connection.createSession();
        assertThrows(IllegalStateException.class, transacted::recover);
        assertThrows(IllegalStateException.class, automatic::commit);
        assertThrows(IllegalStateException.class, automatic::rollback);
    }
}
