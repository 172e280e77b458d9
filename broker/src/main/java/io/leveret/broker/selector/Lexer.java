package io.leveret.broker.selector;

import io.leveret.broker.selector.Token.Kind;

/** Cuts a selector into words. */
final class Lexer {
    private final String text;
    private int at;

    Lexer(String text) {
        this.text = text;
    }

    Token next() {
        while (isSpace(peek(0))) at++;
        int start = at;
        if (start == text.length()) return new Token(Kind.END, "", start + 1);
        char c = text.charAt(start);
        if (c == '\'') return string(start);
        if (isDigit(c) || c == '.' && isDigit(peek(1))) return number(start);
        int letter = text.codePointAt(start);
        if (Character.isJavaIdentifierStart(letter)) return word(start);
        return symbol(c, start, letter);
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** NUL behind the end, which nothing begins with. */
    private char peek(int ahead) {
        return at + ahead < text.length() ? text.charAt(at + ahead) : 0;
    }

    private Token string(int start) {
        StringBuilder content = new StringBuilder();
        for (at++; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '\'') {
                // Two quotes are one of the text.
                if (peek(1) != '\'') {
                    at++;
                    return new Token(Kind.TEXT, content.toString(), start + 1);
                }
                at++;
            }
            content.append(c);
        }
        throw Parser.invalid(start + 1, "the string that begins here has no closing quote");
    }

    /** All that can belong to a number: what it is, and whether it is one, is looked at as a whole. */
    private Token number(int start) {
        char marker = peek(0) == '0' && (peek(1) | ' ') == 'x' ? 'p' : 'e';
        while (isPartOfNumber(peek(0)) || isSign(peek(0)) && (text.charAt(at - 1) | ' ') == marker) at++;
        return new Token(Kind.NUMBER, text.substring(start, at), start + 1);
    }

    private boolean isSign(char c) {
        return (c == '+' || c == '-') && at > 0;
    }

    private static boolean isPartOfNumber(char c) {
        return isDigit(c) || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == '.';
    }

    private Token word(int start) {
        while (at < text.length() && isPartOfWord(text.codePointAt(at)))
            at += Character.charCount(text.codePointAt(at));
        String word = text.substring(start, at);
        return new Token(Kind.ofWord(word), word, start + 1);
    }

    /** What Java ignores in its identifiers would be invisible in a property's name. */
    private static boolean isPartOfWord(int letter) {
        return Character.isJavaIdentifierPart(letter) && !Character.isIdentifierIgnorable(letter);
    }

    private Token symbol(char c, int start, int letter) {
        at++;
        Kind kind = switch (c) {
            case '=' -> Kind.EQUAL;
            case '<' -> peek(0) == '>' ? Kind.NOT_EQUAL : peek(0) == '=' ? Kind.LESS_OR_EQUAL : Kind.LESS;
            case '>' -> peek(0) == '=' ? Kind.GREATER_OR_EQUAL : Kind.GREATER;
            case '+' -> Kind.PLUS;
            case '-' -> Kind.MINUS;
            case '*' -> Kind.TIMES;
            case '/' -> Kind.DIVIDED;
            case '(' -> Kind.OPEN;
            case ')' -> Kind.CLOSE;
            case ',' -> Kind.COMMA;
            default ->
                throw Parser.invalid(start + 1, "'" + Character.toString(letter) + "' has no meaning in a selector");
        };
        if (kind == Kind.NOT_EQUAL || kind == Kind.LESS_OR_EQUAL || kind == Kind.GREATER_OR_EQUAL) at++;
        return new Token(kind, text.substring(start, at), start + 1);
    }
}
