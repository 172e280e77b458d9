package io.leveret.tck.jms;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.BytesMessage;
import jakarta.jms.CompletionListener;
import jakarta.jms.DeliveryMode;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.InvalidDestinationRuntimeException;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSProducer;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageFormatRuntimeException;
import jakarta.jms.MessageNotWriteableRuntimeException;
import jakarta.jms.ObjectMessage;
import jakarta.jms.Queue;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The simplified API: producers. */
class ContextProducerTest extends JmsTest {
    private JMSContext context;
    private JMSProducer producer;
    private Queue queue;
    private JMSConsumer consumer;

    ContextProducerTest(Transport transport) {
        super(transport);
    }

    @BeforeEach
    void openContext() {
        context = context();
        producer = context.createProducer();
        queue = context.createQueue(name());
        consumer = context.createConsumer(queue);
    }

    @Test
    @Proves(
            section = "7.4",
            value = "A producer begins with the defaults",
            methods = {
                "JMSContext.createProducer",
                "JMSProducer.getDeliveryMode",
                "JMSProducer.getPriority",
                "JMSProducer.getTimeToLive",
                "JMSProducer.getDeliveryDelay",
                "JMSProducer.getDisableMessageID",
                "JMSProducer.getDisableMessageTimestamp",
                "JMSProducer.getAsync",
                "JMSProducer.getJMSCorrelationID",
                "JMSProducer.getJMSCorrelationIDAsBytes",
                "JMSProducer.getJMSReplyTo",
                "JMSProducer.getJMSType",
                "JMSProducer.getPropertyNames"
            })
    void defaults() {
        assertEquals(DeliveryMode.PERSISTENT, producer.getDeliveryMode());
        assertEquals(4, producer.getPriority());
        assertEquals(0, producer.getTimeToLive());
        assertEquals(0, producer.getDeliveryDelay());
        assertFalse(producer.getDisableMessageID());
        assertFalse(producer.getDisableMessageTimestamp());
        assertNull(producer.getAsync());
        assertNull(producer.getJMSCorrelationID());
        assertNull(producer.getJMSCorrelationIDAsBytes());
        assertNull(producer.getJMSReplyTo());
        assertNull(producer.getJMSType());
        assertEquals(Set.of(), producer.getPropertyNames());
    }

    @Test
    @Proves(
            section = "7.4",
            value = "Settings chain, are kept, and are what sends use",
            methods = {
                "JMSProducer.setDeliveryMode",
                "JMSProducer.setPriority",
                "JMSProducer.setTimeToLive",
                "JMSProducer.setDeliveryDelay",
                "JMSProducer.setDisableMessageID",
                "JMSProducer.setDisableMessageTimestamp"
            })
    void settings() throws Exception {
        JMSProducer same = producer.setDeliveryMode(DeliveryMode.NON_PERSISTENT)
                .setPriority(7)
                .setTimeToLive(60_000)
                .setDeliveryDelay(5)
                .setDisableMessageID(true)
                .setDisableMessageTimestamp(true);
        assertSame(producer, same);
        assertEquals(DeliveryMode.NON_PERSISTENT, producer.getDeliveryMode());
        assertEquals(7, producer.getPriority());
        assertEquals(60_000, producer.getTimeToLive());
        assertEquals(5, producer.getDeliveryDelay());
        assertTrue(producer.getDisableMessageID());
        assertTrue(producer.getDisableMessageTimestamp());
        assertSame(producer, producer.send(queue, "x"));
        Message received = consumer.receive(SOON);
        assertEquals(DeliveryMode.NON_PERSISTENT, received.getJMSDeliveryMode());
        assertEquals(7, received.getJMSPriority());
        assertTrue(received.getJMSExpiration() > 0);
        assertTrue(received.getJMSDeliveryTime() > 0);
    }

    @Test
    @Proves(
            section = "javadoc",
            value = "What is out of range is refused at the call itself",
            methods = {"JMSProducer.setDeliveryMode", "JMSProducer.setPriority"})
    void outOfRange() {
        for (int bad : new int[] {-1, 10}) {
            assertThrows(JMSRuntimeException.class, () -> producer.setPriority(bad));
        }
        for (int bad : new int[] {-1, 0, 3}) {
            assertThrows(JMSRuntimeException.class, () -> producer.setDeliveryMode(bad));
        }
    }

    @Test
    @Proves(
            section = "7.10",
            value = "Bodies are sent as the messages they make",
            methods = {
                "JMSProducer.send(Destination, Message)",
                "JMSProducer.send(Destination, String)",
                "JMSProducer.send(Destination, Map)",
                "JMSProducer.send(Destination, byte[])",
                "JMSProducer.send(Destination, Serializable)"
            })
    void bodies() throws Exception {
        Message own = context.createTextMessage("own");
        producer.send(queue, own)
                .send(queue, "text")
                .send(queue, Map.of("n", 1))
                .send(queue, new byte[] {1, 2})
                .send(queue, (Serializable) 7);
        assertEquals(queue, own.getJMSDestination());
        assertEquals("own", consumer.receive(SOON).getBody(String.class));
        assertEquals(
                "text",
                assertInstanceOf(TextMessage.class, consumer.receive(SOON)).getText());
        assertEquals(
                1, assertInstanceOf(MapMessage.class, consumer.receive(SOON)).getInt("n"));
        assertArrayEquals(
                new byte[] {1, 2},
                assertInstanceOf(BytesMessage.class, consumer.receive(SOON)).getBody(byte[].class));
        assertEquals(
                7, assertInstanceOf(ObjectMessage.class, consumer.receive(SOON)).getObject());
    }

    @Test
    @Proves(
            section = "javadoc",
            value = "A null body is sent as an empty message of its kind; a null message is no message",
            methods = "JMSProducer.send")
    void nullBodies() throws Exception {
        producer.send(queue, (String) null)
                .send(queue, (Map<String, Object>) null)
                .send(queue, (byte[]) null)
                .send(queue, (Serializable) null);
        assertNull(assertInstanceOf(TextMessage.class, consumer.receive(SOON)).getText());
        assertFalse(assertInstanceOf(MapMessage.class, consumer.receive(SOON))
                .getMapNames()
                .hasMoreElements());
        assertEquals(
                0, assertInstanceOf(BytesMessage.class, consumer.receive(SOON)).getBodyLength());
        assertNull(assertInstanceOf(ObjectMessage.class, consumer.receive(SOON)).getObject());
        assertExactly(MessageFormatRuntimeException.class, () -> producer.send(queue, (Message) null));
    }

    @Test
    @Proves(
            section = "javadoc",
            value = "No destination is an InvalidDestinationRuntimeException, a map of other values has no format",
            methods = "JMSProducer.send")
    void badArguments() {
        for (Executable each : List.<Executable>of(
                () -> producer.send(null, context.createMessage()),
                () -> producer.send(null, "x"),
                () -> producer.send(null, Map.of()),
                () -> producer.send(null, new byte[0]),
                () -> producer.send(null, (Serializable) 1))) {
            assertExactly(InvalidDestinationRuntimeException.class, each);
        }
        assertExactly(MessageFormatRuntimeException.class, () -> producer.send(queue, Map.of("n", new Date())));
    }

    @Test
    @Proves(
            section = "7.10",
            value = "Properties of all types are kept, converted as a message's are, and sent with each message",
            methods = {
                "JMSProducer.setProperty",
                "JMSProducer.getBooleanProperty",
                "JMSProducer.getByteProperty",
                "JMSProducer.getShortProperty",
                "JMSProducer.getIntProperty",
                "JMSProducer.getLongProperty",
                "JMSProducer.getFloatProperty",
                "JMSProducer.getDoubleProperty",
                "JMSProducer.getStringProperty",
                "JMSProducer.getObjectProperty",
                "JMSProducer.propertyExists",
                "JMSProducer.getPropertyNames",
                "JMSProducer.clearProperties"
            })
    void properties() throws Exception {
        producer.setProperty("z", true)
                .setProperty("b", (byte) 1)
                .setProperty("s", (short) 2)
                .setProperty("i", 3)
                .setProperty("l", 4L)
                .setProperty("f", 5.5f)
                .setProperty("d", 6.5)
                .setProperty("t", "seven")
                .setProperty("o", (Object) 8);
        assertTrue(producer.getBooleanProperty("z"));
        assertEquals(1, producer.getByteProperty("b"));
        assertEquals(2, producer.getShortProperty("s"));
        assertEquals(3, producer.getIntProperty("i"));
        assertEquals(4, producer.getLongProperty("l"));
        assertEquals(5.5f, producer.getFloatProperty("f"));
        assertEquals(6.5, producer.getDoubleProperty("d"));
        assertEquals("seven", producer.getStringProperty("t"));
        assertEquals(8, producer.getObjectProperty("o"));
        assertEquals("3", producer.getStringProperty("i"));
        assertEquals(3, producer.getLongProperty("i"));
        assertTrue(producer.propertyExists("z"));
        assertFalse(producer.propertyExists("missing"));
        assertEquals(Set.of("z", "b", "s", "i", "l", "f", "d", "t", "o"), producer.getPropertyNames());
        for (int i = 0; i < 2; i++) {
            producer.send(queue, "x");
            Message received = consumer.receive(SOON);
            assertTrue(received.getBooleanProperty("z"));
            assertEquals((byte) 1, received.getObjectProperty("b"));
            assertEquals((short) 2, received.getObjectProperty("s"));
            assertEquals(5.5f, received.getObjectProperty("f"));
            assertEquals("seven", received.getStringProperty("t"));
        }
        assertSame(producer, producer.clearProperties());
        assertEquals(Set.of(), producer.getPropertyNames());
    }

    @Test
    @Proves(
            section = "javadoc",
            value = "The set of property names is a view that cannot be changed",
            methods = "JMSProducer.getPropertyNames")
    void namesAreAView() {
        Set<String> names = producer.getPropertyNames();
        producer.setProperty("p", 1);
        assertEquals(Set.of("p"), names);
        assertExactly(UnsupportedOperationException.class, () -> names.add("q"));
        assertExactly(UnsupportedOperationException.class, () -> names.remove("p"));
        assertExactly(
                UnsupportedOperationException.class, () -> names.iterator().remove());
        producer.clearProperties();
        assertEquals(Set.of(), names);
    }

    @Test
    @Proves(
            section = "6.3",
            value = "A producer of a closed context sends nothing",
            methods = {"JMSProducer.send", "JMSContext.close"})
    void ofAClosedContext() {
        Message message = context.createMessage();
        context.close();
        for (Executable each : List.<Executable>of(
                () -> producer.send(queue, message),
                () -> producer.send(queue, "x"),
                () -> producer.send(queue, Map.of()),
                () -> producer.send(queue, new byte[0]),
                () -> producer.send(queue, (Serializable) 1))) {
            assertExactly(IllegalStateRuntimeException.class, each);
        }
    }

    @Test
    @Proves(
            section = "3.5.4",
            value = "Conversions that are forbidden, or of what is not there, are as a message's",
            methods = {
                "JMSProducer.getBooleanProperty",
                "JMSProducer.getByteProperty",
                "JMSProducer.getShortProperty",
                "JMSProducer.getIntProperty",
                "JMSProducer.getLongProperty",
                "JMSProducer.getFloatProperty",
                "JMSProducer.getDoubleProperty"
            })
    void conversions() {
        producer.setProperty("d", 6.5).setProperty("t", "word").setProperty("z", true);
        assertExactly(MessageFormatRuntimeException.class, () -> producer.getIntProperty("d"));
        assertExactly(MessageFormatRuntimeException.class, () -> producer.getBooleanProperty("d"));
        assertExactly(MessageFormatRuntimeException.class, () -> producer.getFloatProperty("d"));
        assertExactly(MessageFormatRuntimeException.class, () -> producer.getDoubleProperty("z"));
        assertExactly(NumberFormatException.class, () -> producer.getLongProperty("t"));
        assertFalse(producer.getBooleanProperty("missing"));
        assertExactly(NumberFormatException.class, () -> producer.getByteProperty("missing"));
        assertExactly(NumberFormatException.class, () -> producer.getShortProperty("missing"));
        assertExactly(NumberFormatException.class, () -> producer.getIntProperty("missing"));
        assertExactly(NullPointerException.class, () -> producer.getFloatProperty("missing"));
        assertExactly(NullPointerException.class, () -> producer.getDoubleProperty("missing"));
        assertNull(producer.getStringProperty("missing"));
        assertNull(producer.getObjectProperty("missing"));
    }

    @Test
    @Proves(
            section = "javadoc",
            value = "A property has a name and a value of the eight types",
            methods = "JMSProducer.setProperty")
    void badProperties() {
        for (String name : new String[] {null, ""}) {
            for (Executable each : List.<Executable>of(
                    () -> producer.setProperty(name, true),
                    () -> producer.setProperty(name, (byte) 1),
                    () -> producer.setProperty(name, (short) 1),
                    () -> producer.setProperty(name, 1),
                    () -> producer.setProperty(name, 1L),
                    () -> producer.setProperty(name, 1f),
                    () -> producer.setProperty(name, 1d),
                    () -> producer.setProperty(name, "x"),
                    () -> producer.setProperty(name, (Object) 1))) {
                assertExactly(IllegalArgumentException.class, each);
            }
        }
        assertExactly(MessageFormatRuntimeException.class, () -> producer.setProperty("x", new Date()));
    }

    @Test
    @Proves(
            section = "7.10",
            value = "The producer's properties go before the message's",
            methods = "JMSProducer.send(Destination, Message)")
    void propertiesOverride() throws Exception {
        Message message = context.createTextMessage("x");
        message.setStringProperty("a", "message's");
        message.setStringProperty("b", "message's");
        message.setJMSType("message's");
        message.setJMSCorrelationID("message's");
        producer.setProperty("a", "producer's").setJMSType("producer's").send(queue, message);
        Message received = consumer.receive(SOON);
        assertEquals("producer's", received.getStringProperty("a"));
        assertEquals("message's", received.getStringProperty("b"));
        assertEquals("producer's", received.getJMSType());
        assertEquals("message's", received.getJMSCorrelationID());
    }

    @Test
    @Proves(
            section = "7.10",
            value = "Correlation id, type and reply destination are kept and sent",
            methods = {
                "JMSProducer.setJMSCorrelationID",
                "JMSProducer.getJMSCorrelationID",
                "JMSProducer.setJMSCorrelationIDAsBytes",
                "JMSProducer.getJMSCorrelationIDAsBytes",
                "JMSProducer.setJMSType",
                "JMSProducer.getJMSType",
                "JMSProducer.setJMSReplyTo",
                "JMSProducer.getJMSReplyTo"
            })
    void headers() throws Exception {
        Topic replies = context.createTopic(name());
        assertSame(producer, producer.setJMSCorrelationID("c").setJMSType("t").setJMSReplyTo(replies));
        assertEquals("c", producer.getJMSCorrelationID());
        assertEquals("t", producer.getJMSType());
        assertEquals(replies, producer.getJMSReplyTo());
        producer.send(queue, "x");
        Message received = consumer.receive(SOON);
        assertEquals("c", received.getJMSCorrelationID());
        assertEquals("t", received.getJMSType());
        assertEquals(replies, received.getJMSReplyTo());
        byte[] bytes = "bytes".getBytes(StandardCharsets.UTF_8);
        assertSame(producer, producer.setJMSCorrelationIDAsBytes(bytes));
        assertArrayEquals(bytes, producer.getJMSCorrelationIDAsBytes());
        producer.setJMSReplyTo(null).setJMSType(null).send(queue, "x");
        Message second = consumer.receive(SOON);
        assertArrayEquals(bytes, second.getJMSCorrelationIDAsBytes());
        assertNull(second.getJMSReplyTo());
        assertNull(second.getJMSType());
    }

    @Test
    @Proves(
            section = "7.3",
            value = "With a completion listener every send is asynchronous, without one none",
            methods = {"JMSProducer.setAsync", "JMSProducer.getAsync", "CompletionListener.onCompletion"})
    void asynchronous() throws Exception {
        BlockingQueue<Object> told = new LinkedBlockingQueue<>();
        CompletionListener listener = new CompletionListener() {
            @Override
            public void onCompletion(Message message) {
                told.add(message);
            }

            @Override
            public void onException(Message message, Exception exception) {
                told.add(exception);
            }
        };
        assertSame(producer, producer.setAsync(listener));
        assertSame(listener, producer.getAsync());
        producer.send(queue, "a")
                .send(queue, new byte[1])
                .send(queue, Map.of("n", 1))
                .send(queue, (Serializable) 7);
        assertEquals("a", assertInstanceOf(TextMessage.class, next(told)).getText());
        assertInstanceOf(BytesMessage.class, next(told));
        assertInstanceOf(MapMessage.class, next(told));
        assertInstanceOf(ObjectMessage.class, next(told));
        Message own = context.createTextMessage("own");
        producer.send(queue, own);
        assertSame(own, next(told));
        assertNull(producer.setAsync(null).getAsync());
        producer.send(queue, "b");
        for (int i = 0; i < 6; i++) consumer.receive(SOON);
        assertTrue(told.isEmpty());
    }

    @Test
    @Proves(
            section = "3.10",
            value = "A received message, being read-only, cannot be given the producer's properties",
            methods = "JMSProducer.send(Destination, Message)")
    void aReceivedMessageTakesNoProperties() {
        producer.send(queue, "x");
        Message received = consumer.receive(SOON);
        producer.send(queue, received);
        Message again = consumer.receive(SOON);
        producer.setProperty("p", 1);
        assertExactly(MessageNotWriteableRuntimeException.class, () -> producer.send(queue, again));
    }

    @Test
    @Proves(
            section = "7.8",
            value = "Times to live and delays are told by the message that was sent",
            methods = {"JMSProducer.setTimeToLive", "JMSProducer.setDeliveryDelay"})
    void timesAreTold() throws Exception {
        Message message = context.createTextMessage("x");
        producer.setTimeToLive(60_000).setDeliveryDelay(30).send(queue, message);
        Message received = consumer.receive(SOON);
        assertEquals(message.getJMSExpiration(), received.getJMSExpiration());
        assertEquals(message.getJMSDeliveryTime(), received.getJMSDeliveryTime());
        assertTrue(message.getJMSDeliveryTime() <= System.currentTimeMillis() + 1);
    }
}
