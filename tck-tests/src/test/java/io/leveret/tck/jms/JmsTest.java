package io.leveret.tck.jms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.leveret.jms.LeveretConnectionFactory;
import jakarta.jms.Connection;
import jakarta.jms.Destination;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What the tests by chapter share: connections that are closed afterwards, names nobody else has, and exceptions of exactly one type. */
@Timeout(60)
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
        Message message = consumer.receive(SOON);
        assertNotNull(message, "a message was expected");
        return ((TextMessage) message).getText();
    }

    /** Sends texts one after the other, with a producer's defaults. */
    static void send(Session session, Destination to, String... texts) throws JMSException {
        try (MessageProducer producer = session.createProducer(to)) {
            for (String text : texts) producer.send(session.createTextMessage(text));
        }
    }

    static void expect(MessageConsumer from, String... texts) throws JMSException {
        for (String text : texts) assertEquals(text, text(from));
    }

    /** Nothing that is sent already: {@code receiveNoWait} asks the broker. */
    static void expectNothing(MessageConsumer from) throws JMSException {
        assertNull(from.receiveNoWait(), "no message was expected");
    }

    /** The message as it comes out of a queue of its own. */
    static <M extends Message> M roundTrip(Session session, M message) throws JMSException {
        Queue queue = queue(session);
        try (MessageProducer producer = session.createProducer(queue);
                MessageConsumer consumer = session.createConsumer(queue)) {
            producer.send(message);
            Message received = consumer.receive(SOON);
            assertNotNull(received, "a message was expected");
            @SuppressWarnings("unchecked")
            M same = (M) received;
            return same;
        }
    }

    /** What another thread gives; whatever it throws is thrown here. */
    static <T> T soon(Future<T> what) throws Exception {
        try {
            return what.get(SOON, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /** The next thing that another thread says. */
    static <T> T next(BlockingQueue<T> said) throws InterruptedException {
        T what = said.poll(SOON, TimeUnit.MILLISECONDS);
        assertNotNull(what, "something was expected");
        return what;
    }

    /** The type itself: applications catch it. */
    static <T extends Throwable> T assertExactly(Class<T> type, Executable what) {
        T thrown = assertThrows(type, what);
        assertEquals(type, thrown.getClass(), thrown::toString);
        return thrown;
    }
}
