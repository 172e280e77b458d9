package io.leveret.amqp;

/**
 * One value as it stands in the raw bytes of properties, looked at and not taken out: for who asks every message the same question and
 * must not allocate for it. {@link Properties#view} points it somewhere; it is good as long as nobody points it elsewhere.
 */
public final class FieldView {
    /** What the value is, as far as it can be had without making an object of it. */
    public enum Kind {
        ABSENT,
        BOOLEAN,
        /** A signed number of one, two, four or eight octets. */
        INTEGER,
        FLOATING,
        /** Bytes, of UTF-8 where the sender keeps to the rules. */
        TEXT,
        /** Some other type of a field table. */
        OTHER
    }

    private static final byte[] NOTHING = {};

    private Kind kind = Kind.ABSENT;
    private long integer;
    private double floating;
    private byte[] bytes = NOTHING;
    private int from;
    private int length;

    public Kind kind() {
        return kind;
    }

    public boolean truth() {
        return integer != 0;
    }

    public long integer() {
        return integer;
    }

    public double floating() {
        return floating;
    }

    /** The array in which the text lies; not to be changed. */
    public byte[] bytes() {
        return bytes;
    }

    public int from() {
        return from;
    }

    public int length() {
        return length;
    }

    void absent() {
        kind = Kind.ABSENT;
    }

    void integer(long value) {
        kind = Kind.INTEGER;
        integer = value;
    }

    void text(byte[] raw, int at, int size) {
        kind = Kind.TEXT;
        bytes = raw;
        from = at;
        length = size;
    }

    /** A value of a checked table, its type octet first. */
    void value(byte[] raw, int at) {
        switch (raw[at]) {
            case 't' -> {
                kind = Kind.BOOLEAN;
                integer = raw[at + 1];
            }
            case 'b' -> integer(raw[at + 1]);
            case 's' -> integer((short) RawFields.shortAt(raw, at + 1));
            case 'I' -> integer(RawFields.intAt(raw, at + 1));
            case 'l' -> integer(RawFields.longAt(raw, at + 1));
            case 'f' -> floating(Float.intBitsToFloat(RawFields.intAt(raw, at + 1)));
            case 'd' -> floating(Double.longBitsToDouble(RawFields.longAt(raw, at + 1)));
            case 'S' -> text(raw, at + 5, RawFields.intAt(raw, at + 1));
            default -> kind = Kind.OTHER;
        }
    }

    private void floating(double value) {
        kind = Kind.FLOATING;
        floating = value;
    }
}
