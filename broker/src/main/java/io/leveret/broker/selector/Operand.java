package io.leveret.broker.selector;

/** A compiled value. The register it answers with is its own and good until the next question. */
interface Operand {
    Value of(Fields message);
}
