package io.leveret.amqp;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * A field table: names and values in the order in which they came, and with the integer widths with which they came, because clients
 * see both. Immutable. A value is a Boolean (t), Byte (b), Short (s), Integer (I), Long (l), {@link Unsigned} (B, u, i, L), Float (f),
 * Double (d), BigDecimal (D), String or {@link LongString} (S), {@link Binary} (x), {@link Timestamp} (T), List (A), Table (F) or
 * {@link #VOID} (V).
 */
public final class Table {
    /** A peer may nest no deeper: reading, writing and comparing recurse, and a stack is no place for what a stranger sends. */
    public static final int MAX_DEPTH = 64;

    /** The value of type V: there, but nothing. */
    public static final Object VOID = new Object() {
        @Override
        public String toString() {
            return "void";
        }
    };

    public static final Table EMPTY = new Table(new String[0], new Object[0], 0);

    private static final int INDEX_FROM = 12;

    private final String[] names;
    private final Object[] values;
    private final int size;
    // Built at the first look into a big table. Two threads may both build it; a HashMap that is only read from then
    // on, behind
    // final fields of the holder, is safe to hand over by a race.
    private Index index;

    private record Index(Map<String, Object> byName) {}

    /** Takes the arrays as they are; names may repeat, as they may on the wire, and the first counts. */
    Table(String[] names, Object[] values, int size) {
        this.names = names;
        this.values = values;
        this.size = size;
    }

    /** Name, value, name, value, ... */
    public static Table of(Object... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException(
                    "a table needs a value for each name: " + Arrays.toString(namesAndValues));
        }
        Builder builder = builder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            builder.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return builder.build();
    }

    public static Builder builder() {
        return new Builder();
    }

    /** The entries alone, without the length that a table has inside a method: so AMQPLAIN sends its response. */
    public static Table ofEntries(byte[] entries) {
        return TableCodec.readEntries(entries, 0, entries.length);
    }

    /** What {@link #ofEntries} reads. */
    public byte[] toEntries() {
        return TableCodec.toBytes(this);
    }

    /** The value, or null when there is none: lookups run for every message, and an Optional for each would not be free. */
    public Object get(String name) {
        if (size >= INDEX_FROM) {
            return index().get(name);
        }
        for (int i = 0; i < size; i++) {
            if (names[i].equals(name)) {
                return values[i];
            }
        }
        return null;
    }

    public boolean contains(String name) {
        return get(name) != null;
    }

    /** Entries as they are on the wire; a name that came twice counts twice. */
    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    /** Each in order, without making a map of them; a name that is there twice comes twice, and the first one counts. */
    public void forEach(BiConsumer<String, Object> action) {
        for (int i = 0; i < size; i++) {
            action.accept(names[i], values[i]);
        }
    }

    /** An unmodifiable view in order. */
    public Map<String, Object> entries() {
        return Collections.unmodifiableMap(toMap());
    }

    /** This table with the value in its old place, or at the end when it is new. */
    public Table with(String name, Object value) {
        return new Builder(toMap()).put(name, value).build();
    }

    public Table without(String name) {
        if (!contains(name)) {
            return this;
        }
        Map<String, Object> rest = toMap();
        rest.remove(name);
        return new Builder(rest).build();
    }

    String name(int i) {
        return names[i];
    }

    Object value(int i) {
        return values[i];
    }

    private Map<String, Object> index() {
        Index found = index;
        if (found == null) {
            Map<String, Object> byName = new HashMap<>(size * 2);
            for (int i = 0; i < size; i++) {
                byName.putIfAbsent(names[i], values[i]);
            }
            found = new Index(byName);
            index = found;
        }
        return found.byName;
    }

    private LinkedHashMap<String, Object> toMap() {
        LinkedHashMap<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < size; i++) {
            map.putIfAbsent(names[i], values[i]);
        }
        return map;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Table that
                && Arrays.equals(names, 0, size, that.names, 0, that.size)
                && Arrays.equals(values, 0, size, that.values, 0, that.size);
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = 0; i < size; i++) {
            hash = 31 * (31 * hash + names[i].hashCode()) + values[i].hashCode();
        }
        return hash;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < size; i++) {
            text.append(i == 0 ? "" : ", ").append(names[i]).append('=').append(values[i]);
        }
        return text.append('}').toString();
    }

    /** What RabbitMQ's errors call the type of a value, such as {@code longstr} or {@code signedint}. */
    public static String typeName(Object value) {
        if (value instanceof String || value instanceof LongString) return "longstr";
        if (value instanceof Integer) return "signedint";
        if (value instanceof Long) return "long";
        if (value instanceof Short) return "short";
        if (value instanceof Byte) return "byte";
        if (value instanceof Boolean) return "bool";
        if (value instanceof Table) return "table";
        if (value instanceof List) return "array";
        if (value == VOID) return "void";
        if (value instanceof Timestamp) return "timestamp";
        if (value instanceof Double) return "double";
        if (value instanceof Float) return "float";
        if (value instanceof Binary) return "binary";
        if (value instanceof Unsigned unsigned) {
            return switch (unsigned.type()) {
                case 'B' -> "unsignedbyte";
                case 'u' -> "unsignedshort";
                case 'i' -> "unsignedint";
                default -> "unsignedlong";
            };
        }
        return "decimal";
    }

    /** A name that is put again keeps its place and gets the new value. */
    public static final class Builder {
        private final Map<String, Object> entries;

        private Builder() {
            this(new LinkedHashMap<>());
        }

        private Builder(Map<String, Object> entries) {
            this.entries = entries;
        }

        public Builder put(String name, Object value) {
            if (Utf8.encode(name).length > 255) {
                throw new IllegalArgumentException("a field's name has at most 255 bytes, this one has more: " + name);
            }
            entries.put(name, accept(name, value, 1));
            return this;
        }

        public Table build() {
            return entries.isEmpty()
                    ? EMPTY
                    : new Table(
                            entries.keySet().toArray(String[]::new),
                            entries.values().toArray(),
                            entries.size());
        }

        private static Object accept(String name, Object value, int depth) {
            if (depth > MAX_DEPTH) {
                throw new IllegalArgumentException("field '" + name + "' nests deeper than " + MAX_DEPTH + " levels");
            }
            if (value instanceof String
                    || value instanceof Boolean
                    || value instanceof Byte
                    || value instanceof Short
                    || value instanceof Integer
                    || value instanceof Long
                    || value instanceof Float
                    || value instanceof Double
                    || value instanceof Unsigned
                    || value instanceof Timestamp
                    || value instanceof LongString
                    || value instanceof Binary
                    || value == VOID) {
                return value;
            }
            if (value instanceof Table table) {
                for (int i = 0; i < table.size; i++) {
                    accept(name, table.values[i], depth + 1);
                }
                return table;
            }
            if (value instanceof List<?> list) {
                List<Object> copy = new ArrayList<>(list.size());
                for (Object element : list) {
                    copy.add(accept(name, element, depth + 1));
                }
                return Collections.unmodifiableList(copy);
            }
            if (value instanceof BigDecimal decimal) {
                return acceptDecimal(name, decimal);
            }
            throw new IllegalArgumentException("field '" + name + "' has a value that no field table can hold: "
                    + (value == null
                            ? "null (use Table.VOID)"
                            : value.getClass().getName()));
        }

        private static BigDecimal acceptDecimal(String name, BigDecimal decimal) {
            if (decimal.scale() < 0
                    || decimal.scale() > 255
                    || decimal.unscaledValue().bitLength() > 31) {
                throw new IllegalArgumentException(
                        "field '" + name + "': a decimal has 0 to 255 decimal places and 32 bits, not " + decimal
                                + "; send it as a string");
            }
            return decimal;
        }
    }
}
