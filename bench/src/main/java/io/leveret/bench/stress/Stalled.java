package io.leveret.bench.stress;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A backlog larger than the heap, and consumers that want all of it and read nothing. */
final class Stalled implements Scenario {
    private static final int CONSUMERS = 1_000;
    private static final int BYTES = 16_384;
    /** More than one GiB also fills what the kernel buffers for each of them. */
    private static final int MESSAGES = Integer.getInteger("stress.stalled.gib", 1) * 65_536;

    @Override
    public String name() {
        return "stalled";
    }

    @Override
    public String meaning() {
        return "1,000 consumers with unlimited prefetch stop reading, on a backlog of 1 GiB, with a heap of 256 MiB";
    }

    @Override
    public void run(Report report) throws Exception {
        try (BrokerProcess broker = BrokerProcess.start(List.of("-Xmx256m", "-Dleveret.log-level=DEBUG"), null);
                Connection connection = broker.connect();
                Probe probe = new Probe(broker, "/")) {
            Channel channel = connection.createChannel();
            channel.queueDeclare("big", false, false, false, null);
            long start = System.nanoTime();
            fill(channel);
            report.measured("backlog published, confirmed, in", "%d ms", since(start));
            probe.forget();
            TimeUnit.SECONDS.sleep(3);
            Probe.Latency before = probe.latency();
            report.measured("others before", "%s", before);

            List<RawClient> stalled = new ArrayList<>();
            probe.forget();
            for (int i = 0; i < CONSUMERS; i++) {
                RawClient client = new RawClient(broker.port()).enter("/").openChannel();
                client.consume("big");
                stalled.add(client);
            }
            report.measured("others while the consumers come", "%s", probe.latency());
            probe.forget();
            broker.forgetTurns();
            double cpu = broker.cpuSeconds();
            TimeUnit.SECONDS.sleep(10);
            cpu = broker.cpuSeconds() - cpu;
            Probe.Latency during = probe.latency();
            // The tail is at the mercy of whoever else uses the machine; what the broker itself does is told by its
            // turns.
            report.require(
                    during.median() < Math.max(1_000, 3 * before.median()) && during.count() > 1_000,
                    "others while the consumers are stalled",
                    "%s",
                    during);
            long turn = broker.longestTurn();
            report.require(
                    turn < 8_000, "longest turn meanwhile", "%.1f ms, %.0f ms of CPU a second", turn / 1e3, cpu * 100);
            report.measured("ready, the rest is out or under way", "%d", channel.messageCount("big"));
            report.require(broker.isAlive(), "resident memory", "%d MiB", broker.resident() >> 20);
            report.require(broker.liveHeap() < 230L << 20, "live heap, of 256 MiB", "%d MiB", broker.liveHeap() >> 20);

            start = System.nanoTime();
            for (RawClient client : stalled) client.close();
            boolean back = eventually(() -> channel.messageCount("big") == MESSAGES);
            report.require(back, "all is ready again after the consumers are gone, in", "%d ms", since(start));
            start = System.nanoTime();
            report.require(drain(channel) == MESSAGES, "drained whole and in order, in", "%d ms", since(start));
            report.require(probe.finish(), "others lost nothing", "%s", probe.trouble());
            report.require(
                    !broker.hasSaid("ERROR"),
                    "the log has no error",
                    "%d remarks",
                    broker.remarkable().size());
        }
    }

    private static void fill(Channel channel) throws Exception {
        channel.confirmSelect();
        for (int i = 0; i < MESSAGES; i++) {
            byte[] body = ByteBuffer.allocate(BYTES).putInt(i).array();
            channel.basicPublish("", "big", null, body);
            if (i % 1_000 == 999) channel.waitForConfirmsOrDie();
        }
        channel.waitForConfirmsOrDie();
    }

    private static int drain(Channel channel) throws Exception {
        int number = 0;
        for (GetResponse got; (got = channel.basicGet("big", true)) != null; number++) {
            ByteBuffer body = ByteBuffer.wrap(got.getBody());
            if (body.remaining() != BYTES || body.getInt() != number) return -number;
        }
        return number;
    }

    static long since(long start) {
        return (System.nanoTime() - start) / 1_000_000;
    }

    interface Condition {
        boolean holds() throws Exception;
    }

    /** Looks for a minute at most. */
    static boolean eventually(Condition condition) throws Exception {
        long until = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (!condition.holds()) {
            if (System.nanoTime() > until) return false;
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return true;
    }
}
