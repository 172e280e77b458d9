package io.leveret.bench.stress;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Requests that mean work for millions. */
final class LongTurns implements Scenario {
    private static final int MILLION = 1_000_000;
    private static final int BINDINGS = 10_000;
    /** Some 5 ms is what a turn may last; a machine has its moods. */
    private static final long LONGEST_MICROS = 8_000;

    private static final byte[] BODY = new byte[20];

    @Override
    public String name() {
        return "long-turns";
    }

    @Override
    public String meaning() {
        return "what is long for one client must not be for the others: the longest turn of the core loop, in CPU time";
    }

    private interface Step {
        void run(Channel channel) throws Exception;
    }

    private record Request(String name, Step prepare, Step ask) {}

    private static final List<Request> REQUESTS = List.of(
            new Request("purge of a million", c -> fill(c, "q", null, -1), c -> c.queuePurge("q")),
            new Request("nack of a million, requeued", LongTurns::takeAll, c -> c.basicNack(0, true, true)),
            new Request("ack of a million", LongTurns::takeAll, c -> c.basicAck(0, true)),
            new Request("channel closed with a million unacked", LongTurns::takeAll, Channel::close),
            new Request("queue deleted with a million unacked", LongTurns::takeAll, c -> c.queueDelete("q")),
            new Request("a million expire at once", c -> fill(c, "q", null, 20_000), c -> waitUntilEmpty(c, "q")),
            new Request(
                    "a million expire at once, to a dead-letter exchange",
                    c -> {
                        c.queueDeclare("dead", false, false, false, null);
                        fill(c, "q", Map.of("x-dead-letter-exchange", "", "x-dead-letter-routing-key", "dead"), 25_000);
                    },
                    c -> waitUntilEmpty(c, "q")),
            new Request("10,000 bindings made", LongTurns::exchangeAndQueue, LongTurns::bind),
            new Request(
                    "10,000 bindings unmade",
                    c -> {
                        exchangeAndQueue(c);
                        bind(c);
                    },
                    LongTurns::unbind),
            new Request(
                    "queue with 10,000 bindings deleted",
                    c -> {
                        exchangeAndQueue(c);
                        bind(c);
                    },
                    c -> c.queueDelete("b")),
            new Request(
                    "exchange with 10,000 bindings deleted",
                    c -> {
                        exchangeAndQueue(c);
                        bind(c);
                    },
                    c -> c.exchangeDelete("x")),
            new Request("10,000 queues deleted", c -> declareMany(c, false, null), LongTurns::deleteMany),
            new Request(
                    "connection with 10,000 exclusive queues closed",
                    c -> declareMany(c, true, null),
                    c -> c.getConnection().close()),
            new Request(
                    "10,000 queues expire at once",
                    c -> declareMany(c, false, Map.of("x-expires", 3_000)),
                    c -> waitUntilGone(c, "many-9999")));

    @Override
    public void run(Report report) throws Exception {
        for (Request request : REQUESTS) {
            if (!request.name.contains(System.getProperty("stress.request", ""))) continue;
            try (BrokerProcess broker =
                    BrokerProcess.start(List.of("-Xmx1g", "-Dleveret.log-level=DEBUG"), null, new String[0])) {
                // The first time is for the compiler.
                once(broker, request);
                long[] turnAndMillis = once(broker, request);
                report.require(
                        turnAndMillis[0] <= LONGEST_MICROS,
                        request.name,
                        "longest turn %.1f ms (all of it: %d ms)",
                        turnAndMillis[0] / 1e3,
                        turnAndMillis[1]);
            }
        }
    }

    private static long[] once(BrokerProcess broker, Request request) throws Exception {
        try (Connection other = broker.connect()) {
            Connection connection = broker.connect();
            Channel channel = connection.createChannel();
            request.prepare.run(channel);
            broker.forgetTurns();
            long start = System.nanoTime();
            request.ask.run(channel);
            if (connection.isOpen()) channel.basicQos(0);
            long millis = Stalled.since(start);
            long longest = broker.longestTurn();
            Channel sweeping = other.createChannel();
            for (String queue : List.of("q", "dead", "b")) sweeping.queueDelete(queue);
            sweeping.exchangeDelete("x");
            connection.abort();
            return new long[] {longest, millis};
        }
    }

    /** @param lifeMillis all of them end at the same moment, so long after the first was sent; -1 for never */
    private static void fill(Channel channel, String queue, Map<String, Object> arguments, long lifeMillis)
            throws Exception {
        channel.queueDeclare(queue, false, false, false, arguments == null ? null : new HashMap<>(arguments));
        channel.confirmSelect();
        long start = System.nanoTime();
        for (int i = 0; i < MILLION; i++) {
            BasicProperties properties = null;
            if (lifeMillis >= 0) {
                long left = Math.max(1, lifeMillis - Stalled.since(start));
                properties = new BasicProperties.Builder()
                        .expiration(Long.toString(left))
                        .build();
            }
            channel.basicPublish("", queue, properties, BODY);
        }
        channel.waitForConfirmsOrDie();
    }

    private static void takeAll(Channel channel) throws Exception {
        fill(channel, "q", null, -1);
        CountDownLatch all = new CountDownLatch(MILLION);
        String tag = channel.basicConsume("q", false, (t, delivery) -> all.countDown(), t -> {});
        if (!all.await(2, TimeUnit.MINUTES)) throw new IllegalStateException(all.getCount() + " did not come");
        channel.basicCancel(tag);
    }

    private static void waitUntilEmpty(Channel channel, String queue) throws Exception {
        if (!Stalled.eventually(() -> channel.messageCount(queue) == 0)) throw new IllegalStateException("not empty");
    }

    private static void waitUntilGone(Channel channel, String queue) throws Exception {
        Connection connection = channel.getConnection();
        if (!Stalled.eventually(() -> isGone(connection, queue))) throw new IllegalStateException(queue + " is left");
    }

    private static boolean isGone(Connection connection, String queue) throws Exception {
        // Asking is using, so it is asked by something that does not renew the lease.
        Channel channel = connection.createChannel();
        try {
            channel.queueUnbind(queue, "amq.direct", "none");
            TimeUnit.SECONDS.sleep(6);
            channel.queuePurge(queue);
            channel.close();
            return false;
        } catch (java.io.IOException gone) {
            return gone.getCause() instanceof ShutdownSignalException;
        }
    }

    private static void exchangeAndQueue(Channel channel) throws Exception {
        channel.exchangeDeclare("x", "topic", true);
        channel.queueDeclare("b", true, false, false, null);
    }

    private static void bind(Channel channel) throws Exception {
        for (int i = 0; i < BINDINGS; i++) channel.queueBindNoWait("b", "x", "a." + i + ".*", null);
    }

    private static void unbind(Channel channel) throws Exception {
        for (int i = 0; i < BINDINGS; i++) channel.queueUnbind("b", "x", "a." + i + ".*");
    }

    private static void declareMany(Channel channel, boolean exclusive, Map<String, Object> arguments)
            throws Exception {
        channel.exchangeDeclare("x", "topic", true);
        for (int i = 0; i < BINDINGS; i++) {
            channel.queueDeclareNoWait("many-" + i, true, exclusive, false, arguments);
            channel.queueBindNoWait("many-" + i, "x", "a." + i, null);
        }
        channel.basicQos(0);
    }

    private static void deleteMany(Channel channel) throws Exception {
        for (int i = 0; i < BINDINGS; i++) channel.queueDeleteNoWait("many-" + i, false, false);
    }
}
