package io.leveret.tck.jms;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageNotWriteableException;
import jakarta.jms.ObjectMessage;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Date;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Chapter 3.11: texts, objects, maps, and messages without a body. */
class BodyTest extends JmsTest {
    private Session session;

    BodyTest(Transport transport) {
        super(transport);
    }

    @BeforeEach
    void openSession() throws Exception {
        session = session();
    }

    // ---- text

    @Test
    @Proves(
            section = "3.11",
            value = "A text keeps every character, null is not the empty text, and a received one is read-only",
            methods = {"TextMessage.setText", "TextMessage.getText"})
    void text() throws Exception {
        for (String text : new String[] {"plain", "", null, "\u20ac \ud83d\udc07 \0 \n", "long ".repeat(50_000)}) {
            TextMessage received = roundTrip(session, session.createTextMessage(text));
            assertEquals(text, received.getText());
            assertExactly(MessageNotWriteableException.class, () -> received.setText("x"));
            received.clearBody();
            assertNull(received.getText());
            received.setText("y");
            assertEquals("y", received.getText());
        }
    }

    @Test
    @Proves(
            section = "3.11",
            value = "A text is a body of type String and what String implements, before it is sent and when received",
            methods = {"Message.getBody", "Message.isBodyAssignableTo"})
    void aTextAsABody() throws Exception {
        TextMessage text = session.createTextMessage("x");
        for (Message each : List.of(text, roundTrip(session, text))) {
            assertEquals("x", each.getBody(String.class));
            assertEquals("x", each.getBody(Object.class));
            assertEquals("x", each.getBody(CharSequence.class));
            assertEquals("x", each.getBody(Serializable.class));
            assertTrue(each.isBodyAssignableTo(String.class));
            assertFalse(each.isBodyAssignableTo(Integer.class));
            assertFalse(each.isBodyAssignableTo(Map.class));
            assertExactly(MessageFormatException.class, () -> each.getBody(Integer.class));
            assertExactly(MessageFormatException.class, () -> each.getBody(byte[].class));
        }
        Message empty = session.createTextMessage();
        assertNull(empty.getBody(String.class));
        assertTrue(empty.isBodyAssignableTo(Integer.class));
    }

    // ---- no body

    @Test
    @Proves(
            section = "3.11",
            value = "A message without a body has null as its body, of whatever class",
            methods = {"Message.getBody", "Message.isBodyAssignableTo", "Message.clearBody"})
    void noBody() throws Exception {
        Message message = session.createMessage();
        message.setStringProperty("p", "x");
        for (Message each : List.of(message, roundTrip(session, message))) {
            assertFalse(each instanceof TextMessage);
            assertNull(each.getBody(String.class));
            assertNull(each.getBody(Object.class));
            assertTrue(each.isBodyAssignableTo(String.class));
            assertEquals("x", each.getStringProperty("p"));
            each.clearBody();
        }
    }

    // ---- objects

    @Test
    @Proves(
            section = "3.11",
            value = "An object is copied when it is set, and each get gives a copy of its own",
            methods = {"ObjectMessage.setObject", "ObjectMessage.getObject"})
    void anObjectIsCopied() throws Exception {
        ArrayList<String> list = new ArrayList<>(List.of("a"));
        ObjectMessage message = session.createObjectMessage();
        assertNull(message.getObject());
        message.setObject(list);
        list.add("b");
        assertEquals(List.of("a"), message.getObject());
        assertNotSame(list, message.getObject());
        ObjectMessage received = roundTrip(session, message);
        assertEquals(List.of("a"), received.getObject());
        assertExactly(MessageNotWriteableException.class, () -> received.setObject("x"));
        received.clearBody();
        assertNull(received.getObject());
        received.setObject("x");
        assertEquals("x", received.getObject());
    }

    @Test
    @Proves(
            section = "3.11",
            value = "Values of the JDK travel as objects",
            methods = {"ObjectMessage.setObject", "ObjectMessage.getObject"})
    void valuesOfTheJdk() throws Exception {
        for (Serializable each : List.<Serializable>of(
                "s", 1, 2L, 3.5, true, 'c', new BigDecimal("1.50"), new Date(5), new ArrayList<>(List.of(1, 2)))) {
            assertEquals(
                    each, roundTrip(session, session.createObjectMessage(each)).getObject());
        }
        assertArrayEquals(new int[] {1, 2}, (int[]) roundTrip(session, session.createObjectMessage(new int[] {1, 2}))
                .getObject());
        assertNull(roundTrip(session, session.createObjectMessage()).getObject());
    }

    @Test
    @Proves(
            section = "javadoc",
            value = "What cannot be serialized is a MessageFormatException of setObject",
            methods = "ObjectMessage.setObject")
    void whatCannotBeSerialized() throws Exception {
        ObjectMessage message = session.createObjectMessage();
        Serializable bad = new ArrayList<>(List.of(new Object()));
        assertExactly(MessageFormatException.class, () -> message.setObject(bad));
        assertExactly(MessageFormatException.class, () -> session.createObjectMessage(bad));
    }

    @Test
    @Proves(
            section = "3.11",
            value = "An object is a body of its class and what that implements",
            methods = {"Message.getBody", "Message.isBodyAssignableTo"})
    void anObjectAsABody() throws Exception {
        ObjectMessage message = session.createObjectMessage(7);
        for (Message each : List.of(message, roundTrip(session, message))) {
            assertEquals(7, each.getBody(Integer.class));
            assertEquals(7, each.getBody(Number.class));
            assertEquals(7, each.getBody(Serializable.class));
            assertTrue(each.isBodyAssignableTo(Number.class));
            assertFalse(each.isBodyAssignableTo(String.class));
            assertExactly(MessageFormatException.class, () -> each.getBody(String.class));
        }
        assertNull(session.createObjectMessage().getBody(String.class));
        assertTrue(session.createObjectMessage().isBodyAssignableTo(String.class));
    }

    // ---- maps

    private interface Getter {
        Object get(MapMessage from, String name) throws JMSException;
    }

    private static final Map<String, Getter> GETTERS = new LinkedHashMap<>();

    static {
        GETTERS.put("boolean", MapMessage::getBoolean);
        GETTERS.put("byte", MapMessage::getByte);
        GETTERS.put("short", MapMessage::getShort);
        GETTERS.put("char", MapMessage::getChar);
        GETTERS.put("int", MapMessage::getInt);
        GETTERS.put("long", MapMessage::getLong);
        GETTERS.put("float", MapMessage::getFloat);
        GETTERS.put("double", MapMessage::getDouble);
        GETTERS.put("String", MapMessage::getString);
        GETTERS.put("byte[]", MapMessage::getBytes);
    }

    private static final Map<String, List<String>> READABLE = Map.of(
            "boolean", List.of("boolean", "String"),
            "byte", List.of("byte", "short", "int", "long", "String"),
            "short", List.of("short", "int", "long", "String"),
            "char", List.of("char", "String"),
            "int", List.of("int", "long", "String"),
            "long", List.of("long", "String"),
            "float", List.of("float", "double", "String"),
            "double", List.of("double", "String"),
            "byte[]", List.of("byte[]"));

    private static Map<String, Object> oneOfEach() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("boolean", true);
        values.put("byte", (byte) 1);
        values.put("short", (short) 2);
        values.put("char", '\u20ac');
        values.put("int", 3);
        values.put("long", 4L);
        values.put("float", 5.5f);
        values.put("double", 6.5);
        values.put("String", "seven");
        values.put("byte[]", new byte[] {8, 9});
        return values;
    }

    private MapMessage full() throws JMSException {
        MapMessage map = session.createMapMessage();
        map.setBoolean("boolean", true);
        map.setByte("byte", (byte) 1);
        map.setShort("short", (short) 2);
        map.setChar("char", '\u20ac');
        map.setInt("int", 3);
        map.setLong("long", 4);
        map.setFloat("float", 5.5f);
        map.setDouble("double", 6.5);
        map.setString("String", "seven");
        map.setBytes("byte[]", new byte[] {8, 9});
        return map;
    }

    private static Set<String> names(MapMessage map) throws JMSException {
        Set<String> names = new TreeSet<>();
        for (Enumeration<?> all = map.getMapNames(); all.hasMoreElements(); ) names.add((String) all.nextElement());
        return names;
    }

    @Test
    @Proves(
            section = "3.11",
            value = "A map gives its entries as they were set, each as its type, also after the journey",
            methods = {
                "MapMessage.setBoolean",
                "MapMessage.setByte",
                "MapMessage.setShort",
                "MapMessage.setChar",
                "MapMessage.setInt",
                "MapMessage.setLong",
                "MapMessage.setFloat",
                "MapMessage.setDouble",
                "MapMessage.setString",
                "MapMessage.setBytes",
                "MapMessage.getBoolean",
                "MapMessage.getByte",
                "MapMessage.getShort",
                "MapMessage.getChar",
                "MapMessage.getInt",
                "MapMessage.getLong",
                "MapMessage.getFloat",
                "MapMessage.getDouble",
                "MapMessage.getString",
                "MapMessage.getBytes",
                "MapMessage.getMapNames",
                "MapMessage.itemExists"
            })
    void aMap() throws Exception {
        MapMessage map = full();
        map.setString("null", null);
        map.setBytes("part", new byte[] {0, 1, 2, 0}, 1, 2);
        for (MapMessage each : List.of(map, roundTrip(session, map))) {
            for (var value : oneOfEach().entrySet()) {
                Object got = GETTERS.get(value.getKey()).get(each, value.getKey());
                if (value.getValue() instanceof byte[] bytes) assertArrayEquals(bytes, (byte[]) got);
                else assertEquals(value.getValue(), got);
                assertTrue(each.itemExists(value.getKey()));
            }
            assertArrayEquals(new byte[] {1, 2}, each.getBytes("part"));
            assertTrue(each.itemExists("null"));
            assertNull(each.getString("null"));
            assertFalse(each.itemExists("missing"));
            Set<String> names = new TreeSet<>(oneOfEach().keySet());
            names.addAll(List.of("null", "part"));
            assertEquals(names, names(each));
        }
    }

    @Test
    @Proves(
            section = "3.11",
            value = "A map takes objects of the types, copies bytes, and refuses other classes",
            methods = {"MapMessage.setObject", "MapMessage.getObject"})
    void aMapOfObjects() throws Exception {
        MapMessage map = session.createMapMessage();
        byte[] bytes = {8, 9};
        for (var each : oneOfEach().entrySet()) map.setObject(each.getKey(), each.getValue());
        map.setObject("byte[]", bytes);
        bytes[0] = 0;
        map.setObject("null", null);
        for (MapMessage each : List.of(map, roundTrip(session, map))) {
            for (var value : oneOfEach().entrySet()) {
                Object got = each.getObject(value.getKey());
                if (value.getValue() instanceof byte[] expected) assertArrayEquals(expected, (byte[]) got);
                else assertEquals(value.getValue(), got);
            }
            assertNull(each.getObject("null"));
            assertNull(each.getObject("missing"));
        }
        assertExactly(MessageFormatException.class, () -> map.setObject("x", new Date()));
        assertExactly(MessageFormatException.class, () -> map.setObject("x", List.of()));
    }

    @Test
    @Proves(
            section = "3.11.3",
            value = "An entry is read as the types that the table allows, and as no other",
            methods = {
                "MapMessage.getBoolean",
                "MapMessage.getByte",
                "MapMessage.getShort",
                "MapMessage.getChar",
                "MapMessage.getInt",
                "MapMessage.getLong",
                "MapMessage.getFloat",
                "MapMessage.getDouble",
                "MapMessage.getString",
                "MapMessage.getBytes"
            })
    void theTableOfConversions() throws Exception {
        MapMessage map = full();
        for (MapMessage each : List.of(map, roundTrip(session, map))) {
            for (var row : READABLE.entrySet()) {
                for (var getter : GETTERS.entrySet()) {
                    Executable read = () -> getter.getValue().get(each, row.getKey());
                    if (!row.getValue().contains(getter.getKey())) assertExactly(MessageFormatException.class, read);
                    else if (getter.getKey().equals("String"))
                        assertEquals(oneOfEach().get(row.getKey()).toString(), each.getString(row.getKey()));
                    else if (oneOfEach().get(row.getKey()) instanceof Number number)
                        assertEquals(
                                number.doubleValue(),
                                ((Number) getter.getValue().get(each, row.getKey())).doubleValue());
                }
            }
        }
    }

    @Test
    @Proves(
            section = "3.11.3",
            value = "Strings of a map are parsed; missing and null entries are read as valueOf(null) reads",
            methods = {"MapMessage.getInt", "MapMessage.getChar", "MapMessage.getString"})
    void stringsAndNothing() throws Exception {
        MapMessage map = session.createMapMessage();
        map.setString("number", "12");
        map.setString("word", "word");
        map.setString("truth", "true");
        map.setString("null", null);
        for (MapMessage each : List.of(map, roundTrip(session, map))) {
            assertEquals(12, each.getByte("number"));
            assertEquals(12, each.getShort("number"));
            assertEquals(12, each.getInt("number"));
            assertEquals(12, each.getLong("number"));
            assertEquals(12, each.getFloat("number"));
            assertEquals(12, each.getDouble("number"));
            assertTrue(each.getBoolean("truth"));
            assertFalse(each.getBoolean("word"));
            assertExactly(MessageFormatException.class, () -> each.getChar("word"));
            assertExactly(MessageFormatException.class, () -> each.getBytes("word"));
            for (String type : List.of("byte", "short", "int", "long", "float", "double")) {
                assertExactly(
                        NumberFormatException.class, () -> GETTERS.get(type).get(each, "word"));
            }
            for (String nothing : List.of("null", "missing")) {
                assertFalse(each.getBoolean(nothing));
                for (String type : List.of("byte", "short", "int", "long")) {
                    assertExactly(
                            NumberFormatException.class, () -> GETTERS.get(type).get(each, nothing));
                }
                for (String type : List.of("float", "double", "char")) {
                    assertExactly(
                            NullPointerException.class, () -> GETTERS.get(type).get(each, nothing));
                }
                assertNull(each.getString(nothing));
                assertNull(each.getBytes(nothing));
            }
        }
    }

    private static List<Executable> sets(MapMessage map, String name) {
        return List.of(
                () -> map.setBoolean(name, true),
                () -> map.setByte(name, (byte) 1),
                () -> map.setShort(name, (short) 1),
                () -> map.setChar(name, 'c'),
                () -> map.setInt(name, 1),
                () -> map.setLong(name, 1),
                () -> map.setFloat(name, 1),
                () -> map.setDouble(name, 1),
                () -> map.setString(name, "x"),
                () -> map.setBytes(name, new byte[1]),
                () -> map.setBytes(name, new byte[1], 0, 1),
                () -> map.setObject(name, 1));
    }

    @Test
    @Proves(
            section = "javadoc",
            value = "An entry's name is neither null nor empty",
            methods = {
                "MapMessage.setBoolean",
                "MapMessage.setByte",
                "MapMessage.setShort",
                "MapMessage.setChar",
                "MapMessage.setInt",
                "MapMessage.setLong",
                "MapMessage.setFloat",
                "MapMessage.setDouble",
                "MapMessage.setString",
                "MapMessage.setBytes",
                "MapMessage.setObject"
            })
    void anEmptyNameIsRefused() throws Exception {
        MapMessage map = session.createMapMessage();
        for (Executable each : sets(map, null)) assertExactly(IllegalArgumentException.class, each);
        for (Executable each : sets(map, "")) assertExactly(IllegalArgumentException.class, each);
    }

    @Test
    @Proves(
            section = "3.11.2",
            value = "A received map is read-only until its body is cleared",
            methods = {"MapMessage.setObject", "Message.clearBody"})
    void aReceivedMapIsReadOnly() throws Exception {
        MapMessage received = roundTrip(session, full());
        for (Executable each : sets(received, "int")) assertExactly(MessageNotWriteableException.class, each);
        assertEquals(3, received.getInt("int"));
        received.clearBody();
        assertEquals(Set.of(), names(received));
        received.setInt("int", 5);
        assertEquals(5, received.getInt("int"));
    }

    @Test
    @Proves(
            section = "3.11",
            value = "A map is a body of type Map",
            methods = {"Message.getBody", "Message.isBodyAssignableTo"})
    void aMapAsABody() throws Exception {
        MapMessage map = session.createMapMessage();
        map.setInt("n", 1);
        map.setString("s", "x");
        for (Message each : List.of(map, roundTrip(session, map))) {
            assertEquals(Map.of("n", 1, "s", "x"), each.getBody(Map.class));
            assertEquals(Map.of("n", 1, "s", "x"), each.getBody(Object.class));
            assertTrue(each.isBodyAssignableTo(Map.class));
            assertFalse(each.isBodyAssignableTo(String.class));
            assertThrows(MessageFormatException.class, () -> each.getBody(String.class));
        }
    }
}
