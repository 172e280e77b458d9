package io.leveret.broker.topology;

/** What became of a publish. */
public enum Outcome {
    /** At least one queue has it, or is about to drop it by its own rules. */
    ROUTED,
    /** No queue was found. */
    UNROUTABLE,
    /** A full queue with reject-publish refused it. */
    REJECTED
}
