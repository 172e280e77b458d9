package io.leveret.tck.jms;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.BytesMessage;
import jakarta.jms.MessageEOFException;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageNotReadableException;
import jakarta.jms.MessageNotWriteableException;
import jakarta.jms.Session;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Chapter 3.11: bytes. */
class BytesMessageTest extends JmsTest {
    private Session session;
    private BytesMessage message;

    BytesMessageTest(Transport transport) {
        super(transport);
    }

    @BeforeEach
    void openSession() throws Exception {
        session = session();
        message = session.createBytesMessage();
    }

    @Test
    @Proves(
            section = "3.11",
            value = "What is written is read in the same order, after reset and after the journey",
            methods = {
                "BytesMessage.writeBoolean",
                "BytesMessage.writeByte",
                "BytesMessage.writeShort",
                "BytesMessage.writeChar",
                "BytesMessage.writeInt",
                "BytesMessage.writeLong",
                "BytesMessage.writeFloat",
                "BytesMessage.writeDouble",
                "BytesMessage.writeUTF",
                "BytesMessage.writeBytes",
                "BytesMessage.readBoolean",
                "BytesMessage.readByte",
                "BytesMessage.readUnsignedByte",
                "BytesMessage.readShort",
                "BytesMessage.readUnsignedShort",
                "BytesMessage.readChar",
                "BytesMessage.readInt",
                "BytesMessage.readLong",
                "BytesMessage.readFloat",
                "BytesMessage.readDouble",
                "BytesMessage.readUTF",
                "BytesMessage.readBytes",
                "BytesMessage.reset"
            })
    void readAsWritten() throws Exception {
        message.writeBoolean(true);
        message.writeByte((byte) -2);
        message.writeByte((byte) -2);
        message.writeShort((short) -3);
        message.writeShort((short) -3);
        message.writeChar('\u20ac');
        message.writeInt(Integer.MIN_VALUE);
        message.writeLong(Long.MAX_VALUE);
        message.writeFloat(1.5f);
        message.writeDouble(-2.5);
        message.writeUTF("\u20ac utf \0");
        message.writeBytes(new byte[] {1, 2, 3});
        message.writeBytes(new byte[] {0, 4, 5, 6}, 1, 2);
        BytesMessage received = roundTrip(session, message);
        message.reset();
        for (BytesMessage each : List.of(message, received)) {
            assertTrue(each.readBoolean());
            assertEquals(-2, each.readByte());
            assertEquals(254, each.readUnsignedByte());
            assertEquals(-3, each.readShort());
            assertEquals(65533, each.readUnsignedShort());
            assertEquals('\u20ac', each.readChar());
            assertEquals(Integer.MIN_VALUE, each.readInt());
            assertEquals(Long.MAX_VALUE, each.readLong());
            assertEquals(1.5f, each.readFloat());
            assertEquals(-2.5, each.readDouble());
            assertEquals("\u20ac utf \0", each.readUTF());
            byte[] bytes = new byte[5];
            assertEquals(5, each.readBytes(bytes));
            assertArrayEquals(new byte[] {1, 2, 3, 4, 5}, bytes);
        }
    }

    @Test
    @Proves(
            section = "javadoc",
            value = "writeObject takes the objects of the types, null is a NullPointerException, others have no format",
            methods = "BytesMessage.writeObject")
    void objects() throws Exception {
        for (Object each : List.of(true, (byte) 1, (short) 2, 'c', 3, 4L, 5f, 6d, "s", new byte[] {7})) {
            message.writeObject(each);
        }
        message.reset();
        assertTrue(message.readBoolean());
        assertEquals(1, message.readByte());
        assertEquals(2, message.readShort());
        assertEquals('c', message.readChar());
        assertEquals(3, message.readInt());
        assertEquals(4, message.readLong());
        assertEquals(5, message.readFloat());
        assertEquals(6, message.readDouble());
        assertEquals("s", message.readUTF());
        assertEquals(7, message.readByte());
        BytesMessage other = session.createBytesMessage();
        assertExactly(NullPointerException.class, () -> other.writeObject(null));
        assertExactly(MessageFormatException.class, () -> other.writeObject(new Date()));
        assertExactly(MessageFormatException.class, () -> other.writeObject(new int[1]));
    }

    private static List<Executable> reads(BytesMessage m) {
        return List.of(
                m::readBoolean,
                m::readByte,
                m::readUnsignedByte,
                m::readShort,
                m::readUnsignedShort,
                m::readChar,
                m::readInt,
                m::readLong,
                m::readFloat,
                m::readDouble,
                m::readUTF);
    }

    private static List<Executable> writes(BytesMessage m) {
        return List.of(
                () -> m.writeBoolean(true),
                () -> m.writeByte((byte) 1),
                () -> m.writeShort((short) 1),
                () -> m.writeChar('c'),
                () -> m.writeInt(1),
                () -> m.writeLong(1),
                () -> m.writeFloat(1),
                () -> m.writeDouble(1),
                () -> m.writeUTF("x"),
                () -> m.writeBytes(new byte[1]),
                () -> m.writeBytes(new byte[1], 0, 1),
                () -> m.writeObject(1));
    }

    @Test
    @Proves(
            section = "javadoc",
            value = "Reading past the end is a MessageEOFException",
            methods = {
                "BytesMessage.readBoolean",
                "BytesMessage.readUnsignedByte",
                "BytesMessage.readUnsignedShort",
                "BytesMessage.readUTF"
            })
    void theEnd() throws Exception {
        message.reset();
        for (Executable each : reads(message)) assertExactly(MessageEOFException.class, each);
        BytesMessage three = session.createBytesMessage();
        three.writeBytes(new byte[] {0, 9, 1});
        three.reset();
        assertExactly(MessageEOFException.class, three::readInt);
        assertExactly(MessageEOFException.class, three::readUTF);
    }

    @Test
    @Proves(
            section = "3.11.2",
            value = "A new message, and one whose body was cleared, is write-only",
            methods = {"BytesMessage.reset", "BytesMessage.getBodyLength", "Message.clearBody"})
    void aNewOneIsWriteOnly() throws Exception {
        BytesMessage received = roundTrip(session, message);
        received.clearBody();
        for (BytesMessage m : List.of(message, received)) {
            for (Executable each : reads(m)) assertExactly(MessageNotReadableException.class, each);
            assertExactly(MessageNotReadableException.class, () -> m.readBytes(new byte[1]));
            assertExactly(MessageNotReadableException.class, () -> m.readBytes(new byte[1], 1));
            assertExactly(MessageNotReadableException.class, m::getBodyLength);
            for (Executable each : writes(m)) assertDoes(each);
        }
    }

    private static void assertDoes(Executable what) {
        try {
            what.execute();
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @Proves(
            section = "3.11.2",
            value = "After reset, and when received, the body is read-only",
            methods = {
                "BytesMessage.writeBoolean",
                "BytesMessage.writeByte",
                "BytesMessage.writeShort",
                "BytesMessage.writeChar",
                "BytesMessage.writeInt",
                "BytesMessage.writeLong",
                "BytesMessage.writeFloat",
                "BytesMessage.writeDouble",
                "BytesMessage.writeUTF",
                "BytesMessage.writeBytes",
                "BytesMessage.writeObject"
            })
    void aReceivedOneIsReadOnly() throws Exception {
        message.writeInt(1);
        BytesMessage received = roundTrip(session, message);
        message.reset();
        for (BytesMessage m : List.of(message, received)) {
            for (Executable each : writes(m)) assertExactly(MessageNotWriteableException.class, each);
            assertEquals(4, m.getBodyLength());
            assertEquals(1, m.readInt());
            m.reset();
            assertEquals(1, m.readInt());
        }
    }

    @Test
    @Proves(
            section = "javadoc",
            value = "readBytes gives what is left, then -1, and takes no length beyond its array",
            methods = "BytesMessage.readBytes")
    void readingInPieces() throws Exception {
        message.writeBytes(new byte[] {1, 2, 3, 4, 5});
        message.reset();
        byte[] piece = new byte[2];
        assertEquals(2, message.readBytes(piece));
        assertEquals(2, message.readBytes(piece));
        assertArrayEquals(new byte[] {3, 4}, piece);
        assertEquals(1, message.readBytes(piece));
        assertEquals(5, piece[0]);
        assertEquals(-1, message.readBytes(piece));
        message.reset();
        assertEquals(1, message.readBytes(piece, 1));
        assertExactly(IndexOutOfBoundsException.class, () -> message.readBytes(piece, 3));
        assertExactly(IndexOutOfBoundsException.class, () -> message.readBytes(piece, -1));
        assertEquals(2, message.readByte());
    }

    @Test
    @Proves(
            section = "3.11",
            value = "getBody gives the bytes, whatever was read before; null when there are none",
            methods = {"Message.getBody", "Message.isBodyAssignableTo"})
    void theWholeBody() throws Exception {
        byte[] bytes = new byte[70_000];
        Arrays.fill(bytes, (byte) 3);
        message.writeBytes(bytes);
        BytesMessage received = roundTrip(session, message);
        assertEquals(3, received.readByte());
        assertArrayEquals(bytes, received.getBody(byte[].class));
        assertArrayEquals(bytes, (byte[]) received.getBody(Object.class));
        assertTrue(received.isBodyAssignableTo(byte[].class));
        assertTrue(received.isBodyAssignableTo(Object.class));
        assertExactly(MessageFormatException.class, () -> received.getBody(String.class));
    }
}
