package io.leveret.tck.crash;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import io.leveret.tck.crash.QueueLedger.Existence;
import io.leveret.tck.crash.QueueLedger.Found;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Everything that the broker has promised, kept where no crash of the broker reaches it. */
final class Ledger {
    /** A durable binding that was answered. */
    record Bound(String exchange, String key, String queue) {}

    private static final int PATIENCE_SECONDS = 30;

    private final Map<String, QueueLedger> queues = new LinkedHashMap<>();
    private final List<Bound> bindings = new ArrayList<>();

    synchronized QueueLedger queue(String name) {
        return queues.computeIfAbsent(name, QueueLedger::new);
    }

    private synchronized Collection<QueueLedger> queues() {
        return List.copyOf(queues.values());
    }

    private synchronized List<Bound> bindings() {
        return List.copyOf(bindings);
    }

    synchronized void bound(Bound binding) {
        bindings.add(binding);
    }

    /** The queue is about to go, and its bindings with it. */
    synchronized void unbound(QueueLedger queue) {
        bindings.removeIf(each -> each.queue.equals(queue.name()));
    }

    /**
     * Looks at everything that a restarted broker has, gives it back to the queues, and takes it for the truth.
     *
     * @param unclean the broker was killed: anything may have been delivered
     * @return what is wrong
     */
    List<String> check(Connection connection, boolean unclean) throws Exception {
        List<String> wrong = new ArrayList<>();
        Map<QueueLedger, List<Found>> found = new LinkedHashMap<>();
        for (QueueLedger queue : queues()) {
            boolean there = exists(connection, queue.name());
            if (there && queue.existence() == Existence.NONE) wrong.add("queue '" + queue.name() + "' came back");
            if (!there && queue.existence() == Existence.SURE) wrong.add("queue '" + queue.name() + "' is lost");
            found.put(queue, there ? contents(connection, queue.name(), wrong) : List.of());
        }
        Set<Transaction> touched = Collections.newSetFromMap(new IdentityHashMap<>());
        found.forEach((queue, messages) -> wrong.addAll(queue.compare(messages, unclean, touched)));
        for (Transaction transaction : touched) wrong.addAll(torn(transaction, found));
        for (Bound binding : bindings()) route(connection, binding, found, wrong);
        for (QueueLedger queue : queues()) {
            if (exists(connection, queue.name())) queue.settle(found.get(queue));
            else queue.existence(Existence.NONE);
        }
        return wrong;
    }

    private static boolean exists(Connection connection, String queue) throws Exception {
        Channel channel = connection.createChannel();
        try {
            channel.queueDeclarePassive(queue);
            channel.close();
            return true;
        } catch (IOException refused) {
            if (refused.getCause() instanceof ShutdownSignalException end
                    && end.getReason() instanceof AMQP.Channel.Close close
                    && close.getReplyCode() == 404) return false;
            throw refused;
        }
    }

    /** All that waits in the queue, in its order; closing the channel gives it back. */
    private static List<Found> contents(Connection connection, String queue, List<String> wrong) throws Exception {
        Channel channel = connection.createChannel();
        int count = channel.queueDeclarePassive(queue).getMessageCount();
        var arrived = new LinkedBlockingQueue<Found>();
        var failures = new LinkedBlockingQueue<String>();
        channel.basicConsume(queue, false, new DefaultConsumer(channel) {
            @Override
            public void handleDelivery(String tag, Envelope envelope, AMQP.BasicProperties about, byte[] body) {
                try {
                    arrived.add(new Found(Letter.read(body, queue), envelope.isRedeliver()));
                } catch (AssertionError damaged) {
                    failures.add(damaged.getMessage());
                }
            }
        });
        List<Found> all = new ArrayList<>();
        while (all.size() < count) {
            Found next = arrived.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (next == null) {
                wrong.add("queue '" + queue + "' says that it has " + count + " messages and gives " + all.size());
                break;
            }
            all.add(next);
        }
        wrong.addAll(failures);
        channel.close();
        return all;
    }

    private static List<String> torn(Transaction transaction, Map<QueueLedger, List<Found>> found) {
        // Once published, a message may have been consumed before the crash: what left is no witness.
        int published = 0;
        int missing = 0;
        for (Entry entry : transaction.published) {
            if (isThere(entry, found)) published++;
            else if (entry.leaving == Entry.Leaving.NO && entry.queue.existence() == Existence.SURE) missing++;
        }
        int left = 0;
        int stayed = 0;
        for (Entry entry : transaction.acknowledged) {
            if (isThere(entry, found)) stayed++;
            else left++;
        }
        boolean happened = published + left > 0;
        boolean didNot = missing + stayed > 0;
        if (happened && didNot) {
            return List.of("a transaction is torn: published " + published + " there, " + missing
                    + " missing, acknowledged " + left + " gone, " + stayed + " there: " + transaction.published
                    + transaction.acknowledged + " " + transaction.state);
        }
        return List.of();
    }

    private static boolean isThere(Entry entry, Map<QueueLedger, List<Found>> found) {
        return found.getOrDefault(entry.queue, List.of()).stream().anyMatch(each -> each.number() == entry.number);
    }

    /** A binding that is there takes a message to its queue, from where it is fetched at once. */
    private static void route(
            Connection connection, Bound binding, Map<QueueLedger, List<Found>> found, List<String> wrong)
            throws Exception {
        Channel channel = connection.createChannel();
        channel.confirmSelect();
        var returned = new LinkedBlockingQueue<Integer>();
        channel.addReturnListener((code, text, exchange, key, about, body) -> returned.add(code));
        try {
            // Not persistent, so that it leaves nothing behind when the next kill comes too early.
            channel.basicPublish(binding.exchange, binding.key, true, null, new byte[] {1});
            channel.waitForConfirmsOrDie(PATIENCE_SECONDS * 1_000L);
            if (!returned.isEmpty()) wrong.add(binding + " is lost");
        } catch (IOException | ShutdownSignalException refused) {
            wrong.add(binding + ": its exchange is lost: " + refused.getMessage());
            return;
        }
        int before = found.entrySet().stream()
                .filter(each -> each.getKey().name().equals(binding.queue))
                .mapToInt(each -> each.getValue().size())
                .sum();
        for (int i = 0; i <= before; i++) {
            var got = channel.basicGet(binding.queue, false);
            if (got == null) {
                wrong.add(binding + ": what it took to the queue is not there");
                break;
            }
            if (got.getBody().length == 1) {
                channel.basicAck(got.getEnvelope().getDeliveryTag(), false);
                break;
            }
        }
        // Waits until the acknowledgement was worked off.
        channel.queueDeclarePassive(binding.queue);
        channel.close();
    }
}
