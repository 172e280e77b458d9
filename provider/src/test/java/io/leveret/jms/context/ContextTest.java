package io.leveret.jms.context;

import static io.leveret.jms.wire.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leveret.broker.Broker;
import io.leveret.jms.Leveret;
import io.leveret.jms.LeveretConnectionFactory;
import jakarta.jms.CompletionListener;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.InvalidClientIDRuntimeException;
import jakarta.jms.InvalidDestinationRuntimeException;
import jakarta.jms.InvalidSelectorRuntimeException;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.JMSSecurityRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.MessageFormatRuntimeException;
import jakarta.jms.MessageListener;
import jakarta.jms.MessageNotWriteableRuntimeException;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import java.io.IOException;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The life of contexts, what they receive and acknowledge, and the exceptions that need no catching. */
@Timeout(60)
class ContextTest {
    private static final long SOON = 10_000;

    private static Broker broker;
    private static LeveretConnectionFactory factory;
    private static int tests;
    private String name;

    @BeforeAll
    static void start() throws IOException {
        broker = Broker.builder().port(0).inMemory().start();
        factory = new LeveretConnectionFactory("amqp://127.0.0.1:" + broker.port());
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @BeforeEach
    void name(TestInfo test) {
        name = test.getTestMethod().orElseThrow().getName() + '.' + ++tests;
    }

    private static int count(QueueBrowser browser) throws JMSException {
        int count = 0;
        for (Enumeration<?> all = browser.getEnumeration(); all.hasMoreElements(); all.nextElement()) {
            count++;
        }
        return count;
    }

    private static String text(Message message) throws JMSException {
        assertNotNull(message, "a message was expected");
        return ((TextMessage) message).getText();
    }

    @Test
    void aContextSendsAndReceivesWithoutBeingStarted() throws JMSException {
        try (JMSContext context = factory.createContext()) {
            assertTrue(context.getAutoStart());
            assertFalse(context.getTransacted());
            assertEquals(JMSContext.AUTO_ACKNOWLEDGE, context.getSessionMode());
            assertEquals("3.1", context.getMetaData().getJMSVersion());
            Queue queue = context.createQueue(name);
            context.createProducer().send(queue, "hello");
            assertEquals("hello", text(context.createConsumer(queue).receive(SOON)));
        }
    }

    @Test
    void withoutAutoStartNothingComesUntilStart() throws JMSException {
        try (JMSContext context = factory.createContext()) {
            context.setAutoStart(false);
            assertFalse(context.getAutoStart());
            Queue queue = context.createQueue(name);
            context.createProducer().send(queue, "hello");
            JMSConsumer consumer = context.createConsumer(queue);
            assertNull(consumer.receiveNoWait());
            context.start();
            assertEquals("hello", text(consumer.receive(SOON)));
            context.stop();
        }
    }

    @Test
    void theConnectionClosesWithTheLastContext() throws JMSException {
        JMSContext first = factory.createContext();
        first.setClientID(name);
        JMSContext second = first.createContext(JMSContext.SESSION_TRANSACTED);
        assertEquals(name, second.getClientID());
        first.close();
        Queue queue = second.createQueue(name);
        second.createProducer().send(queue, "a");
        second.commit();
        try (JMSContext other = factory.createContext()) {
            assertThrows(InvalidClientIDRuntimeException.class, () -> other.setClientID(name));
        }
        second.close();
        second.close();
        try (JMSContext third = factory.createContext()) {
            third.setClientID(name);
        }
    }

    @Test
    void theClientIdComesBeforeAnythingElse() {
        try (JMSContext context = factory.createContext()) {
            context.createProducer();
            assertThrows(IllegalStateRuntimeException.class, () -> context.setClientID(name));
        }
        try (JMSContext context = factory.createContext()) {
            context.setClientID(name);
            assertThrows(IllegalStateRuntimeException.class, () -> context.setClientID(name + "2"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 4, 100})
    void aModeThatThereIsNotIsRefusedAtTheCall(int mode) {
        assertThrows(JMSRuntimeException.class, () -> factory.createContext(mode));
        try (JMSContext context = factory.createContext()) {
            assertThrows(JMSRuntimeException.class, () -> context.createContext(mode));
        }
    }

    @Test
    void aWrongPasswordShowsInCreateContext() {
        assertThrows(JMSSecurityRuntimeException.class, () -> factory.createContext("guest", "wrong"));
    }

    @Test
    void closedMeansClosed() {
        JMSContext context = factory.createContext();
        Queue queue = context.createQueue(name);
        JMSConsumer consumer = context.createConsumer(queue);
        var producer = context.createProducer();
        context.close();
        List<Runnable> calls = List.of(
                context::getClientID,
                () -> context.setClientID("x"),
                context::getMetaData,
                context::getExceptionListener,
                () -> context.setExceptionListener(null),
                context::start,
                context::stop,
                context::getAutoStart,
                () -> context.setAutoStart(true),
                () -> context.createContext(1),
                context::createProducer,
                context::createMessage,
                context::createTextMessage,
                () -> context.createTextMessage("x"),
                context::createBytesMessage,
                context::createMapMessage,
                context::createStreamMessage,
                context::createObjectMessage,
                () -> context.createObjectMessage(1),
                context::getTransacted,
                context::getSessionMode,
                context::commit,
                context::rollback,
                context::recover,
                context::acknowledge,
                () -> context.createConsumer(queue),
                () -> context.createConsumer(queue, "a = 1"),
                () -> context.createConsumer(queue, "a = 1", true),
                () -> context.createSharedConsumer(null, "x"),
                () -> context.createSharedConsumer(null, "x", "a = 1"),
                () -> context.createDurableConsumer(null, "x"),
                () -> context.createDurableConsumer(null, "x", "a = 1", true),
                () -> context.createSharedDurableConsumer(null, "x"),
                () -> context.createSharedDurableConsumer(null, "x", "a = 1"),
                () -> context.createBrowser(queue),
                () -> context.createBrowser(queue, "a = 1"),
                () -> context.createQueue("x"),
                () -> context.createTopic("x"),
                context::createTemporaryQueue,
                context::createTemporaryTopic,
                () -> context.unsubscribe("x"),
                consumer::receive,
                () -> consumer.receive(1),
                consumer::receiveNoWait,
                () -> consumer.receiveBody(String.class),
                () -> consumer.receiveBody(String.class, 1),
                () -> consumer.receiveBodyNoWait(String.class),
                consumer::getMessageListener,
                () -> consumer.setMessageListener(message -> {}),
                consumer::getMessageSelector,
                () -> producer.send(queue, "x"),
                () -> producer.send(queue, new byte[1]),
                () -> producer.send(queue, Map.of()),
                () -> producer.send(queue, 1));
        for (int i = 0; i < calls.size(); i++) {
            assertThrows(IllegalStateRuntimeException.class, calls.get(i)::run, "call " + i);
        }
        consumer.close();
        context.close();
    }

    @Test
    void clientAcknowledgeIsForAllThatWasReceived() throws JMSException {
        Queue queue;
        try (JMSContext context = factory.createContext(JMSContext.CLIENT_ACKNOWLEDGE)) {
            queue = context.createQueue(name);
            context.acknowledge();
            context.createProducer().send(queue, "a").send(queue, "b").send(queue, "c");
            JMSConsumer consumer = context.createConsumer(queue);
            consumer.receive(SOON);
            consumer.receive(SOON);
            context.acknowledge();
            assertEquals("c", text(consumer.receive(SOON)));
            context.recover();
            Message again = consumer.receive(SOON);
            assertEquals("c", text(again));
            assertTrue(again.getJMSRedelivered());
        }
        try (JMSContext context = factory.createContext()) {
            assertEquals("c", text(context.createConsumer(queue).receive(SOON)));
            assertNull(context.createConsumer(queue).receiveNoWait());
        }
    }

    @Test
    void individualAcknowledgeIsForOne() throws JMSException {
        Queue queue;
        try (JMSContext context = factory.createContext(Leveret.INDIVIDUAL_ACKNOWLEDGE)) {
            assertEquals(Leveret.INDIVIDUAL_ACKNOWLEDGE, context.getSessionMode());
            queue = context.createQueue(name);
            context.createProducer().send(queue, "a").send(queue, "b");
            JMSConsumer consumer = context.createConsumer(queue);
            consumer.receive(SOON);
            consumer.receive(SOON);
            context.acknowledge();
        }
        try (JMSContext context = factory.createContext()) {
            assertEquals("a", text(context.createConsumer(queue).receive(SOON)));
            assertNull(context.createConsumer(queue).receiveNoWait());
        }
    }

    @Test
    void aTransactedContextCommitsAndRollsBack() throws JMSException {
        try (JMSContext context = factory.createContext(JMSContext.SESSION_TRANSACTED)) {
            assertTrue(context.getTransacted());
            Queue queue = context.createQueue(name);
            JMSConsumer consumer = context.createConsumer(queue);
            context.createProducer().send(queue, "a");
            context.rollback();
            context.createProducer().send(queue, "b");
            context.commit();
            assertEquals("b", text(consumer.receive(SOON)));
            assertThrows(IllegalStateRuntimeException.class, context::recover);
            context.commit();
        }
        try (JMSContext context = factory.createContext()) {
            assertThrows(IllegalStateRuntimeException.class, context::commit);
            assertThrows(IllegalStateRuntimeException.class, context::rollback);
        }
    }

    @Test
    void aListenerIsTheApplicationsOwn() throws Exception {
        try (JMSContext context = factory.createContext(JMSContext.CLIENT_ACKNOWLEDGE)) {
            Queue queue = context.createQueue(name);
            JMSConsumer consumer = context.createConsumer(queue, "color = 'red'");
            assertEquals("color = 'red'", consumer.getMessageSelector());
            assertNull(consumer.getMessageListener());
            List<String> seen = new CopyOnWriteArrayList<>();
            AtomicReference<RuntimeException> refused = new AtomicReference<>();
            MessageListener listener = message -> {
                try {
                    context.close();
                } catch (IllegalStateRuntimeException e) {
                    refused.set(e);
                }
                context.acknowledge();
                try {
                    seen.add(text(message));
                } catch (JMSException e) {
                    throw new AssertionError(e);
                }
            };
            consumer.setMessageListener(listener);
            assertSame(listener, consumer.getMessageListener());
            try (JMSContext other = context.createContext(JMSContext.AUTO_ACKNOWLEDGE)) {
                other.createProducer()
                        .send(queue, "no")
                        .setProperty("color", "red")
                        .send(queue, "yes");
            }
            eventually("a message", () -> seen.equals(List.of("yes")));
            assertNotNull(refused.get());
            assertNotNull(context.getMetaData(), "closing was refused, so it is open");
        }
    }

    @Test
    void bodiesAreReceivedAlone() {
        try (JMSContext context = factory.createContext()) {
            Queue queue = context.createQueue(name);
            context.createProducer()
                    .send(queue, "a")
                    .send(queue, new byte[] {1})
                    .send(queue, Map.of("k", 1))
                    .send(queue, 5);
            JMSConsumer consumer = context.createConsumer(queue);
            assertEquals("a", consumer.receiveBody(String.class));
            assertArrayEquals(new byte[] {1}, consumer.receiveBody(byte[].class, SOON));
            assertEquals(Map.of("k", 1), consumer.receiveBody(Map.class, SOON));
            assertEquals(5, consumer.receiveBodyNoWait(Integer.class));
            assertNull(consumer.receiveBodyNoWait(Integer.class));
            assertNull(consumer.receiveBody(Integer.class, 1));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {JMSContext.AUTO_ACKNOWLEDGE, JMSContext.DUPS_OK_ACKNOWLEDGE})
    void aBodyOfAnotherClassIsStillTheNextMessage(int mode) throws JMSException {
        try (JMSContext context = factory.createContext(mode)) {
            Queue queue = context.createQueue(name);
            context.createProducer()
                    .send(queue, "a")
                    .send(queue, context.createMessage())
                    .send(queue, context.createStreamMessage())
                    .send(queue, (String) null);
            JMSConsumer consumer = context.createConsumer(queue);
            assertThrows(MessageFormatRuntimeException.class, () -> consumer.receiveBody(Integer.class, SOON));
            assertThrows(MessageFormatRuntimeException.class, () -> consumer.receiveBodyNoWait(Integer.class));
            Message message = consumer.receive(SOON);
            assertEquals("a", text(message));
            assertFalse(message.getJMSRedelivered());
            assertEquals(1, message.getIntProperty("JMSXDeliveryCount"));
            for (int i = 0; i < 3; i++) {
                assertThrows(MessageFormatRuntimeException.class, () -> consumer.receiveBody(Object.class, SOON));
                consumer.receive(SOON);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {JMSContext.CLIENT_ACKNOWLEDGE, JMSContext.SESSION_TRANSACTED})
    void whoAcknowledgesHasReceivedWhateverBodyItWas(int mode) throws JMSException {
        Queue queue;
        try (JMSContext context = factory.createContext(mode)) {
            queue = context.createQueue(name);
            context.createProducer().send(queue, "a").send(queue, "b");
            if (context.getTransacted()) {
                context.commit();
            }
            JMSConsumer consumer = context.createConsumer(queue);
            assertThrows(MessageFormatRuntimeException.class, () -> consumer.receiveBody(Integer.class, SOON));
            if (context.getTransacted()) {
                context.commit();
            } else {
                context.acknowledge();
            }
        }
        try (JMSContext context = factory.createContext()) {
            assertEquals("b", text(context.createConsumer(queue).receive(SOON)));
        }
    }

    @Test
    void whatIsWrongIsToldByTheTwinOfItsException() {
        try (JMSContext context = factory.createContext()) {
            assertThrows(InvalidDestinationRuntimeException.class, () -> context.createQueue(null));
            assertThrows(InvalidDestinationRuntimeException.class, () -> context.createTopic(""));
            assertThrows(InvalidDestinationRuntimeException.class, () -> context.createConsumer(null));
            assertThrows(InvalidDestinationRuntimeException.class, () -> context.createBrowser(null));
            assertThrows(InvalidDestinationRuntimeException.class, () -> context.unsubscribe("nosuch"));
            Queue queue = context.createQueue(name);
            assertThrows(InvalidSelectorRuntimeException.class, () -> context.createConsumer(queue, "="));
            assertThrows(InvalidSelectorRuntimeException.class, () -> context.createBrowser(queue, "="));
            Topic topic = context.createTopic(name);
            assertThrows(IllegalStateRuntimeException.class, () -> context.createDurableConsumer(topic, "d"));
        }
    }

    @Test
    void subscriptionsOfEveryKind() throws JMSException {
        try (JMSContext context = factory.createContext()) {
            context.setClientID(name);
            Topic topic = context.createTopic(name);
            List<JMSConsumer> consumers = List.of(
                    context.createConsumer(topic),
                    context.createConsumer(topic, "n = 1"),
                    context.createConsumer(topic, "n = 1", false),
                    context.createDurableConsumer(topic, "d1"),
                    context.createDurableConsumer(topic, "d2", "n = 1", false),
                    context.createSharedConsumer(topic, "s1"),
                    context.createSharedConsumer(topic, "s2", "n = 1"),
                    context.createSharedDurableConsumer(topic, "sd1"),
                    context.createSharedDurableConsumer(topic, "sd2", "n = 1"));
            context.createProducer().setProperty("n", 1).send(topic, "x");
            for (JMSConsumer each : consumers) {
                assertEquals("x", text(each.receive(SOON)));
                each.close();
            }
            for (String durable : List.of("d1", "d2", "sd1", "sd2")) {
                context.unsubscribe(durable);
            }
        }
    }

    @Test
    void temporariesAndBrowsersAndKindsOfMessage() throws JMSException {
        try (JMSContext context = factory.createContext()) {
            Queue temporary = context.createTemporaryQueue();
            context.createProducer().send(temporary, "a");
            assertEquals(1, count(context.createBrowser(temporary)));
            assertEquals(0, count(context.createBrowser(temporary, "a = 1")));
            assertNotNull(context.createTemporaryTopic());
            assertNull(context.createTextMessage().getText());
            assertEquals("t", context.createTextMessage("t").getText());
            assertNull(context.createObjectMessage().getObject());
            assertEquals(1, context.createObjectMessage(1).getObject());
            assertNotNull(context.createBytesMessage());
            assertNotNull(context.createMapMessage());
            assertNotNull(context.createStreamMessage());
            assertNotNull(context.createMessage());
        }
    }

    @Test
    void anAsynchronousSendTellsTheOneWhoSent() throws Exception {
        List<Object> told = new CopyOnWriteArrayList<>();
        AtomicReference<RuntimeException> refused = new AtomicReference<>();
        try (JMSContext context = factory.createContext()) {
            CompletionListener listener = new CompletionListener() {
                @Override
                public void onCompletion(Message message) {
                    try {
                        context.close();
                    } catch (IllegalStateRuntimeException e) {
                        refused.set(e);
                    }
                    told.add(message);
                }

                @Override
                public void onException(Message message, Exception exception) {
                    told.add(exception);
                }
            };
            var producer = context.createProducer().setAsync(listener);
            assertSame(listener, producer.getAsync());
            Message message = context.createTextMessage("x");
            producer.send(context.createQueue(name), message);
            eventually("its completion", () -> !told.isEmpty());
            assertSame(message, told.get(0));
            assertNotNull(refused.get());
        }
    }

    @Test
    void receivedMessagesAreSentOnAsTheyAre() throws JMSException {
        try (JMSContext context = factory.createContext()) {
            Queue queue = context.createQueue(name);
            Queue next = context.createQueue(name + ".next");
            context.createProducer().setProperty("a", 1).send(queue, "x");
            Message received = context.createConsumer(queue).receive(SOON);
            assertThrows(
                    MessageNotWriteableRuntimeException.class,
                    () -> context.createProducer().setProperty("b", 2).send(next, received));
            context.createProducer().setJMSType("t").send(next, received);
            Message again = context.createConsumer(next).receive(SOON);
            assertEquals(1, again.getIntProperty("a"));
            assertEquals("t", again.getJMSType());
            assertInstanceOf(TextMessage.class, again);
        }
    }
}
