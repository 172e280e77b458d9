package io.leveret.tck.jms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.leveret.jms.LeveretConnectionFactory;
import jakarta.jms.Connection;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What the tests by chapter share: connections that are closed afterwards, names nobody else has, and exceptions of exactly one type. */
@ParameterizedClass
@EnumSource(Transport.class)
abstract class JmsTest {
    /** For what must come. */
    static final long SOON = 10_000;

    final Transport transport;
    final LeveretConnectionFactory factory;
    private final List<AutoCloseable> open = new ArrayList<>();

    JmsTest(Transport transport) {
        this.transport = transport;
        this.factory = factory("");
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : open) each.close();
    }

    LeveretConnectionFactory factory(String options) {
        try {
            return new LeveretConnectionFactory(transport.uri() + options);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    <T extends AutoCloseable> T closedLater(T what) {
        open.add(what);
        return what;
    }

    /** Not started. */
    Connection connection() throws JMSException {
        return closedLater(factory.createConnection());
    }

    Connection started() throws JMSException {
        Connection connection = connection();
        connection.start();
        return connection;
    }

    /** Of a connection of its own, which is started. */
    Session session(int mode) throws JMSException {
        return started().createSession(mode);
    }

    Session session() throws JMSException {
        return session(Session.AUTO_ACKNOWLEDGE);
    }

    JMSContext context(int mode) {
        return closedLater(factory.createContext(mode));
    }

    JMSContext context() {
        return context(JMSContext.AUTO_ACKNOWLEDGE);
    }

    static String name() {
        return "test-" + UUID.randomUUID();
    }

    static Queue queue(Session session) throws JMSException {
        return session.createQueue(name());
    }

    static Topic topic(Session session) throws JMSException {
        return session.createTopic(name());
    }

    static String text(MessageConsumer consumer) throws JMSException {
        return ((TextMessage) consumer.receive(SOON)).getText();
    }

    /** The type itself: applications catch it. */
    static <T extends Throwable> T assertExactly(Class<T> type, Executable what) {
        T thrown = assertThrows(type, what);
        assertEquals(type, thrown.getClass(), thrown::toString);
        return thrown;
    }
}
