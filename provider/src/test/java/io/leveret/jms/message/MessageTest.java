package io.leveret.jms.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageNotWriteableException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Header and properties, and who may change what and when. */
class MessageTest {
    /** A delivery that counts how often it was decoded. */
    private static final class Delivered implements Undecoded {
        private final Map<String, Object> properties = new LinkedHashMap<>();
        private int headers;
        private int decodedProperties;

        @Override
        public void headerInto(AbstractMessage message) {
            headers++;
            message.setJMSType("invoice");
            message.setJMSMessageID("ID:1");
        }

        @Override
        public Map<String, Object> properties() {
            decodedProperties++;
            return properties;
        }

        @Override
        public Object hidden(String name) {
            return name.equals("x-death") ? "why" : null;
        }
    }

    private static List<String> names(AbstractMessage message) {
        return Collections.list(message.getPropertyNames());
    }

    @Test
    void aNewMessageHasTheDefaultsOfTheSpecification() {
        LeveretMessage message = new LeveretMessage();
        assertNull(message.getJMSMessageID());
        assertNull(message.getJMSCorrelationID());
        assertNull(message.getJMSCorrelationIDAsBytes());
        assertNull(message.getJMSDestination());
        assertNull(message.getJMSReplyTo());
        assertNull(message.getJMSType());
        assertEquals(0, message.getJMSTimestamp());
        assertEquals(0, message.getJMSExpiration());
        assertEquals(0, message.getJMSDeliveryTime());
        assertEquals(4, message.getJMSPriority());
        assertEquals(DeliveryMode.PERSISTENT, message.getJMSDeliveryMode());
        assertFalse(message.getJMSRedelivered());
        assertEquals(List.of(), names(message));
    }

    @Test
    void correlationIdsAreTextOrOctets() {
        LeveretMessage message = new LeveretMessage();
        message.setJMSCorrelationID("é");
        assertArrayEquals("é".getBytes(StandardCharsets.UTF_8), message.getJMSCorrelationIDAsBytes());
        byte[] octets = {(byte) 0xff, 0};
        message.setJMSCorrelationIDAsBytes(octets);
        octets[0] = 1;
        assertArrayEquals(new byte[] {(byte) 0xff, 0}, message.getJMSCorrelationIDAsBytes());
        message.setJMSCorrelationIDAsBytes("abc".getBytes(StandardCharsets.UTF_8));
        assertEquals("abc", message.getJMSCorrelationID());
        message.setJMSCorrelationIDAsBytes(null);
        assertNull(message.getJMSCorrelationID());
    }

    @Test
    void namesAreNeededAndHeaderFieldsAreNoProperties() {
        LeveretMessage message = new LeveretMessage();
        for (String name : new String[] {null, "", "JMSTimestamp", "x-jms"}) {
            assertThrows(IllegalArgumentException.class, () -> message.setBooleanProperty(name, true));
            assertThrows(IllegalArgumentException.class, () -> message.setByteProperty(name, (byte) 1));
            assertThrows(IllegalArgumentException.class, () -> message.setShortProperty(name, (short) 1));
            assertThrows(IllegalArgumentException.class, () -> message.setIntProperty(name, 1));
            assertThrows(IllegalArgumentException.class, () -> message.setLongProperty(name, 1));
            assertThrows(IllegalArgumentException.class, () -> message.setFloatProperty(name, 1));
            assertThrows(IllegalArgumentException.class, () -> message.setDoubleProperty(name, 1));
            assertThrows(IllegalArgumentException.class, () -> message.setStringProperty(name, "1"));
            assertThrows(IllegalArgumentException.class, () -> message.setObjectProperty(name, 1));
        }
        assertFalse(message.propertyExists(null));
    }

    @Test
    void propertiesHoldEightTypesAndNull() throws JMSException {
        LeveretMessage message = new LeveretMessage();
        for (Object wrong : new Object[] {'c', new byte[1], new Object(), List.of()}) {
            assertThrows(MessageFormatException.class, () -> message.setObjectProperty("p", wrong));
        }
        message.setObjectProperty("p", null);
        assertTrue(message.propertyExists("p"));
        assertEquals(List.of("p"), names(message));
        message.setJMSType("t");
        message.clearProperties();
        assertFalse(message.propertyExists("p"));
        assertEquals("t", message.getJMSType());
    }

    @Test
    void aReceivedMessageIsReadOnlyBodyAndPropertiesApart() throws JMSException {
        LeveretTextMessage message =
                new LeveretTextMessage("hello".getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        Delivered delivered = new Delivered();
        delivered.properties.put("color", "red");
        message.arrived(delivered, 1, false);
        assertThrows(MessageNotWriteableException.class, () -> message.setText("x"));
        assertThrows(MessageNotWriteableException.class, () -> message.setStringProperty("color", "x"));
        message.setJMSType("header setters work");
        assertEquals("header setters work", message.getJMSType());
        message.clearBody();
        assertNull(message.getText());
        message.setText("mine");
        assertThrows(MessageNotWriteableException.class, () -> message.setStringProperty("color", "x"));
        message.clearProperties();
        assertEquals(List.of(), names(message));
        message.setStringProperty("color", "blue");
        assertEquals("blue", message.getStringProperty("color"));
        assertEquals("mine", message.getText());
    }

    @Test
    void receivedPropertiesAreTheSendersAndTheDeliveryCount() throws JMSException {
        Delivered delivered = new Delivered();
        delivered.properties.put("b", 1);
        delivered.properties.put("a", null);
        LeveretMessage message = new LeveretMessage();
        message.arrived(delivered, 3, true);
        assertEquals(List.of("b", "a", "JMSXDeliveryCount"), names(message));
        assertEquals(3, message.getIntProperty("JMSXDeliveryCount"));
        assertEquals("3", message.getStringProperty("JMSXDeliveryCount"));
        assertTrue(message.propertyExists("JMSXDeliveryCount"));
        assertTrue(message.getJMSRedelivered());
        assertEquals(
                Map.of("b", 1),
                new LinkedHashMap<>(
                        Collections.singletonMap("b", message.sentProperties().get("b"))));
        assertFalse(message.sentProperties().containsKey("JMSXDeliveryCount"));
    }

    @Test
    void bookkeepingIsReadableByNameAndNotListed() throws JMSException {
        LeveretMessage message = new LeveretMessage();
        message.arrived(new Delivered(), 1, false);
        assertEquals("why", message.getStringProperty("x-death"));
        assertFalse(message.propertyExists("x-death"));
        assertEquals(List.of("JMSXDeliveryCount"), names(message));
        message.clearProperties();
        assertNull(message.getStringProperty("x-death"));
    }

    @Test
    void headerAndPropertiesAreDecodedOnceAndOnlyWhenAsked() {
        Delivered delivered = new Delivered();
        LeveretMessage message = new LeveretMessage();
        message.arrived(delivered, 1, false);
        assertFalse(message.getJMSRedelivered());
        assertEquals(0, delivered.headers + delivered.decodedProperties);
        assertEquals("invoice", message.getJMSType());
        assertEquals("ID:1", message.getJMSMessageID());
        assertEquals(1, delivered.headers);
        assertEquals(0, delivered.decodedProperties);
        names(message);
        names(message);
        assertEquals(1, delivered.decodedProperties);
    }

    @Test
    void acknowledgeTellsTheSessionAndNobodyWhereThereIsNone() throws JMSException {
        LeveretMessage message = new LeveretMessage();
        message.acknowledge();
        List<AbstractMessage> told = new ArrayList<>();
        message.acknowledgedBy(told::add);
        message.acknowledge();
        assertEquals(List.of(message), told);
    }

    @Test
    void anyClassFitsWhereThereIsNoBody() throws JMSException {
        for (AbstractMessage message : List.of(
                new LeveretMessage(),
                new LeveretTextMessage(),
                new LeveretMapMessage(),
                new LeveretBytesMessage(),
                new LeveretObjectMessage())) {
            assertNull(message.getBody(Thread.class));
            assertTrue(message.isBodyAssignableTo(Thread.class));
        }
    }

    @Test
    void bodiesAreGivenAsTheirClassAndWhatItExtends() throws JMSException {
        LeveretTextMessage text = new LeveretTextMessage("a");
        assertEquals("a", text.getBody(String.class));
        assertEquals("a", text.getBody(CharSequence.class));
        assertEquals("a", text.getBody(Object.class));
        assertThrows(MessageFormatException.class, () -> text.getBody(Integer.class));
        assertFalse(text.isBodyAssignableTo(Integer.class));
        assertTrue(text.isBodyAssignableTo(Comparable.class));

        LeveretMapMessage map = new LeveretMapMessage();
        byte[] bytes = {1};
        map.setBytes("b", bytes);
        Map<?, ?> body = map.getBody(Map.class);
        assertArrayEquals(bytes, (byte[]) body.get("b"));
        assertNotSame(map.getBody(Map.class).get("b"), body.get("b"));
        assertThrows(MessageFormatException.class, () -> map.getBody(LinkedHashMap.class));
        assertTrue(map.isBodyAssignableTo(Object.class));

        LeveretObjectMessage object = new LeveretObjectMessage();
        object.setObject(12);
        assertEquals(12, object.getBody(Number.class));
        assertThrows(MessageFormatException.class, () -> object.getBody(String.class));
        assertFalse(object.isBodyAssignableTo(String.class));

        LeveretStreamMessage stream = new LeveretStreamMessage();
        assertThrows(MessageFormatException.class, () -> stream.getBody(Object.class));
        assertFalse(stream.isBodyAssignableTo(Object.class));
    }
}
