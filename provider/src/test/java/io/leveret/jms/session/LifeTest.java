package io.leveret.jms.session;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leveret.jms.options.FactoryOptions;
import io.leveret.jms.wire.Delivery;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.function.Executable;

/** Starting, stopping and closing. */
class LifeTest extends WithBroker {

    @Test
    void aWrongPasswordIsToldAtOnce() {
        assertThrows(
                JMSSecurityException.class,
                () -> JmsConnection.open(
                        FactoryOptions.parse(uri("")), Domain.BOTH, "guest", "wrong", Optional.empty()));
    }

    @Test
    void aConnectionThatIsNotStartedDeliversNothingAndHoldsNothing(TestInfo test) throws Exception {
        JmsConnection still = connect();
        Queue queue = queue(test);
        Session session = still.createSession();
        send(session, queue, "a", "b");
        MessageConsumer none = session.createConsumer(queue);
        Session listening = still.createSession();
        listening.createConsumer(queue).setMessageListener(message -> {});
        assertNull(none.receiveNoWait());
        assertNull(none.receive(20));
        expect(started().createSession().createConsumer(queue), "a", "b");
    }

    @Test
    void aStoppedConnectionGivesBackWhatItHadNotHandedOver(TestInfo test) throws Exception {
        JmsConnection connection = connect(Domain.BOTH, "?prefetch=100");
        connection.start();
        Queue queue = queue(test);
        Session session = connection.createSession();
        MessageConsumer consumer = session.createConsumer(queue);
        send(session, queue, "a", "b", "c", "d");
        expect(consumer, "a");
        connection.stop();
        assertNull(consumer.receiveNoWait());
        MessageConsumer other = started().createSession().createConsumer(queue);
        Message b = other.receive(SOON);
        assertEquals("b", text(b));
        assertFalse(b.getJMSRedelivered());
        expect(other, "c");
        connection.start();
        expect(consumer, "d");
    }

    @Test
    void stopWaitsForTheListener(TestInfo test) throws Exception {
        JmsConnection connection = started();
        Queue queue = queue(test);
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        AtomicReference<String> left = new AtomicReference<>("not");
        connection.createSession().createConsumer(queue).setMessageListener(message -> {
            inside.countDown();
            await(release);
            left.set("left");
        });
        send(connection.createSession(), queue, "a");
        assertTrue(inside.await(SOON, TimeUnit.MILLISECONDS));
        CompletableFuture<String> stopped = CompletableFuture.supplyAsync(() -> {
            assertDoesNotThrow(connection::stop);
            return left.get();
        });
        assertThrows(java.util.concurrent.TimeoutException.class, () -> stopped.get(50, TimeUnit.MILLISECONDS));
        release.countDown();
        assertEquals("left", stopped.get(SOON, TimeUnit.MILLISECONDS));
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(SOON, TimeUnit.MILLISECONDS)) throw new AssertionError("not released");
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void closeGivesBackWhatWasPrefetchedInOrder(TestInfo test) throws Exception {
        JmsConnection connection = connect(Domain.BOTH, "?prefetch=100");
        connection.start();
        Queue queue = queue(test);
        Session session = connection.createSession();
        MessageConsumer consumer = session.createConsumer(queue);
        send(session, queue, "a", "b", "c", "d", "e");
        expect(consumer, "a");
        consumer.close();
        MessageConsumer second = session.createConsumer(queue);
        Message b = second.receive(SOON);
        assertEquals("b", text(b));
        assertFalse(b.getJMSRedelivered());
        assertEquals(1, b.getIntProperty("JMSXDeliveryCount"));
        session.close();
        Session third = connection.createSession();
        expect(third.createConsumer(queue), "c");
        connection.close();
        expect(started().createSession().createConsumer(queue), "d", "e");
    }

    @Test
    void closingWakesWhoReceives(TestInfo test) throws Exception {
        for (String what : List.of("consumer", "session", "connection")) {
            JmsConnection connection = started();
            Session session = connection.createSession();
            MessageConsumer consumer = session.createConsumer(queue(test));
            CompletableFuture<Optional<Message>> received = CompletableFuture.supplyAsync(() -> {
                try {
                    return Optional.ofNullable(consumer.receive());
                } catch (JMSException e) {
                    throw new AssertionError(e);
                }
            });
            Inbox inbox = ((JmsSession) session).inboxes().get(0);
            eventually(() -> inbox.isAwaited());
            switch (what) {
                case "consumer" -> consumer.close();
                case "session" -> session.close();
                default -> connection.close();
            }
            assertEquals(Optional.empty(), received.get(SOON, TimeUnit.MILLISECONDS), what);
        }
    }

    @Test
    void everythingOfAClosedConnectionRefuses(TestInfo test) throws Exception {
        JmsConnection connection = started();
        Queue queue = queue(test);
        Session session = connection.createSession();
        MessageProducer producer = session.createProducer(queue);
        MessageConsumer consumer = session.createConsumer(queue);
        QueueBrowser browser = session.createBrowser(queue);
        connection.close();
        connection.close();
        session.close();
        producer.close();
        consumer.close();
        browser.close();
        for (Executable each : List.<Executable>of(
                connection::createSession,
                connection::getClientID,
                () -> connection.setClientID("x"),
                connection::getMetaData,
                connection::getExceptionListener,
                () -> connection.setExceptionListener(null),
                connection::start,
                connection::stop,
                session::createMessage,
                session::getTransacted,
                session::getAcknowledgeMode,
                session::recover,
                session::commit,
                session::getMessageListener,
                () -> session.createQueue("x"),
                () -> session.unsubscribe("x"),
                () -> session.createProducer(null),
                producer::getDeliveryMode,
                () -> producer.setPriority(1),
                producer::getDestination,
                () -> producer.send(null),
                ((JmsProducer) producer)::getQueue,
                ((JmsProducer) producer)::getTopic,
                consumer::receive,
                consumer::receiveNoWait,
                consumer::getMessageSelector,
                consumer::getMessageListener,
                () -> consumer.setMessageListener(null),
                ((JmsConsumer) consumer)::getQueue,
                ((JmsConsumer) consumer)::getNoLocal,
                browser::getQueue,
                browser::getMessageSelector,
                browser::getEnumeration)) {
            assertThrows(IllegalStateException.class, each);
        }
    }

    @Test
    void aListenerCannotCloseOrStopWhatWaitsForIt(TestInfo test) throws Exception {
        JmsConnection connection = started();
        Queue queue = queue(test);
        Session session = connection.createSession();
        MessageConsumer consumer = session.createConsumer(queue);
        CompletableFuture<List<Throwable>> thrown = new CompletableFuture<>();
        consumer.setMessageListener(message -> {
            thrown.complete(List.of(thrownBy(connection::stop), thrownBy(connection::close), thrownBy(session::close)));
            assertDoesNotThrow(consumer::close);
        });
        send(connection.createSession(), queue, "a", "b");
        thrown.get(SOON, TimeUnit.MILLISECONDS).forEach(each -> assertInstanceOf(IllegalStateException.class, each));
        expect(connection.createSession().createConsumer(queue), "b");
    }

    private static Throwable thrownBy(Executable what) {
        try {
            what.execute();
            return new AssertionError("nothing was thrown");
        } catch (Throwable e) {
            return e;
        }
    }

    @Test
    void aListenerMayBeReplacedAndRemoved(TestInfo test) throws Exception {
        JmsConnection connection = started();
        Queue queue = queue(test);
        Session session = connection.createSession();
        MessageConsumer consumer = session.createConsumer(queue);
        CompletableFuture<String> heard = new CompletableFuture<>();
        consumer.setMessageListener(message -> heard.complete("yes"));
        assertThrows(IllegalStateException.class, consumer::receiveNoWait);
        send(connection.createSession(), queue, "a");
        assertEquals("yes", heard.get(SOON, TimeUnit.MILLISECONDS));
        consumer.setMessageListener(null);
        assertNull(consumer.getMessageListener());
        send(connection.createSession(), queue, "b");
        expect(consumer, "b");
    }

    @Test
    void sessionsListenersRunOneAtATime(TestInfo test) throws Exception {
        JmsConnection connection = started();
        Session session = connection.createSession();
        AtomicReference<Thread> inside = new AtomicReference<>();
        List<String> trouble = new java.util.concurrent.CopyOnWriteArrayList<>();
        CountDownLatch all = new CountDownLatch(400);
        List<Queue> queues = List.of(queue(test), queue(test), queue(test), queue(test));
        for (Queue each : queues) {
            session.createConsumer(each).setMessageListener(message -> {
                if (!inside.compareAndSet(null, Thread.currentThread())) trouble.add("two at a time");
                Thread.onSpinWait();
                inside.set(null);
                all.countDown();
            });
        }
        Session sending = connection.createSession();
        for (int i = 0; i < 100; i++) for (Queue each : queues) send(sending, each, "m" + i);
        assertTrue(all.await(SOON, TimeUnit.MILLISECONDS));
        assertEquals(List.of(), trouble);
    }

    @Test
    void theConnectionKnowsItsExceptionListener() throws Exception {
        JmsConnection connection = connect();
        CompletableFuture<JMSException> told = new CompletableFuture<>();
        jakarta.jms.ExceptionListener listener = told::complete;
        connection.setExceptionListener(listener);
        assertSame(listener, connection.getExceptionListener());
        connection.wire().cut();
        assertTrue(told.get(SOON, TimeUnit.MILLISECONDS).getMessage().contains("lost"));
        assertThrows(JMSException.class, connection::createSession);
        connection.close();
    }

    @Test
    void noSessionDoesAnythingNewWhileItsConnectionCloses(TestInfo test) throws Exception {
        JmsConnection connection = started();
        Queue queue = queue(test);
        CountDownLatch listening = new CountDownLatch(1);
        CountDownLatch enough = new CountDownLatch(1);
        connection.createSession().createConsumer(queue).setMessageListener(message -> {
            listening.countDown();
            try {
                enough.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Session other = connection.createSession();
        send(other, queue, "a");
        listening.await();
        Thread closing = new Thread(() -> {
            try {
                connection.close();
            } catch (JMSException e) {
                throw new AssertionError(e);
            }
        });
        closing.start();
        eventually(connection::isClosed);
        assertThrows(IllegalStateException.class, () -> other.createProducer(queue));
        enough.countDown();
        closing.join();
    }

    @Test
    void whatIsPutBackIntoAStoppedConsumerGoesBackToItsQueue(TestInfo test) throws Exception {
        JmsConnection connection = started();
        Queue queue = queue(test);
        JmsSession session = (JmsSession) connection.createSession();
        Inbox inbox = session.intake().ofQueue((io.leveret.jms.destination.LeveretQueue) queue, "", delivery -> {});
        send(session, queue, "a");
        session.flow().lock.lock();
        Delivery taken;
        try {
            taken = inbox.take(Inbox.nanos(SOON), delivery -> {});
        } finally {
            session.flow().lock.unlock();
        }
        connection.stop();
        session.flow().run(() -> inbox.untake(taken));
        JmsConnection another = started();
        Message again = another.createSession().createConsumer(queue).receive(SOON);
        assertEquals("a", text(again));
        assertFalse(again.getJMSRedelivered());
    }
}
