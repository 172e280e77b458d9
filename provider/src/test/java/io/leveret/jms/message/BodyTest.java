package io.leveret.jms.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.JMSException;
import jakarta.jms.MessageEOFException;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageNotReadableException;
import jakarta.jms.MessageNotWriteableException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Bytes, streams, maps and texts: cursors, ends, what may be written and when. */
class BodyTest {
    @Test
    void bytesComeBackAsTheyWereWritten() throws JMSException {
        LeveretBytesMessage message = new LeveretBytesMessage();
        message.writeBoolean(true);
        message.writeByte((byte) -1);
        message.writeByte((byte) -2);
        message.writeShort((short) -3);
        message.writeShort((short) -4);
        message.writeChar('é');
        message.writeInt(-5);
        message.writeLong(-6);
        message.writeFloat(7.5f);
        message.writeDouble(8.5);
        message.writeUTF("9 é \0");
        message.writeBytes(new byte[] {1, 2, 3});
        message.writeBytes(new byte[] {1, 2, 3}, 1, 1);
        for (Object each : new Object[] {true, (byte) 1, (short) 2, 'c', 3, 4L, 5f, 6d, "7", new byte[] {8}}) {
            message.writeObject(each);
        }
        LeveretBytesMessage received = new LeveretBytesMessage(message.encodeBody());
        received.reset();
        assertEquals(message.encodeBody().length, received.getBodyLength());
        assertTrue(received.readBoolean());
        assertEquals(-1, received.readByte());
        assertEquals(254, received.readUnsignedByte());
        assertEquals(-3, received.readShort());
        assertEquals(65532, received.readUnsignedShort());
        assertEquals('é', received.readChar());
        assertEquals(-5, received.readInt());
        assertEquals(-6, received.readLong());
        assertEquals(7.5f, received.readFloat());
        assertEquals(8.5, received.readDouble());
        assertEquals("9 é \0", received.readUTF());
        byte[] four = new byte[4];
        assertEquals(4, received.readBytes(four));
        assertArrayEquals(new byte[] {1, 2, 3, 2}, four);
        assertTrue(received.readBoolean());
        assertEquals(1, received.readByte());
        assertEquals(2, received.readShort());
        assertEquals('c', received.readChar());
        assertEquals(3, received.readInt());
        assertEquals(4, received.readLong());
        assertEquals(5, received.readFloat());
        assertEquals(6, received.readDouble());
        assertEquals("7", received.readUTF());
        assertEquals(1, received.readBytes(four, 4));
        assertEquals(8, four[0]);
        assertEquals(-1, received.readBytes(four));
    }

    @Test
    void readingBytesPastTheEndTellsSoAndStays() throws JMSException {
        LeveretBytesMessage message = new LeveretBytesMessage(new byte[] {0, 9, 65});
        message.reset();
        assertThrows(MessageEOFException.class, message::readInt);
        assertThrows(MessageEOFException.class, message::readLong);
        assertThrows(MessageEOFException.class, message::readUTF);
        assertEquals(9, message.readShort());
        assertEquals(65, message.readByte());
        assertThrows(MessageEOFException.class, message::readBoolean);
        assertThrows(MessageEOFException.class, message::readUnsignedByte);
        assertThrows(MessageEOFException.class, message::readChar);
        assertThrows(MessageEOFException.class, message::readUnsignedShort);
        assertThrows(MessageEOFException.class, message::readFloat);
        assertThrows(MessageEOFException.class, message::readDouble);
        assertThrows(IndexOutOfBoundsException.class, () -> message.readBytes(new byte[1], 2));
        assertThrows(IndexOutOfBoundsException.class, () -> message.readBytes(new byte[1], -1));
    }

    @Test
    void bytesAreWrittenThenReadAndClearingTurnsBack() throws JMSException {
        LeveretBytesMessage message = new LeveretBytesMessage();
        assertThrows(MessageNotReadableException.class, message::readInt);
        assertThrows(MessageNotReadableException.class, message::getBodyLength);
        assertThrows(MessageNotReadableException.class, () -> message.readBytes(new byte[1]));
        message.writeInt(1);
        message.reset();
        assertThrows(MessageNotWriteableException.class, () -> message.writeInt(2));
        assertThrows(MessageNotWriteableException.class, () -> message.writeUTF("2"));
        assertThrows(MessageNotWriteableException.class, () -> message.writeObject(null));
        assertEquals(1, message.readInt());
        message.clearBody();
        assertThrows(MessageNotReadableException.class, message::readInt);
        message.writeByte((byte) 3);
        assertArrayEquals(new byte[] {3}, message.encodeBody());
        assertArrayEquals(new byte[] {3}, message.getBody(byte[].class));
        assertEquals(3, message.readByte());
    }

    @Test
    void bytesTakeNoNullAndNoOtherClass() {
        LeveretBytesMessage message = new LeveretBytesMessage();
        assertThrows(NullPointerException.class, () -> message.writeObject(null));
        assertThrows(MessageFormatException.class, () -> message.writeObject(new Object()));
        assertThrows(MessageFormatException.class, () -> message.writeUTF("x".repeat(65_536)));
        assertThrows(IndexOutOfBoundsException.class, () -> message.writeBytes(new byte[2], 1, 2));
    }

    @Test
    void whatWasSentStaysWhileTheApplicationWritesOn() throws JMSException {
        LeveretBytesMessage message = new LeveretBytesMessage();
        message.writeInt(1);
        byte[] sent = message.encodeBody();
        message.writeInt(2);
        assertArrayEquals(new byte[] {0, 0, 0, 1}, sent);
        byte[] again = message.encodeBody();
        message.clearBody();
        message.writeInt(3);
        assertArrayEquals(new byte[] {0, 0, 0, 1, 0, 0, 0, 2}, again);
    }

    @Test
    void oneLargeArrayTakesItsSizeOnce() throws JMSException {
        LeveretBytesMessage message = new LeveretBytesMessage();
        message.writeBytes(new byte[10_000_000]);
        assertSame(message.encodeBody(), message.encodeBody());
        assertEquals(10_000_000, message.encodeBody().length);
    }

    @Test
    void aFailedReadLeavesTheStreamsCursor() throws JMSException {
        LeveretStreamMessage message = new LeveretStreamMessage();
        message.writeString("a");
        message.writeChar('c');
        message.reset();
        assertThrows(NumberFormatException.class, message::readInt);
        assertThrows(MessageFormatException.class, message::readChar);
        assertThrows(MessageFormatException.class, () -> message.readBytes(new byte[1]));
        assertEquals("a", message.readString());
        assertThrows(MessageFormatException.class, message::readLong);
        assertEquals('c', message.readChar());
        assertThrows(MessageEOFException.class, message::readString);
        assertThrows(MessageEOFException.class, message::readObject);
        assertThrows(MessageEOFException.class, () -> message.readBytes(new byte[1]));
        message.reset();
        assertEquals("a", message.readObject());
    }

    @Test
    void aFieldOfBytesIsReadInPieces() throws JMSException {
        LeveretStreamMessage message = new LeveretStreamMessage();
        message.writeBytes(new byte[] {1, 2, 3});
        message.writeInt(4);
        message.reset();
        byte[] two = new byte[2];
        assertEquals(2, message.readBytes(two));
        assertThrows(MessageFormatException.class, message::readInt);
        assertThrows(MessageFormatException.class, message::readObject);
        assertEquals(1, message.readBytes(two));
        assertEquals(3, two[0]);
        assertEquals(-1, message.readBytes(two));
        assertEquals(4, message.readInt());
    }

    @Test
    void aFieldOfBytesEndsWithMinusOneOrWithTheNextField() throws JMSException {
        LeveretStreamMessage message = new LeveretStreamMessage();
        message.writeBytes(new byte[] {1, 2});
        message.writeBytes(new byte[0]);
        message.writeBytes(null);
        message.writeBytes(new byte[] {5, 6, 7}, 1, 1);
        message.writeString("end");
        message.reset();
        byte[] two = new byte[2];
        assertEquals(2, message.readBytes(two));
        assertEquals(-1, message.readBytes(two));
        assertEquals(0, message.readBytes(two));
        assertEquals(-1, message.readBytes(two));
        assertEquals(-1, message.readBytes(two));
        assertEquals(1, message.readBytes(two));
        assertEquals(6, two[0]);
        assertEquals("end", message.readString());
    }

    @Test
    void aStreamIsWrittenThenRead() throws JMSException {
        LeveretStreamMessage message = new LeveretStreamMessage();
        assertThrows(MessageNotReadableException.class, message::readString);
        assertThrows(MessageNotReadableException.class, () -> message.readBytes(new byte[1]));
        assertThrows(MessageFormatException.class, () -> message.writeObject(new Object()));
        message.writeObject(null);
        message.reset();
        assertThrows(MessageNotWriteableException.class, () -> message.writeBoolean(true));
        assertThrows(MessageNotWriteableException.class, () -> message.writeObject(new Object()));
        assertNull(message.readObject());
        message.clearBody();
        message.writeFloat(1);
        message.reset();
        assertEquals(1f, message.readFloat());
    }

    @Test
    void streamsAndMapsCopyBytes() throws JMSException {
        byte[] bytes = {1};
        LeveretStreamMessage stream = new LeveretStreamMessage();
        stream.writeBytes(bytes);
        stream.writeObject(bytes);
        LeveretMapMessage map = new LeveretMapMessage();
        map.setBytes("a", bytes);
        map.setObject("b", bytes);
        bytes[0] = 2;
        stream.reset();
        ((byte[]) map.getObject("a"))[0] = 3;
        map.getBytes("b")[0] = 3;
        assertArrayEquals(new byte[] {1}, (byte[]) stream.readObject());
        assertArrayEquals(new byte[] {1}, (byte[]) stream.readObject());
        assertArrayEquals(new byte[] {1}, map.getBytes("a"));
        assertArrayEquals(new byte[] {1}, map.getBytes("b"));
    }

    @Test
    void aMapNeedsNamesAndTakesWhatTheSpecificationLists() throws JMSException {
        LeveretMapMessage map = new LeveretMapMessage();
        for (String name : new String[] {null, ""}) {
            assertThrows(IllegalArgumentException.class, () -> map.setBoolean(name, true));
            assertThrows(IllegalArgumentException.class, () -> map.setByte(name, (byte) 1));
            assertThrows(IllegalArgumentException.class, () -> map.setShort(name, (short) 1));
            assertThrows(IllegalArgumentException.class, () -> map.setChar(name, 'c'));
            assertThrows(IllegalArgumentException.class, () -> map.setInt(name, 1));
            assertThrows(IllegalArgumentException.class, () -> map.setLong(name, 1));
            assertThrows(IllegalArgumentException.class, () -> map.setFloat(name, 1));
            assertThrows(IllegalArgumentException.class, () -> map.setDouble(name, 1));
            assertThrows(IllegalArgumentException.class, () -> map.setString(name, "1"));
            assertThrows(IllegalArgumentException.class, () -> map.setBytes(name, new byte[1]));
            assertThrows(IllegalArgumentException.class, () -> map.setBytes(name, new byte[1], 0, 1));
            assertThrows(IllegalArgumentException.class, () -> map.setObject(name, 1));
        }
        assertThrows(MessageFormatException.class, () -> map.setObject("a", List.of()));
        map.setString("null", null);
        map.setBytes("part", new byte[] {1, 2, 3}, 1, 2);
        assertTrue(map.itemExists("null"));
        assertFalse(map.itemExists("other"));
        assertArrayEquals(new byte[] {2, 3}, map.getBytes("part"));
        LeveretMapMessage received = new LeveretMapMessage(map.encodeBody());
        assertEquals(List.of("null", "part"), Collections.list(received.getMapNames()));
        assertTrue(received.itemExists("null"));
        assertNull(received.getString("null"));
    }

    @Test
    void textIsNullOrEmptyOrText() throws JMSException {
        LeveretTextMessage message = new LeveretTextMessage();
        assertTrue(message.isNull());
        message.setText("");
        assertFalse(message.isNull());
        LeveretTextMessage received = new LeveretTextMessage(new byte[0], StandardCharsets.UTF_8);
        assertEquals("", received.getText());
        LeveretTextMessage latin = new LeveretTextMessage(new byte[] {(byte) 0xe9}, StandardCharsets.ISO_8859_1);
        assertArrayEquals("é".getBytes(StandardCharsets.UTF_8), latin.encodeBody());
        assertEquals("é", latin.getText());
    }

    @Test
    void damagedBodiesAreRefusedBeforeMemoryIsTaken() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            byte[] body = new byte[random.nextInt(1, 40)];
            random.nextBytes(body);
            try {
                new LeveretMapMessage(body).getMapNames();
                LeveretStreamMessage stream = new LeveretStreamMessage(body);
                stream.reset();
                stream.readObject();
            } catch (MessageFormatException expected) {
                assertTrue(expected.getMessage().contains("body"), "seed " + seed);
            } catch (JMSException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    @Test
    void whatCannotBeWrittenIsToldBeforeWhatIsWrong() throws JMSException {
        LeveretMapMessage map = new LeveretMapMessage();
        map.makeBodyReadOnly();
        assertThrows(MessageNotWriteableException.class, () -> map.setObject("x", new Object()));
        assertThrows(MessageNotWriteableException.class, () -> map.setBytes("x", null, 0, 1));
        LeveretBytesMessage bytes = new LeveretBytesMessage();
        bytes.reset();
        assertThrows(MessageNotWriteableException.class, () -> bytes.writeBytes(null));
        assertThrows(MessageNotWriteableException.class, () -> bytes.writeBytes(new byte[1], 0, 2));
        LeveretStreamMessage stream = new LeveretStreamMessage();
        stream.reset();
        assertThrows(MessageNotWriteableException.class, () -> stream.writeBytes(new byte[1], 0, 2));
    }
}
