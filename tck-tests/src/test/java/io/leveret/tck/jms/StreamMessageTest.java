package io.leveret.tck.jms;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.JMSException;
import jakarta.jms.MessageEOFException;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageNotReadableException;
import jakarta.jms.MessageNotWriteableException;
import jakarta.jms.Session;
import jakarta.jms.StreamMessage;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Chapter 3.11: streams of values. */
class StreamMessageTest extends JmsTest {
    private Session session;
    private StreamMessage message;

    StreamMessageTest(Transport transport) {
        super(transport);
    }

    @BeforeEach
    void openSession() throws Exception {
        session = session();
        message = session.createStreamMessage();
    }

    private interface Reader {
        Object read(StreamMessage from) throws JMSException;
    }

    private static final Map<String, Reader> READERS = new LinkedHashMap<>();

    static {
        READERS.put("boolean", StreamMessage::readBoolean);
        READERS.put("byte", StreamMessage::readByte);
        READERS.put("short", StreamMessage::readShort);
        READERS.put("char", StreamMessage::readChar);
        READERS.put("int", StreamMessage::readInt);
        READERS.put("long", StreamMessage::readLong);
        READERS.put("float", StreamMessage::readFloat);
        READERS.put("double", StreamMessage::readDouble);
        READERS.put("String", StreamMessage::readString);
        READERS.put("byte[]", m -> m.readBytes(new byte[8]));
    }

    private static List<Executable> writes(StreamMessage m) {
        return List.of(
                () -> m.writeBoolean(true),
                () -> m.writeByte((byte) 1),
                () -> m.writeShort((short) 1),
                () -> m.writeChar('c'),
                () -> m.writeInt(1),
                () -> m.writeLong(1),
                () -> m.writeFloat(1),
                () -> m.writeDouble(1),
                () -> m.writeString("x"),
                () -> m.writeBytes(new byte[1]),
                () -> m.writeBytes(new byte[1], 0, 1),
                () -> m.writeObject(1));
    }

    @Test
    @Proves(
            section = "3.11",
            value = "What is written is read in the same order, each as its type, after reset and after the journey",
            methods = {
                "StreamMessage.writeBoolean",
                "StreamMessage.writeByte",
                "StreamMessage.writeShort",
                "StreamMessage.writeChar",
                "StreamMessage.writeInt",
                "StreamMessage.writeLong",
                "StreamMessage.writeFloat",
                "StreamMessage.writeDouble",
                "StreamMessage.writeString",
                "StreamMessage.writeBytes",
                "StreamMessage.readBoolean",
                "StreamMessage.readByte",
                "StreamMessage.readShort",
                "StreamMessage.readChar",
                "StreamMessage.readInt",
                "StreamMessage.readLong",
                "StreamMessage.readFloat",
                "StreamMessage.readDouble",
                "StreamMessage.readString",
                "StreamMessage.readBytes",
                "StreamMessage.reset"
            })
    void readAsWritten() throws Exception {
        message.writeBoolean(true);
        message.writeByte((byte) 1);
        message.writeShort((short) 2);
        message.writeChar('\u20ac');
        message.writeInt(3);
        message.writeLong(4);
        message.writeFloat(5.5f);
        message.writeDouble(6.5);
        message.writeString("\u20ac");
        message.writeString(null);
        message.writeBytes(new byte[] {7, 8});
        message.writeBytes(new byte[] {0, 9, 0}, 1, 1);
        StreamMessage received = roundTrip(session, message);
        message.reset();
        for (StreamMessage each : List.of(message, received)) {
            assertTrue(each.readBoolean());
            assertEquals(1, each.readByte());
            assertEquals(2, each.readShort());
            assertEquals('\u20ac', each.readChar());
            assertEquals(3, each.readInt());
            assertEquals(4, each.readLong());
            assertEquals(5.5f, each.readFloat());
            assertEquals(6.5, each.readDouble());
            assertEquals("\u20ac", each.readString());
            assertNull(each.readString());
            byte[] bytes = new byte[2];
            assertEquals(2, each.readBytes(bytes));
            assertArrayEquals(new byte[] {7, 8}, bytes);
            assertEquals(-1, each.readBytes(bytes));
            assertEquals(1, each.readBytes(bytes));
            assertEquals(9, bytes[0]);
            assertEquals(-1, each.readBytes(bytes));
        }
    }

    @Test
    @Proves(
            section = "3.11.3",
            value = "readObject gives each value as its own type",
            methods = {"StreamMessage.writeObject", "StreamMessage.readObject"})
    void objects() throws Exception {
        List<Object> values = List.of(true, (byte) 1, (short) 2, 'c', 3, 4L, 5f, 6d, "s");
        for (Object each : values) message.writeObject(each);
        byte[] bytes = {7};
        message.writeObject(bytes);
        bytes[0] = 8;
        message.writeObject(null);
        StreamMessage received = roundTrip(session, message);
        message.reset();
        for (StreamMessage m : List.of(message, received)) {
            for (Object each : values) assertEquals(each, m.readObject());
            assertArrayEquals(new byte[] {7}, (byte[]) m.readObject());
            assertNull(m.readObject());
        }
        StreamMessage other = session.createStreamMessage();
        assertExactly(MessageFormatException.class, () -> other.writeObject(new Date()));
        assertExactly(MessageFormatException.class, () -> other.writeObject(new int[1]));
    }

    /** What may be read as what; the rows are what was written. */
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

    private static final Map<String, Object> ONE_OF_EACH = Map.of(
            "boolean",
            true,
            "byte",
            (byte) 1,
            "short",
            (short) 2,
            "char",
            'c',
            "int",
            3,
            "long",
            4L,
            "float",
            5.5f,
            "double",
            6.5,
            "byte[]",
            new byte[] {1});

    @Test
    @Proves(
            section = "3.11.3",
            value = "A value is read as the types that the table allows; a read that fails does not move on",
            methods = {
                "StreamMessage.readBoolean",
                "StreamMessage.readByte",
                "StreamMessage.readShort",
                "StreamMessage.readChar",
                "StreamMessage.readInt",
                "StreamMessage.readLong",
                "StreamMessage.readFloat",
                "StreamMessage.readDouble",
                "StreamMessage.readString",
                "StreamMessage.readBytes"
            })
    void theTableOfConversions() throws Exception {
        for (var row : READABLE.entrySet()) {
            StreamMessage one = session.createStreamMessage();
            Object value = ONE_OF_EACH.get(row.getKey());
            one.writeObject(value);
            one.reset();
            for (var reader : READERS.entrySet()) {
                if (!row.getValue().contains(reader.getKey())) {
                    assertExactly(
                            MessageFormatException.class,
                            () -> reader.getValue().read(one));
                }
            }
            for (String readable : row.getValue()) {
                Object read = READERS.get(readable).read(one);
                if (readable.equals("String")) assertEquals(value.toString(), read);
                else if (value instanceof Number number)
                    assertEquals(number.doubleValue(), ((Number) read).doubleValue());
                else if (readable.equals("byte[]")) assertEquals(1, read);
                else assertEquals(value, read);
                one.reset();
            }
        }
    }

    @Test
    @Proves(
            section = "3.11.3",
            value = "A string is parsed; what does not parse is the JDK's exception, and stays to be read",
            methods = {"StreamMessage.readInt", "StreamMessage.readString"})
    void stringsAreParsed() throws Exception {
        message.writeString("12");
        message.writeString("word");
        message.writeString("true");
        message.reset();
        assertEquals(12, message.readByte());
        for (String type : List.of("byte", "short", "int", "long", "float", "double")) {
            assertExactly(NumberFormatException.class, () -> READERS.get(type).read(message));
        }
        assertExactly(MessageFormatException.class, message::readChar);
        assertExactly(MessageFormatException.class, () -> message.readBytes(new byte[1]));
        assertEquals("word", message.readString());
        assertTrue(message.readBoolean());
    }

    @Test
    @Proves(
            section = "3.11.3",
            value =
                    "A null is read as valueOf(null) reads, and as char it is a NullPointerException; it stays to be read",
            methods = {"StreamMessage.readChar", "StreamMessage.readObject"})
    void nullIsRead() throws Exception {
        message.writeObject(null);
        message.writeObject(null);
        message.reset();
        for (String type : List.of("byte", "short", "int", "long")) {
            assertExactly(NumberFormatException.class, () -> READERS.get(type).read(message));
        }
        for (String type : List.of("float", "double", "char")) {
            assertExactly(NullPointerException.class, () -> READERS.get(type).read(message));
        }
        assertEquals(false, message.readBoolean());
        assertNull(message.readString());
    }

    @Test
    @Proves(
            section = "javadoc",
            value = "Reading past the end is a MessageEOFException, whatever is read",
            methods = "StreamMessage.readObject")
    void theEnd() throws Exception {
        message.reset();
        for (Reader each : READERS.values()) assertExactly(MessageEOFException.class, () -> each.read(message));
        assertExactly(MessageEOFException.class, message::readObject);
    }

    @Test
    @Proves(
            section = "javadoc",
            value = "A field of bytes is read in pieces, -1 ends it, and nothing else may be read meanwhile",
            methods = "StreamMessage.readBytes")
    void bytesInPieces() throws Exception {
        message.writeBytes(new byte[] {1, 2, 3});
        message.writeBytes(new byte[0]);
        message.writeBytes(new byte[] {4, 5});
        message.writeInt(6);
        message.reset();
        byte[] piece = new byte[2];
        assertEquals(2, message.readBytes(piece));
        assertExactly(MessageFormatException.class, message::readInt);
        assertEquals(1, message.readBytes(piece));
        assertEquals(3, piece[0]);
        assertEquals(-1, message.readBytes(piece));
        assertEquals(0, message.readBytes(piece));
        assertEquals(-1, message.readBytes(piece));
        assertEquals(2, message.readBytes(piece));
        assertEquals(-1, message.readBytes(piece));
        assertEquals(6, message.readInt());
    }

    @Test
    @Proves(
            section = "3.11.2",
            value = "A new message is write-only, also after clearBody; after reset and when received it is read-only",
            methods = {"StreamMessage.reset", "StreamMessage.writeObject", "Message.clearBody"})
    void readOnlyAndWriteOnly() throws Exception {
        for (Reader each : READERS.values()) {
            assertExactly(MessageNotReadableException.class, () -> each.read(message));
        }
        assertExactly(MessageNotReadableException.class, message::readObject);
        message.writeInt(1);
        StreamMessage received = roundTrip(session, message);
        message.reset();
        for (StreamMessage m : List.of(message, received)) {
            for (Executable each : writes(m)) assertExactly(MessageNotWriteableException.class, each);
            assertEquals(1, m.readInt());
            m.clearBody();
            assertExactly(MessageNotReadableException.class, m::readInt);
            m.writeInt(2);
            m.reset();
            assertEquals(2, m.readInt());
            assertExactly(MessageEOFException.class, m::readInt);
        }
    }

    @Test
    @Proves(
            section = "3.11",
            value = "A stream has no body as a whole",
            methods = {"Message.getBody", "Message.isBodyAssignableTo"})
    void noBodyAsAWhole() throws Exception {
        message.writeInt(1);
        assertEquals(false, message.isBodyAssignableTo(Object.class));
        assertExactly(MessageFormatException.class, () -> message.getBody(Object.class));
        StreamMessage received = roundTrip(session, message);
        assertExactly(MessageFormatException.class, () -> received.getBody(Object.class));
        assertEquals(1, received.readInt());
    }
}
