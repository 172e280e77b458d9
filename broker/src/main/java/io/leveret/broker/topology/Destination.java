package io.leveret.broker.topology;

/** What a binding leads to. */
public sealed interface Destination permits BoundQueue, Exchange {
    String name();

    BindingsTo bindingsTo();

    boolean survivesRestart();
}
