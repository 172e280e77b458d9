package io.leveret.broker.topology;

/** What a binding leads to. */
public sealed interface Destination permits BoundQueue, Exchange, Filtered {
    String name();

    /** A name that no other destination of the virtual host has: queues and exchanges may share theirs. */
    String kindAndName();

    BindingsTo bindingsTo();

    boolean survivesRestart();

    /** Deleted: a binding that still leads there leads nowhere. */
    boolean isGone();
}
