package io.leveret.broker.selector;

import java.util.regex.Pattern;

/** The numbers of a selector: Java's literals, decimal, octal, hexadecimal and binary, but exact ones have the range of long in any case. */
final class NumberLiteral {
    private static final Pattern APPROXIMATE = Pattern.compile(
            "([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?[fFdD]?|0[xX]([0-9a-fA-F]+\\.?|[0-9a-fA-F]*\\.[0-9a-fA-F]+)[pP][+-]?[0-9]+[fFdD]?");
    private static final Pattern MISPLACED_UNDERSCORE = Pattern.compile("(^|[^0-9a-fA-F_])_|_([^0-9a-fA-F_]|$)");

    private NumberLiteral() {}

    /**
     * @param negative whether a minus stands before it, without which the least long could not be written
     * @return a Long or a Double
     */
    static Object parse(Token token, boolean negative) {
        String digits = token.text();
        if (digits.indexOf('_') >= 0) {
            if (MISPLACED_UNDERSCORE.matcher(digits).find()) throw noNumber(token);
            digits = digits.replace("_", "");
        }
        return isExact(digits)
                ? (Object) exact(digits, negative, token)
                : (Object) approximate(digits, negative, token);
    }

    private static boolean isExact(String digits) {
        if (isBased(digits, 'x')) return digits.indexOf('.') < 0 && digits.indexOf('p') < 0 && digits.indexOf('P') < 0;
        if (isBased(digits, 'b')) return true;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            if ((c < '0' || c > '9') && !(i == digits.length() - 1 && (c == 'l' || c == 'L'))) return false;
        }
        return true;
    }

    private static boolean isBased(String digits, char base) {
        return digits.length() > 1 && digits.charAt(0) == '0' && (digits.charAt(1) | ' ') == base;
    }

    private static long exact(String literal, boolean negative, Token token) {
        String digits =
                literal.endsWith("l") || literal.endsWith("L") ? literal.substring(0, literal.length() - 1) : literal;
        try {
            if (isBased(digits, 'x')) return signed(bits(digits.substring(2), 16), negative);
            if (isBased(digits, 'b')) return signed(bits(digits.substring(2), 2), negative);
            if (digits.length() > 1 && digits.charAt(0) == '0') return signed(bits(digits.substring(1), 8), negative);
            return Long.parseLong(negative ? "-" + digits : digits);
        } catch (NumberFormatException e) {
            if (literal.matches("[0-9]+[lL]?|0[xX][0-9a-fA-F]+[lL]?|0[bB][01]+[lL]?")) {
                boolean octal = digits.charAt(0) == '0' && digits.matches("[0-9]+");
                if (!octal || digits.matches("[0-7]+")) {
                    throw Parser.invalid(
                            token.position(),
                            token.shown() + " is beyond the range of exact numbers, which is that of long");
                }
            }
            throw noNumber(token);
        }
    }

    /** A sign is no part of the digits, though Java's parser would take one. */
    private static long bits(String digits, int radix) {
        return Long.parseUnsignedLong(digits, radix);
    }

    private static long signed(long magnitude, boolean negative) {
        return negative ? -magnitude : magnitude;
    }

    private static double approximate(String digits, boolean negative, Token token) {
        if (!APPROXIMATE.matcher(digits).matches()) throw noNumber(token);
        boolean hexadecimal = isBased(digits, 'x');
        char last = digits.charAt(digits.length() - 1);
        boolean single =
                (last == 'f' || last == 'F') && (!hexadecimal || digits.indexOf('p') + digits.indexOf('P') > 0);
        double value = single ? Float.parseFloat(digits) : Double.parseDouble(digits);
        if (Double.isInfinite(value)) {
            throw Parser.invalid(token.position(), token.shown() + " is beyond the range of approximate numbers");
        }
        return negative ? -value : value;
    }

    private static RuntimeException noNumber(Token token) {
        return Parser.invalid(token.position(), token.shown() + " is not a number");
    }
}
