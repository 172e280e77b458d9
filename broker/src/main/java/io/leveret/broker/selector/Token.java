package io.leveret.broker.selector;

import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A word of a selector.
 *
 * @param text as it stands there; of a TEXT what is between the quotes
 * @param position of its first character, counted from 1
 */
record Token(Kind kind, String text, int position) {
    enum Kind {
        IDENTIFIER,
        NUMBER,
        TEXT,
        AND(true),
        OR(true),
        NOT(true),
        BETWEEN(true),
        LIKE(true),
        IN(true),
        IS(true),
        ESCAPE(true),
        NULL(true),
        TRUE(true),
        FALSE(true),
        EQUAL,
        NOT_EQUAL,
        LESS,
        LESS_OR_EQUAL,
        GREATER,
        GREATER_OR_EQUAL,
        PLUS,
        MINUS,
        TIMES,
        DIVIDED,
        OPEN,
        CLOSE,
        COMMA,
        END;

        private static final Map<String, Kind> RESERVED = Stream.of(values())
                .filter(kind -> kind.reserved)
                .collect(Collectors.toMap(Kind::name, Function.identity()));

        private final boolean reserved;

        Kind() {
            this(false);
        }

        Kind(boolean reserved) {
            this.reserved = reserved;
        }

        static Kind ofWord(String word) {
            return RESERVED.getOrDefault(word.toUpperCase(Locale.ROOT), IDENTIFIER);
        }
    }

    boolean is(Kind asked) {
        return kind == asked;
    }

    /** For a message to a person. */
    String shown() {
        if (kind == Kind.END) return "the end";
        String some = text.length() <= 24 ? text : text.substring(0, 24) + "...";
        if (kind == Kind.TEXT) return "the string '" + some + "'";
        return kind.reserved ? "the reserved word " + some : "'" + some + "'";
    }
}
