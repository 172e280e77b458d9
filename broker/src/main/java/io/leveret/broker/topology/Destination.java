package io.leveret.broker.topology;

/** What a binding leads to. */
sealed interface Destination permits BoundQueue, Exchange {
    String name();

    BindingsTo bindingsTo();

    boolean survivesRestart();
}
