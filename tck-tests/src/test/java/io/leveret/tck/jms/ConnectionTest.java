package io.leveret.tck.jms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leveret.broker.Broker;
import io.leveret.jms.LeveretConnectionFactory;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionMetaData;
import jakarta.jms.ExceptionListener;
import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidClientIDException;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.JMSSecurityRuntimeException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** Chapter 6.1: connections. */
class ConnectionTest extends JmsTest {
    ConnectionTest(Transport transport) {
        super(transport);
    }

    @Test
    @Proves(
            section = "6.1.1",
            value = "A wrong password is told by createConnection itself",
            methods = {
                "ConnectionFactory.createConnection(String, String)",
                "ConnectionFactory.createContext(String, String)"
            })
    void aWrongPasswordIsToldAtOnce() {
        assertExactly(JMSSecurityException.class, () -> factory.createConnection("guest", "wrong"));
        assertExactly(JMSSecurityRuntimeException.class, () -> factory.createContext("guest", "wrong"));
    }

    @Test
    @Proves(
            section = "6.1.1",
            value = "A connection is made with a user and a password, or with the factory's",
            methods = "ConnectionFactory.createConnection")
    void connecting() throws Exception {
        for (Connection each : List.of(connection(), closedLater(factory.createConnection("guest", "guest")))) {
            each.createSession().createMessage();
        }
    }

    @Test
    @Proves(
            section = "6.1.2",
            value =
                    "A client id is set once, before any other use of the connection, and never where the factory has one",
            methods = {"Connection.setClientID", "Connection.getClientID"})
    void aClientIdIsSetOnceAndFirst() throws Exception {
        Connection connection = connection();
        assertNull(connection.getClientID());
        String id = name();
        connection.setClientID(id);
        assertEquals(id, connection.getClientID());
        assertExactly(IllegalStateException.class, () -> connection.setClientID(name()));

        Connection used = connection();
        used.createSession();
        assertExactly(IllegalStateException.class, () -> used.setClientID(name()));

        LeveretConnectionFactory administered = factory("?clientID=" + name());
        Connection named = closedLater(administered.createConnection());
        assertNotNull(named.getClientID());
        assertExactly(IllegalStateException.class, () -> named.setClientID(name()));
    }

    @Test
    @Proves(
            section = "6.1.2",
            value = "A client id belongs to one connection at a time, and is free again when close returns",
            methods = {"Connection.setClientID", "Connection.close"})
    void aClientIdBelongsToOneConnection() throws Exception {
        String id = name();
        Connection first = connection();
        first.setClientID(id);
        Connection second = connection();
        assertExactly(InvalidClientIDException.class, () -> second.setClientID(id));
        first.close();
        Connection third = connection();
        third.setClientID(id);
        assertEquals(id, third.getClientID());
    }

    @Test
    @Proves(
            section = "6.1.4",
            value = "A connection begins stopped, delivers when started, and keeps messages back when stopped again",
            methods = {"Connection.start", "Connection.stop"})
    void nothingIsDeliveredBeforeStart() throws Exception {
        Connection connection = connection();
        Session session = connection.createSession();
        Queue queue = queue(session);
        MessageConsumer consumer = session.createConsumer(queue);
        session.createProducer(queue).send(session.createTextMessage("one"));
        assertNull(consumer.receiveNoWait());
        connection.start();
        assertEquals("one", text(consumer));
        session.createProducer(queue).send(session.createTextMessage("two"));
        connection.stop();
        assertNull(consumer.receiveNoWait());
        connection.start();
        assertEquals("two", text(consumer));
    }

    @Test
    @Proves(
            section = "6.1.5",
            value = "Starting a started, stopping a stopped and closing a closed connection do nothing")
    void repetitionDoesNothing() throws Exception {
        Connection connection = connection();
        connection.stop();
        connection.start();
        connection.start();
        connection.stop();
        connection.stop();
        connection.close();
        connection.close();
    }

    @Test
    @Proves(
            section = "6.1.8",
            value = "A closed connection refuses everything but close",
            methods = {
                "Connection.getClientID",
                "Connection.setClientID",
                "Connection.getMetaData",
                "Connection.getExceptionListener",
                "Connection.setExceptionListener",
                "Connection.start",
                "Connection.stop",
                "Connection.createSession"
            })
    void aClosedConnectionRefusesEverything() throws Exception {
        Connection connection = connection();
        connection.close();
        assertExactly(IllegalStateException.class, connection::getClientID);
        assertExactly(IllegalStateException.class, () -> connection.setClientID("x"));
        assertExactly(IllegalStateException.class, connection::getMetaData);
        assertExactly(IllegalStateException.class, connection::getExceptionListener);
        assertExactly(IllegalStateException.class, () -> connection.setExceptionListener(e -> {}));
        assertExactly(IllegalStateException.class, connection::start);
        assertExactly(IllegalStateException.class, connection::stop);
        assertExactly(IllegalStateException.class, connection::createSession);
        assertExactly(IllegalStateException.class, () -> connection.createSession(Session.CLIENT_ACKNOWLEDGE));
        assertExactly(IllegalStateException.class, () -> connection.createSession(true, Session.SESSION_TRANSACTED));
    }

    @Test
    @Proves(
            section = "6.1.7",
            value = "The exception listener that was set is the one that is told",
            methods = {"Connection.setExceptionListener", "Connection.getExceptionListener"})
    void theExceptionListenerIsKept() throws Exception {
        Connection connection = connection();
        assertNull(connection.getExceptionListener());
        ExceptionListener listener = e -> {};
        connection.setExceptionListener(listener);
        assertEquals(listener, connection.getExceptionListener());
        connection.setExceptionListener(null);
        assertNull(connection.getExceptionListener());
    }

    @Test
    @Proves(
            section = "6.1.7",
            value = "The exception listener is told, once, when the connection is lost; what goes on with it fails",
            methods = {"ExceptionListener.onException", "Connection.setExceptionListener"})
    void aLostConnectionIsTold() throws Exception {
        String name = name();
        Broker broker = Broker.builder().port(0).inMemory().name(name).start();
        BlockingQueue<JMSException> told = new LinkedBlockingQueue<>();
        try (Connection connection = new LeveretConnectionFactory(
                        transport == Transport.TCP ? "amqp://127.0.0.1:" + broker.port() : "vm://" + name)
                .createConnection()) {
            connection.setExceptionListener(told::add);
            connection.start();
            Session session = connection.createSession();
            Queue queue = queue(session);
            session.createConsumer(queue);
            broker.close();
            assertNotNull(next(told).getMessage());
            assertThrows(JMSException.class, () -> session.createProducer(queue).send(session.createMessage()));
        } finally {
            broker.close();
        }
        assertTrue(told.isEmpty());
    }

    @Test
    @Proves(
            section = "6.1.4",
            value = "A receive that waits while the connection is stopped gets its message when it is started",
            methods = {"Connection.start", "Connection.stop"})
    void aReceiveOutlastsAStop() throws Exception {
        Connection connection = connection();
        Session session = connection.createSession();
        Queue queue = queue(session);
        MessageConsumer consumer = session.createConsumer(queue);
        send(session(), queue, "a");
        CompletableFuture<String> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return text(consumer);
            } catch (JMSException e) {
                throw new AssertionError(e);
            }
        });
        connection.start();
        assertEquals("a", soon(waiting));
    }

    @Test
    @Proves(
            section = "6.1",
            value = "A connection is used by any number of threads at once",
            methods = {"Connection.createSession", "Session.close"})
    void aConnectionIsForManyThreads() throws Exception {
        Connection connection = started();
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            all.add(CompletableFuture.runAsync(() -> {
                try {
                    for (int round = 0; round < 5; round++) {
                        Session session = connection.createSession();
                        Queue queue = queue(session);
                        send(session, queue, "a", "b");
                        expect(session.createConsumer(queue), "a", "b");
                        session.close();
                    }
                } catch (JMSException e) {
                    throw new AssertionError(e);
                }
            }));
        }
        for (CompletableFuture<Void> each : all) soon(each);
    }

    @Test
    @Proves(
            section = "6.1.8",
            value = "close may be called by many threads at once, and all return when it is closed",
            methods = "Connection.close")
    void closingAtOnce() throws Exception {
        Connection connection = started();
        Session session = connection.createSession();
        session.createConsumer(queue(session)).setMessageListener(m -> {});
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            all.add(CompletableFuture.runAsync(() -> {
                try {
                    connection.close();
                } catch (JMSException e) {
                    throw new AssertionError(e);
                }
            }));
        }
        for (CompletableFuture<Void> each : all) soon(each);
        assertExactly(IllegalStateException.class, session::createMessage);
    }

    @Test
    @Proves(
            section = "6.1.9",
            value =
                    "The metadata tell the version of the specification and of the provider, and the JMSX properties there are",
            methods = {
                "Connection.getMetaData",
                "ConnectionMetaData.getJMSVersion",
                "ConnectionMetaData.getJMSMajorVersion",
                "ConnectionMetaData.getJMSMinorVersion",
                "ConnectionMetaData.getJMSProviderName",
                "ConnectionMetaData.getProviderVersion",
                "ConnectionMetaData.getProviderMajorVersion",
                "ConnectionMetaData.getProviderMinorVersion",
                "ConnectionMetaData.getJMSXPropertyNames"
            })
    void metadataTellVersions() throws Exception {
        ConnectionMetaData data = connection().getMetaData();
        assertEquals("3.1", data.getJMSVersion());
        assertEquals(3, data.getJMSMajorVersion());
        assertEquals(1, data.getJMSMinorVersion());
        assertEquals("Leveret", data.getJMSProviderName());
        String version = data.getProviderMajorVersion() + "." + data.getProviderMinorVersion();
        assertTrue(data.getProviderVersion().startsWith(version), data.getProviderVersion());
        List<?> names = Collections.list((Enumeration<?>) data.getJMSXPropertyNames());
        assertTrue(names.containsAll(List.of("JMSXGroupID", "JMSXGroupSeq", "JMSXDeliveryCount")), names.toString());
    }
}
