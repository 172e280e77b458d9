package io.leveret.broker.selector;

/** The three values of a condition. What is unknown, because something was null, selects nothing, and neither does its opposite. */
enum Truth {
    TRUE,
    FALSE,
    UNKNOWN;

    static Truth of(boolean is) {
        return is ? TRUE : FALSE;
    }

    Truth not() {
        return switch (this) {
            case TRUE -> FALSE;
            case FALSE -> TRUE;
            case UNKNOWN -> UNKNOWN;
        };
    }

    Truth and(Truth other) {
        if (this == FALSE || other == FALSE) return FALSE;
        return this == TRUE && other == TRUE ? TRUE : UNKNOWN;
    }

    Truth or(Truth other) {
        if (this == TRUE || other == TRUE) return TRUE;
        return this == FALSE && other == FALSE ? FALSE : UNKNOWN;
    }
}
