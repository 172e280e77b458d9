package io.leveret.bench.stress;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.leveret.jms.LeveretConnectionFactory;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** A million persistent messages that wait: for their time, or for the consumer whose selector they match. */
final class Waiting implements Scenario {
    private static final int MESSAGES = 1_000_000;
    private static final int RARE = 100;
    private static final int STRETCH = MESSAGES / RARE;
    private static final int SHARDS = 10;
    private static final int PROBES = 500;
    private static final long PATIENCE = 120_000;

    @Override
    public String name() {
        return "waiting";
    }

    @Override
    public String meaning() {
        return "a million messages are delayed; selectors look for their own in a cold backlog of a million";
    }

    private interface About {
        Map<String, Object> headers(int number);
    }

    @Override
    public void run(Report report) throws Exception {
        try (BrokerProcess broker = BrokerProcess.start("512m")) {
            delayed(broker, report);
        }
        try (BrokerProcess broker = BrokerProcess.start("512m", "--memory-budget", "16MiB")) {
            try (Connection connection = broker.connect()) {
                // The last of each stretch is rare, all others belong to a shard.
                fill(
                        connection.createChannel(),
                        "backlog",
                        i -> Map.of("shard", i % STRETCH == STRETCH - 1 ? -1 : i % SHARDS));
            }
            rare(broker, report);
            shards(broker, report);
        }
    }

    private static void fill(Channel channel, String queue, About about) throws Exception {
        channel.queueDeclare(queue, true, false, false, null);
        channel.confirmSelect();
        for (int i = 0; i < MESSAGES; i++) {
            var properties = new BasicProperties.Builder().deliveryMode(2).headers(about.headers(i));
            channel.basicPublish("", queue, properties.build(), new byte[100]);
            if (i % 10_000 == 9_999) channel.waitForConfirmsOrDie();
        }
    }

    private static void delayed(BrokerProcess broker, Report report) throws Exception {
        try (Connection connection = broker.connect()) {
            Channel channel = connection.createChannel();
            fill(channel, "delayed", i -> Map.of("x-delay", 3_600_000 + i % 60_000));
            var late = new ConcurrentLinkedQueue<Long>();
            connection
                    .createChannel()
                    .basicConsume(
                            "delayed", true, (tag, delivery) -> late.add(lateness(delivery.getBody())), tag -> {});
            for (int i = 0; i < PROBES; i++) {
                int delay = 500 + i * 37 % 3_000;
                byte[] due = ByteBuffer.allocate(8)
                        .putLong(System.nanoTime() + delay * 1_000_000L)
                        .array();
                var properties = new BasicProperties.Builder().deliveryMode(2).headers(Map.of("x-delay", delay));
                channel.basicPublish("", "delayed", properties.build(), due);
                TimeUnit.MILLISECONDS.sleep(5);
            }
            report.require(
                    Stalled.eventually(() -> late.size() == PROBES), "those that are due come", "%d", late.size());
            long earliest = late.stream().mapToLong(each -> each).min().orElse(-1);
            long latest = late.stream().mapToLong(each -> each).max().orElse(Long.MAX_VALUE);
            report.require(earliest >= -1 && latest <= 100, "so late are they", "%d to %d ms", earliest, latest);
        }
    }

    private static long lateness(byte[] body) {
        return (System.nanoTime() - ByteBuffer.wrap(body).getLong()) / 1_000_000;
    }

    private static JMSContext context(BrokerProcess broker) {
        return new LeveretConnectionFactory("amqp://127.0.0.1:" + broker.port()).createContext();
    }

    private static void rare(BrokerProcess broker, Report report) {
        try (JMSContext context = context(broker)) {
            long start = System.nanoTime();
            JMSConsumer consumer = context.createConsumer(context.createQueue("backlog"), "shard = -1");
            boolean came = consumer.receive(PATIENCE) != null;
            long first = Stalled.since(start);
            report.require(came && first <= 1_000, "the first of 100 rare ones", "after %d ms", first);
            int count = 1;
            while (count < RARE && consumer.receive(PATIENCE) != null) count++;
            report.require(count == RARE, "all of them", "%d, after %d ms", count, Stalled.since(start));
        }
    }

    private static void shards(BrokerProcess broker, Report report) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(SHARDS);
        try {
            List<Callable<Long>> all = new ArrayList<>();
            for (int i = 0; i < SHARDS; i++) {
                String selector = "shard = " + i;
                // Each stretch ends with a number of the last shard, which is rare instead.
                int mine = MESSAGES / SHARDS - (i == SHARDS - 1 ? RARE : 0);
                all.add(() -> shard(broker, selector, mine));
            }
            long start = System.nanoTime();
            long fastest = Long.MAX_VALUE;
            for (Future<Long> each : threads.invokeAll(all)) fastest = Math.min(fastest, each.get());
            long slowest = Stalled.since(start);
            report.measured("ten selectors took", "%d a second", MESSAGES * 1_000L / slowest);
            report.require(slowest <= fastest * 2, "fastest and slowest of them", "%d and %d ms", fastest, slowest);
        } finally {
            threads.shutdownNow();
        }
    }

    private static long shard(BrokerProcess broker, String selector, int mine) {
        try (JMSContext context = context(broker)) {
            long start = System.nanoTime();
            JMSConsumer consumer = context.createConsumer(context.createQueue("backlog"), selector);
            for (int i = 0; i < mine; i++) {
                if (consumer.receive(PATIENCE) == null) throw new IllegalStateException(selector + " starves at " + i);
            }
            return Stalled.since(start);
        }
    }
}
