package io.leveret.broker.topology;

/** Whoever exclusive queues belong to: a connection, compared by identity. */
public interface Owner {
    /** The broker itself, which declares what definitions say; nothing belongs to it. */
    Owner NOBODY = new Owner() {};
}
