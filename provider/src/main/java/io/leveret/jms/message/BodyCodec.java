package io.leveret.jms.message;

import jakarta.jms.JMSException;
import jakarta.jms.MessageFormatException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The bodies of maps and streams as bytes. A value is a letter, as in an AMQP field table, and what belongs to it, big-endian: {@code
 * t} boolean, {@code b} byte, {@code s} short, {@code c} char (two bytes), {@code I} int, {@code l} long, {@code f} float, {@code d}
 * double, {@code S} text and {@code x} bytes (each behind its length in four bytes, text in UTF-8), {@code V} null. A stream is values
 * up to the end; a map is names (length in four bytes, UTF-8), each before its value.
 */
final class BodyCodec {
    private ByteBuffer out;

    private BodyCodec(int room) {
        out = ByteBuffer.allocate(room);
    }

    static byte[] encode(Map<String, Object> entries) {
        BodyCodec codec = new BodyCodec(32 + entries.size() * 24);
        entries.forEach((name, value) -> {
            codec.block(name.getBytes(StandardCharsets.UTF_8));
            codec.value(value);
        });
        return codec.done();
    }

    static byte[] encode(List<Object> fields) {
        BodyCodec codec = new BodyCodec(32 + fields.size() * 9);
        fields.forEach(codec::value);
        return codec.done();
    }

    static Map<String, Object> decodeMap(byte[] body) throws JMSException {
        ByteBuffer in = ByteBuffer.wrap(body);
        Map<String, Object> entries = new LinkedHashMap<>();
        try {
            while (in.hasRemaining()) {
                String name = text(in);
                entries.put(name, readValue(in));
            }
        } catch (BufferUnderflowException e) {
            throw endsEarly("map", body, in);
        }
        return entries;
    }

    static List<Object> decodeStream(byte[] body) throws JMSException {
        ByteBuffer in = ByteBuffer.wrap(body);
        List<Object> fields = new ArrayList<>();
        try {
            while (in.hasRemaining()) {
                fields.add(readValue(in));
            }
        } catch (BufferUnderflowException e) {
            throw endsEarly("stream", body, in);
        }
        return fields;
    }

    private byte[] done() {
        return out.position() == out.capacity() ? out.array() : Arrays.copyOf(out.array(), out.position());
    }

    private ByteBuffer room(int bytes) {
        if (out.remaining() < bytes) {
            long needed = (long) out.position() + bytes;
            if (needed > Integer.MAX_VALUE - 8) {
                throw new OutOfMemoryError("a body has at most 2 GiB, this one needs " + needed + " bytes");
            }
            ByteBuffer larger =
                    ByteBuffer.allocate((int) Math.max(needed, Math.min(Integer.MAX_VALUE - 8, 2L * out.capacity())));
            out = larger.put(out.flip());
        }
        return out;
    }

    private void block(byte[] bytes) {
        room(4 + bytes.length).putInt(bytes.length).put(bytes);
    }

    private ByteBuffer tag(char letter, int bytes) {
        return room(1 + bytes).put((byte) letter);
    }

    private void value(Object value) {
        if (value == null) {
            tag('V', 0);
        } else if (value instanceof String text) {
            tag('S', 0);
            block(text.getBytes(StandardCharsets.UTF_8));
        } else if (value instanceof Integer number) {
            tag('I', 4).putInt(number);
        } else if (value instanceof Long number) {
            tag('l', 8).putLong(number);
        } else if (value instanceof Boolean bool) {
            tag('t', 1).put((byte) (bool ? 1 : 0));
        } else if (value instanceof Double number) {
            tag('d', 8).putDouble(number);
        } else if (value instanceof Float number) {
            tag('f', 4).putFloat(number);
        } else if (value instanceof Short number) {
            tag('s', 2).putShort(number);
        } else if (value instanceof Byte number) {
            tag('b', 1).put(number);
        } else if (value instanceof Character character) {
            tag('c', 2).putChar(character);
        } else {
            tag('x', 0);
            block((byte[]) value);
        }
    }

    private static Object readValue(ByteBuffer in) throws JMSException {
        byte tag = in.get();
        return switch (tag) {
            case 'V' -> null;
            case 'S' -> text(in);
            case 'I' -> in.getInt();
            case 'l' -> in.getLong();
            case 't' -> in.get() != 0;
            case 'd' -> in.getDouble();
            case 'f' -> in.getFloat();
            case 's' -> in.getShort();
            case 'b' -> in.get();
            case 'c' -> in.getChar();
            case 'x' -> {
                byte[] bytes = new byte[length(in)];
                in.get(bytes);
                yield bytes;
            }
            default ->
                throw new MessageFormatException("the body holds a value of the unknown type 0x"
                        + Integer.toHexString(tag & 0xff) + " at byte " + (in.position() - 1));
        };
    }

    private static String text(ByteBuffer in) {
        int length = length(in);
        String text = new String(in.array(), in.position(), length, StandardCharsets.UTF_8);
        in.position(in.position() + length);
        return text;
    }

    /** Checked against what is there before memory is taken. */
    private static int length(ByteBuffer in) {
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        return length;
    }

    private static JMSException endsEarly(String kind, byte[] body, ByteBuffer in) {
        return new MessageFormatException("the body is no " + kind + ": its " + body.length
                + " bytes end within the value before byte " + in.position());
    }
}
