package io.leveret.jms.context;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leveret.broker.Broker;
import io.leveret.jms.LeveretConnectionFactory;
import jakarta.jms.DeliveryMode;
import jakarta.jms.InvalidDestinationRuntimeException;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.MessageFormatRuntimeException;
import jakarta.jms.Queue;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;

/** What is set on a producer reaches each of its messages, and is checked and converted as on a message. */
@Timeout(60)
class ProducerTest {
    private static final long SOON = 10_000;

    private static Broker broker;
    private static int tests;
    private JMSContext context;
    private Queue queue;
    private JMSConsumer consumer;
    private JMSProducer producer;

    @BeforeAll
    static void start() throws IOException {
        broker = Broker.builder().port(0).inMemory().start();
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @BeforeEach
    void open(TestInfo test) {
        context = new LeveretConnectionFactory("amqp://127.0.0.1:" + broker.port()).createContext();
        queue = context.createQueue(test.getTestMethod().orElseThrow().getName() + '.' + ++tests);
        consumer = context.createConsumer(queue);
        producer = context.createProducer();
    }

    @AfterEach
    void close() {
        context.close();
    }

    @Test
    void termsHaveTheDefaultsOfTheSpecification() {
        assertEquals(DeliveryMode.PERSISTENT, producer.getDeliveryMode());
        assertEquals(4, producer.getPriority());
        assertEquals(0, producer.getTimeToLive());
        assertEquals(0, producer.getDeliveryDelay());
        assertFalse(producer.getDisableMessageID());
        assertFalse(producer.getDisableMessageTimestamp());
        assertNull(producer.getAsync());
        assertNull(producer.getJMSCorrelationID());
        assertNull(producer.getJMSCorrelationIDAsBytes());
        assertNull(producer.getJMSType());
        assertNull(producer.getJMSReplyTo());
        assertTrue(producer.getPropertyNames().isEmpty());
    }

    @Test
    void termsReachTheMessage() throws JMSException {
        Message sent = context.createMessage();
        producer.setDeliveryMode(DeliveryMode.NON_PERSISTENT)
                .setPriority(7)
                .setTimeToLive(60_000)
                .setDisableMessageID(false)
                .setDisableMessageTimestamp(false)
                .send(queue, sent);
        Message received = consumer.receive(SOON);
        assertEquals(DeliveryMode.NON_PERSISTENT, received.getJMSDeliveryMode());
        assertEquals(7, received.getJMSPriority());
        assertEquals(sent.getJMSTimestamp() + 60_000, received.getJMSExpiration());
        assertEquals(sent.getJMSMessageID(), received.getJMSMessageID());
        assertEquals(7, producer.getPriority());
        assertEquals(60_000, producer.getTimeToLive());
        assertEquals(DeliveryMode.NON_PERSISTENT, producer.getDeliveryMode());
        producer.setDisableMessageID(true).setDisableMessageTimestamp(true).setDeliveryDelay(1);
        assertTrue(producer.getDisableMessageID());
        assertTrue(producer.getDisableMessageTimestamp());
        assertEquals(1, producer.getDeliveryDelay());
        producer.send(queue, sent);
        received = consumer.receive(SOON);
        assertNull(received.getJMSMessageID());
        assertEquals(0, received.getJMSTimestamp());
        assertEquals(sent.getJMSDeliveryTime(), received.getJMSDeliveryTime());
    }

    @Test
    void termsOutOfRangeAreRefusedAtTheCall() {
        assertThrows(JMSRuntimeException.class, () -> producer.setDeliveryMode(0));
        assertThrows(JMSRuntimeException.class, () -> producer.setDeliveryMode(3));
        assertThrows(JMSRuntimeException.class, () -> producer.setPriority(-1));
        assertThrows(JMSRuntimeException.class, () -> producer.setPriority(10));
        assertThrows(JMSRuntimeException.class, () -> producer.setTimeToLive(-1));
        assertThrows(JMSRuntimeException.class, () -> producer.setDeliveryDelay(-1));
        assertEquals(4, producer.getPriority());
    }

    @Test
    void headerFieldsReachTheMessageAndCountForMoreThanItsOwn() throws JMSException {
        Message sent = context.createMessage();
        sent.setJMSType("own");
        sent.setJMSCorrelationID("own");
        producer.send(queue, sent);
        assertEquals("own", consumer.receive(SOON).getJMSType());
        producer.setJMSType("t").setJMSCorrelationID("c").setJMSReplyTo(queue);
        producer.send(queue, sent);
        Message received = consumer.receive(SOON);
        assertEquals("t", received.getJMSType());
        assertEquals("c", received.getJMSCorrelationID());
        assertEquals(queue, received.getJMSReplyTo());
        assertEquals("t", producer.getJMSType());
        assertEquals("c", producer.getJMSCorrelationID());
        assertEquals(queue, producer.getJMSReplyTo());
        byte[] octets = {1, (byte) 0xff};
        producer.setJMSCorrelationIDAsBytes(octets).send(queue, sent);
        assertArrayEquals(octets, consumer.receive(SOON).getJMSCorrelationIDAsBytes());
        assertArrayEquals(octets, producer.getJMSCorrelationIDAsBytes());
    }

    @Test
    void propertiesReachTheMessageAsTheyAre() throws JMSException {
        producer.setProperty("t", true)
                .setProperty("b", (byte) 1)
                .setProperty("s", (short) 2)
                .setProperty("I", 3)
                .setProperty("l", 4L)
                .setProperty("f", 5.5f)
                .setProperty("d", 6.5)
                .setProperty("S", "7")
                .setProperty("o", (Object) 8L);
        Message sent = context.createMessage();
        sent.setStringProperty("S", "own");
        sent.setStringProperty("mine", "kept");
        producer.send(queue, sent);
        Message received = consumer.receive(SOON);
        List<Object> expected = Arrays.asList(true, (byte) 1, (short) 2, 3, 4L, 5.5f, 6.5, "7", 8L);
        Iterator<Object> values = expected.iterator();
        for (String name : producer.getPropertyNames()) {
            Object value = values.next();
            assertEquals(value, received.getObjectProperty(name));
            assertEquals(value, producer.getObjectProperty(name));
            assertTrue(producer.propertyExists(name));
        }
        assertEquals("kept", received.getStringProperty("mine"));
        producer.clearProperties();
        assertFalse(producer.propertyExists("t"));
    }

    @Test
    void propertiesAreConvertedAsOnAMessage() {
        producer.setProperty("i", 3)
                .setProperty("s", "5")
                .setProperty("f", 1.5f)
                .setProperty("t", true);
        assertEquals(3L, producer.getLongProperty("i"));
        assertEquals("3", producer.getStringProperty("i"));
        assertEquals(5, producer.getByteProperty("s"));
        assertEquals(5, producer.getShortProperty("s"));
        assertEquals(5, producer.getIntProperty("s"));
        assertEquals(5f, producer.getFloatProperty("s"));
        assertEquals(1.5, producer.getDoubleProperty("f"));
        assertTrue(producer.getBooleanProperty("t"));
        assertThrows(MessageFormatRuntimeException.class, () -> producer.getByteProperty("i"));
        assertThrows(MessageFormatRuntimeException.class, () -> producer.getBooleanProperty("i"));
        assertThrows(NumberFormatException.class, () -> producer.getIntProperty("none"));
        assertThrows(NullPointerException.class, () -> producer.getDoubleProperty("none"));
        assertFalse(producer.getBooleanProperty("none"));
        assertNull(producer.getStringProperty("none"));
        assertNull(producer.getObjectProperty("none"));
    }

    @Test
    void propertiesNeedNamesAndTypes() {
        for (String name : new String[] {null, ""}) {
            assertThrows(IllegalArgumentException.class, () -> producer.setProperty(name, true));
            assertThrows(IllegalArgumentException.class, () -> producer.setProperty(name, (byte) 1));
            assertThrows(IllegalArgumentException.class, () -> producer.setProperty(name, (short) 1));
            assertThrows(IllegalArgumentException.class, () -> producer.setProperty(name, 1));
            assertThrows(IllegalArgumentException.class, () -> producer.setProperty(name, 1L));
            assertThrows(IllegalArgumentException.class, () -> producer.setProperty(name, 1f));
            assertThrows(IllegalArgumentException.class, () -> producer.setProperty(name, 1d));
            assertThrows(IllegalArgumentException.class, () -> producer.setProperty(name, "1"));
            assertThrows(IllegalArgumentException.class, () -> producer.setProperty(name, (Object) 1));
        }
        assertThrows(MessageFormatRuntimeException.class, () -> producer.setProperty("a", List.of()));
    }

    @Test
    void thePropertyNamesAreAViewThatNobodyChanges() {
        Set<String> names = producer.getPropertyNames();
        producer.setProperty("a", 1);
        assertEquals(Set.of("a"), names);
        assertThrows(UnsupportedOperationException.class, () -> names.add("b"));
        assertThrows(UnsupportedOperationException.class, () -> names.remove("a"));
        assertThrows(UnsupportedOperationException.class, names::clear);
        producer.clearProperties();
        assertTrue(names.isEmpty());
    }

    @Test
    void bodiesOfNothingAreEmptyMessages() throws JMSException {
        producer.send(queue, (String) null)
                .send(queue, (byte[]) null)
                .send(queue, (Map<String, Object>) null)
                .send(queue, (java.io.Serializable) null);
        for (int i = 0; i < 4; i++) {
            assertNull(consumer.receive(SOON).getBody(Object.class));
        }
    }

    @Test
    void whatCannotBeSentIsRefused() {
        assertThrows(MessageFormatRuntimeException.class, () -> producer.send(queue, (Message) null));
        assertThrows(InvalidDestinationRuntimeException.class, () -> producer.send(null, "x"));
        assertThrows(MessageFormatRuntimeException.class, () -> producer.send(queue, Map.of("a", List.of())));
        assertThrows(IllegalArgumentException.class, () -> producer.send(queue, Map.of("", 1)));
    }
}
