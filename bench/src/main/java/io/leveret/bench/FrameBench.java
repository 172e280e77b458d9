package io.leveret.bench;

import io.leveret.amqp.BasicMethod;
import io.leveret.amqp.ChannelMethod;
import io.leveret.amqp.FrameReader;
import io.leveret.amqp.FrameWriter;
import io.leveret.amqp.Method;
import io.leveret.amqp.Properties;
import io.leveret.amqp.Table;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** What a message costs on its way in and on its way out, in the direct buffers that sockets use. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FrameBench {
    private static final int BATCH = 100;
    private static final int FRAME_MAX = 131072;
    private static final byte[] TAG = {'a', 'm', 'q', '.', 'c', 't', 'a', 'g', '-', '1'};

    @Param({"12", "1024"})
    int size;

    /** How many routing keys the publisher goes through. */
    @Param({"1", "1000"})
    int keys;

    /** none, persistent (the same each time), or headers with an id of its own for each message. */
    @Param({"persistent", "headers"})
    String properties;

    private ByteBuf published;
    private ByteBuf acks;
    private ByteBuf out;
    private FrameReader reader;
    private byte[] body;
    private Properties[] all;

    @Setup
    public void setUp() {
        body = new byte[size];
        all = new Properties[BATCH];
        for (int i = 0; i < BATCH; i++) {
            Properties.Builder builder = Properties.builder().deliveryMode(2);
            if (properties.equals("headers")) {
                builder.messageId("ID:message-" + i)
                        .timestamp(i)
                        .contentType("text/plain")
                        .headers(Table.of("JMSType", "order", "count", i, "region", "eu-central", "price", 12.5));
            }
            all[i] = builder.build();
        }
        published = PooledByteBufAllocator.DEFAULT.directBuffer();
        acks = PooledByteBufAllocator.DEFAULT.directBuffer();
        for (int i = 0; i < BATCH; i++) {
            Method publish = new BasicMethod.Publish("", "a.queue.name." + i * 7 % keys, false, false);
            FrameWriter.content(published, 1, publish, all[i], body, FRAME_MAX);
            FrameWriter.ack(acks, 1, i, false);
        }
        out = PooledByteBufAllocator.DEFAULT.directBuffer(BATCH * (size + 300));
        reader = new FrameReader(FRAME_MAX, 1 << 27);
        ByteBuf open = PooledByteBufAllocator.DEFAULT.directBuffer();
        FrameWriter.method(open, 1, new ChannelMethod.Open());
        reader.read(open, new Sink(null));
        open.release();
    }

    @TearDown
    public void tearDown() {
        published.release();
        acks.release();
        out.release();
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void readPublish(Blackhole hole) {
        reader.read(published.readerIndex(0), new Sink(hole));
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void readAck(Blackhole hole) {
        reader.read(acks.readerIndex(0), new Sink(hole));
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public ByteBuf writeDelivery() {
        out.clear();
        for (int i = 0; i < BATCH; i++) {
            FrameWriter.deliver(out, 1, TAG, i, false, "", "a.queue.name.1", all[i], body, FRAME_MAX);
        }
        return out;
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public ByteBuf writeDeliveryAsRecord() {
        out.clear();
        for (int i = 0; i < BATCH; i++) {
            var deliver = new BasicMethod.Deliver("amq.ctag-1", i, false, "", "a.queue.name.1");
            FrameWriter.content(out, 1, deliver, all[i], body, FRAME_MAX);
        }
        return out;
    }

    private record Sink(Blackhole hole) implements FrameReader.Sink {
        @Override
        public void method(int channel, Method method) {
            if (hole != null) {
                hole.consume(method);
            }
        }

        @Override
        public void content(int channel, Method method, Properties properties, byte[] body) {
            hole.consume(method);
            hole.consume(properties);
            hole.consume(body);
        }

        @Override
        public void tooLarge(int channel, Method method, long size) {
            throw new IllegalStateException();
        }

        @Override
        public void heartbeat() {
            throw new IllegalStateException();
        }
    }
}
