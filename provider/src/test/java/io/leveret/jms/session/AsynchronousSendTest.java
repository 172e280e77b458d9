package io.leveret.jms.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jakarta.jms.CompletionListener;
import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.function.Executable;

class AsynchronousSendTest extends WithBroker {

    private record Told(Message message, Thread thread, Exception why) {}

    private static final class Ear implements CompletionListener {
        private final List<Told> told = new CopyOnWriteArrayList<>();

        @Override
        public void onCompletion(Message message) {
            told.add(new Told(message, Thread.currentThread(), null));
        }

        @Override
        public void onException(Message message, Exception why) {
            told.add(new Told(message, Thread.currentThread(), why));
        }
    }

    @Test
    void completionsComeInOrderOnAnotherThreadWithTheMessageThatWasSent(TestInfo test) throws Exception {
        JmsConnection connection = started();
        Session session = connection.createSession();
        Queue queue = queue(test);
        MessageProducer producer = session.createProducer(queue);
        Ear ear = new Ear();
        Message[] sent = new Message[3_000];
        for (int i = 0; i < sent.length; i++) {
            sent[i] = session.createTextMessage("m" + i);
            producer.send(sent[i], ear);
        }
        producer.close();
        assertEquals(sent.length, ear.told.size());
        for (int i = 0; i < sent.length; i++) {
            assertSame(sent[i], ear.told.get(i).message());
            assertNotSame(Thread.currentThread(), ear.told.get(i).thread());
        }
        assertEquals("m0", text(ear.told.get(0).message()));
        expect(session.createConsumer(queue), "m0", "m1");
    }

    @Test
    void withoutAListenerThereIsNoAsynchronousSend(TestInfo test) throws Exception {
        Session session = started().createSession();
        MessageProducer producer = session.createProducer(queue(test));
        assertThrows(IllegalArgumentException.class, () -> producer.send(session.createMessage(), null));
    }

    @Test
    void aRefusedMessageIsToldToItsListener(TestInfo test) throws Exception {
        JmsConnection connection = started();
        Session session = connection.createSession();
        TemporaryQueue gone = connection.createSession().createTemporaryQueue();
        MessageProducer producer = session.createProducer(gone);
        gone.delete();
        Ear ear = new Ear();
        producer.send(session.createTextMessage("a"), ear);
        session.close();
        assertInstanceOf(InvalidDestinationException.class, ear.told.get(0).why());
    }

    @Test
    void completionsAreSerialWithTheSessionsListeners(TestInfo test) throws Exception {
        JmsConnection connection = started();
        Session session = connection.createSession();
        Queue queue = queue(test);
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        List<String> order = new CopyOnWriteArrayList<>();
        session.createConsumer(queue).setMessageListener(message -> {
            inside.countDown();
            try {
                if (!release.await(SOON, TimeUnit.MILLISECONDS)) order.add("not released");
            } catch (InterruptedException e) {
                order.add("interrupted");
            }
            order.add("heard");
        });
        send(connection.createSession(), queue, "a");
        inside.await(SOON, TimeUnit.MILLISECONDS);
        CompletableFuture<String> completed = new CompletableFuture<>();
        MessageProducer producer = session.createProducer(queue(test));
        producer.send(session.createMessage(), new CompletionListener() {
            @Override
            public void onCompletion(Message message) {
                order.add("completed");
                completed.complete("completed");
            }

            @Override
            public void onException(Message message, Exception why) {
                completed.completeExceptionally(why);
            }
        });
        release.countDown();
        assertEquals("completed", completed.get(SOON, TimeUnit.MILLISECONDS));
        assertEquals(List.of("heard", "completed"), order);
    }

    @Test
    void aCompletionListenerCannotEndWhatWaitsForIt(TestInfo test) throws Exception {
        JmsConnection connection = started();
        Session session = connection.createSession(Session.SESSION_TRANSACTED);
        MessageProducer producer = session.createProducer(queue(test));
        CompletableFuture<List<Throwable>> thrown = new CompletableFuture<>();
        CompletableFuture<Throwable> stopping = new CompletableFuture<>();
        producer.send(session.createMessage(), new CompletionListener() {
            @Override
            public void onCompletion(Message message) {
                thrown.complete(List.of(
                        thrownBy(producer::close),
                        thrownBy(session::close),
                        thrownBy(connection::close),
                        thrownBy(session::commit),
                        thrownBy(session::rollback)));
                stopping.complete(thrownBy(connection::stop));
            }

            @Override
            public void onException(Message message, Exception why) {
                thrown.completeExceptionally(why);
            }
        });
        session.commit();
        thrown.get(SOON, TimeUnit.MILLISECONDS).forEach(each -> assertInstanceOf(IllegalStateException.class, each));
        assertInstanceOf(AssertionError.class, stopping.get(SOON, TimeUnit.MILLISECONDS));
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
    void aListenerThatCommitsHearsItsOwnCompletionsFirst(TestInfo test) throws Exception {
        JmsConnection connection = started();
        Session session = connection.createSession(Session.SESSION_TRANSACTED);
        Queue queue = queue(test);
        Queue answers = queue(test);
        List<String> order = new CopyOnWriteArrayList<>();
        session.createConsumer(queue).setMessageListener(message -> {
            try {
                session.createProducer(answers).send(session.createTextMessage("b"), new CompletionListener() {
                    @Override
                    public void onCompletion(Message sent) {
                        order.add("completed");
                    }

                    @Override
                    public void onException(Message sent, Exception why) {
                        order.add(why.toString());
                    }
                });
                session.commit();
                order.add("committed");
            } catch (JMSException e) {
                order.add(e.toString());
            }
        });
        Session other = connection.createSession();
        send(other, queue, "a");
        expect(other.createConsumer(answers), "b");
        eventually(() -> order.size() == 2);
        assertEquals(List.of("completed", "committed"), order);
    }
}
