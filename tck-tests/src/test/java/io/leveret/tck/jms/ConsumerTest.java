package io.leveret.tck.jms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
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
import jakarta.jms.MessageListener;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Chapter 8: receiving, by asking and by listeners. */
class ConsumerTest extends JmsTest {
    private final BlockingQueue<Object> told = new LinkedBlockingQueue<>();

    ConsumerTest(Transport transport) {
        super(transport);
    }

    /** What a listener's call throws, or "nothing". */
    private MessageListener trying(Executable what) {
        return message -> {
            Object result = "nothing";
            try {
                what.execute();
            } catch (Throwable e) {
                result = e.getClass();
            }
            told.add(result);
        };
    }

    private MessageListener telling() {
        return message -> {
            try {
                told.add(((TextMessage) message).getText());
            } catch (JMSException e) {
                told.add(e);
            }
        };
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
            section = "8.7",
            value = "A listener gets every message, in order; it is kept, and no listener ends it",
            methods = {
                "MessageConsumer.setMessageListener",
                "MessageConsumer.getMessageListener",
                "MessageListener.onMessage"
            })
    void listening() throws Exception {
        Session session = session(), sender = session();
        Queue queue = queue(session);
        MessageConsumer consumer = session.createConsumer(queue);
        assertNull(consumer.getMessageListener());
        MessageListener listener = telling();
        consumer.setMessageListener(listener);
        assertEquals(listener, consumer.getMessageListener());
        send(sender, queue, "a", "b", "c");
        for (String each : List.of("a", "b", "c")) assertEquals(each, next(told));
        consumer.setMessageListener(null);
        assertNull(consumer.getMessageListener());
        send(sender, queue, "d");
        expect(consumer, "d");
    }

    @Test
    @Proves(
            section = "8.7",
            value = "Where a listener is set, receiving by asking is refused",
            methods = {"MessageConsumer.receive", "MessageConsumer.receiveNoWait"})
    void aListenerAndAskingExcludeEachOther() throws Exception {
        Session session = session();
        MessageConsumer consumer = session.createConsumer(queue(session));
        consumer.setMessageListener(telling());
        assertExactly(IllegalStateException.class, consumer::receive);
        assertExactly(IllegalStateException.class, () -> consumer.receive(1));
        assertExactly(IllegalStateException.class, consumer::receiveNoWait);
    }

    @Test
    @Proves(
            section = "6.2.14",
            value = "A session's listeners run one at a time, whatever the number of consumers",
            methods = "MessageListener.onMessage")
    void listenersRunOneAtATime() throws Exception {
        Session session = session(), sender = session();
        AtomicInteger inside = new AtomicInteger();
        Queue[] queues = {queue(session), queue(session), queue(session)};
        for (Queue each : queues) {
            session.createConsumer(each).setMessageListener(message -> {
                int now = inside.incrementAndGet();
                Thread.yield();
                inside.decrementAndGet();
                told.add(now);
            });
        }
        for (int i = 0; i < 20; i++) for (Queue each : queues) send(sender, each, "x");
        for (int i = 0; i < 60; i++) assertEquals(1, next(told));
    }

    @Test
    @Proves(
            section = "6.2.6",
            value = "Listeners run on a thread of the provider, those of two sessions side by side",
            methods = "MessageListener.onMessage")
    void sessionsListenSideBySide() throws Exception {
        Connection connection = started();
        Session one = connection.createSession(), other = connection.createSession(), sender = session();
        Queue a = queue(one), b = queue(one);
        CountDownLatch both = new CountDownLatch(2);
        MessageListener meeting = message -> {
            both.countDown();
            try {
                told.add(both.await(SOON, TimeUnit.MILLISECONDS));
                told.add(Thread.currentThread());
            } catch (InterruptedException e) {
                told.add(e);
            }
        };
        one.createConsumer(a).setMessageListener(meeting);
        other.createConsumer(b).setMessageListener(meeting);
        send(sender, a, "x");
        send(sender, b, "x");
        for (int i = 0; i < 4; i++) {
            Object each = next(told);
            assertFalse(each.equals(false), "they did not meet");
            assertNotEquals(Thread.currentThread(), each);
        }
    }

    @Test
    @Proves(
            section = "8.8",
            value = "A consumer may be closed by its own listener, and gets nothing more",
            methods = "MessageConsumer.close")
    void aListenerClosesItsConsumer() throws Exception {
        Session session = session(), sender = session();
        Queue queue = queue(session);
        MessageConsumer consumer = session.createConsumer(queue);
        consumer.setMessageListener(trying(consumer::close));
        send(sender, queue, "a", "b");
        assertEquals("nothing", next(told));
        expect(sender.createConsumer(queue), "b");
        assertExactly(IllegalStateException.class, consumer::getMessageSelector);
    }

    @Test
    @Proves(
            section = "8.7",
            value = "A listener may neither stop nor close its connection nor close its session",
            methods = {"Connection.stop", "Connection.close", "Session.close"})
    void aListenerEndsNothingOfItsOwn() throws Exception {
        Connection connection = started();
        Session session = connection.createSession(), sender = session();
        for (Executable each : List.<Executable>of(connection::stop, connection::close, session::close)) {
            Queue queue = queue(session);
            MessageConsumer consumer = session.createConsumer(queue);
            consumer.setMessageListener(trying(each));
            send(sender, queue, "x");
            assertEquals(IllegalStateException.class, next(told));
            consumer.close();
        }
    }

    @Test
    @Proves(
            section = "6.1.5",
            value = "stop and close return when the listeners that run have ended",
            methods = {"Connection.stop", "Connection.close", "Session.close", "MessageConsumer.close"})
    void endingWaitsForListeners() throws Exception {
        for (int which = 0; which < 4; which++) {
            Connection connection = started();
            Session session = connection.createSession();
            Queue queue = queue(session);
            MessageConsumer consumer = session.createConsumer(queue);
            CountDownLatch begun = new CountDownLatch(1), goOn = new CountDownLatch(1);
            BlockingQueue<String> order = new LinkedBlockingQueue<>();
            consumer.setMessageListener(message -> {
                begun.countDown();
                try {
                    goOn.await(SOON, TimeUnit.MILLISECONDS);
                } catch (InterruptedException e) {
                    order.add("interrupted");
                }
                order.add("listened");
            });
            send(session(), queue, "x");
            assertTrue(begun.await(SOON, TimeUnit.MILLISECONDS));
            Executable end = List.<Executable>of(connection::stop, connection::close, session::close, consumer::close)
                    .get(which);
            Thread ending = new Thread(() -> {
                try {
                    end.execute();
                    order.add("ended");
                } catch (Throwable e) {
                    order.add(e.toString());
                }
            });
            ending.start();
            goOn.countDown();
            assertEquals("listened", next(order));
            assertEquals("ended", next(order));
        }
    }

    @Test
    @Proves(
            section = "8.7",
            value = "A listener that throws gets the message again, marked, and the next ones after it",
            methods = "MessageListener.onMessage")
    void aListenerThatThrows() throws Exception {
        for (int mode : new int[] {Session.AUTO_ACKNOWLEDGE, Session.DUPS_OK_ACKNOWLEDGE}) {
            Session session = session(mode), sender = session();
            Queue queue = queue(session);
            session.createConsumer(queue).setMessageListener(message -> {
                try {
                    told.add(((TextMessage) message).getText()
                            + message.getIntProperty("JMSXDeliveryCount")
                            + message.getJMSRedelivered());
                    if (!message.getJMSRedelivered()) throw new RuntimeException("on purpose");
                } catch (JMSException e) {
                    told.add(e);
                }
            });
            send(sender, queue, "a", "b");
            for (String each : List.of("a1false", "a2true", "b1false", "b2true")) assertEquals(each, next(told));
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
            section = "8.4",
            value = "A listener set on a stopped connection hears what waits, when it is started",
            methods = {"Connection.start", "MessageConsumer.setMessageListener"})
    void startBeginsDelivery() throws Exception {
        Connection connection = connection();
        Session session = connection.createSession();
        Queue queue = queue(session);
        session.createConsumer(queue).setMessageListener(telling());
        send(session(), queue, "a");
        assertTrue(told.isEmpty());
        connection.start();
        assertEquals("a", next(told));
    }

    @Test
    @Proves(
            section = "6.2.5",
            value = "A listener uses its session: it sends, makes consumers and producers, and receives from them",
            methods = "MessageListener.onMessage")
    void aListenerUsesItsSession() throws Exception {
        Session session = session(), other = session();
        Queue queue = queue(session), side = queue(session), out = queue(session);
        send(other, side, "side");
        session.createConsumer(queue).setMessageListener(message -> {
            try (MessageConsumer sideways = session.createConsumer(side);
                    MessageProducer producer = session.createProducer(out)) {
                producer.send(sideways.receive(SOON));
                producer.send(message);
            } catch (JMSException e) {
                told.add(e);
            }
        });
        send(other, queue, "heard");
        expect(other.createConsumer(out), "side", "heard");
        assertTrue(told.isEmpty(), told::toString);
    }

    @Test
    @Proves(
            section = "8.7",
            value = "A listener may be replaced, by itself too, and the next message is the new one's",
            methods = "MessageConsumer.setMessageListener")
    void aListenerReplacesItself() throws Exception {
        Session session = session(), other = session();
        Queue queue = queue(session);
        MessageConsumer consumer = session.createConsumer(queue);
        consumer.setMessageListener(trying(() -> consumer.setMessageListener(telling())));
        send(other, queue, "a", "b", "c");
        assertEquals("nothing", next(told));
        assertEquals("b", next(told));
        assertEquals("c", next(told));
    }

    @Test
    @Proves(
            section = "8.8",
            value =
                    "A listener may close other consumers of its session, and sessions and connections that are not its own",
            methods = {"MessageConsumer.close", "Session.close", "Connection.close"})
    void aListenerEndsOthers() throws Exception {
        Connection elsewhere = started();
        Session session = session(), other = session(), third = session();
        MessageConsumer sibling = session.createConsumer(queue(session));
        for (Executable each : List.<Executable>of(sibling::close, third::close, elsewhere::close)) {
            Queue queue = queue(session);
            MessageConsumer consumer = session.createConsumer(queue);
            consumer.setMessageListener(trying(each));
            send(other, queue, "x");
            assertEquals("nothing", next(told));
            consumer.close();
        }
        assertExactly(IllegalStateException.class, sibling::receiveNoWait);
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
