package io.leveret.broker.topology;

import io.leveret.amqp.Binary;
import io.leveret.amqp.Table;
import io.leveret.amqp.Timestamp;
import io.leveret.amqp.Unsigned;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Field values as routing sees them: a number is a number, whatever type it came in, and bytes are text. */
final class FieldValues {
    private FieldValues() {}

    /** Within tables and arrays types count: a number in one equals only the same number of the same type. */
    static boolean same(Object one, Object other) {
        if (one.equals(other)) {
            return true;
        }
        if (isInteger(one) && isInteger(other)) {
            return integer(one) == integer(other) && isHuge(one) == isHuge(other);
        }
        if (isNumber(one) && isNumber(other)) {
            return sameFraction(one, other);
        }
        if (one instanceof Binary binary && other instanceof String text) {
            return sameBytes(binary, text);
        }
        return one instanceof String text && other instanceof Binary binary && sameBytes(binary, text);
    }

    /** A time is the number of its seconds. */
    static boolean isInteger(Object value) {
        return value instanceof Integer
                || value instanceof Long
                || value instanceof Short
                || value instanceof Byte
                || value instanceof Unsigned
                || value instanceof Timestamp;
    }

    static long integer(Object value) {
        if (value instanceof Unsigned unsigned) {
            return unsigned.value();
        }
        return value instanceof Timestamp time ? time.seconds() : ((Number) value).longValue();
    }

    /** From 2^63 on an unsigned value looks negative in a long; no signed one is as large. */
    private static boolean isHuge(Object value) {
        return value instanceof Unsigned unsigned && unsigned.value() < 0;
    }

    private static boolean isNumber(Object value) {
        return isInteger(value) || value instanceof Float || value instanceof Double;
    }

    private static boolean sameFraction(Object one, Object other) {
        BigDecimal first = exact(one);
        BigDecimal second = exact(other);
        return first != null && second != null && first.compareTo(second) == 0;
    }

    /** Null for what is no finite number: it is the same as nothing of another type. */
    private static BigDecimal exact(Object number) {
        if (number instanceof Float || number instanceof Double) {
            double value = ((Number) number).doubleValue();
            return Double.isFinite(value) ? new BigDecimal(value) : null;
        }
        BigInteger value = BigInteger.valueOf(integer(number));
        return new BigDecimal(isHuge(number) ? value.add(BigInteger.ONE.shiftLeft(64)) : value);
    }

    private static boolean sameBytes(Binary binary, String text) {
        return Arrays.equals(binary.bytes(), text.getBytes(StandardCharsets.UTF_8));
    }

    /** Bytes as clients of RabbitMQ know them from replies. */
    static String quoted(String text) {
        return text.isEmpty() ? "<<>>" : "<<\"" + text + "\">>";
    }

    /** The name of the value's type, as it stands in replies to clients. */
    static String typeName(Object value) {
        if (value instanceof Unsigned unsigned) {
            return switch (unsigned.type()) {
                case 'B' -> "unsignedbyte";
                case 'u' -> "unsignedshort";
                case 'i' -> "unsignedint";
                default -> "unsignedlong";
            };
        }
        if (value instanceof Boolean) {
            return "bool";
        }
        if (value instanceof Integer) {
            return "signedint";
        }
        if (value instanceof BigDecimal) {
            return "decimal";
        }
        if (value instanceof Table) {
            return "table";
        }
        if (value instanceof List<?>) {
            return "array";
        }
        if (value == Table.VOID) {
            return "void";
        }
        return isNumber(value) || value instanceof Binary
                ? value.getClass().getSimpleName().toLowerCase(Locale.ROOT)
                : "longstr";
    }
}
