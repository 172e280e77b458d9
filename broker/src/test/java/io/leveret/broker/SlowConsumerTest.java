package io.leveret.broker;

import static io.leveret.broker.Clients.connect;
import static io.leveret.broker.Clients.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import io.leveret.amqp.BasicMethod;
import io.leveret.amqp.FrameWriter;
import io.leveret.amqp.Properties;
import io.leveret.amqp.Table;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that do not read hold back nobody but themselves, and take no more memory than they are allowed. */
class SlowConsumerTest {
    private static final int MESSAGES = 2_000;
    private static final int BYTES = 16 * 1024;
    private static final long BUDGET = 4 << 20;

    @TempDir
    private Path folder;

    private Broker broker(int ioThreads) throws Exception {
        return Broker.builder()
                .port(0)
                .data(folder)
                .set("io-threads", Integer.toString(ioThreads))
                .set("memory-budget", "4MiB")
                .set("disk-free-limit", "0")
                .start();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void consumersThatDoNotReadDelayNobodyAndGiveEverythingBack(int ioThreads) throws Exception {
        try (Broker broker = broker(ioThreads);
                Connection connection = connect(broker)) {
            Channel channel = connection.createChannel();
            fill(channel);
            List<RawClient> stalled = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                RawClient client = new RawClient(broker.port()).enter(0);
                client.send(1, new BasicMethod.Consume("big", "", false, false, false, true, Table.EMPTY));
                stalled.add(client);
            }
            VirtualHostRuntime host = broker.registry().virtualHost("/").orElseThrow();
            eventually("the stalled ones have got something", () -> channel.messageCount("big") < MESSAGES);

            othersWork(broker);
            long used = host.ask(sessions -> host.memoryUsed()).get();
            assertTrue(used <= BUDGET + (1 << 20), () -> used + " bytes are held, " + BUDGET + " are allowed");

            for (RawClient client : stalled) client.close();
            eventually("everything is back", () -> channel.messageCount("big") == MESSAGES);
            for (int i = 0; i < MESSAGES; i++) {
                GetResponse got = channel.basicGet("big", true);
                assertEquals(i, ByteBuffer.wrap(got.getBody()).getInt());
                assertEquals(BYTES, got.getBody().length);
            }
        }
    }

    private static void fill(Channel channel) throws Exception {
        channel.queueDeclare("big", false, false, false, null);
        channel.confirmSelect();
        for (int i = 0; i < MESSAGES; i++) {
            channel.basicPublish(
                    "", "big", null, ByteBuffer.allocate(BYTES).putInt(i).array());
        }
        channel.waitForConfirmsOrDie();
    }

    private static void othersWork(Broker broker) throws Exception {
        try (Connection connection = connect(broker)) {
            Channel channel = connection.createChannel();
            String queue = channel.queueDeclare().getQueue();
            CountDownLatch all = new CountDownLatch(1_000);
            channel.basicConsume(queue, true, (tag, delivery) -> all.countDown(), tag -> {});
            for (int i = 0; i < 1_000; i++) channel.basicPublish("", queue, null, new byte[100]);
            assertTrue(all.await(1, TimeUnit.MINUTES));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void whoAsksAndDoesNotReadIsNotReadEither(int ioThreads) throws Exception {
        try (Broker broker = broker(ioThreads);
                Connection connection = connect(broker);
                RawClient asking = new RawClient(broker.port()).enter(0)) {
            Channel channel = connection.createChannel();
            channel.queueDeclare("one", false, false, false, null);
            ByteBuf question = Unpooled.buffer();
            // Each is answered with 64 KiB, and comes back.
            FrameWriter.method(question, 1, new BasicMethod.Get("one", false));
            FrameWriter.method(question, 1, new BasicMethod.Recover(true));
            channel.basicPublish("", "one", null, new byte[64 * 1024]);
            assertBounded(asking.socket(), question, 64 << 20);
            othersWork(broker);
        }
    }

    /** The loop is held, so that nothing is worked off: what the client sends must stay in its own socket. */
    @Test
    void aPublisherFasterThanItsVirtualHostIsSlowedByTcp() throws Exception {
        try (Broker broker = broker(2);
                RawClient publisher = new RawClient(broker.port()).enter(0)) {
            CountDownLatch release = new CountDownLatch(1);
            broker.registry().virtualHost("/").orElseThrow().tell(sessions -> {
                try {
                    release.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            try {
                ByteBuf publish = Unpooled.buffer();
                FrameWriter.content(
                        publish,
                        1,
                        new BasicMethod.Publish("", "nowhere", false, false),
                        Properties.EMPTY,
                        new byte[100_000],
                        RawClient.FRAME_MAX);
                assertBounded(publisher.socket(), publish, 128 << 20);
            } finally {
                release.countDown();
            }
        }
    }

    /** Sends the same again and again until the broker takes no more, which must be before that many bytes. */
    private static void assertBounded(SocketChannel socket, ByteBuf bytes, long limit) throws Exception {
        socket.configureBlocking(false);
        long sent = 0;
        ByteBuffer left = bytes.nioBuffer();
        for (int refused = 0; refused < 100; ) {
            int written = socket.write(left);
            sent += written;
            assertTrue(sent < limit, "the broker takes whatever comes");
            if (!left.hasRemaining()) left = bytes.nioBuffer();
            if (written > 0) refused = 0;
            else {
                refused++;
                TimeUnit.MILLISECONDS.sleep(10);
            }
        }
    }
}
