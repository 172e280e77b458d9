package io.leveret.jms.message;

import jakarta.jms.JMSException;
import jakarta.jms.MessageEOFException;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageNotReadableException;
import jakarta.jms.StreamMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Fields in a row: written first, read after {@link #reset}. A read that fails leaves the cursor where it was. */
public final class LeveretStreamMessage extends AbstractMessage implements StreamMessage {
    private static final int NOT_BEGUN = -1;

    private List<Object> fields = new ArrayList<>();
    private byte[] undecoded;
    private int next;
    // How far the field at the cursor was read by readBytes.
    private int bytesRead = NOT_BEGUN;

    public LeveretStreamMessage() {}

    /** As it was received; the array is the message's from now on. */
    public LeveretStreamMessage(byte[] encoded) {
        undecoded = encoded;
    }

    @Override
    public byte[] encodeBody() {
        return undecoded != null ? undecoded : BodyCodec.encode(fields);
    }

    @Override
    void dropBody() {
        fields = new ArrayList<>();
        undecoded = null;
        next = 0;
        bytesRead = NOT_BEGUN;
    }

    @Override
    boolean hasBody() {
        return true;
    }

    @Override
    Class<?> bodyType() {
        return StreamMessage.class;
    }

    @Override
    Object body() {
        return this;
    }

    @Override
    public <T> T getBody(Class<T> type) throws JMSException {
        throw new MessageFormatException("the body of a StreamMessage is read field by field, not as a whole");
    }

    @Override
    @SuppressWarnings("rawtypes")
    public boolean isBodyAssignableTo(Class type) {
        return false;
    }

    @Override
    public void reset() {
        makeBodyReadOnly();
        next = 0;
        bytesRead = NOT_BEGUN;
    }

    // ---- reading

    private List<Object> fields() throws JMSException {
        if (!isBodyReadOnly()) {
            throw new MessageNotReadableException("the body is being written; reset() turns to reading");
        }
        if (undecoded != null) {
            fields = BodyCodec.decodeStream(undecoded);
            undecoded = null;
        }
        return fields;
    }

    /** The index of the field that a read of anything but bytes would read. */
    private int current() throws JMSException {
        List<Object> all = fields();
        int index = next;
        if (bytesRead != NOT_BEGUN) {
            int length = ((byte[]) all.get(next)).length;
            if (bytesRead < length) {
                throw new MessageFormatException("readBytes has read " + bytesRead + " of " + length
                        + " bytes of this field; the next one can be read after all of it");
            }
            index++;
        }
        if (index == all.size()) {
            throw new MessageEOFException("the stream ends after " + index + " fields");
        }
        return index;
    }

    private static String named(int index) {
        return "stream field " + index;
    }

    /** Moves behind the field, once it has been read as what was asked for. */
    private <T> T readAs(int index, T value) {
        next = index + 1;
        bytesRead = NOT_BEGUN;
        return value;
    }

    @Override
    public boolean readBoolean() throws JMSException {
        int index = current();
        return readAs(index, Conversions.toBoolean(fields.get(index), named(index)));
    }

    @Override
    public byte readByte() throws JMSException {
        int index = current();
        return readAs(index, Conversions.toByte(fields.get(index), named(index)));
    }

    @Override
    public short readShort() throws JMSException {
        int index = current();
        return readAs(index, Conversions.toShort(fields.get(index), named(index)));
    }

    @Override
    public char readChar() throws JMSException {
        int index = current();
        return readAs(index, Conversions.toChar(fields.get(index), named(index)));
    }

    @Override
    public int readInt() throws JMSException {
        int index = current();
        return readAs(index, Conversions.toInt(fields.get(index), named(index)));
    }

    @Override
    public long readLong() throws JMSException {
        int index = current();
        return readAs(index, Conversions.toLong(fields.get(index), named(index)));
    }

    @Override
    public float readFloat() throws JMSException {
        int index = current();
        return readAs(index, Conversions.toFloat(fields.get(index), named(index)));
    }

    @Override
    public double readDouble() throws JMSException {
        int index = current();
        return readAs(index, Conversions.toDouble(fields.get(index), named(index)));
    }

    @Override
    public String readString() throws JMSException {
        int index = current();
        return readAs(index, Conversions.toText(fields.get(index), named(index)));
    }

    @Override
    public Object readObject() throws JMSException {
        int index = current();
        Object value = fields.get(index);
        return readAs(index, value instanceof byte[] bytes ? bytes.clone() : value);
    }

    /**
     * Reads on in the field of bytes at the cursor; -1 when it had been read to its end, also if the array was larger than what was
     * left of it. After its last byte another field may be read without asking for that -1.
     */
    @Override
    public int readBytes(byte[] value) throws JMSException {
        Objects.requireNonNull(value, "readBytes needs an array to read into");
        if (bytesRead == NOT_BEGUN) {
            int index = current();
            Object field = fields.get(index);
            if (field == null) {
                return readAs(index, -1);
            }
            if (!(field instanceof byte[])) {
                throw new MessageFormatException(
                        named(index) + " is a " + field.getClass().getSimpleName() + " and cannot be read as byte[]");
            }
            return readOn((byte[]) field, 0, value);
        }
        byte[] field = (byte[]) fields().get(next);
        return bytesRead == field.length ? readAs(next, -1) : readOn(field, bytesRead, value);
    }

    private int readOn(byte[] field, int from, byte[] into) {
        int count = Math.min(field.length - from, into.length);
        System.arraycopy(field, from, into, 0, count);
        bytesRead = from + count;
        return count;
    }

    // ---- writing

    private void add(Object value) throws JMSException {
        requireWritableBody();
        fields.add(value);
    }

    @Override
    public void writeBoolean(boolean value) throws JMSException {
        add(value);
    }

    @Override
    public void writeByte(byte value) throws JMSException {
        add(value);
    }

    @Override
    public void writeShort(short value) throws JMSException {
        add(value);
    }

    @Override
    public void writeChar(char value) throws JMSException {
        add(value);
    }

    @Override
    public void writeInt(int value) throws JMSException {
        add(value);
    }

    @Override
    public void writeLong(long value) throws JMSException {
        add(value);
    }

    @Override
    public void writeFloat(float value) throws JMSException {
        add(value);
    }

    @Override
    public void writeDouble(double value) throws JMSException {
        add(value);
    }

    @Override
    public void writeString(String value) throws JMSException {
        add(value);
    }

    @Override
    public void writeBytes(byte[] value) throws JMSException {
        add(value == null ? null : value.clone());
    }

    @Override
    public void writeBytes(byte[] value, int offset, int length) throws JMSException {
        requireWritableBody();
        Objects.checkFromIndexSize(offset, length, value.length);
        add(Arrays.copyOfRange(value, offset, offset + length));
    }

    @Override
    public void writeObject(Object value) throws JMSException {
        requireWritableBody();
        add(Conversions.checkElement(value, named(fields.size())));
    }
}
