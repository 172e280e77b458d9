package io.leveret.tck.jms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.CompletionListener;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.IllegalStateException;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Chapter 7.3: asynchronous sends. */
class AsyncSendTest extends JmsTest {
    /** What completion listeners were told, in order. */
    private final BlockingQueue<Object> told = new LinkedBlockingQueue<>();

    AsyncSendTest(Transport transport) {
        super(transport);
    }

    private interface OnCompletion {
        void completed(Message message) throws Exception;
    }

    private CompletionListener telling(OnCompletion then) {
        return new CompletionListener() {
            @Override
            public void onCompletion(Message message) {
                try {
                    then.completed(message);
                } catch (Exception e) {
                    told.add(e);
                }
            }

            @Override
            public void onException(Message message, Exception exception) {
                told.add(exception);
            }
        };
    }

    /** What a call inside of a completion listener throws, or "nothing" where it throws nothing. */
    private CompletionListener trying(Executable what) {
        return telling(message -> {
            Object result = "nothing";
            try {
                what.execute();
            } catch (Throwable e) {
                result = e.getClass();
            }
            told.add(result);
        });
    }

    @Test
    @Proves(
            section = "7.3",
            value = "All four asynchronous sends deliver, and tell the listener with the message that was sent",
            methods = {
                "MessageProducer.send(Message, CompletionListener)",
                "MessageProducer.send(Message, int, int, long, CompletionListener)",
                "MessageProducer.send(Destination, Message, CompletionListener)",
                "MessageProducer.send(Destination, Message, int, int, long, CompletionListener)",
                "CompletionListener.onCompletion"
            })
    void allFourSends() throws Exception {
        Session session = session();
        Queue queue = queue(session);
        MessageProducer bound = session.createProducer(queue), anonymous = session.createProducer(null);
        List<Message> sent = new ArrayList<>();
        for (String text : List.of("a", "b", "c", "d")) sent.add(session.createTextMessage(text));
        CompletionListener listener = telling(told::add);
        bound.send(sent.get(0), listener);
        bound.send(sent.get(1), DeliveryMode.NON_PERSISTENT, 4, 60_000, listener);
        anonymous.send(queue, sent.get(2), listener);
        anonymous.send(queue, sent.get(3), DeliveryMode.NON_PERSISTENT, 4, 60_000, listener);
        for (Message each : sent) {
            assertSame(each, next(told));
            assertTrue(each.getJMSMessageID().startsWith("ID:"));
            assertEquals(queue, each.getJMSDestination());
        }
        assertEquals("d", ((TextMessage) sent.get(3)).getText());
        expect(session.createConsumer(queue), "a", "b", "c", "d");
    }

    @Test
    @Proves(
            section = "javadoc",
            value = "No listener is an IllegalArgumentException",
            methods = {
                "MessageProducer.send(Message, CompletionListener)",
                "MessageProducer.send(Message, int, int, long, CompletionListener)",
                "MessageProducer.send(Destination, Message, CompletionListener)",
                "MessageProducer.send(Destination, Message, int, int, long, CompletionListener)"
            })
    void noListener() throws Exception {
        Session session = session();
        Queue queue = queue(session);
        MessageProducer bound = session.createProducer(queue), anonymous = session.createProducer(null);
        Message m = session.createMessage();
        assertExactly(IllegalArgumentException.class, () -> bound.send(m, null));
        assertExactly(IllegalArgumentException.class, () -> bound.send(m, 2, 4, 0, null));
        assertExactly(IllegalArgumentException.class, () -> anonymous.send(queue, m, null));
        assertExactly(IllegalArgumentException.class, () -> anonymous.send(queue, m, 2, 4, 0, null));
    }

    @Test
    @Proves(
            section = "7.3.8",
            value = "Callbacks come in the order of the sends, one at a time, and not on the sending thread",
            methods = "CompletionListener.onCompletion")
    void callbacksComeInOrder() throws Exception {
        Session session = session();
        MessageProducer producer = session.createProducer(queue(session));
        AtomicInteger inside = new AtomicInteger();
        CompletionListener listener = telling(message -> {
            if (inside.incrementAndGet() != 1) told.add("two at a time");
            told.add(((TextMessage) message).getText());
            told.add(Thread.currentThread());
            inside.decrementAndGet();
        });
        for (int i = 0; i < 100; i++) producer.send(session.createTextMessage("m" + i), listener);
        for (int i = 0; i < 100; i++) {
            assertEquals("m" + i, next(told));
            assertNotEquals(Thread.currentThread(), next(told));
        }
    }

    @Test
    @Proves(
            section = "7.3.6",
            value = "A session's completion listeners and message listeners never run at once",
            methods = {"CompletionListener.onCompletion", "MessageListener.onMessage"})
    void callbacksAreSerialWithListeners() throws Exception {
        Session session = session();
        Queue queue = queue(session);
        AtomicInteger inside = new AtomicInteger();
        List<String> overlaps = new CopyOnWriteArrayList<>();
        Runnable callback = () -> {
            if (inside.incrementAndGet() != 1) overlaps.add("overlap");
            Thread.onSpinWait();
            inside.decrementAndGet();
            told.add("one");
        };
        MessageProducer producer = session.createProducer(queue);
        List<Message> messages = new ArrayList<>();
        for (int i = 0; i < 50; i++) messages.add(session.createTextMessage("m" + i));
        Session listening = session;
        // Two sessions would run side by side: both callbacks belong to this one.
        for (Message each : messages) producer.send(each, telling(m -> callback.run()));
        listening.createConsumer(queue).setMessageListener(m -> callback.run());
        for (int i = 0; i < 100; i++) next(told);
        assertEquals(List.of(), overlaps);
    }

    @Test
    @Proves(
            section = "7.3.4",
            value = "close of producer, session and connection waits for the sends under way",
            methods = {"MessageProducer.close", "Session.close", "Connection.close"})
    void closeWaits() throws Exception {
        for (int which = 0; which < 3; which++) {
            Connection connection = connection();
            Session session = connection.createSession();
            MessageProducer producer = session.createProducer(queue(session));
            AtomicInteger completed = new AtomicInteger();
            for (int i = 0; i < 20; i++) {
                producer.send(session.createMessage(), telling(m -> completed.incrementAndGet()));
            }
            AutoCloseable closed = List.of(producer, session, connection).get(which);
            closed.close();
            assertEquals(20, completed.get(), "before " + closed + " was closed");
        }
    }

    @Test
    @Proves(
            section = "7.3.4",
            value = "commit and rollback wait for the sends under way",
            methods = {"Session.commit", "Session.rollback"})
    void commitWaits() throws Exception {
        Session session = session(Session.SESSION_TRANSACTED);
        Queue queue = queue(session);
        MessageProducer producer = session.createProducer(queue);
        AtomicInteger completed = new AtomicInteger();
        for (int i = 0; i < 20; i++) {
            producer.send(session.createTextMessage("m" + i), telling(m -> completed.incrementAndGet()));
        }
        session.commit();
        assertEquals(20, completed.get());
        producer.send(session.createTextMessage("undone"), telling(m -> completed.incrementAndGet()));
        session.rollback();
        assertEquals(21, completed.get());
        MessageConsumer consumer = session.createConsumer(queue);
        for (int i = 0; i < 20; i++) expect(consumer, "m" + i);
        expectNothing(consumer);
    }

    @Test
    @Proves(
            section = "7.3.5",
            value = "A completion listener may close neither producer, session nor connection of its own",
            methods = {"MessageProducer.close", "Session.close", "Connection.close"})
    void aCallbackClosesNothing() throws Exception {
        Connection connection = started();
        Session session = connection.createSession();
        Queue queue = queue(session);
        MessageProducer producer = session.createProducer(queue);
        for (Executable each : List.<Executable>of(producer::close, session::close, connection::close)) {
            producer.send(session.createMessage(), trying(each));
            assertEquals(IllegalStateException.class, next(told));
        }
        producer.send(session.createTextMessage("still open"));
    }

    @Test
    @Proves(
            section = "7.3.5",
            value = "A completion listener may not commit or roll back its own session",
            methods = {"Session.commit", "Session.rollback"})
    void aCallbackEndsNoTransaction() throws Exception {
        Session session = session(Session.SESSION_TRANSACTED);
        MessageProducer producer = session.createProducer(queue(session));
        for (Executable each : List.<Executable>of(session::commit, session::rollback)) {
            producer.send(session.createMessage(), trying(each));
            assertEquals(IllegalStateException.class, next(told));
        }
    }

    @Test
    @Proves(
            section = "7.3.5",
            value = "In a context, a completion listener may neither close nor commit nor roll back, but stop",
            methods = {
                "JMSProducer.setAsync",
                "JMSContext.close",
                "JMSContext.commit",
                "JMSContext.rollback",
                "JMSContext.stop"
            })
    void aCallbackInAContext() throws Exception {
        JMSContext context = context(JMSContext.SESSION_TRANSACTED);
        Queue queue = context.createQueue(name());
        for (Executable each : List.<Executable>of(context::close, context::commit, context::rollback)) {
            context.createProducer().setAsync(trying(each)).send(queue, "x");
            assertEquals(IllegalStateRuntimeException.class, next(told));
        }
        context.createProducer().setAsync(trying(context::stop)).send(queue, "x");
        assertEquals("nothing", next(told));
    }

    @Test
    @Proves(
            section = "7.3.2",
            value = "A completion listener that throws disturbs nothing",
            methods = "CompletionListener.onCompletion")
    void aListenerThatThrows() throws Exception {
        Session session = session();
        Queue queue = queue(session);
        MessageProducer producer = session.createProducer(queue);
        producer.send(session.createTextMessage("a"), new CompletionListener() {
            @Override
            public void onCompletion(Message message) {
                told.add("thrown");
                throw new RuntimeException("on purpose");
            }

            @Override
            public void onException(Message message, Exception exception) {
                told.add("onException");
            }
        });
        producer.send(session.createTextMessage("b"), telling(m -> told.add("completed")));
        assertEquals("thrown", next(told));
        assertEquals("completed", next(told));
        expect(session.createConsumer(queue), "a", "b");
    }

    @Test
    @Proves(
            section = "7.3.2",
            value = "A send that fails tells onException, with the message",
            methods = "CompletionListener.onException")
    void aFailureIsTold() throws Exception {
        Session session = session();
        var temporary = connection().createSession().createTemporaryQueue();
        MessageProducer producer = session.createProducer(temporary);
        temporary.delete();
        Message sent = session.createTextMessage("nowhere");
        try {
            producer.send(sent, new CompletionListener() {
                @Override
                public void onCompletion(Message message) {
                    told.add("completed");
                }

                @Override
                public void onException(Message message, Exception exception) {
                    told.add(exception.getClass());
                    told.add(message);
                }
            });
        } catch (JMSException e) {
            // The provider may see it at once: then the call itself tells, and no callback comes.
            assertExactly(InvalidDestinationException.class, () -> {
                throw e;
            });
            return;
        }
        assertEquals(InvalidDestinationException.class, next(told));
        assertSame(sent, next(told));
    }

    @Test
    @Proves(
            section = "7.3.9",
            value = "From a completion listener messages may be sent and received",
            methods = "CompletionListener.onCompletion")
    void aCallbackMayUseItsSession() throws Exception {
        Session session = session();
        Queue queue = queue(session), answers = queue(session);
        MessageProducer producer = session.createProducer(null);
        producer.send(
                queue,
                session.createTextMessage("a"),
                telling(m -> producer.send(answers, session.createTextMessage("b"), telling(n -> told.add("both")))));
        assertEquals("both", next(told));
        expect(session.createConsumer(answers), "b");
    }

    @Test
    @Proves(
            section = "7.3",
            value = "A callback under way does not hold up the sender",
            methods = "MessageProducer.send(Message, CompletionListener)")
    void theSenderGoesOn() throws Exception {
        Session session = session();
        MessageProducer producer = session.createProducer(queue(session));
        CountDownLatch goOn = new CountDownLatch(1);
        producer.send(session.createMessage(), telling(m -> told.add(goOn.await(SOON, TimeUnit.MILLISECONDS))));
        producer.send(session.createMessage(), telling(m -> told.add("second")));
        goOn.countDown();
        assertEquals(true, next(told));
        assertEquals("second", next(told));
    }
}
