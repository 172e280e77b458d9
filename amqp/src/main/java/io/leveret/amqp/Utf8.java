package io.leveret.amqp;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Names on the wire are bytes, in Java they are strings, and nothing may be lost on the way: a byte that is no UTF-8 becomes the lone
 * surrogate U+DC80 to U+DCFF and goes back to the byte that it was. Valid UTF-8 never holds one, so the two cannot be confused.
 */
public final class Utf8 {
    private static final int ESCAPE = 0xdc00;

    private static final int LONGEST = 255;

    private Utf8() {}

    /** A text as a short string can hold it, in 255 bytes: a longer one is cut between two characters and ends in three dots. */
    public static String cut(String text) {
        if (text.length() <= LONGEST / 3 || text.getBytes(StandardCharsets.UTF_8).length <= LONGEST) {
            return text;
        }
        int bytes = 0;
        int at = 0;
        while (true) {
            int c = text.codePointAt(at);
            bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
            if (bytes > LONGEST - 3) {
                return text.substring(0, at) + "...";
            }
            at += Character.charCount(c);
        }
    }

    public static String decode(byte[] bytes) {
        return decode(bytes, 0, bytes.length);
    }

    public static String decode(byte[] bytes, int from, int length) {
        String text = new String(bytes, from, length, StandardCharsets.UTF_8);
        // The replacement character is the only trace of malformed bytes; a Latin-1 string cannot hold it, so asking
        // costs nothing.
        return text.indexOf('\ufffd') < 0 ? text : decodeEscaping(bytes, from, length);
    }

    public static byte[] encode(String text) {
        return hasEscapes(text) ? encodeEscaped(text) : text.getBytes(StandardCharsets.UTF_8);
    }

    /** Whether the bytes that decoded to this were UTF-8. */
    static boolean isValid(String decoded) {
        return !hasEscapes(decoded);
    }

    static String read(ByteBuf in, int at, int length) {
        if (length == 0) {
            return "";
        }
        byte[] bytes = new byte[length];
        in.getBytes(at, bytes);
        return decode(bytes, 0, length);
    }

    /**
     * Puts an ASCII text, eight letters at a time, at a place where there is room for it; false (and garbage in that place) when it
     * is none. Names are nearly always ASCII, and an encoder object or an array for each would be the dearest part of a frame.
     */
    static boolean putAscii(ByteBuf out, int at, String text) {
        int length = text.length();
        int seen = 0;
        int i = 0;
        for (; i + 8 <= length; i += 8) {
            long word = 0;
            for (int j = i; j < i + 8; j++) {
                char c = text.charAt(j);
                seen |= c;
                word = word << 8 | c;
            }
            out.setLong(at + i, word);
        }
        for (; i < length; i++) {
            char c = text.charAt(i);
            seen |= c;
            out.setByte(at + i, c);
        }
        return seen < 0x80;
    }

    private static boolean hasEscapes(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isEscape(text, i)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isEscape(String text, int i) {
        char c = text.charAt(i);
        return c >= ESCAPE + 0x80 && c <= ESCAPE + 0xff && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
    }

    private static String decodeEscaping(byte[] bytes, int from, int length) {
        var decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes, from, length);
        CharBuffer out = CharBuffer.allocate(length);
        while (true) {
            CoderResult result = decoder.decode(in, out, true);
            if (result.isUnderflow()) {
                return out.flip().toString();
            }
            out.put((char) (ESCAPE | in.get() & 0xff));
        }
    }

    private static byte[] encodeEscaped(String text) {
        byte[] out = new byte[text.length() * 3];
        int size = 0;
        for (int i = 0; i < text.length(); ) {
            if (isEscape(text, i)) {
                out[size++] = (byte) text.charAt(i++);
                continue;
            }
            int next = i + Character.charCount(text.codePointAt(i));
            byte[] one = text.substring(i, next).getBytes(StandardCharsets.UTF_8);
            System.arraycopy(one, 0, out, size, one.length);
            size += one.length;
            i = next;
        }
        return Arrays.copyOf(out, size);
    }
}
