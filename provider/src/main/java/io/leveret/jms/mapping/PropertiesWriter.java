package io.leveret.jms.mapping;

import io.leveret.amqp.Properties;
import io.leveret.amqp.Properties.Field;
import io.leveret.amqp.Utf8;
import jakarta.jms.JMSException;
import jakarta.jms.MessageFormatException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes the properties of one message straight into their wire form: a table object and a builder for each message would be most of
 * what a small send allocates. Fields come in wire order, headers between {@link #beginHeaders} and {@link #endHeaders}.
 */
final class PropertiesWriter {
    private static final int LONGEST_SHORT_STRING = 255;

    private static final VarHandle SHORT = bigEndian(short[].class);
    private static final VarHandle INT = bigEndian(int[].class);
    private static final VarHandle LONG = bigEndian(long[].class);

    private byte[] out = new byte[256];
    // Behind the flags, which are known last.
    private int at = 2;
    private int flags;
    private int headersAt;

    private static VarHandle bigEndian(Class<?> array) {
        return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.BIG_ENDIAN);
    }

    /** Names that each message has, made once. */
    static byte[] shortString(String ascii) {
        byte[] bytes = ascii.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(bytes.length + 1)
                .put((byte) bytes.length)
                .put(bytes)
                .array();
    }

    static boolean fits(String text) {
        return text.length() * 3 <= LONGEST_SHORT_STRING || Utf8.encode(text).length <= LONGEST_SHORT_STRING;
    }

    /** Where so many bytes may be written now; they count as written. */
    private int take(int bytes) {
        int from = at;
        at += bytes;
        if (at > out.length) {
            out = Arrays.copyOf(out, Math.max(at, out.length * 2));
        }
        return from;
    }

    private void raw(byte[] bytes) {
        int to = take(bytes.length);
        System.arraycopy(bytes, 0, out, to, bytes.length);
    }

    private void octet(int value) {
        int to = take(1);
        out[to] = (byte) value;
    }

    private void wide(char letter, long value) {
        int to = take(9);
        out[to] = (byte) letter;
        LONG.set(out, to + 1, value);
    }

    private void narrow(char letter, int value) {
        int to = take(5);
        out[to] = (byte) letter;
        INT.set(out, to + 1, value);
    }

    private void octet(char letter, int value) {
        int to = take(2);
        out[to] = (byte) letter;
        out[to + 1] = (byte) value;
    }

    private void announce(Field field) {
        flags |= 0x8000 >> field.ordinal();
    }

    void field(Field field, byte[] shortString) {
        announce(field);
        raw(shortString);
    }

    void field(Field field, String text) throws JMSException {
        announce(field);
        name(text, field.toString());
    }

    void octet(Field field, int value) {
        announce(field);
        octet(value);
    }

    void timestamp(long seconds) {
        announce(Field.TIMESTAMP);
        int to = take(8);
        LONG.set(out, to, seconds);
    }

    void beginHeaders() {
        announce(Field.HEADERS);
        headersAt = take(4);
    }

    void endHeaders() {
        INT.set(out, headersAt, at - headersAt - 4);
    }

    void header(byte[] name, long value) {
        raw(name);
        wide('l', value);
    }

    void header(byte[] name, byte value) {
        raw(name);
        octet('b', value);
    }

    /** A property: one of the eight types, or null. */
    void header(String name, Object value) throws JMSException {
        name(name, "the property name");
        if (value instanceof String text) {
            byte[] bytes = Utf8.encode(text);
            narrow('S', bytes.length);
            raw(bytes);
        } else if (value instanceof Integer number) {
            narrow('I', number);
        } else if (value instanceof Long number) {
            wide('l', number);
        } else if (value instanceof Boolean bool) {
            octet('t', bool ? 1 : 0);
        } else if (value instanceof Double number) {
            wide('d', Double.doubleToRawLongBits(number));
        } else if (value instanceof Float number) {
            narrow('f', Float.floatToRawIntBits(number));
        } else if (value instanceof Short number) {
            octet('s');
            int to = take(2);
            SHORT.set(out, to, (short) number);
        } else if (value instanceof Byte number) {
            octet('b', number);
        } else {
            octet('V');
        }
    }

    private void name(String text, String what) throws JMSException {
        int length = text.length();
        if (length <= LONGEST_SHORT_STRING && ascii(text, length)) {
            return;
        }
        byte[] bytes = Utf8.encode(text);
        if (bytes.length > LONGEST_SHORT_STRING) {
            throw new MessageFormatException(what + " '" + text.substring(0, 40) + "...' takes " + bytes.length
                    + " bytes of UTF-8; AMQP has room for " + LONGEST_SHORT_STRING);
        }
        octet(bytes.length);
        raw(bytes);
    }

    /** Writes nothing when it is not. */
    private boolean ascii(String text, int length) {
        int start = take(1 + length);
        byte[] to = out;
        int seen = 0;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            seen |= c;
            to[start + 1 + i] = (byte) c;
        }
        to[start] = (byte) length;
        if (seen >= 0x80) {
            at = start;
        }
        return seen < 0x80;
    }

    Properties done() {
        SHORT.set(out, 0, (short) flags);
        return Properties.of(Arrays.copyOf(out, at));
    }
}
