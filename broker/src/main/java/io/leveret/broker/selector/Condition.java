package io.leveret.broker.selector;

/** A compiled condition. */
interface Condition {
    Truth of(Fields message);
}
