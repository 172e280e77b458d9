package io.leveret.broker.selector;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The pattern of LIKE, matched over bytes of UTF-8. After each {@code %} the next piece is looked for at its first place: a later one
 * could help nothing, so no choice is ever taken back but the last, and the time is bounded by length times length.
 */
final class Pattern {
    /** No code point. */
    static final int NO_ESCAPE = -1;

    static final int MAX_LENGTH = 1024;

    // Elements of the pattern: a byte that must be there, or one of these.
    private static final short ONE = 256;
    private static final short MANY = 257;

    private final String source;
    private final short[] elements;

    private Pattern(String source, short[] elements) {
        this.source = source;
        this.elements = elements;
    }

    /** @param position of the pattern, for telling what is wrong with it */
    static Pattern of(String text, int escape, int position) {
        if (text.length() > MAX_LENGTH) {
            throw Parser.invalid(position, "the pattern has more than " + MAX_LENGTH + " characters");
        }
        short[] elements = new short[text.length() * 4];
        int size = 0;
        for (int i = 0; i < text.length(); ) {
            int letter = text.codePointAt(i);
            i += Character.charCount(letter);
            if (letter == escape) {
                if (i == text.length()) {
                    throw Parser.invalid(position, "the pattern ends with its escape character, which escapes nothing");
                }
                letter = text.codePointAt(i);
                i += Character.charCount(letter);
            } else if (letter == '%') {
                // Several in a row are one.
                if (size == 0 || elements[size - 1] != MANY) elements[size++] = MANY;
                continue;
            } else if (letter == '_') {
                elements[size++] = ONE;
                continue;
            }
            for (byte each : Character.toString(letter).getBytes(StandardCharsets.UTF_8)) {
                elements[size++] = (short) (each & 0xff);
            }
        }
        String source = "'" + text.replace("'", "''") + "'"
                + (escape == NO_ESCAPE
                        ? ""
                        : " ESCAPE '" + Character.toString(escape).replace("'", "''") + "'");
        return new Pattern(source, Arrays.copyOf(elements, size));
    }

    boolean matches(byte[] text, int from, int length) {
        int end = from + length;
        int at = from;
        int element = 0;
        // Where to go on after a piece that did not fit: just behind the last MANY, one letter later.
        int pieceStart = -1;
        int retryAt = 0;
        while (at < end) {
            if (element < elements.length && elements[element] == MANY) {
                pieceStart = ++element;
                retryAt = at;
                if (pieceStart == elements.length) return true;
            } else if (element < elements.length && elements[element] == ONE) {
                element++;
                at = afterLetter(text, at, end);
            } else if (element < elements.length && elements[element] == (text[at] & 0xff)) {
                element++;
                at++;
            } else if (pieceStart >= 0) {
                element = pieceStart;
                retryAt = afterLetter(text, retryAt, end);
                at = retryAt;
            } else {
                return false;
            }
        }
        while (element < elements.length && elements[element] == MANY) element++;
        return element == elements.length;
    }

    private static int afterLetter(byte[] text, int at, int end) {
        int next = at + 1;
        while (next < end && (text[next] & 0xc0) == 0x80) next++;
        return next;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Pattern that && source.equals(that.source);
    }

    @Override
    public int hashCode() {
        return source.hashCode();
    }

    @Override
    public String toString() {
        return source;
    }
}
