package io.leveret.broker.topology;

/** Whoever a message comes from, as far as bindings care that do not want its own. */
public interface Publisher {
    /** What no connection published: dead letters, and what the broker itself has to say. */
    Publisher NOBODY = id -> false;

    /** Whether that is the client id or the connection id of it. */
    boolean isKnownAs(String id);
}
