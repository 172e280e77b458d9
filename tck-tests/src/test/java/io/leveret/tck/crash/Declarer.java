package io.leveret.tck.crash;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.MessageProperties;
import io.leveret.tck.crash.QueueLedger.Existence;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Random;

/** Declares, binds, uses, purges and deletes. What was answered must be so after a crash that comes right behind the answer. */
final class Declarer {
    private static final int KEPT = 4;
    private static final int PATIENCE_MILLIS = 20_000;

    private final Channel channel;
    private final Ledger ledger;
    private final Random random;
    private final int cycle;
    private final Load load;
    private final Deque<QueueLedger> made = new ArrayDeque<>();

    Declarer(Channel channel, Ledger ledger, Random random, int cycle, Load load) {
        this.channel = channel;
        this.ledger = ledger;
        this.random = random;
        this.cycle = cycle;
        this.load = load;
    }

    void work() throws Exception {
        channel.confirmSelect();
        for (int i = 0; !load.isEnding(); i++) {
            String name = "made-" + cycle + "-" + i;
            QueueLedger queue = declare(name);
            String exchange = "made-exchange-" + cycle + "-" + i % 3;
            channel.exchangeDeclare(exchange, "topic", true);
            channel.queueBind(name, exchange, name + ".#");
            ledger.bound(new Ledger.Bound(exchange, name + ".one", name));
            publish(queue, exchange, name + ".two", 1 + random.nextInt(5));
            again();
            made.add(queue);
            load.declaredSome();
            if (made.size() > KEPT) delete(made.remove());
        }
    }

    private QueueLedger declare(String name) throws Exception {
        QueueLedger queue = ledger.queue(name);
        queue.existence(Existence.PERHAPS);
        channel.queueDeclare(name, true, false, false, null);
        queue.existence(Existence.SURE);
        return queue;
    }

    private void publish(QueueLedger queue, String exchange, String key, int count) throws Exception {
        Entry[] sent = new Entry[count];
        for (int i = 0; i < count; i++) {
            sent[i] = queue.sent(Optional.empty());
            channel.basicPublish(
                    exchange, key, true, MessageProperties.PERSISTENT_BASIC, Letter.write(sent[i], random));
        }
        channel.waitForConfirmsOrDie(PATIENCE_MILLIS);
        for (Entry entry : sent) queue.confirmed(entry);
    }

    private void delete(QueueLedger queue) throws Exception {
        ledger.unbound(queue);
        queue.existence(Existence.PERHAPS);
        channel.queueDelete(queue.name());
        queue.existence(Existence.NONE);
    }

    /** The same name, again and again: nothing of the queue that was deleted may be in the one that was declared. */
    private void again() throws Exception {
        QueueLedger queue = ledger.queue("again");
        if (queue.existence() == Existence.SURE) {
            if (random.nextBoolean()) {
                queue.emptying();
                channel.queuePurge(queue.name());
                publish(queue, "", queue.name(), 1);
                queue.emptiedBelowLast();
                return;
            }
            delete(queue);
        }
        declare(queue.name());
        publish(queue, "", queue.name(), 1 + random.nextInt(20));
    }
}
