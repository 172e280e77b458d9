package io.leveret.bench.stress;

import io.leveret.amqp.BasicMethod;
import io.leveret.amqp.FrameWriter;
import io.leveret.amqp.Properties;
import io.leveret.amqp.QueueMethod;
import io.leveret.amqp.Table;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Publishers send as fast as the broker takes it; what memory has no room for is spilled, and a consumer comes to fetch it. */
final class Flood implements Scenario {
    private static final String QUEUE = "flood";
    private static final String TAG = "t";
    private static final byte[] BODY = new byte[12];
    private static final int BACKLOG = 2_000_000;
    private static final int A_BUFFER = 500;
    private static final int SECONDS = 8;

    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong came = new AtomicLong();
    private volatile boolean enough;

    @Override
    public String name() {
        return "flood";
    }

    @Override
    public String meaning() {
        return "two publishers in full flow beyond the memory budget, and a consumer that comes to a backlog of two million";
    }

    @Override
    public void run(Report report) throws Exception {
        try (BrokerProcess broker = BrokerProcess.start(List.of("-Xmx512m", "-Dleveret.memory-budget=32MiB"), null);
                RawClient consumer =
                        new RawClient(broker.port(), 256 * 1024).enter("/").openChannel()) {
            consumer.send(1, new QueueMethod.Declare(QUEUE, false, false, false, false, false, Table.EMPTY));
            consumer.expect(QueueMethod.DeclareOk.class);
            List<Thread> publishers = new ArrayList<>();
            for (int i = 0; i < 2; i++) publishers.add(start("publisher", () -> publish(broker.port())));
            while (sent.get() < BACKLOG) TimeUnit.MILLISECONDS.sleep(10);
            start("consumer", () -> consume(consumer));
            TimeUnit.SECONDS.sleep(1);
            double published = rate(sent);
            double beside = rate(came);
            enough = true;
            for (Thread each : publishers) each.join();
            TimeUnit.SECONDS.sleep(1);
            double alone = rate(came);
            for (long last = -1; came.get() < sent.get() && came.get() > last; TimeUnit.SECONDS.sleep(5))
                last = came.get();
            report.measured("the consumer without publishers", "%,.0f messages a second", alone);
            report.measured("publishers while it consumes", "%,.0f messages a second", published);
            report.require(beside > published / 2, "the consumer beside them", "%,.0f messages a second", beside);
            report.require(came.get() == sent.get(), "all of it came", "%,d of %,d messages", came.get(), sent.get());
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static Thread start(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException ended) {
                        // The broker is gone, or the scenario over: what did not come is counted.
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void publish(int port) throws IOException {
        ByteBuf buffer = Unpooled.buffer();
        BasicMethod.Publish publish = new BasicMethod.Publish("", QUEUE, false, false);
        for (int i = 0; i < A_BUFFER; i++) FrameWriter.content(buffer, 1, publish, Properties.EMPTY, BODY, 4096);
        RawClient client = new RawClient(port).enter("/").openChannel();
        while (!enough) {
            client.write(buffer.duplicate());
            sent.addAndGet(A_BUFFER);
        }
    }

    /** Counts by bytes: all deliveries have the same length, and a client that took them apart would be what is measured. */
    private void consume(RawClient client) throws IOException {
        ByteBuf one = Unpooled.buffer();
        FrameWriter.content(one, 1, new BasicMethod.Deliver(TAG, 1, false, "", QUEUE), Properties.EMPTY, BODY, 4096);
        client.send(1, new BasicMethod.Consume(QUEUE, TAG, false, true, false, true, Table.EMPTY));
        InputStream in = client.socket().getInputStream();
        byte[] buffer = new byte[256 * 1024];
        long bytes = 0;
        for (int n; (n = in.read(buffer)) > 0; ) {
            bytes += n;
            came.set(bytes / one.readableBytes());
        }
    }

    private static double rate(AtomicLong count) throws InterruptedException {
        long before = count.get();
        long start = System.nanoTime();
        TimeUnit.SECONDS.sleep(SECONDS / 2);
        return (count.get() - before) * 1e9 / (System.nanoTime() - start);
    }
}
