package io.leveret.broker.security;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A regular expression of a permission, with RabbitMQ's meaning: it is searched for, not matched as a whole, and the empty one is
 * {@code ^$}. One object belongs to one thread.
 */
sealed interface NamePattern {
    boolean matches(String name);

    static NamePattern of(String regex) {
        return switch (regex) {
            case "" -> new OnlyEmpty();
            case ".*", "^.*" -> new Everything();
            default -> new Search(compile(regex));
        };
    }

    /** @throws IllegalArgumentException saying what is wrong, and with what */
    static void check(String what, String regex) {
        try {
            compile(regex);
        } catch (PatternSyntaxException e) {
            String where = e.getIndex() < 0 ? "" : " near its character " + (e.getIndex() + 1);
            throw new IllegalArgumentException(
                    what + " is " + Names.shown(regex) + ", which is not a regular expression: " + e.getDescription()
                            + where
                            + ". Use '.*' for every name, '^orders\\.' for a prefix, '^(a|b)$' for two names, '' for none",
                    e);
        }
    }

    /** UNIX_LINES, since to the expressions' first home only a line feed is a line's end. */
    private static Pattern compile(String regex) {
        return Pattern.compile(Dialect.toJava(regex), Pattern.UNIX_LINES);
    }

    /** Matches the text and nothing else, inside a character class too. */
    static String quote(String text) {
        var out = new StringBuilder(text.length() + 8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 128 && !Character.isLetterOrDigit(c)) {
                out.append('\\');
            }
            out.append(c);
        }
        return out.toString();
    }

    record Everything() implements NamePattern {
        @Override
        public boolean matches(String name) {
            return true;
        }
    }

    record OnlyEmpty() implements NamePattern {
        @Override
        public boolean matches(String name) {
            return name.isEmpty();
        }
    }

    /**
     * A search that gives up: an expression like {@code (a+)+$} takes hours on a hostile name of 40 characters, and it would be the
     * virtual host's loop that stands still. Giving up is a no.
     */
    final class Search implements NamePattern {
        private static final Logger LOG = LoggerFactory.getLogger(NamePattern.class);
        /** Some milliseconds. An honest expression looks at a name's characters a few times each. */
        static final int MOST_LOOKS = 500_000;

        private final Pattern pattern;
        private boolean told;

        Search(Pattern pattern) {
            this.pattern = pattern;
        }

        @Override
        public boolean matches(String name) {
            Matcher matcher = pattern.matcher(new Watched(name));
            try {
                return matcher.find();
            } catch (TooManyLooks e) {
                if (!told) {
                    told = true;
                    LOG.warn(
                            "The permission {} gave no answer for the name {} in {} steps, so it is refused, as others may be. Write the"
                                    + " expression without nested repetitions, such as (a+)+",
                            Names.shown(pattern.pattern()),
                            Names.shown(name),
                            MOST_LOOKS);
                }
                return false;
            }
        }
    }

    final class Watched implements CharSequence {
        private final String text;
        private int looks;

        Watched(String text) {
            this.text = text;
        }

        @Override
        public char charAt(int index) {
            if (++looks > Search.MOST_LOOKS) {
                throw TooManyLooks.INSTANCE;
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    final class TooManyLooks extends RuntimeException {
        private static final long serialVersionUID = 1L;
        static final TooManyLooks INSTANCE = new TooManyLooks();

        private TooManyLooks() {
            super("", null, false, false);
        }
    }
}
