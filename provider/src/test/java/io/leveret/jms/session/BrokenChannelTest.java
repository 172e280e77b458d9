package io.leveret.jms.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leveret.amqp.BasicMethod;
import io.leveret.amqp.QueueMethod;
import io.leveret.amqp.Table;
import io.leveret.jms.destination.LeveretQueue;
import io.leveret.jms.wire.WireException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import jakarta.jms.TransactionRolledBackException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** The broker closes a channel for what was asked on it; its session goes on with another one. */
class BrokenChannelTest extends WithBroker {

    /** Asks for what is not there, and returns when the session has another channel. */
    private static void breakChannel(Session session) throws Exception {
        Line line = ((JmsSession) session).line();
        var before = line.channel();
        assertThrows(
                WireException.Refused.class,
                () -> before.call(
                        new QueueMethod.Declare("there.is.none", true, false, false, false, false, Table.EMPTY),
                        QueueMethod.DeclareOk.class));
        eventually(() -> !line.isBroken() && channel(line) != before);
        awaitMended(session);
    }

    /** Whoever mends a session has it until all of it is mended; who receives before is told that the channel went. */
    private static void awaitMended(Session session) {
        synchronized (session) {
            assertTrue(channel(((JmsSession) session).line()).isOpen());
        }
    }

    private static io.leveret.jms.wire.WireChannel channel(Line line) {
        try {
            return line.channel();
        } catch (jakarta.jms.JMSException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void nothingOfATransactionThatLostItsChannelIsLeftForTheNext(TestInfo test) throws Exception {
        JmsConnection connection = started();
        Queue from = queue(test);
        Queue to = queue(test);
        send(connection.createSession(), from, "work");
        Session session = connection.createSession(Session.SESSION_TRANSACTED);
        MessageConsumer consumer = session.createConsumer(from);
        MessageConsumer looking = connection.createSession().createConsumer(to);
        send(session, to, "lost");
        breakChannel(session);
        send(session, to, "lost too");
        expect(consumer, "work");
        assertThrows(TransactionRolledBackException.class, session::commit);
        Message again = consumer.receive(SOON);
        assertEquals("work", text(again));
        assertTrue(again.getJMSRedelivered());
        send(session, to, "a");
        session.commit();
        expect(looking, "a");
        expectNothing(looking);
        expectNothing(consumer);
    }

    @Test
    void aTransactionIsLostThoughItsChannelIsLostTwice(TestInfo test) throws Exception {
        JmsConnection connection = started();
        Queue from = queue(test);
        send(connection.createSession(), from, "work");
        Session session = connection.createSession(Session.SESSION_TRANSACTED);
        MessageConsumer consumer = session.createConsumer(from);
        expect(consumer, "work");
        breakChannel(session);
        breakChannel(session);
        assertThrows(TransactionRolledBackException.class, session::commit);
        expect(consumer, "work");
        session.rollback();
        expect(consumer, "work");
        session.commit();
        expectNothing(consumer);
    }

    @Test
    void aConsumerOfADeletedQueueIsToldOnceAndTheOthersGoOn(TestInfo test) throws Exception {
        JmsConnection connection = started();
        List<JMSException> told = new CopyOnWriteArrayList<>();
        connection.setExceptionListener(told::add);
        Queue deleted = queue(test);
        Queue kept = queue(test);
        Session session = connection.createSession();
        MessageConsumer orphan = session.createConsumer(deleted);
        MessageConsumer consumer = session.createConsumer(kept);
        started().topology().delete(deleted.getQueueName(), false);
        eventually(() -> told.size() == 1);
        assertThrows(JMSException.class, () -> orphan.receive(SOON));
        breakChannel(session);
        send(session, kept, "a");
        expect(consumer, "a");
        assertEquals(2, told.size(), () -> "one consumer, one channel: " + told);
        assertThrows(JMSException.class, () -> orphan.receive(SOON));
        orphan.close();
    }

    @Test
    void aConsumerThatIsRefusedIsGivenUpAndTheOthersGoOn(TestInfo test) throws Exception {
        JmsConnection connection = connect(Domain.BOTH, "?createQueues=false");
        connection.start();
        List<JMSException> told = new CopyOnWriteArrayList<>();
        connection.setExceptionListener(told::add);
        Queue refused = queue(test);
        Queue kept = queue(test);
        JmsConnection other = started();
        for (Queue each : List.of(refused, kept)) other.topology().require((LeveretQueue) each);
        Session session = connection.createSession();
        Session another = connection.createSession();
        MessageConsumer orphan = session.createConsumer(refused);
        MessageConsumer consumer = session.createConsumer(kept);
        // Somebody else takes the queue for himself while the channel is away.
        Line line = ((JmsSession) session).line();
        synchronized (session) {
            var before = line.channel();
            assertThrows(
                    WireException.Refused.class,
                    () -> before.call(
                            new QueueMethod.Declare("there.is.none", true, false, false, false, false, Table.EMPTY),
                            QueueMethod.DeclareOk.class));
            ((JmsSession) another)
                    .line()
                    .channel()
                    .call(
                            new BasicMethod.Consume(refused.getQueueName(), "x", false, true, true, false, Table.EMPTY),
                            BasicMethod.ConsumeOk.class);
        }
        eventually(() -> told.size() == 2);
        awaitMended(session);
        send(another, kept, "a");
        expect(consumer, "a");
        assertThrows(JMSException.class, () -> orphan.receive(SOON));
        assertEquals(2, told.size(), () -> "one channel, one consumer: " + told);
    }

    @Test
    void aSubscriptionOfItsOwnIsMadeAnew(TestInfo test) throws Exception {
        JmsConnection connection = started();
        List<JMSException> told = new CopyOnWriteArrayList<>();
        connection.setExceptionListener(told::add);
        Topic topic = topic(test);
        Session session = connection.createSession();
        MessageConsumer subscriber = session.createConsumer(topic);
        breakChannel(session);
        send(session, topic, "a");
        expect(subscriber, "a");
        assertEquals(1, told.size(), told::toString);
    }

    @Test
    void aQueueThatWasKnownAndIsDeletedIsMadeAnewForAConsumerAndABrowser(TestInfo test) throws Exception {
        JmsConnection connection = started();
        JmsConnection other = started();
        Queue queue = queue(test);
        Session session = connection.createSession();
        Line line = ((JmsSession) session).line();
        var channel = line.channel();
        send(session, queue, "a");
        QueueBrowser browser = session.createBrowser(queue);
        other.topology().delete(queue.getQueueName(), false);
        assertFalse(browser.getEnumeration().hasMoreElements());
        browser.close();
        other.topology().delete(queue.getQueueName(), false);
        MessageConsumer consumer = session.createConsumer(queue);
        send(session, queue, "b");
        expect(consumer, "b");
        assertSame(channel, line.channel());
    }

    @Test
    void headersThatNoFrameHoldsAreAMistakeInTheMessage(TestInfo test) throws Exception {
        Queue queue = queue(test);
        for (int mode : new int[] {Session.AUTO_ACKNOWLEDGE, Session.SESSION_TRANSACTED}) {
            Session session = started().createSession(mode);
            Message message = session.createMessage();
            message.setStringProperty("long", "x".repeat(1 << 20));
            MessageProducer producer = session.createProducer(queue);
            assertThrows(MessageFormatException.class, () -> producer.send(message));
        }
    }
}
