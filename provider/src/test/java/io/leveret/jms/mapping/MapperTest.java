package io.leveret.jms.mapping;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leveret.amqp.Properties.Field;
import io.leveret.amqp.Table;
import io.leveret.jms.destination.LeveretAddress;
import io.leveret.jms.destination.LeveretDestination;
import io.leveret.jms.destination.LeveretQueue;
import io.leveret.jms.destination.LeveretTemporaryQueue;
import io.leveret.jms.destination.LeveretTopic;
import io.leveret.jms.message.AbstractMessage;
import io.leveret.jms.message.LeveretBytesMessage;
import io.leveret.jms.message.LeveretMapMessage;
import io.leveret.jms.message.LeveretMessage;
import io.leveret.jms.message.LeveretObjectMessage;
import io.leveret.jms.message.LeveretStreamMessage;
import io.leveret.jms.message.LeveretTextMessage;
import io.leveret.jms.message.ObjectFilter;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.MessageFormatException;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What one of our clients sends, another one receives: header, properties and body, and AMQP sees what the documentation says. */
class MapperTest {
    private static final LeveretQueue ORDERS = new LeveretQueue("orders");
    private static final Terms PLAIN = new Terms(DeliveryMode.PERSISTENT, 4, 0, 0, true, true);
    private static final long NOW = 1_700_000_000_123L;

    private final Mapper mapper = new Mapper("c1", ObjectFilter.VALUES, () -> NOW);

    private AbstractMessage over(AbstractMessage message, LeveretDestination to, Terms terms) throws JMSException {
        return arrive(mapper.outgoing(message, to, terms), false);
    }

    private AbstractMessage arrive(Outgoing sent, boolean redelivered) {
        return mapper.incoming(sent.properties(), sent.body(), sent.exchange(), sent.routingKey(), redelivered);
    }

    @Test
    void eachKindOfBodyComesBackAsItsKind() throws JMSException {
        assertEquals(
                "né",
                assertInstanceOf(LeveretTextMessage.class, over(new LeveretTextMessage("né"), ORDERS, PLAIN))
                        .getText());
        assertEquals("", ((LeveretTextMessage) over(new LeveretTextMessage(""), ORDERS, PLAIN)).getText());
        assertNull(assertInstanceOf(LeveretTextMessage.class, over(new LeveretTextMessage(), ORDERS, PLAIN))
                .getText());
        LeveretBytesMessage bytes = new LeveretBytesMessage();
        bytes.writeInt(5);
        assertEquals(
                5,
                assertInstanceOf(LeveretBytesMessage.class, over(bytes, ORDERS, PLAIN))
                        .readInt());
        bytes.writeInt(6);
        LeveretMapMessage map = new LeveretMapMessage();
        map.setChar("c", 'x');
        assertEquals(
                'x',
                assertInstanceOf(LeveretMapMessage.class, over(map, ORDERS, PLAIN))
                        .getChar("c"));
        LeveretStreamMessage stream = new LeveretStreamMessage();
        stream.writeFloat(1.5f);
        assertEquals(
                1.5f,
                assertInstanceOf(LeveretStreamMessage.class, over(stream, ORDERS, PLAIN))
                        .readFloat());
        LeveretObjectMessage object = new LeveretObjectMessage();
        object.setObject(List.of(1).get(0));
        assertEquals(
                1,
                assertInstanceOf(LeveretObjectMessage.class, over(object, ORDERS, PLAIN))
                        .getObject());
        assertInstanceOf(LeveretMessage.class, over(new LeveretMessage(), ORDERS, PLAIN));
    }

    @Test
    void theReceiverSeesTheHeaderThatTheSentObjectShows() throws JMSException {
        LeveretTextMessage sent = new LeveretTextMessage("x");
        sent.setJMSType("invoice");
        sent.setJMSCorrelationID("c-7");
        sent.setJMSReplyTo(new LeveretTemporaryQueue("leveret.temporary.9", destination -> {}));
        LeveretTopic topic = new LeveretTopic("prices.eur");
        AbstractMessage received =
                over(sent, topic, new Terms(DeliveryMode.NON_PERSISTENT, 7, 1_001, 5_003, true, true));
        for (AbstractMessage each : List.of(sent, received)) {
            assertEquals("ID:c1:1", each.getJMSMessageID());
            assertEquals(NOW, each.getJMSTimestamp());
            assertEquals(NOW + 1_001, each.getJMSExpiration());
            assertEquals(NOW + 5_003, each.getJMSDeliveryTime());
            assertEquals(7, each.getJMSPriority());
            assertEquals(DeliveryMode.NON_PERSISTENT, each.getJMSDeliveryMode());
            assertEquals(topic, each.getJMSDestination());
            assertEquals("invoice", each.getJMSType());
            assertEquals("c-7", each.getJMSCorrelationID());
            assertEquals(new LeveretQueue("leveret.temporary.9"), each.getJMSReplyTo());
        }
    }

    @Test
    void withoutADelayTheDeliveryTimeIsThatOfTheSend() throws JMSException {
        LeveretMessage sent = new LeveretMessage();
        AbstractMessage received = over(sent, ORDERS, PLAIN);
        assertEquals(NOW, sent.getJMSDeliveryTime());
        assertEquals(NOW, received.getJMSDeliveryTime());
        assertEquals(0, received.getJMSExpiration());
        assertNull(received.getJMSType());
        assertNull(received.getJMSCorrelationID());
        assertNull(received.getJMSReplyTo());
        AbstractMessage bare = over(sent, ORDERS, new Terms(DeliveryMode.PERSISTENT, 4, 0, 0, false, false));
        assertNull(sent.getJMSMessageID());
        assertEquals(0, sent.getJMSTimestamp());
        assertNull(bare.getJMSMessageID());
        assertEquals(0, bare.getJMSTimestamp());
        assertEquals(NOW, bare.getJMSDeliveryTime());
    }

    @Test
    void farTimesAreTheEndOfTime() throws JMSException {
        LeveretMessage sent = new LeveretMessage();
        over(sent, ORDERS, new Terms(DeliveryMode.PERSISTENT, 4, Long.MAX_VALUE, 0, true, true));
        assertEquals(Long.MAX_VALUE, sent.getJMSExpiration());
    }

    @Test
    void propertiesKeepTheirTypesAndTheirOrder() throws JMSException {
        LeveretMessage sent = new LeveretMessage();
        sent.setBooleanProperty("t", true);
        sent.setByteProperty("b", (byte) -1);
        sent.setShortProperty("s", (short) -2);
        sent.setIntProperty("I", -3);
        sent.setLongProperty("l", -4);
        sent.setFloatProperty("f", 5.5f);
        sent.setDoubleProperty("d", 6.5);
        sent.setStringProperty("S", "sé");
        sent.setObjectProperty("V", null);
        sent.setStringProperty("JMSXGroupID", "g");
        sent.setIntProperty("JMSXGroupSeq", 2);
        sent.setStringProperty("naïve", "name");
        sent.setIntProperty("JMSXDeliveryCount", 77);
        AbstractMessage received = over(sent, ORDERS, new Terms(DeliveryMode.PERSISTENT, 9, 5, 5, true, true));
        List<String> names = List.of(
                "t",
                "b",
                "s",
                "I",
                "l",
                "f",
                "d",
                "S",
                "V",
                "JMSXGroupID",
                "JMSXGroupSeq",
                "naïve",
                "JMSXDeliveryCount");
        assertEquals(names, Collections.list(received.getPropertyNames()));
        for (String name : names.subList(0, names.size() - 1)) {
            assertEquals(sent.getObjectProperty(name), received.getObjectProperty(name), name);
        }
        assertEquals(1, received.getIntProperty("JMSXDeliveryCount"));
        assertEquals(5L, received.getObjectProperty("x-delay"), "hidden, not lost");
    }

    @Test
    void amqpSeesWhatTheDocumentationSays() throws JMSException {
        LeveretTextMessage sent = new LeveretTextMessage("x");
        sent.setJMSType("t");
        sent.setJMSCorrelationID("c");
        sent.setJMSReplyTo(new LeveretQueue("answers"));
        sent.setIntProperty("n", 1);
        Outgoing out = mapper.outgoing(sent, ORDERS, new Terms(DeliveryMode.PERSISTENT, 5, 60_000, 1_000, true, true));
        assertEquals("", out.exchange());
        assertEquals("orders", out.routingKey());
        assertEquals("text/plain; charset=utf-8", out.properties().contentType());
        assertEquals(2, out.properties().deliveryMode());
        assertEquals(5, out.properties().priority());
        assertEquals("c", out.properties().correlationId());
        assertEquals("answers", out.properties().replyTo());
        assertEquals("60000", out.properties().expiration());
        assertEquals("ID:c1:1", out.properties().messageId());
        assertEquals(NOW / 1000, out.properties().timestamp());
        assertEquals("t", out.properties().type());
        assertEquals(
                Table.of(
                        "x-jms",
                        (byte) 1,
                        "JMSTimestamp",
                        NOW,
                        "JMSExpiration",
                        NOW + 60_000,
                        "JMSDeliveryTime",
                        NOW + 1_000,
                        "x-delay",
                        1_000L,
                        "n",
                        1),
                out.properties().headers());
    }

    @Test
    void whatIsNotSetIsNotSent() throws JMSException {
        Outgoing out = mapper.outgoing(
                new LeveretMessage(), new LeveretAddress("logs", "k"), new Terms(1, 4, 0, 0, false, false));
        assertEquals("logs", out.exchange());
        for (Field field : List.of(
                Field.PRIORITY,
                Field.CORRELATION_ID,
                Field.REPLY_TO,
                Field.EXPIRATION,
                Field.MESSAGE_ID,
                Field.TIMESTAMP,
                Field.TYPE)) {
            assertFalse(out.properties().has(field), field.toString());
        }
        assertEquals(
                Table.of("x-jms", (byte) 1, "JMSDeliveryTime", NOW),
                out.properties().headers());
        assertEquals(new LeveretAddress("logs", "k"), arrive(out, false).getJMSDestination());
    }

    @Test
    void topicsAreAnsweredByAddress() throws JMSException {
        LeveretMessage sent = new LeveretMessage();
        sent.setJMSReplyTo(new LeveretTopic("answers"));
        Outgoing out = mapper.outgoing(sent, ORDERS, PLAIN);
        assertEquals("topic://answers", out.properties().replyTo());
        assertEquals(new LeveretTopic("answers"), arrive(out, false).getJMSReplyTo());
    }

    @Test
    void correlationIdsOfAnyOctetsAndOfAnyLength() throws JMSException {
        LeveretMessage sent = new LeveretMessage();
        byte[] octets = {0, (byte) 0xff, (byte) 0xfe, 65};
        sent.setJMSCorrelationIDAsBytes(octets);
        assertArrayEquals(octets, over(sent, ORDERS, PLAIN).getJMSCorrelationIDAsBytes());
        String text = "é".repeat(200);
        sent.setJMSCorrelationID(text);
        sent.setJMSType(text);
        AbstractMessage received = over(sent, ORDERS, PLAIN);
        assertEquals(text, received.getJMSCorrelationID());
        assertEquals(text, received.getJMSType());
        assertEquals(List.of("JMSXDeliveryCount"), Collections.list(received.getPropertyNames()));
        sent.setJMSCorrelationID("");
        sent.setJMSType("");
        assertEquals("", over(sent, ORDERS, PLAIN).getJMSCorrelationID());
        assertEquals("", over(sent, ORDERS, PLAIN).getJMSType());
    }

    @Test
    void aNameThatAmqpCannotHoldIsRefusedAtTheSend() throws JMSException {
        LeveretMessage sent = new LeveretMessage();
        sent.setIntProperty("n".repeat(256), 1);
        assertThrows(MessageFormatException.class, () -> mapper.outgoing(sent, ORDERS, PLAIN));
    }

    @Test
    void aReceivedMessageIsSentOnAsItIs() throws JMSException {
        LeveretTextMessage first = new LeveretTextMessage("x");
        first.setIntProperty("n", 1);
        AbstractMessage received = arrive(mapper.outgoing(first, ORDERS, PLAIN), true);
        AbstractMessage again = over(received, new LeveretTopic("t"), PLAIN);
        assertEquals("x", ((LeveretTextMessage) again).getText());
        assertEquals("x", ((LeveretTextMessage) received).getText());
        assertEquals(List.of("n", "JMSXDeliveryCount"), Collections.list(again.getPropertyNames()));
        assertEquals(1, again.getIntProperty("JMSXDeliveryCount"));
        assertEquals("ID:c1:2", again.getJMSMessageID());
        assertFalse(again.getJMSRedelivered());
    }

    @Test
    void deliveriesAreCountedByTheBroker() throws JMSException {
        Outgoing sent = mapper.outgoing(new LeveretMessage(), ORDERS, PLAIN);
        assertEquals(1, arrive(sent, false).getIntProperty("JMSXDeliveryCount"));
        assertEquals(2, arrive(sent, true).getIntProperty("JMSXDeliveryCount"));
        assertTrue(arrive(sent, true).getJMSRedelivered());
        for (String header : List.of("x-attempts", "x-delivery-count")) {
            Outgoing counted = new Outgoing(
                    "",
                    "orders",
                    sent.properties().withHeaders(sent.properties().headers().with(header, 4)),
                    sent.body());
            AbstractMessage received = arrive(counted, true);
            assertEquals(5, received.getIntProperty("JMSXDeliveryCount"));
            assertEquals(List.of("JMSXDeliveryCount"), Collections.list(received.getPropertyNames()));
        }
    }

    @Test
    void objectsAreFiltered() throws JMSException {
        LeveretObjectMessage sent = new LeveretObjectMessage();
        sent.setObject(new java.util.concurrent.Semaphore(1));
        LeveretObjectMessage received = (LeveretObjectMessage) over(sent, ORDERS, PLAIN);
        assertThrows(MessageFormatException.class, received::getObject);
    }

    @Test
    void anyPropertiesComeBack() throws JMSException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            LeveretMessage sent = new LeveretMessage();
            int count = random.nextInt(30);
            for (int n = 0; n < count; n++) {
                sent.setObjectProperty("p" + text(random, 20), value(random));
            }
            AbstractMessage received = over(sent, ORDERS, PLAIN);
            assertEquals(sent.sentProperties(), received.sentProperties(), "seed " + seed);
        }
    }

    private static Object value(Random random) {
        return switch (random.nextInt(9)) {
            case 0 -> random.nextBoolean();
            case 1 -> (byte) random.nextInt();
            case 2 -> (short) random.nextInt();
            case 3 -> random.nextInt();
            case 4 -> random.nextLong();
            case 5 -> random.nextFloat();
            case 6 -> random.nextDouble();
            case 7 -> null;
            default -> text(random, 400);
        };
    }

    private static String text(Random random, int longest) {
        return random.ints(random.nextInt(longest), 32, random.nextBoolean() ? 127 : 0x800)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
