package io.leveret.tck.crash;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Receives, and settles some messages at a time: in a transaction, or with an acknowledgement that is waited for. When that has returned
 * they are gone for good. Now and then it changes its mind.
 */
final class JmsReceiver {
    private static final int MOST = 50;

    private final Session session;
    private final QueueLedger queue;
    private final Random random;
    private final Load load;
    private final boolean transacted;

    JmsReceiver(Session session, QueueLedger queue, Random random, Load load) throws JMSException {
        this.session = session;
        this.queue = queue;
        this.random = random;
        this.load = load;
        transacted = session.getTransacted();
    }

    void work() throws JMSException {
        MessageConsumer consumer = session.createConsumer(session.createQueue(queue.name()));
        while (!load.isEnding()) {
            Optional<Transaction> by = transacted ? Optional.of(new Transaction()) : Optional.empty();
            List<Entry> taken = new ArrayList<>();
            Message last = null;
            int most = 1 + random.nextInt(MOST);
            for (Message next; taken.size() < most && (next = consumer.receive(20)) != null; last = next) {
                taken(next, queue, by, load).ifPresent(taken::add);
            }
            if (taken.isEmpty()) continue;
            if (random.nextInt(10) == 0) undo(taken);
            else if (by.isPresent()) JmsTransactor.commit(session, by.get(), taken);
            else acknowledge(last, taken);
        }
    }

    private void undo(List<Entry> taken) throws JMSException {
        if (transacted) session.rollback();
        else session.recover();
        taken.forEach(queue::rolledBack);
    }

    private static void acknowledge(Message last, List<Entry> taken) throws JMSException {
        last.acknowledge();
        for (Entry entry : taken) entry.queue.gone(entry);
    }

    /** Written down, and told when it should not have come. */
    static Optional<Entry> taken(Message message, QueueLedger queue, Optional<Transaction> by, Load load)
            throws JMSException {
        long number = Letter.read(message.getBody(byte[].class), queue.name());
        Optional<Entry> entry = queue.delivered(number);
        if (entry.isEmpty()) {
            load.complain("queue '" + queue.name() + "' gave " + number + ", which was acknowledged");
            return entry;
        }
        queue.acknowledging(entry.get(), by);
        return entry;
    }
}
