package io.leveret.tck.crash;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.MessageProperties;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Consumes and acknowledges. An acknowledgement has no answer; it is proven by something on the same channel that has one: a commit,
 * or a confirm of what was published behind it. Some are given back.
 */
final class Acknowledger {
    private static final int PREFETCH = 100;
    private static final int PATIENCE_MILLIS = 20_000;

    private final Channel channel;
    private final QueueLedger queue;
    private final Random random;
    private final Load load;
    private final boolean transactional;
    private final LinkedBlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();

    Acknowledger(Channel channel, QueueLedger queue, Random random, Load load) {
        this.channel = channel;
        this.queue = queue;
        this.random = random;
        this.load = load;
        transactional = random.nextBoolean();
    }

    void work() throws Exception {
        if (transactional) channel.txSelect();
        else channel.confirmSelect();
        String proof = "proof-" + queue.name();
        if (!transactional) channel.queueDeclare(proof, true, false, false, Map.of("x-max-length", 1));
        channel.basicQos(PREFETCH);
        channel.basicConsume(queue.name(), false, new DefaultConsumer(channel) {
            @Override
            public void handleDelivery(String tag, Envelope envelope, AMQP.BasicProperties about, byte[] body) {
                deliveries.add(new Delivery(envelope, about, body));
            }
        });
        while (!load.isEnding()) {
            List<Entry> acknowledged = new ArrayList<>();
            Optional<Transaction> by = transactional ? Optional.of(new Transaction()) : Optional.empty();
            int some = 1 + random.nextInt(PREFETCH / 2);
            for (int i = 0; i < some; i++) one(acknowledged, by);
            if (acknowledged.isEmpty()) continue;
            if (transactional) {
                by.orElseThrow().state = Transaction.State.COMMITTING;
                channel.txCommit();
                by.orElseThrow().state = Transaction.State.COMMITTED;
            } else {
                channel.basicPublish("", proof, MessageProperties.PERSISTENT_BASIC, new byte[1]);
                channel.waitForConfirmsOrDie(PATIENCE_MILLIS);
            }
            acknowledged.forEach(queue::gone);
        }
    }

    private void one(List<Entry> acknowledged, Optional<Transaction> by) throws Exception {
        Delivery delivery = deliveries.poll(20, TimeUnit.MILLISECONDS);
        if (delivery == null) return;
        long number = Letter.read(delivery.getBody(), queue.name());
        long tag = delivery.getEnvelope().getDeliveryTag();
        Optional<Entry> known = queue.delivered(number);
        if (known.isEmpty()) {
            load.complain("queue '" + queue.name() + "' delivered " + number + ", which was acknowledged");
            return;
        }
        if (random.nextInt(20) == 0) {
            channel.basicNack(tag, false, true);
            return;
        }
        queue.acknowledging(known.get(), by);
        acknowledged.add(known.get());
        channel.basicAck(tag, false);
    }
}
