package io.leveret.tck.jms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Chapter 6.2: what a session is, and what is left of it when it is closed. */
class SessionTest extends JmsTest {
    SessionTest(Transport transport) {
        super(transport);
    }

    @Test
    @Proves(
            section = "6.2",
            value = "A session has the mode it was made with; createSession() acknowledges by itself",
            methods = {"Connection.createSession", "Session.getAcknowledgeMode", "Session.getTransacted"})
    void aSessionHasItsMode() throws Exception {
        Connection connection = connection();
        assertEquals(Session.AUTO_ACKNOWLEDGE, connection.createSession().getAcknowledgeMode());
        for (int mode : new int[] {
            Session.AUTO_ACKNOWLEDGE,
            Session.CLIENT_ACKNOWLEDGE,
            Session.DUPS_OK_ACKNOWLEDGE,
            Session.SESSION_TRANSACTED
        }) {
            Session session = connection.createSession(mode);
            assertEquals(mode, session.getAcknowledgeMode());
            assertEquals(mode == Session.SESSION_TRANSACTED, session.getTransacted());
        }
        for (int mode : new int[] {Session.AUTO_ACKNOWLEDGE, Session.CLIENT_ACKNOWLEDGE, Session.DUPS_OK_ACKNOWLEDGE}) {
            Session session = connection.createSession(false, mode);
            assertEquals(mode, session.getAcknowledgeMode());
            assertFalse(session.getTransacted());
        }
    }

    @Test
    @Proves(
            section = "6.2",
            value = "createSession(true, anything) is transacted, whatever the second argument",
            methods = "Connection.createSession(boolean, int)")
    void aTransactedSessionIgnoresTheMode() throws Exception {
        Connection connection = connection();
        for (int mode : new int[] {0, 1, 2, 3, -1, 4711}) {
            Session session = connection.createSession(true, mode);
            assertTrue(session.getTransacted());
            assertEquals(Session.SESSION_TRANSACTED, session.getAcknowledgeMode());
        }
    }

    @Test
    @Proves(
            section = "javadoc",
            value = "An unknown session mode is refused at the call itself",
            methods = {"Connection.createSession(int)", "Connection.createSession(boolean, int)"})
    void anUnknownModeIsRefused() throws Exception {
        Connection connection = connection();
        assertThrows(JMSException.class, () -> connection.createSession(-1));
        assertThrows(JMSException.class, () -> connection.createSession(4));
        assertThrows(JMSException.class, () -> connection.createSession(false, 4711));
    }

    @Test
    @Proves(
            section = "6.2.16",
            value = "Every method of a closed session but close says that it is closed",
            methods = {
                "Session.createBytesMessage",
                "Session.createMapMessage",
                "Session.createMessage",
                "Session.createObjectMessage",
                "Session.createStreamMessage",
                "Session.createTextMessage",
                "Session.getTransacted",
                "Session.getAcknowledgeMode",
                "Session.commit",
                "Session.rollback",
                "Session.recover",
                "Session.getMessageListener",
                "Session.setMessageListener",
                "Session.createProducer",
                "Session.createConsumer",
                "Session.createSharedConsumer",
                "Session.createQueue",
                "Session.createTopic",
                "Session.createDurableSubscriber",
                "Session.createDurableConsumer",
                "Session.createSharedDurableConsumer",
                "Session.createBrowser",
                "Session.createTemporaryQueue",
                "Session.createTemporaryTopic",
                "Session.unsubscribe",
                "Session.close"
            })
    void aClosedSessionRefusesEverything() throws Exception {
        Session s = session();
        Queue queue = queue(s);
        Topic topic = topic(s);
        s.close();
        s.close();
        for (Executable each : List.<Executable>of(
                s::createBytesMessage,
                s::createMapMessage,
                s::createMessage,
                s::createObjectMessage,
                () -> s.createObjectMessage("x"),
                s::createStreamMessage,
                s::createTextMessage,
                () -> s.createTextMessage("x"),
                s::getTransacted,
                s::getAcknowledgeMode,
                s::commit,
                s::rollback,
                s::recover,
                s::getMessageListener,
                () -> s.setMessageListener(m -> {}),
                () -> s.createProducer(queue),
                () -> s.createConsumer(queue),
                () -> s.createConsumer(queue, "a = 1"),
                () -> s.createConsumer(topic, "a = 1", true),
                () -> s.createSharedConsumer(topic, "n"),
                () -> s.createSharedConsumer(topic, "n", "a = 1"),
                () -> s.createQueue("q"),
                () -> s.createTopic("t"),
                () -> s.createDurableSubscriber(topic, "n"),
                () -> s.createDurableSubscriber(topic, "n", "a = 1", false),
                () -> s.createDurableConsumer(topic, "n"),
                () -> s.createDurableConsumer(topic, "n", "a = 1", false),
                () -> s.createSharedDurableConsumer(topic, "n"),
                () -> s.createSharedDurableConsumer(topic, "n", "a = 1"),
                () -> s.createBrowser(queue),
                () -> s.createBrowser(queue, "a = 1"),
                s::createTemporaryQueue,
                s::createTemporaryTopic,
                () -> s.unsubscribe("n"))) {
            assertExactly(IllegalStateException.class, each);
        }
    }

    @Test
    @Proves(
            section = "6.2.16",
            value = "Closing a session closes its producers, consumers and browsers",
            methods = {"Session.close", "MessageProducer.send(Message)", "MessageConsumer.receiveNoWait"})
    void closingASessionReachesItsChildren() throws Exception {
        Session session = session();
        Queue queue = queue(session);
        MessageProducer producer = session.createProducer(queue);
        MessageConsumer consumer = session.createConsumer(queue);
        QueueBrowser browser = session.createBrowser(queue);
        Message message = session.createMessage();
        session.close();
        assertChildrenAreClosed(producer, consumer, browser, message);
    }

    @Test
    @Proves(
            section = "6.1.8",
            value = "Closing a connection closes its sessions and what belongs to them",
            methods = "Connection.close")
    void closingAConnectionReachesEverything() throws Exception {
        Connection connection = started();
        Session session = connection.createSession();
        Queue queue = queue(session);
        MessageProducer producer = session.createProducer(queue);
        MessageConsumer consumer = session.createConsumer(queue);
        QueueBrowser browser = session.createBrowser(queue);
        Message message = session.createMessage();
        connection.close();
        assertExactly(IllegalStateException.class, session::createMessage);
        assertChildrenAreClosed(producer, consumer, browser, message);
        session.close();
    }

    private static void assertChildrenAreClosed(
            MessageProducer producer, MessageConsumer consumer, QueueBrowser browser, Message message)
            throws JMSException {
        assertExactly(IllegalStateException.class, () -> producer.send(message));
        assertExactly(IllegalStateException.class, producer::getPriority);
        assertExactly(IllegalStateException.class, consumer::receiveNoWait);
        assertExactly(IllegalStateException.class, consumer::getMessageSelector);
        assertExactly(IllegalStateException.class, browser::getEnumeration);
        producer.close();
        consumer.close();
        browser.close();
    }

    @Test
    @Proves(
            section = "6.2",
            value = "A session makes messages of all six kinds, empty or with what they are given",
            methods = {
                "Session.createMessage",
                "Session.createTextMessage",
                "Session.createObjectMessage",
                "Session.createBytesMessage",
                "Session.createMapMessage",
                "Session.createStreamMessage"
            })
    void aSessionMakesMessages() throws Exception {
        Session session = session();
        assertInstanceOf(Message.class, session.createMessage());
        assertNull(session.createTextMessage().getText());
        assertEquals("x", session.createTextMessage("x").getText());
        assertNull(session.createTextMessage(null).getText());
        assertNull(session.createObjectMessage().getObject());
        assertEquals("x", session.createObjectMessage("x").getObject());
        assertFalse(session.createMapMessage().getMapNames().hasMoreElements());
        session.createBytesMessage().writeByte((byte) 1);
        session.createStreamMessage().writeByte((byte) 1);
    }

    @Test
    @Proves(
            section = "6.2.9",
            value = "A message made by one session may be sent by another, of another connection",
            methods = "MessageProducer.send(Message)")
    void aMessageMayBeSentByAnotherSession() throws Exception {
        Session maker = session(), sender = session();
        Queue queue = queue(maker);
        sender.createProducer(queue).send(maker.createTextMessage("theirs"));
        expect(maker.createConsumer(queue), "theirs");
    }

    @Test
    @Proves(
            section = "8.7",
            value = "commit and rollback are for transacted sessions only, recover for the others only",
            methods = {"Session.commit", "Session.rollback", "Session.recover"})
    void whatAModeHasNotIsRefused() throws Exception {
        for (int mode : new int[] {Session.AUTO_ACKNOWLEDGE, Session.CLIENT_ACKNOWLEDGE, Session.DUPS_OK_ACKNOWLEDGE}) {
            Session session = session(mode);
            assertExactly(IllegalStateException.class, session::commit);
            assertExactly(IllegalStateException.class, session::rollback);
            session.recover();
        }
        Session transacted = session(Session.SESSION_TRANSACTED);
        assertExactly(IllegalStateException.class, transacted::recover);
        transacted.commit();
        transacted.rollback();
    }
}
