package io.leveret.jms.message;

import jakarta.jms.JMSException;
import jakarta.jms.MessageFormatException;

/**
 * The one table of which value may be read as what, for properties, map entries and stream fields. A value that is missing or null is
 * read as {@code valueOf(null)} would, and a string that is no number fails as {@code valueOf} does: both with Java's own exceptions,
 * which applications catch.
 */
final class Conversions {
    private Conversions() {}

    static boolean toBoolean(Object value, String what) throws JMSException {
        if (value instanceof Boolean bool) {
            return bool;
        }
        if (value == null || value instanceof String) {
            return Boolean.parseBoolean((String) value);
        }
        throw forbidden(value, what, "boolean");
    }

    static byte toByte(Object value, String what) throws JMSException {
        if (value instanceof Byte number) {
            return number;
        }
        if (value == null || value instanceof String) {
            return Byte.parseByte((String) value);
        }
        throw forbidden(value, what, "byte");
    }

    static short toShort(Object value, String what) throws JMSException {
        if (value instanceof Short || value instanceof Byte) {
            return ((Number) value).shortValue();
        }
        if (value == null || value instanceof String) {
            return Short.parseShort((String) value);
        }
        throw forbidden(value, what, "short");
    }

    static char toChar(Object value, String what) throws JMSException {
        if (value instanceof Character character) {
            return character;
        }
        if (value == null) {
            throw new NullPointerException(what + " is null, which is no char");
        }
        throw forbidden(value, what, "char");
    }

    static int toInt(Object value, String what) throws JMSException {
        if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).intValue();
        }
        if (value == null || value instanceof String) {
            return Integer.parseInt((String) value);
        }
        throw forbidden(value, what, "int");
    }

    static long toLong(Object value, String what) throws JMSException {
        if (value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).longValue();
        }
        if (value == null || value instanceof String) {
            return Long.parseLong((String) value);
        }
        throw forbidden(value, what, "long");
    }

    static float toFloat(Object value, String what) throws JMSException {
        if (value instanceof Float number) {
            return number;
        }
        if (value == null || value instanceof String) {
            return Float.parseFloat((String) value);
        }
        throw forbidden(value, what, "float");
    }

    static double toDouble(Object value, String what) throws JMSException {
        if (value instanceof Double || value instanceof Float) {
            return ((Number) value).doubleValue();
        }
        if (value == null || value instanceof String) {
            return Double.parseDouble((String) value);
        }
        throw forbidden(value, what, "double");
    }

    static String toText(Object value, String what) throws JMSException {
        if (value instanceof byte[]) {
            throw forbidden(value, what, "String");
        }
        return value == null ? null : value.toString();
    }

    /** A copy. */
    static byte[] toBytes(Object value, String what) throws JMSException {
        if (value == null) {
            return null;
        }
        if (value instanceof byte[] bytes) {
            return bytes.clone();
        }
        throw forbidden(value, what, "byte[]");
    }

    /** What a property can be: null, a string, or a boxed boolean or number. */
    static boolean isProperty(Object value) {
        return value == null
                || value instanceof String
                || value instanceof Boolean
                || value instanceof Integer
                || value instanceof Long
                || value instanceof Double
                || value instanceof Float
                || value instanceof Short
                || value instanceof Byte;
    }

    static Object checkProperty(String name, Object value) throws JMSException {
        if (!isProperty(value)) {
            throw new MessageFormatException("property '" + name + "' cannot hold a "
                    + value.getClass().getName()
                    + ": it may be null, a String, or a boxed boolean or number");
        }
        return value;
    }

    /** What a map entry or a stream field can be, a byte array copied. */
    static Object checkElement(Object value, String what) throws JMSException {
        if (value instanceof byte[] bytes) {
            return bytes.clone();
        }
        if (!isProperty(value) && !(value instanceof Character)) {
            throw new MessageFormatException(what + " cannot hold a "
                    + value.getClass().getName()
                    + ": it may be null, a String, a byte[], or a boxed primitive");
        }
        return value;
    }

    private static MessageFormatException forbidden(Object value, String what, String asked) {
        return new MessageFormatException(what + " is a " + simpleName(value) + " and cannot be read as " + asked);
    }

    private static String simpleName(Object value) {
        return value.getClass().getSimpleName();
    }
}
