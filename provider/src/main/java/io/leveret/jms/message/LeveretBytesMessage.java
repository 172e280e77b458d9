package io.leveret.jms.message;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.MessageEOFException;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageNotReadableException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;

/**
 * Bytes: written first, read after {@link #reset}. What has been written is never written over, only added to; so the array that was
 * sent and the one that is written on can be the same as long as it is full.
 */
public final class LeveretBytesMessage extends AbstractMessage implements BytesMessage {
    private static final byte[] NOTHING = new byte[0];
    private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;
    private static final VarHandle SHORT = bigEndian(short[].class);
    private static final VarHandle CHAR = bigEndian(char[].class);
    private static final VarHandle INT = bigEndian(int[].class);
    private static final VarHandle LONG = bigEndian(long[].class);

    private byte[] bytes = NOTHING;
    private int size;
    private int at;

    public LeveretBytesMessage() {}

    /** As it was received; the array is the message's from now on. */
    public LeveretBytesMessage(byte[] received) {
        bytes = received;
        size = received.length;
    }

    private static VarHandle bigEndian(Class<?> array) {
        return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.BIG_ENDIAN);
    }

    @Override
    public byte[] encodeBody() {
        if (bytes.length != size) {
            bytes = Arrays.copyOf(bytes, size);
        }
        return bytes;
    }

    @Override
    void dropBody() {
        bytes = NOTHING;
        size = 0;
        at = 0;
    }

    @Override
    boolean hasBody() {
        return size > 0;
    }

    @Override
    Class<?> bodyType() {
        return byte[].class;
    }

    @Override
    Object body() {
        reset();
        return Arrays.copyOf(bytes, size);
    }

    @Override
    public void reset() {
        makeBodyReadOnly();
        at = 0;
    }

    @Override
    public long getBodyLength() throws JMSException {
        requireReadable();
        return size;
    }

    // ---- reading

    private void requireReadable() throws JMSException {
        if (!isBodyReadOnly()) {
            throw new MessageNotReadableException("the body is being written; reset() turns to reading");
        }
    }

    /** Where the next value begins, which is then behind the cursor; the cursor stays if there are not as many bytes. */
    private int take(int length) throws JMSException {
        requireReadable();
        if (size - at < length) {
            throw new MessageEOFException("the body ends: " + length + " bytes asked for at " + at + " of " + size);
        }
        int from = at;
        at += length;
        return from;
    }

    @Override
    public boolean readBoolean() throws JMSException {
        return bytes[take(1)] != 0;
    }

    @Override
    public byte readByte() throws JMSException {
        return bytes[take(1)];
    }

    @Override
    public int readUnsignedByte() throws JMSException {
        return bytes[take(1)] & 0xff;
    }

    @Override
    public short readShort() throws JMSException {
        return (short) SHORT.get(bytes, take(2));
    }

    @Override
    public int readUnsignedShort() throws JMSException {
        return (short) SHORT.get(bytes, take(2)) & 0xffff;
    }

    @Override
    public char readChar() throws JMSException {
        return (char) CHAR.get(bytes, take(2));
    }

    @Override
    public int readInt() throws JMSException {
        return (int) INT.get(bytes, take(4));
    }

    @Override
    public long readLong() throws JMSException {
        return (long) LONG.get(bytes, take(8));
    }

    @Override
    public float readFloat() throws JMSException {
        return Float.intBitsToFloat(readInt());
    }

    @Override
    public double readDouble() throws JMSException {
        return Double.longBitsToDouble(readLong());
    }

    @Override
    public String readUTF() throws JMSException {
        int start = take(2);
        int length = (short) SHORT.get(bytes, start) & 0xffff;
        at = start;
        take(2 + length);
        try {
            return new DataInputStream(new ByteArrayInputStream(bytes, start, 2 + length)).readUTF();
        } catch (IOException e) {
            at = start;
            throw because(new MessageFormatException("no UTF at byte " + start + ": " + e.getMessage()), e);
        }
    }

    @Override
    public int readBytes(byte[] value) throws JMSException {
        return readBytes(value, value.length);
    }

    @Override
    public int readBytes(byte[] value, int length) throws JMSException {
        requireReadable();
        if (length < 0 || length > value.length) {
            throw new IndexOutOfBoundsException(length + " bytes into an array of " + value.length);
        }
        if (at == size && length > 0) {
            return -1;
        }
        int count = Math.min(length, size - at);
        System.arraycopy(bytes, at, value, 0, count);
        at += count;
        return count;
    }

    // ---- writing

    /** Makes room for a value behind the last one, and says where. */
    private int grow(int length) throws JMSException {
        requireWritableBody();
        long needed = (long) size + length;
        if (needed > bytes.length) {
            if (needed > LARGEST_ARRAY) {
                throw new JMSException("a body has at most " + LARGEST_ARRAY + " bytes, " + needed + " were written");
            }
            // A large array that is written at once is kept as it is: double its size may be more than there is.
            bytes = Arrays.copyOf(bytes, (int)
                    Math.max(needed, Math.min(LARGEST_ARRAY, Math.max(64, bytes.length * 2L))));
        }
        int from = size;
        size = (int) needed;
        return from;
    }

    @Override
    public void writeBoolean(boolean value) throws JMSException {
        int to = grow(1);
        bytes[to] = (byte) (value ? 1 : 0);
    }

    @Override
    public void writeByte(byte value) throws JMSException {
        int to = grow(1);
        bytes[to] = value;
    }

    @Override
    public void writeShort(short value) throws JMSException {
        int to = grow(2);
        SHORT.set(bytes, to, value);
    }

    @Override
    public void writeChar(char value) throws JMSException {
        int to = grow(2);
        CHAR.set(bytes, to, value);
    }

    @Override
    public void writeInt(int value) throws JMSException {
        int to = grow(4);
        INT.set(bytes, to, value);
    }

    @Override
    public void writeLong(long value) throws JMSException {
        int to = grow(8);
        LONG.set(bytes, to, value);
    }

    @Override
    public void writeFloat(float value) throws JMSException {
        writeInt(Float.floatToIntBits(value));
    }

    @Override
    public void writeDouble(double value) throws JMSException {
        writeLong(Double.doubleToLongBits(value));
    }

    @Override
    public void writeUTF(String value) throws JMSException {
        requireWritableBody();
        ByteArrayOutputStream encoded = new ByteArrayOutputStream(value.length() + 2);
        try {
            new DataOutputStream(encoded).writeUTF(value);
        } catch (IOException e) {
            throw because(
                    new MessageFormatException("writeUTF takes at most 65535 encoded bytes: " + e.getMessage()), e);
        }
        writeBytes(encoded.toByteArray());
    }

    @Override
    public void writeBytes(byte[] value) throws JMSException {
        requireWritableBody();
        writeBytes(value, 0, value.length);
    }

    @Override
    public void writeBytes(byte[] value, int offset, int length) throws JMSException {
        requireWritableBody();
        Objects.checkFromIndexSize(offset, length, value.length);
        int to = grow(length);
        System.arraycopy(value, offset, bytes, to, length);
    }

    @Override
    public void writeObject(Object value) throws JMSException {
        requireWritableBody();
        if (value == null) {
            throw new NullPointerException("writeObject(null): a body of bytes has no null");
        }
        if (value instanceof Boolean bool) {
            writeBoolean(bool);
        } else if (value instanceof Byte number) {
            writeByte(number);
        } else if (value instanceof Short number) {
            writeShort(number);
        } else if (value instanceof Character character) {
            writeChar(character);
        } else if (value instanceof Integer number) {
            writeInt(number);
        } else if (value instanceof Long number) {
            writeLong(number);
        } else if (value instanceof Float number) {
            writeFloat(number);
        } else if (value instanceof Double number) {
            writeDouble(number);
        } else if (value instanceof String text) {
            writeUTF(text);
        } else if (value instanceof byte[] array) {
            writeBytes(array);
        } else {
            throw new MessageFormatException("a body of bytes cannot hold a "
                    + value.getClass().getName() + ": it takes a String, a byte[], or a boxed primitive");
        }
    }

    private static MessageFormatException because(MessageFormatException wrong, IOException why) {
        wrong.initCause(why);
        return wrong;
    }
}
