package io.leveret.jms.context;

import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;

/** The connection of all contexts that came from one; it closes with the last of them. */
final class SharedConnection {
    private final Connection connection;
    private int contexts;

    SharedConnection(Connection connection) {
        this.connection = connection;
    }

    Connection connection() {
        return connection;
    }

    synchronized void join() throws JMSException {
        if (contexts < 0) {
            throw new IllegalStateException("the connection is closed, as all contexts that shared it are");
        }
        contexts++;
    }

    void leave() throws JMSException {
        synchronized (this) {
            if (--contexts > 0) {
                return;
            }
            contexts = -1;
        }
        connection.close();
    }
}
