package io.leveret.broker.security;

import java.nio.charset.StandardCharsets;

/** Names as people give them: checked on the way in, and made harmless on the way into a log. */
final class Names {
    private static final int LONGEST = 255;
    private static final int LONGEST_SHOWN = 80;

    private Names() {}

    static String check(String what, String name) {
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (name.isEmpty() || bytes > LONGEST) {
            throw new IllegalArgumentException(
                    "the " + what + " " + shown(name) + " has " + bytes + " bytes, allowed are 1 to " + LONGEST);
        }
        return name;
    }

    /** In quotes, shortened, without control characters: what a stranger sent must not forge lines of the log. */
    static String shown(String name) {
        var out = new StringBuilder("'");
        name.codePoints()
                .limit(LONGEST_SHOWN)
                .forEach(c ->
                        out.appendCodePoint(Character.isISOControl(c) || c == '\u2028' || c == '\u2029' ? '?' : c));
        if (name.codePointCount(0, name.length()) > LONGEST_SHOWN) {
            out.append("...");
        }
        return out.append('\'').toString();
    }
}
