package io.leveret.jms.mapping;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.leveret.amqp.Binary;
import io.leveret.amqp.LongString;
import io.leveret.amqp.Properties;
import io.leveret.amqp.Table;
import io.leveret.amqp.Timestamp;
import io.leveret.amqp.Unsigned;
import io.leveret.jms.destination.LeveretQueue;
import io.leveret.jms.message.AbstractMessage;
import io.leveret.jms.message.LeveretBytesMessage;
import io.leveret.jms.message.LeveretTextMessage;
import io.leveret.jms.message.ObjectFilter;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What any AMQP client sends is a message with all that the client said. */
class AmqpClientsTest {
    private static final byte[] E_ACUTE = "é".getBytes(StandardCharsets.UTF_8);

    private final Mapper mapper = new Mapper("c1", ObjectFilter.VALUES);

    private AbstractMessage from(Properties properties, byte[] body) {
        return mapper.incoming(properties, body, "", "orders", false);
    }

    @ParameterizedTest
    @CsvSource({
        "text/plain, '', é",
        "text/plain, utf-8, é",
        "TEXT/HTML; charset=UTF-8, '', é",
        "text/csv; charset=\"iso-8859-1\", '', Ã©",
        "application/json, '', é",
        "application/json, UTF-8, é",
        "application/cloudevents+json, identity, é",
        "text/plain, iso-8859-1, Ã©"
    })
    void textBySayingSo(String type, String encoding, String expected) {
        Properties.Builder properties = Properties.builder().contentType(type);
        if (!encoding.isEmpty()) {
            properties.contentEncoding(encoding);
        }
        assertEquals(
                expected,
                assertInstanceOf(LeveretTextMessage.class, from(properties.build(), E_ACUTE))
                        .getText());
    }

    @ParameterizedTest
    @CsvSource({
        "application/octet-stream, ''",
        "application/x-jms-map, ''",
        "application/x-java-serialized-object, ''",
        "application/x-jms-text-null, ''",
        "text/plain, gzip",
        "text/plain; charset=klingon, ''",
        "text/plain; charset=?, ''",
        "image/png, ''"
    })
    void bytesOtherwise(String type, String encoding) throws JMSException {
        Properties.Builder properties = Properties.builder().contentType(type);
        if (!encoding.isEmpty()) {
            properties.contentEncoding(encoding);
        }
        assertEquals(
                2,
                assertInstanceOf(LeveretBytesMessage.class, from(properties.build(), E_ACUTE))
                        .getBodyLength());
    }

    @Test
    void aMessageWithoutAnything() throws JMSException {
        AbstractMessage message = from(Properties.EMPTY, new byte[] {1});
        assertInstanceOf(LeveretBytesMessage.class, message);
        assertEquals(new LeveretQueue("orders"), message.getJMSDestination());
        assertEquals(DeliveryMode.NON_PERSISTENT, message.getJMSDeliveryMode());
        assertEquals(4, message.getJMSPriority());
        assertNull(message.getJMSMessageID());
        assertNull(message.getJMSType());
        assertNull(message.getJMSReplyTo());
        assertNull(message.getJMSCorrelationID());
        assertEquals(0, message.getJMSTimestamp());
        assertEquals(0, message.getJMSExpiration());
        assertEquals(List.of("JMSXDeliveryCount"), Collections.list(message.getPropertyNames()));
        assertArrayEquals(new byte[] {1}, message.getBody(byte[].class));
    }

    @Test
    void allFieldsHaveTheirPlace() {
        AbstractMessage message = from(
                Properties.builder()
                        .deliveryMode(2)
                        .priority(200)
                        .correlationId("c")
                        .replyTo("amq.rabbitmq.reply-to.x")
                        .expiration("500")
                        .messageId("m")
                        .timestamp(1_700_000_000)
                        .type("t")
                        .build(),
                new byte[0]);
        assertEquals(DeliveryMode.PERSISTENT, message.getJMSDeliveryMode());
        assertEquals(9, message.getJMSPriority());
        assertEquals("c", message.getJMSCorrelationID());
        assertEquals(new LeveretQueue("amq.rabbitmq.reply-to.x"), message.getJMSReplyTo());
        assertEquals("m", message.getJMSMessageID());
        assertEquals(1_700_000_000_000L, message.getJMSTimestamp());
        assertEquals(1_700_000_000_500L, message.getJMSExpiration());
        assertEquals("t", message.getJMSType());
    }

    @Test
    void everyHeaderIsReadable() throws JMSException {
        AbstractMessage message = from(
                Properties.builder()
                        .headers(Table.of(
                                "x-my-header", "yes",
                                "x-delay", 5,
                                "octet", new Unsigned('B', 255),
                                "short", new Unsigned('u', 65_535),
                                "int", new Unsigned('i', 4_294_967_295L),
                                "long", new Unsigned('L', -1),
                                "when", new Timestamp(0),
                                "price", new BigDecimal("1.50"),
                                "raw", new Binary(new byte[] {1, 2, 3}),
                                "broken", new LongString(new byte[] {(byte) 0xff}),
                                "table", Table.of("a", 1),
                                "list", List.of(1, 2),
                                "void", Table.VOID,
                                "x-death", List.of()))
                        .build(),
                new byte[0]);
        assertEquals(
                List.of(
                        "x-my-header",
                        "x-delay",
                        "octet",
                        "short",
                        "int",
                        "long",
                        "when",
                        "price",
                        "raw",
                        "broken",
                        "table",
                        "list",
                        "void",
                        "JMSXDeliveryCount"),
                Collections.list(message.getPropertyNames()));
        assertEquals("yes", message.getStringProperty("x-my-header"));
        assertEquals(5, message.getIntProperty("x-delay"));
        assertEquals((short) 255, message.getObjectProperty("octet"));
        assertEquals(65_535, message.getObjectProperty("short"));
        assertEquals(4_294_967_295L, message.getObjectProperty("int"));
        assertEquals("18446744073709551615", message.getObjectProperty("long"));
        assertEquals("1970-01-01T00:00:00Z", message.getObjectProperty("when"));
        assertEquals("1.50", message.getObjectProperty("price"));
        assertEquals("AQID", message.getObjectProperty("raw"));
        assertEquals("[1, 2]", message.getObjectProperty("list"));
        assertInstanceOf(String.class, message.getObjectProperty("broken"));
        assertInstanceOf(String.class, message.getObjectProperty("table"));
        assertNull(message.getObjectProperty("void"));
    }

    @Test
    void someFieldsMakeNoSense() {
        AbstractMessage message = from(
                Properties.builder().timestamp(5).expiration("soon").replyTo("").build(), new byte[0]);
        assertEquals(0, message.getJMSExpiration());
        assertNull(message.getJMSReplyTo());
    }
}
