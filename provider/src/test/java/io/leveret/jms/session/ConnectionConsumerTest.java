package io.leveret.jms.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jakarta.jms.CompletionListener;
import jakarta.jms.ConnectionConsumer;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageListener;
import jakarta.jms.Queue;
import jakarta.jms.ServerSession;
import jakarta.jms.ServerSessionPool;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

class ConnectionConsumerTest extends WithBroker {
    private final ExecutorService server = Executors.newCachedThreadPool();
    private final List<String> heard = new CopyOnWriteArrayList<>();

    @AfterEach
    void endServer() {
        server.shutdownNow();
    }

    /** An application server's: each session works on a thread of the server and returns to the pool. */
    private final class Pool implements ServerSessionPool {
        private final BlockingQueue<ServerSession> idle;

        Pool(JmsConnection connection, int size, int mode, Listening listening) throws JMSException {
            idle = new ArrayBlockingQueue<>(size);
            for (int i = 0; i < size; i++) {
                Session session = connection.createSession(mode);
                session.setMessageListener(listening.with(session));
                idle.add(new Worker(session));
            }
        }

        @Override
        public ServerSession getServerSession() throws JMSException {
            try {
                return idle.take();
            } catch (InterruptedException e) {
                throw new JMSException("no session");
            }
        }

        private final class Worker implements ServerSession {
            private final Session session;

            Worker(Session session) {
                this.session = session;
            }

            @Override
            public Session getSession() {
                return session;
            }

            @Override
            public void start() {
                server.execute(() -> {
                    session.run();
                    idle.add(this);
                });
            }
        }
    }

    private interface Listening {
        MessageListener with(Session session);
    }

    private MessageListener hearing(Session session) {
        return message -> {
            try {
                heard.add(text(message));
                if (session.getTransacted()) session.commit();
            } catch (JMSException e) {
                heard.add(e.toString());
            }
        };
    }

    @Test
    void aPoolOfSessionsWorksAQueueOff(TestInfo test) throws Exception {
        JmsConnection connection = started();
        Queue queue = queue(test);
        Pool pool = new Pool(connection, 3, Session.AUTO_ACKNOWLEDGE, this::hearing);
        ConnectionConsumer consumer = connection.createConnectionConsumer(queue, null, pool, 5);
        assertSame(pool, consumer.getServerSessionPool());
        Session session = connection.createSession();
        for (int i = 0; i < 100; i++) send(session, queue, "m" + i);
        eventually(() -> heard.size() == 100);
        assertEquals(100, heard.stream().distinct().count());
        consumer.close();
        consumer.close();
        assertThrows(IllegalStateException.class, consumer::getServerSessionPool);
        send(session, queue, "left");
        expect(session.createConsumer(queue), "left");
    }

    @Test
    void itsSessionsTransactionsHoldWhatTheyWereGiven(TestInfo test) throws Exception {
        JmsConnection connection = started();
        Queue queue = queue(test);
        Pool pool = new Pool(connection, 1, Session.SESSION_TRANSACTED, session -> message -> {
            try {
                heard.add(text(message) + message.getIntProperty("JMSXDeliveryCount"));
                if (message.getJMSRedelivered()) session.commit();
                else session.rollback();
            } catch (JMSException e) {
                heard.add(e.toString());
            }
        });
        ConnectionConsumer consumer = connection.createConnectionConsumer(queue, null, pool, 1);
        send(connection.createSession(), queue, "a", "b");
        eventually(() -> heard.size() == 4);
        assertEquals(List.of("a1", "a2", "b1", "b2"), heard);
        consumer.close();
    }

    @Test
    void subscriptionsFeedPoolsToo(TestInfo test) throws Exception {
        JmsConnection connection = connect();
        connection.setClientID(name(test));
        connection.start();
        Topic topic = topic(test);
        Pool pool = new Pool(connection, 2, Session.CLIENT_ACKNOWLEDGE, session -> message -> {
            try {
                heard.add(text(message));
                message.acknowledge();
            } catch (JMSException e) {
                heard.add(e.toString());
            }
        });
        ConnectionConsumer plain = connection.createConnectionConsumer(topic, null, pool, 2);
        ConnectionConsumer durable = connection.createDurableConnectionConsumer(topic, "d", null, pool, 2);
        ConnectionConsumer shared = connection.createSharedConnectionConsumer(topic, "s", null, pool, 2);
        ConnectionConsumer both = connection.createSharedDurableConnectionConsumer(topic, "sd", null, pool, 2);
        Session session = connection.createSession();
        assertThrows(JMSException.class, () -> session.createDurableConsumer(topic, "d"));
        send(session, topic, "a");
        eventually(() -> heard.size() == 4);
        for (ConnectionConsumer each : List.of(plain, durable, shared, both)) each.close();
        send(session, topic, "b");
        MessageConsumer later = session.createDurableConsumer(topic, "d");
        expect(later, "b");
        expectNothing(later);
    }

    @Test
    void aPoolThatFailsIsAskedAgain(TestInfo test) throws Exception {
        JmsConnection connection = started();
        List<JMSException> told = new CopyOnWriteArrayList<>();
        connection.setExceptionListener(told::add);
        Queue queue = queue(test);
        Pool well = new Pool(connection, 1, Session.AUTO_ACKNOWLEDGE, this::hearing);
        AtomicInteger asked = new AtomicInteger();
        ConnectionConsumer consumer = connection.createConnectionConsumer(
                queue,
                null,
                () -> {
                    if (asked.incrementAndGet() < 3) throw new UnsupportedOperationException("not yet");
                    return well.getServerSession();
                },
                1);
        send(connection.createSession(), queue, "a");
        eventually(() -> heard.equals(List.of("a")));
        eventually(() -> told.size() == 2);
        consumer.close();
    }

    @Test
    void aServersSessionCommitsWhatItSendsWithCompletionListeners(TestInfo test) throws Exception {
        JmsConnection connection = started();
        Queue queue = queue(test);
        Queue answers = queue(test);
        AtomicInteger completed = new AtomicInteger();
        Pool pool = new Pool(connection, 1, Session.SESSION_TRANSACTED, session -> message -> {
            try {
                session.createProducer(answers).send(session.createTextMessage("re"), new CompletionListener() {
                    @Override
                    public void onCompletion(Message sent) {
                        completed.incrementAndGet();
                    }

                    @Override
                    public void onException(Message sent, Exception why) {
                        heard.add(why.toString());
                    }
                });
                session.commit();
            } catch (JMSException e) {
                heard.add(e.toString());
            }
        });
        ConnectionConsumer consumer = connection.createConnectionConsumer(queue, null, pool, 3);
        Session session = connection.createSession();
        MessageConsumer answered = session.createConsumer(answers);
        for (int i = 0; i < 50; i++) send(session, queue, "m" + i);
        for (int i = 0; i < 50; i++) expect(answered, "re");
        assertEquals(50, completed.get());
        assertEquals(List.of(), heard);
        consumer.close();
    }
}
