package io.leveret.jms.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.leveret.broker.Broker;
import io.leveret.jms.options.FactoryOptions;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;

/** A broker for the tests of a class, and connections that end with each test. Whatever does not end fails. */
@Timeout(60)
abstract class WithBroker {
    /** Long enough for what should come; never waited for where all is well. */
    static final long SOON = 10_000;

    private static Broker broker;
    private static int tests;
    private final List<Connection> open = new ArrayList<>();

    @BeforeAll
    static void startBroker() throws IOException {
        broker = Broker.builder().port(0).inMemory().start();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @AfterEach
    void closeConnections() throws JMSException {
        for (Connection each : open) each.close();
    }

    static String uri(String parameters) {
        return "amqp://127.0.0.1:" + broker.port() + parameters;
    }

    static Broker broker() {
        return broker;
    }

    JmsConnection connect() throws JMSException {
        return connect(Domain.BOTH, "");
    }

    /** Connected and started. */
    JmsConnection started() throws JMSException {
        JmsConnection connection = connect();
        connection.start();
        return connection;
    }

    JmsConnection connect(Domain domain, String parameters) throws JMSException {
        JmsConnection connection =
                JmsConnection.open(FactoryOptions.parse(uri(parameters)), domain, "guest", "guest", Optional.empty());
        open.add(connection);
        return connection;
    }

    /** A name that no other test has. */
    static String name(TestInfo test) {
        return test.getTestMethod().orElseThrow().getName() + '.' + ++tests;
    }

    static Queue queue(TestInfo test) throws JMSException {
        return io.leveret.jms.destination.Addresses.queue(name(test));
    }

    static Topic topic(TestInfo test) throws JMSException {
        return io.leveret.jms.destination.Addresses.topic(name(test));
    }

    /** Sends texts, each waited for. */
    static void send(Session session, jakarta.jms.Destination to, String... texts) throws JMSException {
        try (MessageProducer producer = session.createProducer(to)) {
            for (String text : texts) producer.send(session.createTextMessage(text));
        }
    }

    static String text(Message message) throws JMSException {
        assertNotNull(message, "a message was expected");
        return ((TextMessage) message).getText();
    }

    static void expect(MessageConsumer from, String... texts) throws JMSException {
        for (String text : texts) assertEquals(text, text(from.receive(SOON)));
    }

    static void expectNothing(MessageConsumer from) throws JMSException {
        assertNull(from.receiveNoWait(), "no message was expected");
    }

    static void eventually(BooleanSupplier what) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofMillis(SOON).toNanos();
        while (!what.getAsBoolean()) {
            if (System.nanoTime() > end) throw new AssertionError("it has not happened within " + SOON + " ms");
            Thread.onSpinWait();
            Thread.sleep(1);
        }
    }
}
