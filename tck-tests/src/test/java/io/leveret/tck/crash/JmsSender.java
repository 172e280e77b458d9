package io.leveret.tck.crash;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Sends persistent messages one by one: what a send returned from is promised. */
final class JmsSender {
    private static final int BACKLOG = 2_000;

    private final Session session;
    private final QueueLedger queue;
    private final Random random;
    private final Load load;

    JmsSender(Session session, QueueLedger queue, Random random, Load load) {
        this.session = session;
        this.queue = queue;
        this.random = random;
        this.load = load;
    }

    void work() throws JMSException, InterruptedException {
        MessageProducer producer = session.createProducer(session.createQueue(queue.name()));
        while (!load.isEnding()) {
            if (queue.size() > BACKLOG) {
                TimeUnit.MILLISECONDS.sleep(10);
                continue;
            }
            Entry entry = queue.sent(Optional.empty());
            producer.send(message(session, entry, random));
            queue.confirmed(entry);
        }
    }

    static BytesMessage message(Session session, Entry entry, Random random) throws JMSException {
        BytesMessage message = session.createBytesMessage();
        message.writeBytes(Letter.write(entry, random));
        return message;
    }
}
