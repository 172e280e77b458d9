package io.leveret.tck.jms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageListener;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Chapter 8.7: message listeners, and what they may do. */
class ListenerTest extends JmsTest {
    private final BlockingQueue<Object> told = new LinkedBlockingQueue<>();

    ListenerTest(Transport transport) {
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
}
