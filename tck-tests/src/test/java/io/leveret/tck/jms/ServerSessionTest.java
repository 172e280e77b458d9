package io.leveret.tck.jms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionConsumer;
import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.InvalidSelectorException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.QueueConnection;
import jakarta.jms.ServerSession;
import jakarta.jms.ServerSessionPool;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import jakarta.jms.TopicConnection;
import java.util.TreeSet;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Chapter 11.1: what an application server builds on, a connection consumer and a pool of sessions. */
class ServerSessionTest extends JmsTest {
    private final ExecutorService server = Executors.newCachedThreadPool();
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    ServerSessionTest(Transport transport) {
        super(transport);
    }

    @AfterEach
    void endServer() {
        server.shutdownNow();
    }

    /** As an application server has one: a session works on a thread of the server's, and is idle again when it has run. */
    private final class Pool implements ServerSessionPool {
        private final BlockingQueue<ServerSession> idle;

        Pool(Connection connection, int size, int mode) throws JMSException {
            idle = new ArrayBlockingQueue<>(size);
            for (int i = 0; i < size; i++) {
                Session session = connection.createSession(mode);
                session.setMessageListener(telling(session));
                idle.add(new Worker(session));
            }
        }

        @Override
        public ServerSession getServerSession() throws JMSException {
            try {
                return idle.take();
            } catch (InterruptedException e) {
                throw new JMSException("the server has ended");
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

    private MessageListener telling(Session session) {
        return message -> {
            try {
                heard.add(((TextMessage) message).getText());
                if (session.getTransacted()) session.commit();
                else message.acknowledge();
            } catch (JMSException e) {
                heard.add(e.toString());
            }
        };
    }

    private void expectHeard(String... texts) throws Exception {
        TreeSet<String> all = new TreeSet<>();
        for (int i = 0; i < texts.length; i++) all.add(next(heard));
        assertEquals(new TreeSet<>(java.util.List.of(texts)), all);
    }

    @Test
    @Proves(
            section = "11.1",
            value = "A connection consumer hands a queue's messages to the sessions of a pool, in every mode",
            methods = {
                "Connection.createConnectionConsumer",
                "ConnectionConsumer.getServerSessionPool",
                "ConnectionConsumer.close",
                "ServerSessionPool.getServerSession",
                "ServerSession.getSession",
                "ServerSession.start",
                "Session.run",
                "Session.setMessageListener",
                "Session.getMessageListener"
            })
    void aQueue() throws Exception {
        for (int mode : new int[] {
            Session.AUTO_ACKNOWLEDGE,
            Session.CLIENT_ACKNOWLEDGE,
            Session.DUPS_OK_ACKNOWLEDGE,
            Session.SESSION_TRANSACTED
        }) {
            Connection connection = started();
            Session other = session();
            Queue queue = queue(other);
            Pool pool = new Pool(connection, 2, mode);
            ConnectionConsumer consumer = connection.createConnectionConsumer(queue, null, pool, 3);
            assertSame(pool, consumer.getServerSessionPool());
            send(other, queue, "a", "b", "c", "d", "e");
            expectHeard("a", "b", "c", "d", "e");
            consumer.close();
            consumer.close();
            assertExactly(IllegalStateException.class, consumer::getServerSessionPool);
            connection.close();
            var left = other.createConsumer(queue);
            expectNothing(left);
        }
    }

    @Test
    @Proves(
            section = "11.1",
            value = "A connection consumer selects, and leaves the rest to others",
            methods = "Connection.createConnectionConsumer")
    void withASelector() throws Exception {
        Connection connection = started();
        Session other = session();
        Queue queue = queue(other);
        connection.createConnectionConsumer(queue, "n = 1", new Pool(connection, 1, Session.AUTO_ACKNOWLEDGE), 1);
        MessageProducer producer = other.createProducer(queue);
        for (int i = 0; i < 3; i++) {
            Message message = other.createTextMessage("n" + i);
            message.setIntProperty("n", i);
            producer.send(message);
        }
        expectHeard("n1");
        expect(other.createConsumer(queue), "n0", "n2");
    }

    @Test
    @Proves(
            section = "11.1",
            value = "Connection consumers exist for topics and for all kinds of subscriptions",
            methods = {
                "Connection.createConnectionConsumer",
                "Connection.createDurableConnectionConsumer",
                "Connection.createSharedConnectionConsumer",
                "Connection.createSharedDurableConnectionConsumer"
            })
    void subscriptions() throws Exception {
        Connection connection = connection();
        connection.setClientID(name());
        connection.start();
        Session other = session();
        Topic topic = topic(other);
        Pool pool = new Pool(connection, 2, Session.AUTO_ACKNOWLEDGE);
        ConnectionConsumer[] all = {
            connection.createConnectionConsumer(topic, null, pool, 1),
            connection.createDurableConnectionConsumer(topic, "d", null, pool, 1),
            connection.createSharedConnectionConsumer(topic, "s", null, pool, 1),
            connection.createSharedDurableConnectionConsumer(topic, "sd", null, pool, 1)
        };
        send(other, topic, "a");
        for (int i = 0; i < all.length; i++) assertEquals("a", next(heard));
        for (ConnectionConsumer each : all) each.close();
        send(other, topic, "kept");
        assertNull(heard.poll());
        Session session = connection.createSession();
        expect(session.createDurableConsumer(topic, "d"), "kept");
        expect(session.createSharedDurableConsumer(topic, "sd"), "kept");
    }

    @Test
    @Proves(
            section = "11.1",
            value = "Both domains have connection consumers of their own",
            methods = {
                "QueueConnection.createConnectionConsumer",
                "TopicConnection.createConnectionConsumer",
                "TopicConnection.createDurableConnectionConsumer",
                "QueueConnection.createQueueSession",
                "TopicConnection.createTopicSession"
            })
    void bothDomains() throws Exception {
        Session other = session();
        Queue queue = queue(other);
        Topic topic = topic(other);
        QueueConnection queues = closedLater(factory.createQueueConnection());
        queues.start();
        queues.createConnectionConsumer(queue, null, new Pool(queues, 1, Session.AUTO_ACKNOWLEDGE), 1);
        send(other, queue, "q");
        expectHeard("q");
        TopicConnection topics = closedLater(factory.createTopicConnection());
        topics.setClientID(name());
        topics.start();
        Pool pool = new Pool(topics, 1, Session.AUTO_ACKNOWLEDGE);
        topics.createConnectionConsumer(topic, null, pool, 1);
        topics.createDurableConnectionConsumer(topic, "d", null, pool, 1);
        send(other, topic, "t");
        assertEquals("t", next(heard));
        assertEquals("t", next(heard));
    }

    @Test
    @Proves(
            section = "11.1",
            value = "Bad destinations, selectors and missing client ids are told when a connection consumer is made",
            methods = {
                "Connection.createConnectionConsumer",
                "Connection.createDurableConnectionConsumer",
                "Connection.createSharedConnectionConsumer",
                "Connection.createSharedDurableConnectionConsumer"
            })
    void badArguments() throws Exception {
        Connection connection = connection();
        Queue queue = queue(session());
        Topic topic = topic(session());
        ServerSessionPool pool = new Pool(connection, 1, Session.AUTO_ACKNOWLEDGE);
        assertExactly(
                InvalidDestinationException.class, () -> connection.createConnectionConsumer(null, null, pool, 1));
        assertExactly(
                InvalidDestinationException.class,
                () -> connection.createSharedConnectionConsumer(null, "s", null, pool, 1));
        assertExactly(
                InvalidDestinationException.class,
                () -> connection.createSharedDurableConnectionConsumer(null, "s", null, pool, 1));
        assertExactly(InvalidSelectorException.class, () -> connection.createConnectionConsumer(queue, "n =", pool, 1));
        assertExactly(
                IllegalStateException.class,
                () -> connection.createDurableConnectionConsumer(topic, "d", null, pool, 1));
    }

    @Test
    @Proves(
            section = "6.1.8",
            value = "A closed connection makes no connection consumers",
            methods = {
                "Connection.createConnectionConsumer",
                "Connection.createDurableConnectionConsumer",
                "Connection.createSharedConnectionConsumer",
                "Connection.createSharedDurableConnectionConsumer"
            })
    void ofAClosedConnection() throws Exception {
        Connection connection = connection();
        Topic topic = topic(connection.createSession());
        ServerSessionPool pool = new Pool(connection, 1, Session.AUTO_ACKNOWLEDGE);
        connection.close();
        assertExactly(IllegalStateException.class, () -> connection.createConnectionConsumer(topic, null, pool, 1));
        assertExactly(
                IllegalStateException.class,
                () -> connection.createDurableConnectionConsumer(topic, "d", null, pool, 1));
        assertExactly(
                IllegalStateException.class,
                () -> connection.createSharedConnectionConsumer(topic, "s", null, pool, 1));
        assertExactly(
                IllegalStateException.class,
                () -> connection.createSharedDurableConnectionConsumer(topic, "s", null, pool, 1));
    }
}
