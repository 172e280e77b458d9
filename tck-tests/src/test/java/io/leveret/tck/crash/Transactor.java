package io.leveret.tck.crash;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.MessageProperties;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Takes from one queue and puts into others, in transactions; some it rolls back, and its own input it feeds in transactions too. */
final class Transactor {
    private static final int BACKLOG = 1_000;

    private final Channel channel;
    private final QueueLedger from;
    private final List<QueueLedger> into;
    private final Random random;
    private final Load load;

    Transactor(Channel channel, QueueLedger from, List<QueueLedger> into, Random random, Load load) {
        this.channel = channel;
        this.from = from;
        this.into = into;
        this.random = random;
        this.load = load;
    }

    void work() throws Exception {
        channel.txSelect();
        while (!load.isEnding()) {
            if (from.size() < 50) feed();
            else if (into.get(0).size() > BACKLOG) drain(into.get(random.nextInt(into.size())));
            else move();
        }
    }

    private void feed() throws Exception {
        Transaction transaction = new Transaction();
        for (int i = 0; i < 50; i++) publish(from, transaction);
        commit(transaction, List.of());
    }

    private void move() throws Exception {
        Transaction transaction = new Transaction();
        List<Entry> taken = take(from, 1 + random.nextInt(5), transaction);
        for (QueueLedger queue : into) {
            for (int i = random.nextInt(10); i >= 0; i--) publish(queue, transaction);
        }
        if (random.nextInt(10) == 0) {
            channel.txRollback();
            // Acknowledgements that were rolled back leave the messages with this channel, until they are given back.
            channel.basicRecover(true);
            taken.forEach(from::rolledBack);
            for (Entry entry : transaction.published) entry.queue.gone(entry);
            return;
        }
        commit(transaction, taken);
    }

    private void drain(QueueLedger queue) throws Exception {
        Transaction transaction = new Transaction();
        commit(transaction, take(queue, 200, transaction));
    }

    private List<Entry> take(QueueLedger queue, int most, Transaction transaction) throws Exception {
        List<Entry> taken = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            GetResponse got = channel.basicGet(queue.name(), false);
            if (got == null) break;
            long number = Letter.read(got.getBody(), queue.name());
            Optional<Entry> entry = queue.delivered(number);
            if (entry.isEmpty()) {
                load.complain("queue '" + queue.name() + "' gave " + number + ", which was acknowledged");
                continue;
            }
            queue.acknowledging(entry.get(), Optional.of(transaction));
            channel.basicAck(got.getEnvelope().getDeliveryTag(), false);
            taken.add(entry.get());
        }
        return taken;
    }

    private void publish(QueueLedger queue, Transaction transaction) throws Exception {
        Entry entry = queue.sent(Optional.of(transaction));
        transaction.published.add(entry);
        channel.basicPublish("", queue.name(), MessageProperties.PERSISTENT_BASIC, Letter.write(entry, random));
    }

    private void commit(Transaction transaction, List<Entry> taken) throws Exception {
        transaction.state = Transaction.State.COMMITTING;
        channel.txCommit();
        transaction.state = Transaction.State.COMMITTED;
        transaction.published.forEach(entry -> entry.queue.confirmed(entry));
        taken.forEach(entry -> entry.queue.gone(entry));
    }
}
