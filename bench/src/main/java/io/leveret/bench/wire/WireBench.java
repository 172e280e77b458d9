package io.leveret.bench.wire;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import io.leveret.amqp.Properties;
import io.leveret.amqp.QueueMethod;
import io.leveret.amqp.Table;
import io.leveret.bench.stress.BrokerProcess;
import io.leveret.jms.wire.ChannelEvents;
import io.leveret.jms.wire.ConnectionEvents;
import io.leveret.jms.wire.ConsumeSpec;
import io.leveret.jms.wire.Deliveries;
import io.leveret.jms.wire.Delivery;
import io.leveret.jms.wire.Endpoint;
import io.leveret.jms.wire.Outcome;
import io.leveret.jms.wire.WireChannel;
import io.leveret.jms.wire.WireConnection;
import io.leveret.jms.wire.WireException;
import io.leveret.jms.wire.WireOptions;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Workloads for the wire: rates, processor time of both ends and bytes allocated for each message. */
public final class WireBench {
    private static final int SECONDS = Integer.getInteger("wire.seconds", 8);
    private static final int WARMUP = Integer.getInteger("wire.warmup", 6);
    private static final int WINDOW = 1000;
    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final ConnectionEvents QUIET = new ConnectionEvents() {
        @Override
        public void lost(WireException why) {
            why.printStackTrace();
        }

        @Override
        public void blocked(String reason) {
            System.err.println("blocked: " + reason);
        }

        @Override
        public void unblocked() {}
    };
    private static final ChannelEvents CLOSED = Throwable::printStackTrace;

    private final BrokerProcess broker;
    private final List<WireConnection> connections = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong done = new AtomicLong();
    private volatile boolean over;

    private WireBench(BrokerProcess broker) {
        this.broker = broker;
    }

    /** @param args workloads; none means all */
    public static void main(String[] args) throws Exception {
        List<String> wanted = args.length > 0 ? Arrays.asList(args) : List.of("one", "four", "window", "wait");
        System.out.printf(
                "%-8s %12s %16s %16s %14s%n", "", "messages/s", "client us/msg", "broker us/msg", "bytes/msg");
        for (String each : wanted) {
            try (BrokerProcess broker = BrokerProcess.start("1g")) {
                new WireBench(broker).run(each);
            }
        }
    }

    private void run(String workload) throws Exception {
        switch (workload) {
            case "one" -> through(1, 100);
            case "four" -> through(4, 100);
            case "window" -> confirmed(256);
            case "wait" -> confirmed(1);
            default ->
                throw new IllegalArgumentException("no workload " + workload + "; there are one, four, window, wait");
        }
        Thread.sleep(WARMUP * 1000L);
        long before = done.get();
        long cpu = SYSTEM.getProcessCpuTime();
        double brokerCpu = broker.cpuSeconds();
        long bytes = allocated();
        long start = System.nanoTime();
        Thread.sleep(SECONDS * 1000L);
        double seconds = (System.nanoTime() - start) / 1e9;
        double messages = done.get() - before;
        System.out.printf(
                "%-8s %12.0f %16.2f %16.2f %14.0f%n",
                workload,
                messages / seconds,
                (SYSTEM.getProcessCpuTime() - cpu) / 1e3 / messages,
                (broker.cpuSeconds() - brokerCpu) * 1e6 / messages,
                (allocated() - bytes) / messages);
        over = true;
        for (Thread each : threads) each.join(5000);
        for (WireConnection each : connections) each.close(Duration.ofSeconds(5));
    }

    private static long allocated() {
        long sum = 0;
        for (long each : THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds())) sum += Math.max(0, each);
        return sum;
    }

    private WireChannel channel() throws WireException {
        WireOptions options = WireOptions.builder()
                .endpoint(Endpoint.amqp("127.0.0.1", broker.port()))
                .build();
        WireConnection connection = WireConnection.open(options, QUIET);
        connections.add(connection);
        return connection.openChannel(CLOSED);
    }

    private static String declare(WireChannel channel, boolean durable) throws WireException {
        String name = "bench-" + System.nanoTime();
        channel.call(
                new QueueMethod.Declare(name, false, durable, false, false, false, Table.EMPTY),
                QueueMethod.DeclareOk.class);
        return name;
    }

    /** Producers and consumers of one queue, each with a connection of its own; transient, acknowledged one by one. */
    private void through(int pairs, int size) throws Exception {
        String queue = declare(channel(), false);
        AtomicLong sent = new AtomicLong();
        for (int i = 0; i < pairs; i++) {
            WireChannel in = channel();
            String[] tag = new String[1];
            Acknowledging consumer = new Acknowledging(in, tag);
            Table arguments = Table.of("x-credit", true);
            tag[0] = in.consume(new ConsumeSpec(queue, false, false, arguments), consumer);
            in.credit(tag[0], WINDOW);
            WireChannel out = channel();
            byte[] body = new byte[size];
            start(() -> {
                // What is sent and not received stays bounded, or it is the broker's backlog that is measured.
                while (!over) {
                    if (sent.get() - done.get() > 20_000L * pairs) {
                        LockSupport.parkNanos(100_000);
                        continue;
                    }
                    out.publish("", queue, false, Properties.EMPTY, body, Outcome.NONE);
                    sent.getAndIncrement();
                }
            });
        }
    }

    private final class Acknowledging implements Deliveries {
        private final WireChannel channel;
        private final String[] tag;
        private int since;

        Acknowledging(WireChannel channel, String[] tag) {
            this.channel = channel;
            this.tag = tag;
        }

        @Override
        public void delivered(Delivery delivery) {
            channel.ack(delivery);
            since++;
        }

        @Override
        public void batchEnded() {
            done.getAndAdd(since);
            channel.credit(tag[0], since);
            since = 0;
        }

        @Override
        public void cancelled(WireException why) {
            why.printStackTrace();
        }
    }

    /** Persistent messages of 1 KiB with so many waiting for their confirm. */
    private void confirmed(int inFlight) throws Exception {
        WireChannel channel = channel();
        String queue = declare(channel, true);
        channel.confirmSelect();
        Properties persistent = Properties.builder().deliveryMode(2).build();
        byte[] body = new byte[1024];
        Semaphore window = new Semaphore(inFlight);
        Outcome counting = new Outcome() {
            @Override
            public void confirmed() {
                done.getAndIncrement();
                window.release();
            }

            @Override
            public void refused(int code, String text) {
                throw new IllegalStateException(text);
            }

            @Override
            public void lost(WireException why) {
                if (!over) why.printStackTrace();
            }
        };
        start(() -> {
            while (!over) {
                window.acquire();
                channel.publish("", queue, true, persistent, body, counting);
            }
        });
    }

    private interface Task {
        void run() throws Exception;
    }

    private void start(Task task) {
        Thread thread = new Thread(() -> {
            try {
                task.run();
            } catch (Exception failure) {
                failure.printStackTrace();
            }
        });
        threads.add(thread);
        thread.setDaemon(true);
        thread.start();
    }
}
