package io.leveret.jms.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import jakarta.jms.Message;
import jakarta.jms.MessageFormatException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every value read as every type: properties, map entries and stream fields follow the specification's tables, and nothing more. */
class ConversionTest {
    /** One way to read a value. */
    private interface Reader {
        Object read(AbstractMessage from) throws Exception;
    }

    private static final String NAME = "p";

    /** What each kind of value may be read as. */
    private static final Map<String, String> ALLOWED = Map.of(
            "Boolean", "boolean String Object",
            "Byte", "byte short int long String Object",
            "Short", "short int long String Object",
            "Character", "char String Object",
            "Integer", "int long String Object",
            "Long", "long String Object",
            "Float", "float double String Object",
            "Double", "double String Object",
            "String", "boolean byte short int long float double String Object",
            "byte[]", "byte[] Object");

    private static final List<Object> VALUES =
            Arrays.asList(true, (byte) 7, (short) 8, 'c', 9, 10L, 11.5f, 12.5d, "13", new byte[] {1, 2}, null);

    private static Map<String, Reader> propertyReaders() {
        return Map.of(
                "boolean", m -> m.getBooleanProperty(NAME),
                "byte", m -> m.getByteProperty(NAME),
                "short", m -> m.getShortProperty(NAME),
                "int", m -> m.getIntProperty(NAME),
                "long", m -> m.getLongProperty(NAME),
                "float", m -> m.getFloatProperty(NAME),
                "double", m -> m.getDoubleProperty(NAME),
                "String", m -> m.getStringProperty(NAME),
                "Object", m -> m.getObjectProperty(NAME));
    }

    private static Map<String, Reader> mapReaders() {
        return Map.ofEntries(
                Map.entry("boolean", m -> map(m).getBoolean(NAME)),
                Map.entry("byte", m -> map(m).getByte(NAME)),
                Map.entry("short", m -> map(m).getShort(NAME)),
                Map.entry("char", m -> map(m).getChar(NAME)),
                Map.entry("int", m -> map(m).getInt(NAME)),
                Map.entry("long", m -> map(m).getLong(NAME)),
                Map.entry("float", m -> map(m).getFloat(NAME)),
                Map.entry("double", m -> map(m).getDouble(NAME)),
                Map.entry("String", m -> map(m).getString(NAME)),
                Map.entry("byte[]", m -> map(m).getBytes(NAME)),
                Map.entry("Object", m -> map(m).getObject(NAME)));
    }

    private static Map<String, Reader> streamReaders() {
        return Map.ofEntries(
                Map.entry("boolean", m -> stream(m).readBoolean()),
                Map.entry("byte", m -> stream(m).readByte()),
                Map.entry("short", m -> stream(m).readShort()),
                Map.entry("char", m -> stream(m).readChar()),
                Map.entry("int", m -> stream(m).readInt()),
                Map.entry("long", m -> stream(m).readLong()),
                Map.entry("float", m -> stream(m).readFloat()),
                Map.entry("double", m -> stream(m).readDouble()),
                Map.entry("String", m -> stream(m).readString()),
                Map.entry("byte[]", m -> readBytes(stream(m))),
                Map.entry("Object", m -> stream(m).readObject()));
    }

    private static LeveretMapMessage map(AbstractMessage message) {
        return (LeveretMapMessage) message;
    }

    private static LeveretStreamMessage stream(AbstractMessage message) {
        return (LeveretStreamMessage) message;
    }

    private static byte[] readBytes(LeveretStreamMessage from) throws Exception {
        byte[] buffer = new byte[10];
        int count = from.readBytes(buffer);
        return count < 0 ? null : Arrays.copyOf(buffer, count);
    }

    @TestFactory
    Stream<DynamicTest> properties() {
        return VALUES.stream()
                .filter(value -> !(value instanceof Character || value instanceof byte[]))
                .flatMap(value -> propertyReaders().entrySet().stream()
                        .map(reader -> check("property", value, reader, () -> {
                            Message message = new LeveretMessage();
                            message.setObjectProperty(NAME, value);
                            return (AbstractMessage) message;
                        })));
    }

    @TestFactory
    Stream<DynamicTest> missingProperties() {
        return propertyReaders().entrySet().stream()
                .flatMap(reader -> Stream.of(
                        check("missing property", null, reader, LeveretMessage::new),
                        check("cleared property", null, reader, () -> {
                            LeveretMessage message = new LeveretMessage();
                            message.setIntProperty(NAME, 1);
                            message.clearProperties();
                            return message;
                        })));
    }

    @TestFactory
    Stream<DynamicTest> mapEntries() {
        return VALUES.stream()
                .flatMap(value -> mapReaders().entrySet().stream()
                        .flatMap(reader -> Stream.of(
                                check("map entry", value, reader, () -> {
                                    LeveretMapMessage message = new LeveretMapMessage();
                                    message.setObject(NAME, value);
                                    return message;
                                }),
                                check("received map entry", value, reader, () -> {
                                    LeveretMapMessage message = new LeveretMapMessage();
                                    message.setObject(NAME, value);
                                    return new LeveretMapMessage(message.encodeBody());
                                }))));
    }

    @TestFactory
    Stream<DynamicTest> missingMapEntries() {
        return mapReaders().entrySet().stream()
                .map(reader -> check("missing map entry", null, reader, LeveretMapMessage::new));
    }

    @TestFactory
    Stream<DynamicTest> streamFields() {
        return VALUES.stream()
                .flatMap(value -> streamReaders().entrySet().stream()
                        .map(reader -> check("stream field", value, reader, () -> {
                            LeveretStreamMessage message = new LeveretStreamMessage();
                            message.writeObject(value);
                            LeveretStreamMessage received = new LeveretStreamMessage(message.encodeBody());
                            received.reset();
                            return received;
                        })));
    }

    /** How a message with the value comes to be. */
    private interface Source {
        AbstractMessage message() throws Exception;
    }

    private static DynamicTest check(String what, Object value, Map.Entry<String, Reader> reader, Source source) {
        String type = value == null ? "null" : value.getClass().getSimpleName();
        String asked = reader.getKey();
        return dynamicTest(what + ": " + type + " as " + asked, () -> {
            AbstractMessage message = source.message();
            if (value == null) {
                checkNull(asked, message, reader.getValue());
            } else if (List.of(ALLOWED.get(type).split(" ")).contains(asked)) {
                checkValue(value, asked, reader.getValue().read(message));
            } else {
                assertThrows(
                        MessageFormatException.class, () -> reader.getValue().read(message));
                if (message instanceof LeveretStreamMessage stream) {
                    checkValue(value, "Object", stream.readObject());
                }
            }
        });
    }

    /** As {@code valueOf(null)} does; a stream's cursor stays for what failed. */
    private static void checkNull(String asked, AbstractMessage message, Reader reader) throws Exception {
        switch (asked) {
            case "boolean" -> assertEquals(false, reader.read(message));
            case "byte", "short", "int", "long" ->
                assertEquals(
                        NumberFormatException.class,
                        assertThrows(NumberFormatException.class, () -> reader.read(message))
                                .getClass());
            case "char", "float", "double" ->
                assertEquals(
                        NullPointerException.class,
                        assertThrows(NullPointerException.class, () -> reader.read(message))
                                .getClass());
            default -> assertEquals(null, reader.read(message));
        }
        if (message instanceof LeveretStreamMessage stream
                && !List.of("boolean", "String", "byte[]", "Object").contains(asked)) {
            assertEquals(null, stream.readObject());
        }
    }

    private static void checkValue(Object value, String asked, Object read) {
        if (value instanceof byte[] bytes) {
            assertArrayEquals(bytes, (byte[]) read);
            return;
        }
        Object expected = switch (asked) {
            case "Object", "boolean", "char" -> asked.equals("boolean") ? Boolean.valueOf(value.toString()) : value;
            case "byte" -> Byte.valueOf(value.toString());
            case "short" -> Short.valueOf(value.toString());
            case "int" -> Integer.valueOf(value.toString());
            case "long" -> Long.valueOf(value.toString());
            case "float" -> Float.valueOf(value.toString());
            case "double" -> Double.valueOf(value.toString());
            default -> value.toString();
        };
        assertEquals(expected, read);
    }

    /** Raw, since applications catch it. */
    @TestFactory
    Stream<DynamicTest> stringsThatAreNoNumbers() {
        List<DynamicTest> tests = new ArrayList<>();
        for (String asked : List.of("byte", "short", "int", "long", "float", "double")) {
            tests.add(dynamicTest("text as " + asked, () -> {
                LeveretMessage message = new LeveretMessage();
                message.setStringProperty(NAME, "x1");
                assertThrows(
                        NumberFormatException.class,
                        () -> propertyReaders().get(asked).read(message));
                LeveretStreamMessage stream = new LeveretStreamMessage();
                stream.writeString("x1");
                stream.reset();
                assertThrows(
                        NumberFormatException.class,
                        () -> streamReaders().get(asked).read(stream));
                assertEquals("x1", stream.readString());
            }));
        }
        tests.add(dynamicTest("text as boolean", () -> {
            LeveretMessage message = new LeveretMessage();
            message.setStringProperty(NAME, "TRUE");
            assertEquals(true, message.getBooleanProperty(NAME));
            message.setStringProperty(NAME, "yes");
            assertEquals(false, message.getBooleanProperty(NAME));
        }));
        return tests.stream();
    }
}
