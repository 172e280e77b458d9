package io.leveret.bench.stress;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** A client that minds its own business: it sends a message a millisecond through a queue of its own, and times each. */
final class Probe implements AutoCloseable {
    private final Connection connection;
    private final Thread sender;
    private long[] micros = new long[1024];
    private int count;
    private long sent;
    private long expected;
    private String trouble = "";
    private volatile boolean stopped;

    Probe(BrokerProcess broker, String virtualHost) throws Exception {
        connection = broker.connect(virtualHost);
        Channel in = connection.createChannel();
        String queue = in.queueDeclare().getQueue();
        in.basicConsume(queue, true, (tag, delivery) -> came(ByteBuffer.wrap(delivery.getBody())), tag -> {});
        Channel out = connection.createChannel();
        sender = new Thread(() -> send(out, queue), "probe");
        sender.start();
    }

    private void send(Channel out, String queue) {
        try {
            while (!stopped) {
                ByteBuffer body = ByteBuffer.allocate(16).putLong(sent).putLong(System.nanoTime());
                out.basicPublish("", queue, null, body.array());
                synchronized (this) {
                    sent++;
                }
                TimeUnit.MILLISECONDS.sleep(1);
            }
        } catch (Exception failure) {
            synchronized (this) {
                if (!stopped) trouble = failure.toString();
            }
        }
    }

    private synchronized void came(ByteBuffer body) {
        long number = body.getLong();
        if (number != expected) trouble = "message " + number + " came where " + expected + " was due";
        expected = number + 1;
        if (count == micros.length) micros = Arrays.copyOf(micros, count * 2);
        micros[count++] = (System.nanoTime() - body.getLong()) / 1_000;
        notifyAll();
    }

    synchronized void forget() {
        count = 0;
    }

    /** Microseconds: median, 99th percentile, maximum since they were forgotten; and how many there were. */
    record Latency(long median, long high, long max, int count) {
        @Override
        public String toString() {
            return "median %d us, 99th percentile %d us, maximum %d us (%d messages)"
                    .formatted(median, high, max, count);
        }
    }

    synchronized Latency latency() {
        if (count == 0) return new Latency(-1, -1, -1, 0);
        long[] sorted = Arrays.copyOf(micros, count);
        Arrays.sort(sorted);
        return new Latency(sorted[count / 2], sorted[(int) (count * 0.99)], sorted[count - 1], count);
    }

    /** Whatever went wrong with it, or ''. */
    synchronized String trouble() {
        return trouble;
    }

    /** Stops sending, and waits for what is under way. @return whether all of it came, in order */
    boolean finish() throws InterruptedException {
        stopped = true;
        sender.join();
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        synchronized (this) {
            while (expected < sent && System.nanoTime() < until) wait(100);
            return expected == sent && trouble.isEmpty();
        }
    }

    @Override
    public void close() throws Exception {
        stopped = true;
        sender.join();
        connection.close();
    }
}
