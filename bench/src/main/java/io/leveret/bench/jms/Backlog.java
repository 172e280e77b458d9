package io.leveret.bench.jms;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;

/** A million persistent messages of 1 KiB, transacted in, a hundred a commit, then out the same way. */
final class Backlog {
    private static final int A_COMMIT = 100;

    private final ConnectionFactory factory;
    private final int messages;

    Backlog(ConnectionFactory factory, int messages) {
        this.factory = factory;
        this.messages = messages;
    }

    /** Seconds that it took. */
    double in() throws JMSException {
        try (Connection connection = factory.createConnection()) {
            Session session = connection.createSession(Session.SESSION_TRANSACTED);
            MessageProducer producer = session.createProducer(session.createQueue("bench.backlog"));
            byte[] body = new byte[1024];
            long begun = System.nanoTime();
            for (int i = 0; i < messages; i += A_COMMIT) {
                for (int k = 0; k < A_COMMIT; k++) producer.send(Party.stamped(session, body));
                session.commit();
            }
            return (System.nanoTime() - begun) / 1e9;
        }
    }

    double out() throws JMSException {
        try (Connection connection = factory.createConnection()) {
            connection.start();
            Session session = connection.createSession(Session.SESSION_TRANSACTED);
            MessageConsumer consumer = session.createConsumer(session.createQueue("bench.backlog"));
            long begun = System.nanoTime();
            for (int i = 0; i < messages; i += A_COMMIT) {
                for (int k = 0; k < A_COMMIT; k++) {
                    if (consumer.receive(30_000) == null)
                        throw new JMSException("message " + (i + k) + " did not come within 30 s");
                }
                session.commit();
            }
            return (System.nanoTime() - begun) / 1e9;
        }
    }
}
