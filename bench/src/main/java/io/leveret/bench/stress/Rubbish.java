package io.leveret.bench.stress;

import com.rabbitmq.client.Connection;
import io.leveret.amqp.BasicMethod;
import io.leveret.amqp.ChannelMethod;
import io.leveret.amqp.ConfirmMethod;
import io.leveret.amqp.ConnectionMethod;
import io.leveret.amqp.ExchangeMethod;
import io.leveret.amqp.FrameWriter;
import io.leveret.amqp.Properties;
import io.leveret.amqp.QueueMethod;
import io.leveret.amqp.Table;
import io.leveret.amqp.TxMethod;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Bytes that mean nothing, and conversations that nearly mean something. */
final class Rubbish implements Scenario {
    private static final int SOCKETS = 50;
    private static final long SECONDS = Long.getLong("stress.rubbish.seconds", 60);
    private static final String DEFINITIONS = """
            {"vhosts": [{"name": "/"}, {"name": "bin"}],
             "permissions": [{"user": "guest", "vhost": "bin", "configure": ".*", "write": ".*", "read": ".*"}]}
            """;

    private final AtomicLong conversations = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong unanswered = new AtomicLong();

    @Override
    public String name() {
        return "rubbish";
    }

    @Override
    public String meaning() {
        return "random bytes and mutated conversations on 50 sockets for a minute, beside a client that works";
    }

    @Override
    public void run(Report report) throws Exception {
        long seed = Long.getLong("stress.rubbish.seed", System.nanoTime());
        report.measured("seed (-Dstress.rubbish.seed)", "%d", seed);
        Path definitions = Files.createTempFile("leveret-stress-", ".json");
        Files.writeString(definitions, DEFINITIONS);
        List<String> jvm = List.of("-Xmx256m", "-ea:io.leveret...", "-Dio.netty.leakDetection.level=paranoid");
        try (BrokerProcess broker = BrokerProcess.start(
                        jvm, null, "--definitions", definitions.toString(), "--handshake-timeout", "2s");
                Probe good = new Probe(broker, "/")) {
            long empty = broker.liveHeap();
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
            List<Thread> vandals = new ArrayList<>();
            for (int i = 0; i < SOCKETS; i++) {
                Random random = new Random(seed + i);
                Thread vandal = new Thread(() -> vandalize(broker.port(), random, until));
                vandal.start();
                vandals.add(vandal);
            }
            for (Thread vandal : vandals) vandal.join();
            report.measured("rubbish", "%d conversations, %d MiB", conversations.get(), bytes.get() >> 20);
            report.measured("conversations that the broker did not end by itself", "%d", unanswered.get());
            report.measured("the good client meanwhile", "%s", good.latency());
            report.require(good.finish(), "the good client was not disturbed", "%s", good.trouble());
            try (Connection another = broker.connect("bin")) {
                report.require(another.isOpen(), "the virtual host that got it all still opens", "");
            }
            List<String> faults = broker.remarkable().stream()
                    .filter(line -> !line.contains(" WARN ") || line.contains("LEAK"))
                    .toList();
            report.require(faults.isEmpty(), "faults and leaks in the log", "%d%s", faults.size(), first(faults));
            long left = broker.liveHeap();
            report.require(left < 128L << 20, "live heap, and before", "%d MiB, %d MiB", left >> 20, empty >> 20);
        } finally {
            Files.delete(definitions);
        }
    }

    private static String first(List<String> faults) {
        return faults.isEmpty() ? "" : "\n    " + String.join("\n    ", faults.subList(0, Math.min(8, faults.size())));
    }

    private void vandalize(int port, Random random, long until) {
        byte[] conversation = conversation();
        byte[] into = new byte[64 * 1024];
        while (System.nanoTime() < until) {
            byte[] said = random.nextInt(10) == 0 ? noise(random) : mutated(conversation, random);
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", port));
                socket.setSoTimeout(300);
                socket.getOutputStream().write(said);
                conversations.incrementAndGet();
                bytes.addAndGet(said.length);
                // Some wait for an end that may never come; most have said all.
                if (random.nextInt(20) > 0) socket.shutdownOutput();
                InputStream in = socket.getInputStream();
                while (in.read(into) >= 0) if (System.nanoTime() > until) break;
            } catch (java.net.SocketTimeoutException silence) {
                unanswered.incrementAndGet();
            } catch (IOException reset) {
                // The broker has had enough: it may.
            }
        }
    }

    private static byte[] noise(Random random) {
        byte[] noise = new byte[1 + random.nextInt(20_000)];
        random.nextBytes(noise);
        // Half of it gets past the door.
        if (random.nextBoolean() && noise.length > 8) System.arraycopy(FrameWriter.PROTOCOL_HEADER, 0, noise, 0, 8);
        return noise;
    }

    /** Some bytes changed, runs cut out or doubled; mostly behind the login, so that it is heard. */
    private static byte[] mutated(byte[] whole, Random random) {
        byte[] bytes = whole.clone();
        int from = random.nextInt(4) == 0 ? 0 : LOGIN;
        for (int i = random.nextInt(6); i >= 0; i--) {
            int at = from + random.nextInt(bytes.length - from - 1);
            switch (random.nextInt(5)) {
                case 0, 1 -> bytes[at] = (byte) random.nextInt();
                case 2 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 3 -> bytes = spliced(bytes, at, Math.min(bytes.length, at + random.nextInt(40)), at);
                default -> bytes = spliced(bytes, at, at, Math.max(from, at - random.nextInt(200)));
            }
            if (bytes.length - from < 10) break;
        }
        return random.nextInt(8) == 0 ? Arrays.copyOf(bytes, from + random.nextInt(bytes.length - from)) : bytes;
    }

    /** Everything up to {@code at}, then again from {@code again} to {@code at}, then what comes from {@code on} on. */
    private static byte[] spliced(byte[] bytes, int at, int on, int again) {
        byte[] result = new byte[at + (at - again) + (bytes.length - on)];
        System.arraycopy(bytes, 0, result, 0, at);
        System.arraycopy(bytes, again, result, at, at - again);
        System.arraycopy(bytes, on, result, at + at - again, bytes.length - on);
        return result;
    }

    private static final int LOGIN = login().readableBytes();

    private static ByteBuf login() {
        ByteBuf out = Unpooled.buffer();
        out.writeBytes(FrameWriter.PROTOCOL_HEADER);
        FrameWriter.method(out, 0, RawClient.startOk("guest"));
        FrameWriter.method(out, 0, RawClient.tuneOk());
        FrameWriter.method(out, 0, new ConnectionMethod.Open("bin"));
        return out;
    }

    /** A bit of everything. */
    private static byte[] conversation() {
        ByteBuf out = login();
        Table table =
                Table.of("x-message-ttl", 5_000, "x-max-length", 100, "t", Table.of("a", 1L, "b", List.of("c", true)));
        FrameWriter.method(out, 1, new ChannelMethod.Open());
        FrameWriter.method(out, 2, new ChannelMethod.Open());
        FrameWriter.method(out, 3, new ChannelMethod.Open());
        FrameWriter.method(
                out, 1, new ExchangeMethod.Declare("e", "topic", false, false, false, false, false, Table.EMPTY));
        FrameWriter.method(
                out, 1, new ExchangeMethod.Declare("h", "headers", false, false, true, false, false, Table.EMPTY));
        FrameWriter.method(out, 1, new ExchangeMethod.Bind("h", "e", "#", false, Table.EMPTY));
        FrameWriter.method(out, 1, new QueueMethod.Declare("q", false, false, false, false, false, table));
        FrameWriter.method(out, 1, new QueueMethod.Declare("", false, false, true, true, false, Table.EMPTY));
        FrameWriter.method(out, 1, new QueueMethod.Bind("q", "e", "a.*.#", false, Table.EMPTY));
        FrameWriter.method(out, 1, new QueueMethod.Bind("q", "h", "", false, Table.of("x-match", "any", "k", "v")));
        FrameWriter.method(out, 1, new ConfirmMethod.Select(false));
        FrameWriter.method(out, 2, new TxMethod.Select());
        FrameWriter.method(out, 3, new BasicMethod.Qos(0, 10, false));
        FrameWriter.method(
                out, 3, new BasicMethod.Consume("q", "tag", false, false, false, false, Table.of("x-priority", 3)));
        Properties properties = Properties.builder()
                .contentType("text/plain")
                .headers(Table.of("k", "v", "CC", List.of("other"), "n", 12))
                .deliveryMode(2)
                .priority(4)
                .expiration("60000")
                .replyTo("q")
                .build();
        for (int i = 0; i < 20; i++) {
            int channel = 1 + i % 2;
            String exchange = i % 3 == 0 ? "e" : "";
            FrameWriter.content(
                    out,
                    channel,
                    new BasicMethod.Publish(exchange, i % 3 == 0 ? "a.b.c" : "q", true, false),
                    properties,
                    new byte[i * 37],
                    4096);
        }
        FrameWriter.method(out, 2, new TxMethod.Commit());
        FrameWriter.method(out, 3, new BasicMethod.Ack(1, false));
        FrameWriter.method(out, 3, new BasicMethod.Nack(2, true, true));
        FrameWriter.method(out, 3, new BasicMethod.Recover(true));
        FrameWriter.method(out, 1, new BasicMethod.Get("q", false));
        FrameWriter.method(out, 1, new BasicMethod.Reject(1, false));
        FrameWriter.method(out, 3, new BasicMethod.Cancel("tag", false));
        FrameWriter.method(out, 1, new QueueMethod.Unbind("q", "e", "a.*.#", Table.EMPTY));
        FrameWriter.method(out, 1, new QueueMethod.Purge("q", false));
        FrameWriter.method(out, 1, new QueueMethod.Delete("q", false, false, false));
        FrameWriter.method(out, 1, new ExchangeMethod.Delete("e", false, false));
        FrameWriter.method(out, 1, new ChannelMethod.Close(200, "bye", 0, 0));
        FrameWriter.method(out, 0, new ConnectionMethod.Close(200, "bye", 0, 0));
        return ByteBufUtil.getBytes(out);
    }
}
