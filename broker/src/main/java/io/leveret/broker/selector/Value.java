package io.leveret.broker.selector;

import io.leveret.amqp.FieldView;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A register: what an operand comes to for the message being judged. Each operand has one of its own, made when the selector is compiled,
 * so that judging allocates nothing; texts stay the bytes they are in the message.
 */
final class Value {
    enum Kind {
        NULL,
        BOOLEAN,
        EXACT,
        APPROXIMATE,
        TEXT
    }

    private static final byte[] NOTHING = {};

    private Kind kind = Kind.NULL;
    private boolean truth;
    private long exact;
    private double approximate;
    private byte[] bytes = NOTHING;
    private int from;
    private int length;

    static Value constant(Object literal) {
        Value value = new Value();
        if (literal instanceof Boolean is) value.set(is);
        else if (literal instanceof Long number) value.set(number);
        else if (literal instanceof Double number) value.set(number);
        else value.set(literal.toString().getBytes(StandardCharsets.UTF_8));
        return value;
    }

    // ---- set

    void setNull() {
        kind = Kind.NULL;
    }

    void set(boolean is) {
        kind = Kind.BOOLEAN;
        truth = is;
    }

    void set(Truth is) {
        if (is == Truth.UNKNOWN) setNull();
        else set(is == Truth.TRUE);
    }

    void set(long number) {
        kind = Kind.EXACT;
        exact = number;
    }

    void set(double number) {
        kind = Kind.APPROXIMATE;
        approximate = number;
    }

    void set(byte[] text) {
        set(text, 0, text.length);
    }

    private void set(byte[] all, int from, int length) {
        kind = Kind.TEXT;
        bytes = all;
        this.from = from;
        this.length = length;
    }

    /** What a property list has there; kinds that Jakarta Messaging has no word for are null to a selector. */
    void set(FieldView view) {
        switch (view.kind()) {
            case BOOLEAN -> set(view.truth());
            case INTEGER -> set(view.integer());
            case FLOATING -> set(view.floating());
            case TEXT -> set(view.bytes(), view.from(), view.length());
            case ABSENT, OTHER -> setNull();
        }
    }

    // ---- ask

    Kind kind() {
        return kind;
    }

    boolean isNull() {
        return kind == Kind.NULL;
    }

    boolean isNumber() {
        return kind == Kind.EXACT || kind == Kind.APPROXIMATE;
    }

    boolean isExact() {
        return kind == Kind.EXACT;
    }

    boolean isText() {
        return kind == Kind.TEXT;
    }

    long exact() {
        return exact;
    }

    /** Any number as an approximate one. */
    double approximate() {
        return kind == Kind.EXACT ? exact : approximate;
    }

    /** As a condition: only a boolean is true or false. */
    Truth truth() {
        return kind == Kind.BOOLEAN ? Truth.of(truth) : Truth.UNKNOWN;
    }

    byte[] bytes() {
        return bytes;
    }

    int from() {
        return from;
    }

    int length() {
        return length;
    }

    /** Whether both are of a kind and equal; numbers of both kinds are of one kind. */
    boolean sameAs(Value other) {
        if (isNumber() && other.isNumber()) {
            return isExact() && other.isExact() ? exact == other.exact : approximate() == other.approximate();
        }
        if (kind != other.kind) return false;
        if (kind == Kind.BOOLEAN) return truth == other.truth;
        return Arrays.equals(bytes, from, from + length, other.bytes, other.from, other.from + other.length);
    }

    /** Whether they can be equal or differ at all. */
    boolean isLike(Value other) {
        return kind == other.kind || isNumber() && other.isNumber();
    }
}
