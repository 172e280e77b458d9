package io.leveret.bench.jms;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Session;
import java.util.ArrayList;
import java.util.List;

/** Those who take part in a workload: connections, and threads that end when it does. */
final class Party {
    /** One round of work; called again and again until the party is over. */
    interface Round {
        void run() throws JMSException;
    }

    private final ConnectionFactory factory;
    private final List<Connection> connections = new ArrayList<>();
    private volatile boolean over;
    private volatile Exception failure;

    Party(ConnectionFactory factory) {
        this.factory = factory;
    }

    /** A connection that is started already. */
    Connection connection() throws JMSException {
        Connection connection = factory.createConnection();
        connections.add(connection);
        connection.start();
        return connection;
    }

    Session session(int mode) throws JMSException {
        return connection().createSession(mode);
    }

    void keepDoing(String name, Round round) {
        Thread thread = new Thread(
                () -> {
                    try {
                        while (!over) round.run();
                    } catch (JMSException | RuntimeException e) {
                        failed(e);
                    }
                },
                name);
        // A failed run must end, whoever still waits for a message.
        thread.setDaemon(true);
        thread.start();
    }

    void failed(Exception e) {
        if (!over && failure == null) failure = e;
    }

    /** What went wrong meanwhile is a failure of the whole run. */
    void check() throws Exception {
        if (failure != null) throw failure;
    }

    void end() {
        over = true;
        for (Connection connection : connections) {
            try {
                connection.close();
            } catch (JMSException | RuntimeException e) {
                // What was measured is measured already.
                System.err.println("closing: " + e);
            }
        }
    }

    /** A body of this size that begins with the time. */
    static BytesMessage stamped(Session session, byte[] body) throws JMSException {
        BytesMessage message = session.createBytesMessage();
        message.writeLong(System.nanoTime());
        message.writeBytes(body, 0, body.length - Long.BYTES);
        return message;
    }

    static long age(Message message) throws JMSException {
        return System.nanoTime() - ((BytesMessage) message).readLong();
    }
}
