package io.leveret.tck.process;

import io.leveret.jms.LeveretConnectionFactory;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Session;

/** A program whose listener dies with its JVM when it meets poison, and which is started again. It ends well with the text "last". */
public final class Doomed {
    static final int DIED = 3;

    private Doomed() {}

    /** @param arguments the factory's URI, the queue */
    public static void main(String[] arguments) throws Exception {
        Connection connection = new LeveretConnectionFactory(arguments[0]).createConnection();
        Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
        session.createConsumer(session.createQueue(arguments[1])).setMessageListener(message -> take(message));
        connection.start();
        Thread.sleep(Long.MAX_VALUE);
    }

    private static void take(Message message) {
        try {
            String text = message.getBody(String.class);
            // No shutdown hook runs, nothing is given back: as when the kernel takes the process.
            if (text.equals("poison")) Runtime.getRuntime().halt(DIED);
            System.out.println(text + " " + message.getIntProperty("JMSXDeliveryCount"));
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }
}
