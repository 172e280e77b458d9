package io.leveret.tck.process;

import io.leveret.jms.LeveretConnectionFactory;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.Arrays;
import java.util.Random;

/** Sends persistent messages of 100 MB and receives them again; then one that is larger than the broker allows, and a small one. */
public final class Heavy {
    private static final int SIZE = 100_000_000;
    private static final int ROUNDS = 3;

    private Heavy() {}

    /** @param arguments the factory's URI, the broker's limit in bytes */
    public static void main(String[] arguments) throws Exception {
        byte[] body = new byte[SIZE];
        new Random(1).nextBytes(body);
        try (Connection connection = new LeveretConnectionFactory(arguments[0]).createConnection()) {
            connection.start();
            for (int i = 0; i < ROUNDS; i++) {
                Session session = connection.createSession(i == 0 ? 0 : Session.AUTO_ACKNOWLEDGE);
                send(session, body, SIZE);
                receive(session, body, SIZE);
                session.close();
            }
            body = null;
            refused(connection, new byte[Integer.parseInt(arguments[1]) + 1]);
            Session after = connection.createSession(Session.AUTO_ACKNOWLEDGE);
            send(after, new byte[10], 10);
            receive(after, new byte[10], 10);
        }
        System.out.println("done");
    }

    private static void send(Session session, byte[] body, int size) throws JMSException {
        try (MessageProducer producer = session.createProducer(session.createQueue("heavy"))) {
            BytesMessage message = session.createBytesMessage();
            message.writeBytes(body, 0, size);
            producer.send(message);
        }
        if (session.getTransacted()) session.commit();
    }

    private static void receive(Session session, byte[] body, int size) throws JMSException {
        try (MessageConsumer consumer = session.createConsumer(session.createQueue("heavy"))) {
            BytesMessage message = (BytesMessage) consumer.receive(60_000);
            byte[] part = new byte[1 << 20];
            int read = 0;
            for (int n; (n = message.readBytes(part)) > 0; read += n) {
                if (!Arrays.equals(part, 0, n, body, read, read + n)) throw new AssertionError("changed on its way");
            }
            if (read != size) throw new AssertionError(read + " bytes of " + size);
        }
        if (session.getTransacted()) session.commit();
    }

    private static void refused(Connection connection, byte[] body) throws JMSException {
        Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
        try {
            send(session, body, body.length);
            throw new AssertionError("a message of " + body.length + " bytes was taken");
        } catch (JMSException expected) {
            System.out.println("refused: " + expected.getMessage());
        }
    }
}
