package io.leveret.broker.selector;

/** How two values are compared. Texts and booleans are equal or not, and in no order. */
enum Comparator {
    EQUAL,
    NOT_EQUAL,
    LESS,
    LESS_OR_EQUAL,
    GREATER,
    GREATER_OR_EQUAL;

    /** Null for a token that is none. */
    static Comparator of(Token.Kind kind) {
        return switch (kind) {
            case EQUAL -> EQUAL;
            case NOT_EQUAL -> NOT_EQUAL;
            case LESS -> LESS;
            case LESS_OR_EQUAL -> LESS_OR_EQUAL;
            case GREATER -> GREATER;
            case GREATER_OR_EQUAL -> GREATER_OR_EQUAL;
            default -> null;
        };
    }

    boolean orders() {
        return this != EQUAL && this != NOT_EQUAL;
    }

    /** Values of different kinds neither are equal nor differ: whatever is asked of them is false. */
    Truth compare(Value left, Value right) {
        if (left.isNull() || right.isNull()) return Truth.UNKNOWN;
        if (!left.isLike(right)) return Truth.FALSE;
        if (!orders()) return Truth.of(left.sameAs(right) == (this == EQUAL));
        if (!left.isNumber()) return Truth.FALSE;
        return Truth.of(
                left.isExact() && right.isExact()
                        ? holds(left.exact(), right.exact())
                        : holds(left.approximate(), right.approximate()));
    }

    private boolean holds(long left, long right) {
        return switch (this) {
            case LESS -> left < right;
            case LESS_OR_EQUAL -> left <= right;
            case GREATER -> left > right;
            case GREATER_OR_EQUAL -> left >= right;
            case EQUAL, NOT_EQUAL -> throw new IllegalStateException(this + " is no order");
        };
    }

    /** Not by way of compare(): nothing is in order with NaN. */
    private boolean holds(double left, double right) {
        return switch (this) {
            case LESS -> left < right;
            case LESS_OR_EQUAL -> left <= right;
            case GREATER -> left > right;
            case GREATER_OR_EQUAL -> left >= right;
            case EQUAL, NOT_EQUAL -> throw new IllegalStateException(this + " is no order");
        };
    }
}
