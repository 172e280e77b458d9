package io.leveret.tck.jms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.Connection;
import jakarta.jms.Destination;
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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Chapter 8: consumers, and receiving by asking. */
class ConsumerTest extends JmsTest {
    ConsumerTest(Transport transport) {
        super(transport);
    }

    @Test
    @Proves(
            section = "8.5",
            value = "receive waits for a message, receive(timeout) no longer than told, receiveNoWait not at all",
            methods = {
                "Session.createConsumer(Destination)",
                "MessageConsumer.receive()",
                "MessageConsumer.receive(long)",
                "MessageConsumer.receiveNoWait"
            })
    void receiving() throws Exception {
        Session session = session();
        Queue queue = queue(session);
        MessageConsumer consumer = session.createConsumer(queue);
        assertNull(consumer.receiveNoWait());
        long before = System.nanoTime();
        assertNull(consumer.receive(30));
        assertTrue(System.nanoTime() - before >= TimeUnit.MILLISECONDS.toNanos(29));
        send(session, queue, "a", "b", "c", "d");
        assertEquals("a", ((TextMessage) consumer.receive()).getText());
        assertEquals("b", ((TextMessage) consumer.receive(0)).getText());
        assertEquals("c", ((TextMessage) consumer.receive(SOON)).getText());
        assertEquals("d", ((TextMessage) consumer.receiveNoWait()).getText());
        assertNull(consumer.receiveNoWait());
    }

    @Test
    @Proves(
            section = "8.5",
            value = "A receive that waits gets what is sent meanwhile",
            methods = "MessageConsumer.receive()")
    void waiting() throws Exception {
        Session session = session(), sender = session();
        Queue queue = queue(session);
        MessageConsumer consumer = session.createConsumer(queue);
        CompletableFuture<String> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return ((TextMessage) consumer.receive()).getText();
            } catch (JMSException e) {
                throw new AssertionError(e);
            }
        });
        send(sender, queue, "came");
        assertEquals("came", soon(waiting));
    }

    @Test
    @Proves(
            section = "8.8",
            value = "A receive that waits gives null when its consumer, session or connection is closed",
            methods = {"MessageConsumer.close", "Session.close", "Connection.close", "MessageConsumer.receive()"})
    void aWaitingReceiveEndsWithItsConsumer() throws Exception {
        for (int which = 0; which < 3; which++) {
            Connection connection = started();
            Session session = connection.createSession();
            MessageConsumer consumer = session.createConsumer(queue(session));
            CountDownLatch begun = new CountDownLatch(1);
            CompletableFuture<Message> waiting = CompletableFuture.supplyAsync(() -> {
                begun.countDown();
                try {
                    return consumer.receive();
                } catch (IllegalStateException e) {
                    // It may have been closed before the thread came to wait.
                    return null;
                } catch (JMSException e) {
                    throw new AssertionError(e);
                }
            });
            begun.await();
            List.of(consumer, session, connection).get(which).close();
            assertNull(soon(waiting));
        }
    }

    @Test
    @Proves(
            section = "javadoc",
            value = "No destination, or one that is no provider's, is an InvalidDestinationException",
            methods = "Session.createConsumer")
    void noDestination() throws Exception {
        Session session = session();
        for (Destination bad : new Destination[] {null, new Destination() {}}) {
            assertExactly(InvalidDestinationException.class, () -> session.createConsumer(bad));
            assertExactly(InvalidDestinationException.class, () -> session.createConsumer(bad, "a = 1"));
            assertExactly(InvalidDestinationException.class, () -> session.createConsumer(bad, "a = 1", true));
        }
    }

    @Test
    @Proves(
            section = "8.2",
            value = "A consumer tells its selector; none and the empty one are none",
            methods = {
                "MessageConsumer.getMessageSelector",
                "Session.createConsumer(Destination, String)",
                "Session.createConsumer(Destination, String, boolean)"
            })
    void selectors() throws Exception {
        Session session = session();
        Queue queue = queue(session);
        Topic topic = topic(session);
        for (Destination each : List.of(queue, topic)) {
            assertEquals("a = 1", session.createConsumer(each, "a = 1").getMessageSelector());
            assertNull(session.createConsumer(each).getMessageSelector());
            assertNull(session.createConsumer(each, null).getMessageSelector());
            assertNull(session.createConsumer(each, "").getMessageSelector());
            assertEquals("a = 1", session.createConsumer(each, "a = 1", true).getMessageSelector());
            assertExactly(InvalidSelectorException.class, () -> session.createConsumer(each, "a ="));
        }
    }

    @Test
    @Proves(
            section = "javadoc",
            value = "A closed consumer refuses everything but close",
            methods = {
                "MessageConsumer.close",
                "MessageConsumer.getMessageSelector",
                "MessageConsumer.getMessageListener",
                "MessageConsumer.setMessageListener",
                "MessageConsumer.receive",
                "MessageConsumer.receiveNoWait"
            })
    void closed() throws Exception {
        Session session = session();
        MessageConsumer consumer = session.createConsumer(queue(session));
        consumer.close();
        consumer.close();
        for (Executable each : List.<Executable>of(
                consumer::getMessageSelector,
                consumer::getMessageListener,
                () -> consumer.setMessageListener(m -> {}),
                () -> consumer.setMessageListener(null),
                consumer::receive,
                () -> consumer.receive(1),
                consumer::receiveNoWait)) {
            assertExactly(IllegalStateException.class, each);
        }
    }

    @Test
    @Proves(
            section = "4.1",
            value = "Two consumers that wait in turn are served in turn, beginning with the first",
            methods = "Session.createConsumer(Destination)")
    void consumersAreServedInTurn() throws Exception {
        Connection connection = started();
        Session session = connection.createSession();
        Queue queue = queue(session);
        MessageConsumer first = session.createConsumer(queue), second = session.createConsumer(queue);
        MessageProducer producer = session.createProducer(queue);
        for (int i = 0; i < 6; i++) {
            producer.send(session.createTextMessage("m" + i));
            expect(i % 2 == 0 ? first : second, "m" + i);
        }
    }

    @Test
    @Proves(
            section = "8.8",
            value =
                    "What was not handed to the application stays in the queue, in order, unmarked, when a consumer ends",
            methods = {"MessageConsumer.close", "Session.close", "Connection.close"})
    void whatWasFetchedGoesBack() throws Exception {
        Session sender = session();
        for (int which = 0; which < 3; which++) {
            Connection connection = started();
            Session session = connection.createSession();
            Queue queue = queue(session);
            MessageConsumer consumer = session.createConsumer(queue);
            send(sender, queue, "a", "b", "c", "d");
            expect(consumer, "a");
            List.of(consumer, session, connection).get(which).close();
            MessageConsumer later = sender.createConsumer(queue);
            for (String each : List.of("b", "c", "d")) {
                TextMessage message = (TextMessage) later.receiveNoWait();
                assertEquals(each, message.getText());
                assertFalse(message.getJMSRedelivered());
                assertEquals(1, message.getIntProperty("JMSXDeliveryCount"));
            }
            expectNothing(later);
        }
    }

    @Test
    @Proves(
            section = "6.1.4",
            value = "The consumers of a stopped connection hold nothing back from others",
            methods = {"Connection.stop", "Connection.start"})
    void aStoppedConnectionHoldsNothing() throws Exception {
        Connection stopped = connection();
        Session session = stopped.createSession(), other = session();
        Queue queue = queue(session);
        MessageConsumer idle = session.createConsumer(queue);
        send(other, queue, "a", "b");
        MessageConsumer busy = other.createConsumer(queue);
        assertEquals("a", ((TextMessage) busy.receiveNoWait()).getText());
        assertNull(idle.receive(1));
        stopped.start();
        stopped.stop();
        assertEquals("b", ((TextMessage) busy.receive(SOON)).getText());
    }

    @Test
    @Proves(
            section = "3.5.9",
            value = "Messages of one group go to one consumer, until that is closed",
            methods = "Session.createConsumer(Destination)")
    void groups() throws Exception {
        Session first = session(), second = session(), sender = session();
        Queue queue = queue(sender);
        MessageConsumer one = first.createConsumer(queue), other = second.createConsumer(queue);
        MessageProducer producer = sender.createProducer(queue);
        for (int i = 0; i < 4; i++) {
            Message message = sender.createTextMessage("m" + i);
            message.setStringProperty("JMSXGroupID", "g");
            producer.send(message);
        }
        expect(one, "m0", "m1");
        expectNothing(other);
        one.close();
        expect(other, "m2", "m3");
    }
}
