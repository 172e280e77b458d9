package io.leveret.broker.queue;

import io.leveret.amqp.ChannelError;
import io.leveret.amqp.Table;
import io.leveret.amqp.Unsigned;

/**
 * Reads x-arguments, each with what it is when it is missing.
 *
 * @param queue how the queue is called in an error: {@code queue 'q' in vhost '/'}
 */
record ArgumentReader(Table table, String queue) {
    /** @throws ChannelError 406 that names the argument, its value and what is allowed, as do all of them */
    long number(String name, long least, long most, long absent) {
        if (!table.contains(name)) return absent;
        long number = integer(name);
        if (number < 0) throw invalid(name, number + " is negative, at least " + least + " is allowed");
        if (number < least) throw invalid(name, number + " is too small, at least " + least + " is allowed");
        if (number > most) throw invalid(name, number + " is too large, at most " + most + " is allowed");
        return number;
    }

    /** Any whole number; one that is out of an int's range is the nearest int. */
    int anyNumber(String name, int absent) {
        if (!table.contains(name)) return absent;
        return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, integer(name)));
    }

    private long integer(String name) {
        Object value = table.get(name);
        if (value instanceof Byte || value instanceof Short || value instanceof Integer || value instanceof Long) {
            return ((Number) value).longValue();
        }
        if (value instanceof Unsigned unsigned) return unsigned.value();
        throw invalid(name, "\"expected integer, got " + Table.typeName(value) + "\"");
    }

    /** A factor: a number with or without a fraction. */
    double factor(String name, double least, double absent) {
        if (!table.contains(name)) return absent;
        Object value = table.get(name);
        double number =
                value instanceof Float || value instanceof Double ? ((Number) value).doubleValue() : integer(name);
        if (number >= least && number < Double.POSITIVE_INFINITY) return number;
        throw invalid(name, number + " is not allowed, a finite number of at least " + least + " is");
    }

    String string(String name, String absent) {
        if (!table.contains(name)) return absent;
        if (table.get(name) instanceof String text) return text;
        throw invalid(name, "\"expected longstr, got " + Table.typeName(table.get(name)) + "\"");
    }

    boolean bool(String name) {
        if (!table.contains(name)) return false;
        if (table.get(name) instanceof Boolean yes) return yes;
        throw invalid(name, "\"expected bool, got " + Table.typeName(table.get(name)) + "\"");
    }

    ChannelError invalid(String name, String why) {
        return ChannelError.preconditionFailed("invalid arg '%s' for %s: %s", name, queue, why);
    }
}
