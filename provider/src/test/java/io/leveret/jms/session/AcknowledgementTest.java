package io.leveret.jms.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageFormatException;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AcknowledgementTest extends WithBroker {

    @ParameterizedTest
    @ValueSource(ints = {Session.AUTO_ACKNOWLEDGE, Session.DUPS_OK_ACKNOWLEDGE})
    void whatWasReceivedIsGone(int mode) throws Exception {
        Connection connection = started();
        Queue queue = io.leveret.jms.destination.Addresses.queue("gone." + mode);
        Session session = connection.createSession(mode);
        assertEquals(mode, session.getAcknowledgeMode());
        send(session, queue, "a", "b", "c");
        expect(session.createConsumer(queue), "a", "b");
        session.close();
        MessageConsumer consumer = connection.createSession().createConsumer(queue);
        Message next = consumer.receive(SOON);
        assertEquals("c", text(next));
        assertFalse(next.getJMSRedelivered());
    }

    @Test
    void clientAcknowledgeSettlesAllThatTheSessionHasConsumed(TestInfo test) throws Exception {
        Connection connection = started();
        Queue one = queue(test);
        Queue two = queue(test);
        Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        send(session, one, "a", "b");
        send(session, two, "x", "y");
        MessageConsumer ones = session.createConsumer(one);
        MessageConsumer twos = session.createConsumer(two);
        expect(ones, "a");
        Message x = twos.receive(SOON);
        x.acknowledge();
        expect(ones, "b");
        session.recover();
        Message again = ones.receive(SOON);
        assertEquals("b", text(again));
        assertTrue(again.getJMSRedelivered());
        Message y = twos.receive(SOON);
        assertEquals("y", text(y));
        assertFalse(y.getJMSRedelivered());
        session.close();
        assertThrows(IllegalStateException.class, y::acknowledge);
        Session next = connection.createSession();
        expect(next.createConsumer(one), "b");
        expect(next.createConsumer(two), "y");
    }

    @Test
    void recoverBringsEverythingAgainInOrder(TestInfo test) throws Exception {
        Connection connection = started();
        Queue queue = queue(test);
        Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        send(session, queue, "a", "b", "c", "d");
        MessageConsumer consumer = session.createConsumer(queue);
        for (int count = 1; count <= 5; count++) {
            for (String text : List.of("a", "b", "c")) {
                Message message = consumer.receive(SOON);
                assertEquals(text, text(message));
                assertEquals(count, message.getIntProperty("JMSXDeliveryCount"));
                assertEquals(count > 1, message.getJMSRedelivered());
            }
            session.recover();
        }
    }

    @Test
    void individualAcknowledgeSettlesOneMessage(TestInfo test) throws Exception {
        Connection connection = started();
        Queue queue = queue(test);
        Session session = connection.createSession(JmsSession.INDIVIDUAL_ACKNOWLEDGE);
        send(session, queue, "a", "b", "c");
        MessageConsumer consumer = session.createConsumer(queue);
        expect(consumer, "a");
        Message b = consumer.receive(SOON);
        expect(consumer, "c");
        b.acknowledge();
        b.acknowledge();
        session.recover();
        expect(consumer, "a", "c");
    }

    @Test
    void aListenerThatThrowsIsGivenItsMessageAgainAtOnce(TestInfo test) throws Exception {
        Connection connection = started();
        Queue queue = queue(test);
        Session session = connection.createSession();
        List<String> heard = new CopyOnWriteArrayList<>();
        session.createConsumer(queue).setMessageListener(message -> {
            heard.add(textAndCount(message));
            if (heard.size() == 3) throw new java.lang.IllegalStateException("planned");
        });
        send(connection.createSession(), queue, "a", "b", "c", "d", "e");
        eventually(() -> heard.size() == 6);
        assertEquals(List.of("a1", "b1", "c1", "c2", "d1", "e1"), heard);
    }

    @Test
    void recoverInAListenerBringsThatMessageAgain(TestInfo test) throws Exception {
        Connection connection = started();
        Queue queue = queue(test);
        Session session = connection.createSession();
        List<String> heard = new CopyOnWriteArrayList<>();
        session.createConsumer(queue).setMessageListener(message -> {
            heard.add(textAndCount(message));
            if (heard.size() != 2) return;
            try {
                session.recover();
            } catch (JMSException e) {
                heard.add(e.toString());
            }
        });
        send(connection.createSession(), queue, "a", "b", "c");
        eventually(() -> heard.size() == 4);
        assertEquals(List.of("a1", "b1", "b2", "c1"), heard);
    }

    @Test
    void aMessageThatFailsAgainAndAgainEndsInTheDeadLetters(TestInfo test) throws Exception {
        JmsConnection connection = connect(Domain.BOTH, "?deliveryLimit=3");
        connection.start();
        Queue queue = queue(test);
        Session session = connection.createSession();
        List<String> heard = new CopyOnWriteArrayList<>();
        session.createConsumer(queue).setMessageListener(message -> {
            heard.add(textAndCount(message));
            if (textAndCount(message).startsWith("poison")) throw new UnsupportedOperationException("cannot read this");
        });
        Session other = connection.createSession();
        send(other, queue, "poison", "good");
        Message dead = other.createConsumer(other.createQueue("DLQ." + queue.getQueueName()))
                .receive(SOON);
        assertEquals("poison", text(dead));
        assertEquals("java.lang.UnsupportedOperationException", dead.getObjectProperty("x-exception"));
        assertEquals("cannot read this", dead.getObjectProperty("x-exception-message"));
        eventually(() -> heard.contains("good1"));
        // The first delivery and three more: the limit is how often it may come again.
        assertEquals(
                List.of("poison1", "poison2", "poison3", "poison4"),
                heard.stream().filter(each -> each.startsWith("poison")).toList());
    }

    @Test
    void aBodyOfAnotherClassIsNotLost(TestInfo test) throws Exception {
        Connection connection = started();
        Queue queue = queue(test);
        Session session = connection.createSession();
        send(session, queue, "a", "b");
        JmsConsumer consumer = (JmsConsumer) session.createConsumer(queue);
        assertThrows(MessageFormatException.class, () -> consumer.receiveWithBody(Map.class, SOON));
        Message again = consumer.receiveWithBody(String.class, SOON);
        assertNotNull(again);
        assertFalse(again.getJMSRedelivered());
        assertEquals("a", text(again));
        expect(consumer, "b");
    }

    @ParameterizedTest
    @ValueSource(ints = {Session.AUTO_ACKNOWLEDGE, Session.CLIENT_ACKNOWLEDGE, JmsSession.INDIVIDUAL_ACKNOWLEDGE})
    void anAcknowledgementThatIsWaitedForIsWithTheBroker(int mode) throws Exception {
        JmsConnection connection = connect(Domain.BOTH, "?waitForAcknowledge=true");
        connection.start();
        Queue queue = io.leveret.jms.destination.Addresses.queue("waited." + mode);
        Session session = connection.createSession(mode);
        send(session, queue, "a", "b");
        session.createConsumer(queue).receive(SOON).acknowledge();
        // A crash, as far as the broker can tell.
        connection.wire().cut();
        expect(started().createSession().createConsumer(queue), "b");
    }

    private static String textAndCount(Message message) {
        try {
            return text(message) + message.getIntProperty("JMSXDeliveryCount");
        } catch (JMSException e) {
            return e.toString();
        }
    }
}
