package io.leveret.broker.topology;

import io.leveret.amqp.ChannelError;
import io.leveret.amqp.Table;
import io.leveret.amqp.Unsigned;

/** Declaring again what exists: it must be the same, and the error says which attribute is not. */
final class Equivalence {
    private final String subject;

    /** @param subject {@code queue 'q' in vhost '/'} */
    Equivalence(String subject) {
        this.subject = subject;
    }

    void same(String attribute, Object received, Object current) {
        if (!received.equals(current)) {
            throw inequivalent(attribute, "'" + received + "'", "'" + current + "'");
        }
    }

    /** Integers compare by value, whatever their width; everything else by type and value. */
    void sameArgument(String name, Table received, Table current) {
        Object now = received.get(name);
        Object before = current.get(name);
        if (now == null && before == null) return;
        if (now == null) {
            throw inequivalent(name, "none", described(before));
        }
        if (before == null) {
            throw inequivalent(name, described(now), "none");
        }
        boolean equal = isInteger(now) && isInteger(before) ? integer(now) == integer(before) : now.equals(before);
        if (!equal) throw inequivalent(name, "'" + now + "'", "'" + before + "'");
    }

    private static String described(Object value) {
        return "the value '" + value + "' of type '" + Table.typeName(value) + "'";
    }

    private ChannelError inequivalent(String attribute, String received, String current) {
        return ChannelError.preconditionFailed(
                "inequivalent arg '%s' for %s: received %s but current is %s", attribute, subject, received, current);
    }

    private static boolean isInteger(Object value) {
        return value instanceof Byte
                || value instanceof Short
                || value instanceof Integer
                || value instanceof Long
                || value instanceof Unsigned;
    }

    private static long integer(Object value) {
        return value instanceof Unsigned unsigned ? unsigned.value() : ((Number) value).longValue();
    }
}
