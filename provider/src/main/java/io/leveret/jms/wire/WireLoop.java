package io.leveret.jms.wire;

/**
 * The thread of one or several connections. Daemon: a loop alone keeps no JVM alive, since what applications wait for (their listeners)
 * runs on threads of the layers above.
 */
public final class WireLoop implements AutoCloseable {

    /** A loop for several connections, which lives until it is closed. */
    public static WireLoop shared(String name) {
        throw new UnsupportedOperationException(name);
    }

    @Override
    public void close() {}
}
