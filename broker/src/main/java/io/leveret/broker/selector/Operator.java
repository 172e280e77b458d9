package io.leveret.broker.selector;

/** Arithmetic as Java does it: exact numbers stay exact, and one approximate number makes both so. */
enum Operator {
    PLUS,
    MINUS,
    TIMES,
    DIVIDED;

    static Operator of(Token.Kind kind) {
        return switch (kind) {
            case PLUS -> PLUS;
            case MINUS -> MINUS;
            case TIMES -> TIMES;
            case DIVIDED -> DIVIDED;
            default -> throw new IllegalArgumentException(kind + " is no operator");
        };
    }

    /** What is no number makes the result null; so does an exact division by zero, which has none. */
    void calculate(Value left, Value right, Value into) {
        if (!left.isNumber() || !right.isNumber()) {
            into.setNull();
        } else if (!left.isExact() || !right.isExact()) {
            into.set(calculate(left.approximate(), right.approximate()));
        } else if (this == DIVIDED && right.exact() == 0) {
            into.setNull();
        } else {
            into.set(calculate(left.exact(), right.exact()));
        }
    }

    private long calculate(long left, long right) {
        return switch (this) {
            case PLUS -> left + right;
            case MINUS -> left - right;
            case TIMES -> left * right;
            case DIVIDED -> left / right;
        };
    }

    private double calculate(double left, double right) {
        return switch (this) {
            case PLUS -> left + right;
            case MINUS -> left - right;
            case TIMES -> left * right;
            case DIVIDED -> left / right;
        };
    }
}
