package io.leveret.broker.security;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Permissions come from RabbitMQ, whose expressions are Perl's. Java reads most of them alike and refuses some others; this turns
 * those that it would accept and misread, or refuse for no reason a user could see: a {@code {} that repeats nothing, and within
 * brackets {@code [:alpha:]}, {@code [} and {@code &&}.
 */
final class Dialect {
    private static final Pattern REPETITION = Pattern.compile("\\{[0-9]+(,[0-9]*)?}");
    private static final Pattern NAMED_CLASS = Pattern.compile("\\[:(\\^?)([a-z]+):]");
    private static final Map<String, String> CLASSES = Map.ofEntries(
            Map.entry("alnum", "{Alnum}"),
            Map.entry("alpha", "{Alpha}"),
            Map.entry("ascii", "{ASCII}"),
            Map.entry("blank", "{Blank}"),
            Map.entry("cntrl", "{Cntrl}"),
            Map.entry("digit", "{Digit}"),
            Map.entry("graph", "{Graph}"),
            Map.entry("lower", "{Lower}"),
            Map.entry("print", "{Print}"),
            Map.entry("punct", "{Punct}"),
            Map.entry("space", "{Space}"),
            Map.entry("upper", "{Upper}"),
            Map.entry("xdigit", "{XDigit}"));
    /** Escapes that may have an argument in braces. */
    private static final String WITH_ARGUMENT = "pPxkgNo";

    private final String in;
    private final StringBuilder out;
    private int at;

    private Dialect(String in) {
        this.in = in;
        this.out = new StringBuilder(in.length() + 16);
    }

    static String toJava(String regex) {
        return new Dialect(regex).translate();
    }

    private String translate() {
        boolean bracketed = false;
        while (at < in.length()) {
            char c = in.charAt(at);
            if (c == '\\') {
                escape();
            } else if (bracketed) {
                bracketed = c != ']';
                inBrackets(c);
            } else if (c == '[') {
                bracketed = true;
                openBracket();
            } else if (c == '{' && !lookingAt(REPETITION).lookingAt()) {
                copyEscaped(c);
            } else {
                copy(1);
            }
        }
        return out.toString();
    }

    private void escape() {
        char next = at + 1 < in.length() ? in.charAt(at + 1) : 0;
        if (next == 'Q') {
            int end = in.indexOf("\\E", at);
            copy((end < 0 ? in.length() : end + 2) - at);
            return;
        }
        copy(Math.min(2, in.length() - at));
        if (WITH_ARGUMENT.indexOf(next) >= 0 && at < in.length() && in.charAt(at) == '{') {
            int end = in.indexOf('}', at);
            copy((end < 0 ? in.length() : end + 1) - at);
        }
    }

    /** A bracket that comes first is a member, not the end. */
    private void openBracket() {
        copy(1);
        if (at < in.length() && in.charAt(at) == '^') {
            copy(1);
        }
        if (at < in.length() && in.charAt(at) == ']') {
            copyEscaped(']');
        }
    }

    private void inBrackets(char c) {
        Matcher named = lookingAt(NAMED_CLASS);
        if (c == '[' && named.lookingAt() && CLASSES.containsKey(named.group(2))) {
            out.append(named.group(1).isEmpty() ? "\\p" : "\\P").append(CLASSES.get(named.group(2)));
            at = named.end();
        } else if (c == '[' && named.lookingAt() && named.group(2).equals("word")) {
            out.append(named.group(1).isEmpty() ? "\\w" : "\\W");
            at = named.end();
        } else if (c == '[' || c == '&') {
            copyEscaped(c);
        } else {
            copy(1);
        }
    }

    private Matcher lookingAt(Pattern pattern) {
        return pattern.matcher(in).region(at, in.length());
    }

    private void copy(int count) {
        out.append(in, at, at + count);
        at += count;
    }

    private void copyEscaped(char c) {
        out.append('\\').append(c);
        at++;
    }
}
