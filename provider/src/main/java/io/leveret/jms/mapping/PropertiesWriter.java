package io.leveret.jms.mapping;

import io.leveret.amqp.Properties;
import io.leveret.amqp.Properties.Field;
import io.leveret.amqp.Utf8;
import jakarta.jms.JMSException;
import jakarta.jms.MessageFormatException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes the properties of one message straight into their wire form: a table object and a builder for each message would be most of
 * what a small send allocates. Fields come in wire order, headers between {@link #beginHeaders} and {@link #endHeaders}.
 */
final class PropertiesWriter {
    private static final int LONGEST_SHORT_STRING = 255;

    private ByteBuffer out = ByteBuffer.allocate(256).putShort((short) 0);
    private int flags;
    private int headersAt;

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

    private ByteBuffer room(int bytes) {
        if (out.remaining() < bytes) {
            ByteBuffer larger = ByteBuffer.allocate(Math.max(out.position() + bytes, out.capacity() * 2));
            out = larger.put(out.flip());
        }
        return out;
    }

    private void announce(Field field) {
        flags |= 0x8000 >> field.ordinal();
    }

    void field(Field field, byte[] shortString) {
        announce(field);
        room(shortString.length).put(shortString);
    }

    void field(Field field, String text) throws JMSException {
        announce(field);
        name(text, field.toString());
    }

    void octet(Field field, int value) {
        announce(field);
        room(1).put((byte) value);
    }

    void timestamp(long seconds) {
        announce(Field.TIMESTAMP);
        room(8).putLong(seconds);
    }

    void beginHeaders() {
        announce(Field.HEADERS);
        headersAt = out.position();
        room(4).putInt(0);
    }

    void endHeaders() {
        out.putInt(headersAt, out.position() - headersAt - 4);
    }

    void header(byte[] name, long value) {
        room(name.length + 9).put(name).put((byte) 'l').putLong(value);
    }

    void header(byte[] name, byte value) {
        room(name.length + 2).put(name).put((byte) 'b').put(value);
    }

    /** A property: one of the eight types, or null. */
    void header(String name, Object value) throws JMSException {
        name(name, "the property name");
        if (value instanceof String text) {
            byte[] bytes = Utf8.encode(text);
            room(5 + bytes.length).put((byte) 'S').putInt(bytes.length).put(bytes);
        } else if (value instanceof Integer number) {
            room(5).put((byte) 'I').putInt(number);
        } else if (value instanceof Long number) {
            room(9).put((byte) 'l').putLong(number);
        } else if (value instanceof Boolean bool) {
            room(2).put((byte) 't').put((byte) (bool ? 1 : 0));
        } else if (value instanceof Double number) {
            room(9).put((byte) 'd').putDouble(number);
        } else if (value instanceof Float number) {
            room(5).put((byte) 'f').putFloat(number);
        } else if (value instanceof Short number) {
            room(3).put((byte) 's').putShort(number);
        } else if (value instanceof Byte number) {
            room(2).put((byte) 'b').put(number);
        } else {
            room(1).put((byte) 'V');
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
        room(1 + bytes.length).put((byte) bytes.length).put(bytes);
    }

    /** Writes nothing when it is not. */
    private boolean ascii(String text, int length) {
        ByteBuffer to = room(1 + length);
        int start = to.position();
        to.put((byte) length);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                to.position(start);
                return false;
            }
            to.put((byte) c);
        }
        return true;
    }

    Properties done() {
        out.putShort(0, (short) flags);
        return Properties.of(Arrays.copyOf(out.array(), out.position()));
    }
}
