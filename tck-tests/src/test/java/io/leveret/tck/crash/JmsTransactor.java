package io.leveret.tck.crash;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TransactionRolledBackException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Receives from one queue and sends to others in transactions of one session; some it rolls back. */
final class JmsTransactor {
    private static final int BACKLOG = 500;

    private final Session session;
    private final QueueLedger from;
    private final List<QueueLedger> into;
    private final Random random;
    private final Load load;
    private final MessageConsumer consumer;
    private final List<MessageConsumer> drains = new ArrayList<>();
    private final MessageProducer producer;

    JmsTransactor(Session session, QueueLedger from, List<QueueLedger> into, Random random, Load load)
            throws JMSException {
        this.session = session;
        this.from = from;
        this.into = into;
        this.random = random;
        this.load = load;
        consumer = session.createConsumer(session.createQueue(from.name()));
        for (QueueLedger queue : into) drains.add(session.createConsumer(session.createQueue(queue.name())));
        producer = session.createProducer(null);
    }

    void work() throws JMSException {
        while (!load.isEnding()) {
            if (from.size() < 50) feed();
            else if (into.get(0).size() > BACKLOG) drain(random.nextInt(into.size()));
            else move();
        }
    }

    private void feed() throws JMSException {
        Transaction transaction = new Transaction();
        for (int i = 0; i < 50; i++) send(from, transaction);
        commit(session, transaction, List.of());
    }

    private void move() throws JMSException {
        Transaction transaction = new Transaction();
        List<Entry> taken = take(consumer, from, 1 + random.nextInt(5), transaction);
        for (QueueLedger queue : into) {
            for (int i = random.nextInt(10); i >= 0; i--) send(queue, transaction);
        }
        if (random.nextInt(10) == 0) {
            session.rollback();
            taken.forEach(from::rolledBack);
            for (Entry entry : transaction.published) entry.queue.gone(entry);
            return;
        }
        commit(session, transaction, taken);
    }

    private void drain(int which) throws JMSException {
        Transaction transaction = new Transaction();
        commit(session, transaction, take(drains.get(which), into.get(which), 200, transaction));
    }

    private List<Entry> take(MessageConsumer from, QueueLedger queue, int most, Transaction transaction)
            throws JMSException {
        List<Entry> taken = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            Message message = from.receive(20);
            if (message == null) break;
            JmsReceiver.taken(message, queue, Optional.of(transaction), load).ifPresent(taken::add);
        }
        return taken;
    }

    private void send(QueueLedger queue, Transaction transaction) throws JMSException {
        Entry entry = queue.sent(Optional.of(transaction));
        transaction.published.add(entry);
        producer.send(session.createQueue(queue.name()), JmsSender.message(session, entry, random));
    }

    static void commit(Session session, Transaction transaction, List<Entry> taken) throws JMSException {
        transaction.state = Transaction.State.COMMITTING;
        try {
            session.commit();
        } catch (TransactionRolledBackException undone) {
            // Unlike any other failure this one promises something: nothing of it has happened.
            transaction.state = Transaction.State.OPEN;
            throw undone;
        }
        transaction.state = Transaction.State.COMMITTED;
        transaction.published.forEach(entry -> entry.queue.confirmed(entry));
        taken.forEach(entry -> entry.queue.gone(entry));
    }
}
