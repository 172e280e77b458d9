package io.leveret.tck.jms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.Message;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageNotWriteableException;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.util.Collections;
import java.util.Date;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Chapter 3.5: properties. */
class MessagePropertyTest extends JmsTest {
    private Session session;
    private Message message;

    MessagePropertyTest(Transport transport) {
        super(transport);
    }

    @BeforeEach
    void openSession() throws Exception {
        session = session();
        message = session.createMessage();
    }

    private interface Getter {
        Object get(Message from, String name) throws Exception;
    }

    /** By the name of what they give. */
    private static final Map<String, Getter> GETTERS = new LinkedHashMap<>();

    static {
        GETTERS.put("boolean", Message::getBooleanProperty);
        GETTERS.put("byte", Message::getByteProperty);
        GETTERS.put("short", Message::getShortProperty);
        GETTERS.put("int", Message::getIntProperty);
        GETTERS.put("long", Message::getLongProperty);
        GETTERS.put("float", Message::getFloatProperty);
        GETTERS.put("double", Message::getDoubleProperty);
        GETTERS.put("String", Message::getStringProperty);
    }

    private static Set<String> names(Message message) throws Exception {
        Set<String> names = new TreeSet<>();
        for (Enumeration<?> all = message.getPropertyNames(); all.hasMoreElements(); ) {
            names.add((String) all.nextElement());
        }
        return names;
    }

    private static void setOneOfEach(Message message) throws Exception {
        message.setBooleanProperty("boolean", true);
        message.setByteProperty("byte", (byte) 1);
        message.setShortProperty("short", (short) 2);
        message.setIntProperty("int", 3);
        message.setLongProperty("long", 4);
        message.setFloatProperty("float", 5.5f);
        message.setDoubleProperty("double", 6.5);
        message.setStringProperty("String", "seven");
    }

    private static final Map<String, Object> ONE_OF_EACH = Map.of(
            "boolean", true, "byte", (byte) 1, "short", (short) 2, "int", 3, "long", 4L, "float", 5.5f, "double", 6.5,
            "String", "seven");

    @Test
    @Proves(
            section = "3.5.2",
            value = "Values of the eight types come back as they were set, also after the journey",
            methods = {
                "Message.setBooleanProperty",
                "Message.setByteProperty",
                "Message.setShortProperty",
                "Message.setIntProperty",
                "Message.setLongProperty",
                "Message.setFloatProperty",
                "Message.setDoubleProperty",
                "Message.setStringProperty",
                "Message.getBooleanProperty",
                "Message.getByteProperty",
                "Message.getShortProperty",
                "Message.getIntProperty",
                "Message.getLongProperty",
                "Message.getFloatProperty",
                "Message.getDoubleProperty",
                "Message.getStringProperty"
            })
    void valuesKeepTheirTypes() throws Exception {
        setOneOfEach(message);
        for (Message each : List.of(message, roundTrip(session, message))) {
            for (var getter : GETTERS.entrySet()) {
                Object value = ONE_OF_EACH.get(getter.getKey());
                assertEquals(value, getter.getValue().get(each, getter.getKey()));
                assertEquals(value, each.getObjectProperty(getter.getKey()));
            }
        }
    }

    @Test
    @Proves(
            section = "3.5.5",
            value = "setObjectProperty takes the objects of the eight types, and nothing else",
            methods = {"Message.setObjectProperty", "Message.getObjectProperty"})
    void objectsOfTheEightTypes() throws Exception {
        for (var each : ONE_OF_EACH.entrySet()) {
            message.setObjectProperty(each.getKey(), each.getValue());
            assertEquals(each.getValue(), message.getObjectProperty(each.getKey()));
        }
        message.setObjectProperty("none", null);
        assertNull(message.getObjectProperty("none"));
        for (Object bad : List.of(new Date(), 'c', new byte[1], List.of(), new HashMap<String, Object>())) {
            assertExactly(MessageFormatException.class, () -> message.setObjectProperty("x", bad));
        }
    }

    /** What may be read as what; the rows are what was set. */
    private static final Map<String, List<String>> READABLE = Map.of(
            "boolean", List.of("boolean", "String"),
            "byte", List.of("byte", "short", "int", "long", "String"),
            "short", List.of("short", "int", "long", "String"),
            "int", List.of("int", "long", "String"),
            "long", List.of("long", "String"),
            "float", List.of("float", "double", "String"),
            "double", List.of("double", "String"));

    @Test
    @Proves(
            section = "3.5.4",
            value = "A property is read as the types that the table allows, and as no other",
            methods = {
                "Message.getBooleanProperty",
                "Message.getByteProperty",
                "Message.getShortProperty",
                "Message.getIntProperty",
                "Message.getLongProperty",
                "Message.getFloatProperty",
                "Message.getDoubleProperty",
                "Message.getStringProperty"
            })
    void theTableOfConversions() throws Exception {
        setOneOfEach(message);
        for (Message each : List.of(message, roundTrip(session, message))) {
            for (var row : READABLE.entrySet()) {
                Object value = ONE_OF_EACH.get(row.getKey());
                for (var getter : GETTERS.entrySet()) {
                    Executable read = () -> getter.getValue().get(each, row.getKey());
                    if (!row.getValue().contains(getter.getKey())) assertExactly(MessageFormatException.class, read);
                    else if (getter.getKey().equals("String"))
                        assertEquals(value.toString(), each.getStringProperty(row.getKey()));
                    else if (value instanceof Number number)
                        assertEquals(
                                number.doubleValue(),
                                ((Number) getter.getValue().get(each, row.getKey())).doubleValue());
                    else assertEquals(value, getter.getValue().get(each, row.getKey()));
                }
            }
        }
    }

    @Test
    @Proves(
            section = "3.5.4",
            value =
                    "A string is read as what it spells; what it does not spell is the JDK's NumberFormatException itself",
            methods = {
                "Message.getBooleanProperty",
                "Message.getByteProperty",
                "Message.getShortProperty",
                "Message.getIntProperty",
                "Message.getLongProperty",
                "Message.getFloatProperty",
                "Message.getDoubleProperty"
            })
    void stringsAreParsed() throws Exception {
        message.setStringProperty("number", "12");
        message.setStringProperty("fraction", "1.5");
        message.setStringProperty("truth", "TRUE");
        message.setStringProperty("word", "word");
        for (Message each : List.of(message, roundTrip(session, message))) {
            assertEquals((byte) 12, each.getByteProperty("number"));
            assertEquals((short) 12, each.getShortProperty("number"));
            assertEquals(12, each.getIntProperty("number"));
            assertEquals(12, each.getLongProperty("number"));
            assertEquals(1.5f, each.getFloatProperty("fraction"));
            assertEquals(1.5, each.getDoubleProperty("fraction"));
            assertTrue(each.getBooleanProperty("truth"));
            assertFalse(each.getBooleanProperty("word"));
            for (String type : List.of("byte", "short", "int", "long", "float", "double")) {
                assertExactly(
                        NumberFormatException.class, () -> GETTERS.get(type).get(each, "word"));
            }
            assertExactly(NumberFormatException.class, () -> each.getIntProperty("fraction"));
        }
    }

    private static void assertNothingIsThere(Message message, String name) throws Exception {
        assertFalse(message.getBooleanProperty(name));
        for (String type : List.of("byte", "short", "int", "long")) {
            assertExactly(NumberFormatException.class, () -> GETTERS.get(type).get(message, name));
        }
        for (String type : List.of("float", "double")) {
            assertExactly(NullPointerException.class, () -> GETTERS.get(type).get(message, name));
        }
        assertNull(message.getStringProperty(name));
        assertNull(message.getObjectProperty(name));
    }

    @Test
    @Proves(
            section = "3.5.8",
            value = "A property that is not there is read as valueOf(null) reads, also after clearProperties",
            methods = {"Message.getObjectProperty", "Message.propertyExists"})
    void whatIsNotThere() throws Exception {
        assertNothingIsThere(message, "missing");
        assertFalse(message.propertyExists("missing"));
        setOneOfEach(message);
        message.clearProperties();
        for (String each : ONE_OF_EACH.keySet()) assertNothingIsThere(message, each);
        message.setStringProperty("null", null);
        assertNothingIsThere(message, "null");
        assertNothingIsThere(roundTrip(session, message), "missing");
    }

    @Test
    @Proves(
            section = "3.5.6",
            value = "The names are those that were set, in any order",
            methods = {"Message.getPropertyNames", "Message.propertyExists"})
    void namesAreIterated() throws Exception {
        assertEquals(Set.of(), names(message));
        setOneOfEach(message);
        assertEquals(ONE_OF_EACH.keySet(), names(message));
        for (String each : ONE_OF_EACH.keySet()) assertTrue(message.propertyExists(each));
        message.setJMSCorrelationID("c");
        message.setJMSType("t");
        assertEquals(ONE_OF_EACH.keySet(), names(message));
    }

    @Test
    @Proves(
            section = "3.5.6",
            value =
                    "A received message's names are what the sender set and JMSXDeliveryCount, whatever else it carries",
            methods = "Message.getPropertyNames")
    void aReceivedMessageShowsNothingElse() throws Exception {
        message.setStringProperty("mine", "x");
        message.setJMSType("t");
        message.setJMSCorrelationID("c");
        message.setJMSReplyTo(queue(session));
        assertEquals(Set.of("JMSXDeliveryCount", "mine"), names(roundTrip(session, message)));
        var queue = queue(session);
        var producer = session.createProducer(queue);
        producer.setDeliveryDelay(1);
        producer.setTimeToLive(60_000);
        producer.setPriority(7);
        producer.send(message);
        assertEquals(
                Set.of("JMSXDeliveryCount", "mine"),
                names(session.createConsumer(queue).receive(SOON)));
    }

    @Test
    @Proves(
            section = "3.5.7",
            value = "clearProperties leaves header and body alone, and clearBody the properties",
            methods = {"Message.clearProperties", "Message.clearBody"})
    void clearing() throws Exception {
        TextMessage text = session.createTextMessage("body");
        text.setStringProperty("p", "x");
        text.setJMSCorrelationID("c");
        text.clearProperties();
        assertEquals(List.of(), Collections.list((Enumeration<?>) text.getPropertyNames()));
        assertEquals("body", text.getText());
        assertEquals("c", text.getJMSCorrelationID());
        text.setStringProperty("p", "x");
        text.clearBody();
        assertNull(text.getText());
        assertEquals("x", text.getStringProperty("p"));
        assertEquals("c", text.getJMSCorrelationID());
    }

    @Test
    @Proves(
            section = "3.5.1",
            value = "An empty name or none is an IllegalArgumentException",
            methods = {
                "Message.setBooleanProperty",
                "Message.setByteProperty",
                "Message.setShortProperty",
                "Message.setIntProperty",
                "Message.setLongProperty",
                "Message.setFloatProperty",
                "Message.setDoubleProperty",
                "Message.setStringProperty",
                "Message.setObjectProperty"
            })
    void anEmptyNameIsRefused() {
        for (String name : new String[] {null, ""}) {
            for (Executable each : List.<Executable>of(
                    () -> message.setBooleanProperty(name, true),
                    () -> message.setByteProperty(name, (byte) 1),
                    () -> message.setShortProperty(name, (short) 1),
                    () -> message.setIntProperty(name, 1),
                    () -> message.setLongProperty(name, 1),
                    () -> message.setFloatProperty(name, 1),
                    () -> message.setDoubleProperty(name, 1),
                    () -> message.setStringProperty(name, "x"),
                    () -> message.setObjectProperty(name, "x"))) {
                assertExactly(IllegalArgumentException.class, each);
            }
        }
    }

    @Test
    @Proves(
            section = "3.5.3",
            value =
                    "A received message's properties are read-only until clearProperties, which leaves the body read-only",
            methods = {"Message.clearProperties", "Message.setObjectProperty"})
    void aReceivedMessagesPropertiesAreReadOnly() throws Exception {
        TextMessage sent = session.createTextMessage("x");
        sent.setIntProperty("n", 1);
        TextMessage received = roundTrip(session, sent);
        for (Executable each : List.<Executable>of(
                () -> received.setBooleanProperty("n", true),
                () -> received.setByteProperty("n", (byte) 1),
                () -> received.setShortProperty("n", (short) 1),
                () -> received.setIntProperty("n", 1),
                () -> received.setLongProperty("n", 1),
                () -> received.setFloatProperty("n", 1),
                () -> received.setDoubleProperty("n", 1),
                () -> received.setStringProperty("n", "x"),
                () -> received.setObjectProperty("n", "x"),
                () -> received.setText("y"))) {
            assertExactly(MessageNotWriteableException.class, each);
        }
        received.clearProperties();
        assertFalse(received.propertyExists("n"));
        received.setIntProperty("n", 2);
        assertEquals(2, received.getIntProperty("n"));
        assertExactly(MessageNotWriteableException.class, () -> received.setText("y"));
        assertEquals("x", received.getText());
        // and the other way round
        TextMessage other = roundTrip(session, sent);
        other.clearBody();
        other.setText("y");
        assertEquals("y", other.getText());
        assertExactly(MessageNotWriteableException.class, () -> other.setIntProperty("n", 2));
        assertEquals(1, other.getIntProperty("n"));
    }

    @Test
    @Proves(
            section = "3.5.9",
            value = "JMSXGroupID and JMSXGroupSeq are the application's and reach the receiver",
            methods = {"Message.setStringProperty", "Message.setIntProperty"})
    void groupsAreTheApplications() throws Exception {
        message.setStringProperty("JMSXGroupID", "g");
        message.setIntProperty("JMSXGroupSeq", 3);
        Message received = roundTrip(session, message);
        assertEquals("g", received.getStringProperty("JMSXGroupID"));
        assertEquals(3, received.getIntProperty("JMSXGroupSeq"));
    }

    @Test
    @Proves(
            section = "3.5.11",
            value = "JMSXDeliveryCount is 1 at first and one more with each delivery",
            methods = "Message.getIntProperty")
    void deliveriesAreCounted() throws Exception {
        Session manual = session(Session.CLIENT_ACKNOWLEDGE);
        var queue = queue(manual);
        send(manual, queue, "x");
        var consumer = manual.createConsumer(queue);
        for (int count = 1; count <= 4; count++) {
            Message delivered = consumer.receive(SOON);
            assertEquals(count, delivered.getIntProperty("JMSXDeliveryCount"));
            assertEquals(count > 1, delivered.getJMSRedelivered());
            manual.recover();
        }
    }

    @Test
    @Proves(
            section = "3.6",
            value = "acknowledge does nothing on a message that was not received",
            methods = "Message.acknowledge")
    void acknowledgeOfANewMessageDoesNothing() throws Exception {
        message.acknowledge();
    }
}
