package io.leveret.bench.stress;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A disk too small for the backlog. */
final class FullDisk implements Scenario {
    private static final int MESSAGES = 24_000;
    private static final int BYTES = 16_384;

    @Override
    public String name() {
        return "full-disk";
    }

    @Override
    public String meaning() {
        return "a backlog of 375 MiB, a heap of 128 MiB, and a disk of 64 MiB: publishers wait, and nothing is lost";
    }

    @Override
    public void run(Report report) throws Exception {
        Path disk = Files.createTempDirectory("leveret-stress-disk-");
        if (!command("mount", "-t", "tmpfs", "-o", "size=64m", "leveret-stress", disk.toString())) {
            Files.delete(disk);
            report.skipped("a small disk needs the right to mount a tmpfs: run as root");
            return;
        }
        try {
            fill(report, disk, "room is made by consumers", false);
            fill(report, disk, "room is made by the operator", true);
        } finally {
            command("umount", disk.toString());
            Files.delete(disk);
        }
    }

    private static void fill(Report report, Path disk, String how, boolean enlarge) throws Exception {
        Path data = Files.createTempDirectory(disk, "data");
        try (BrokerProcess broker = BrokerProcess.start(List.of("-Xmx128m"), data, "--disk-free-limit", "0");
                Connection publisher = broker.connect();
                Connection consumer = broker.connect()) {
            CountDownLatch blocked = new CountDownLatch(1);
            CountDownLatch unblocked = new CountDownLatch(1);
            publisher.addBlockedListener(reason -> blocked.countDown(), unblocked::countDown);
            AtomicInteger sent = new AtomicInteger();
            Thread publishing = new Thread(() -> publish(publisher, sent), "publisher");
            publisher.createChannel().queueDeclare("full", false, false, false, null);
            publishing.start();
            boolean stuck = Stalled.eventually(() -> broker.hasSaid("cannot be spilled"));
            report.require(stuck, how + ": the broker says so", "%s", stuck ? "" : broker.remarkable());
            report.require(blocked.await(10, TimeUnit.SECONDS), how + ": so does connection.blocked", "");
            int before = sent.get();
            TimeUnit.SECONDS.sleep(2);
            report.require(
                    sent.get() == before && before < MESSAGES, how + ": the publisher waits", "at %d messages", before);
            report.require(broker.isAlive(), how + ": live heap", "%d MiB", broker.liveHeap() >> 20);
            if (enlarge) {
                command("mount", "-o", "remount,size=1g", disk.toString());
                publishing.join(60_000);
                report.require(sent.get() == MESSAGES, how + ": the publisher goes on", "%d messages", sent.get());
            }
            int drained = drain(consumer.createChannel());
            report.require(drained == MESSAGES, how + ": all of it came, in order", "%d messages", drained);
            report.require(unblocked.await(10, TimeUnit.SECONDS), how + ": connection.unblocked came", "");
            publishing.join(10_000);
            report.require(sent.get() == MESSAGES, how + ": all was confirmed", "%d messages", sent.get());
        }
    }

    private static void publish(Connection connection, AtomicInteger sent) {
        try {
            Channel channel = connection.createChannel();
            channel.confirmSelect();
            for (int i = 0; i < MESSAGES; i++) {
                channel.basicPublish(
                        "", "full", null, ByteBuffer.allocate(BYTES).putInt(i).array());
                if (i % 100 == 99) {
                    channel.waitForConfirmsOrDie();
                    sent.set(i + 1);
                }
            }
        } catch (Exception failure) {
            failure.printStackTrace();
        }
    }

    private static int drain(Channel channel) throws Exception {
        int number = 0;
        long quietSince = System.nanoTime();
        while (number < MESSAGES && Stalled.since(quietSince) < 20_000) {
            GetResponse got = channel.basicGet("full", true);
            if (got == null) continue;
            quietSince = System.nanoTime();
            ByteBuffer body = ByteBuffer.wrap(got.getBody());
            if (body.remaining() != BYTES || body.getInt() != number++) return -number;
        }
        return number;
    }

    private static boolean command(String... words) throws Exception {
        return new ProcessBuilder(words).redirectErrorStream(true).start().waitFor() == 0;
    }
}
