package io.leveret.bench.stress;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;

/** Many queues that nobody uses. */
final class IdleQueues implements Scenario {
    private static final int QUEUES = 100_000;

    @Override
    public String name() {
        return "idle-queues";
    }

    @Override
    public String meaning() {
        return "100,000 queues with a binding each are declared, and deleted again";
    }

    @Override
    public void run(Report report) throws Exception {
        try (BrokerProcess broker = BrokerProcess.start("1g");
                Connection connection = broker.connect()) {
            Channel channel = connection.createChannel();
            long empty = broker.liveHeap();
            channel.exchangeDeclare("idle", "direct", true);
            long start = System.nanoTime();
            for (int i = 0; i < QUEUES; i++) {
                channel.queueDeclareNoWait("idle-queue-" + i, true, false, false, null);
                channel.queueBindNoWait("idle-queue-" + i, "idle", "key-" + i, null);
            }
            channel.queueDeclarePassive("idle-queue-" + (QUEUES - 1));
            long millis = Stalled.since(start);
            report.measured("declared and bound", "%d a second", QUEUES * 1_000L / millis);
            long full = broker.liveHeap();
            report.require(full < 400L << 20, "live heap", "%d MiB", full >> 20);
            report.measured("a queue with its binding", "%d bytes", (full - empty) / QUEUES);
            start = System.nanoTime();
            for (int i = 0; i < 2_000; i++) channel.queueDeclare("asked-" + i, true, false, false, null);
            report.measured("declared one by one, each answered", "%d a second", 2_000_000L / Stalled.since(start));
            start = System.nanoTime();
            for (int i = 0; i < QUEUES; i++) channel.queueDeleteNoWait("idle-queue-" + i, false, false);
            channel.exchangeDeclarePassive("idle");
            report.measured("deleted", "%d a second", QUEUES * 1_000L / Stalled.since(start));
            long left = broker.liveHeap();
            report.require(
                    left - empty < 20L << 20, "live heap afterwards, more than at first", "%d KiB", left - empty >> 10);
        }
    }
}
