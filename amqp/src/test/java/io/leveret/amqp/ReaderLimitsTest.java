package io.leveret.amqp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Memory is taken for what came, not for what was announced, and for nothing that came before. */
class ReaderLimitsTest {
    private static final Method PUBLISH = new BasicMethod.Publish("x", "key", false, false);
    private static final int FRAME_MAX = 4096;

    private final Recorder seen = new Recorder();

    private static FrameReader reader(long maxMessageSize) {
        FrameReader reader = new FrameReader(FRAME_MAX, maxMessageSize);
        ByteBuf in = Unpooled.buffer();
        for (int channel = 1; channel <= 1000; channel++) {
            FrameWriter.method(in, channel, new ChannelMethod.Open());
        }
        reader.read(in, new Recorder());
        return reader;
    }

    private static void header(ByteBuf out, int channel, long size) {
        out.writeByte(2).writeShort(channel).writeInt(14);
        out.writeShort(60).writeShort(0).writeLong(size).writeShort(0).writeByte(0xce);
    }

    private static void body(ByteBuf out, int channel, int size) {
        out.writeByte(3).writeShort(channel).writeInt(size).writeZero(size).writeByte(0xce);
    }

    @Test
    void anAnnouncedSizeTakesNoMemory() {
        FrameReader reader = reader(128 << 20);
        ByteBuf in = Unpooled.buffer();
        for (int channel = 1; channel <= 1000; channel++) {
            FrameWriter.method(in, channel, PUBLISH);
            header(in, channel, 128 << 20);
        }
        reader.read(in, seen);
        assertEquals(2000, reader.assembling());
        in.clear();
        for (int channel = 1; channel <= 1000; channel++) {
            body(in, channel, 10);
        }
        reader.read(in, seen);
        assertEquals(2000 + 10_000, reader.assembling());
        assertEquals(List.of(), seen.events);
    }

    @Test
    void aReaderThatWasStoppedHoldsNothingAndHearsOnlyTheFarewell() {
        FrameReader reader = reader(128 << 20);
        ByteBuf in = Unpooled.buffer();
        FrameWriter.method(in, 1, PUBLISH);
        header(in, 1, 1000);
        body(in, 1, 500);
        reader.read(in, seen);
        assertEquals(502, reader.assembling());
        reader.stop();
        assertEquals(0, reader.assembling());
        in.clear();
        body(in, 1, 500);
        FrameWriter.method(in, 2, PUBLISH);
        header(in, 2, 1000);
        body(in, 2, 500);
        reader.read(in, seen);
        assertEquals(0, reader.assembling());
        assertEquals(List.of(), seen.events);
        FrameWriter.method(in, 0, new ConnectionMethod.CloseOk());
        reader.read(in, seen);
        assertEquals(1, seen.events.size());
    }

    @Test
    void memoryStaysWithinTwiceWhatCame() {
        FrameReader reader = reader(128 << 20);
        ByteBuf in = Unpooled.buffer();
        FrameWriter.method(in, 1, PUBLISH);
        header(in, 1, 1_000_000);
        long came = 0;
        while (came + 3000 <= 1_000_000) {
            body(in, 1, 3000);
            came += 3000;
            reader.read(in, seen);
            assertTrue(reader.assembling() <= 2 * came + 2, () -> reader.assembling() + " bytes held");
            in.clear();
        }
        body(in, 1, (int) (1_000_000 - came));
        reader.read(in, seen);
        assertEquals(1_000_000, seen.bodies.get(0).length);
        assertEquals(0, reader.assembling());
    }

    @Test
    void aMessageOverTheLimitIsSkippedAndToldAtItsEnd() {
        FrameReader reader = reader(1000);
        ByteBuf in = Unpooled.buffer();
        FrameWriter.method(in, 1, PUBLISH);
        header(in, 1, 1001);
        body(in, 1, 1000);
        reader.read(in, seen);
        assertEquals(List.of(), seen.events);
        assertEquals(2, reader.assembling());
        in.clear();
        body(in, 1, 1);
        FrameWriter.content(in, 1, PUBLISH, Properties.EMPTY, new byte[1000], FRAME_MAX);
        reader.read(in, seen);
        assertEquals("too large 1 " + Recorder.show(PUBLISH) + " 1001", seen.events.get(0));
        assertEquals(1000, seen.bodies.get(0).length);
        assertEquals(0, reader.assembling());
    }

    @Test
    void aBodyOfMoreThanALongCanCountIsRefusedAtOnce() {
        ByteBuf in = Unpooled.buffer();
        FrameWriter.method(in, 1, PUBLISH);
        header(in, 1, -1);
        byte[] input = new byte[in.readableBytes()];
        in.readBytes(input);
        assertEquals(
                List.of(
                        "ConnectionError 501 FRAME_ERROR - a content header announces a body of 18446744073709551615 bytes,"
                                + " more than can ever come 60/40"),
                Recorder.feed(reader(Long.MAX_VALUE), input));
    }

    @Test
    void whatRepeatsIsTheSameObject() {
        FrameReader reader = reader(1000);
        Properties persistent = Properties.builder().deliveryMode(2).build();
        ByteBuf in = Unpooled.buffer();
        for (int i = 0; i < 3; i++) {
            FrameWriter.content(in, 1, PUBLISH, persistent, new byte[1], FRAME_MAX);
        }
        reader.read(in, seen);
        assertSame(seen.methods.get(0), seen.methods.get(2));
        assertSame(seen.properties.get(0), seen.properties.get(2));
    }

    @Test
    void publishesThatDifferInOneByteAreNotMixedUp() {
        FrameReader reader = reader(1000);
        ByteBuf in = Unpooled.buffer();
        String long1 = "k".repeat(200);
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 500; i++) {
                Method publish = new BasicMethod.Publish("x", i < 400 ? "key." + i : long1 + i, i % 2 == 0, i % 3 == 0);
                Properties properties = Properties.builder().priority(i % 10).build();
                FrameWriter.content(in, 1, publish, properties, new byte[0], FRAME_MAX);
            }
        }
        reader.read(in, seen);
        for (int i = 0; i < 1000; i++) {
            int n = i % 500;
            assertEquals(
                    new BasicMethod.Publish("x", n < 400 ? "key." + n : long1 + n, n % 2 == 0, n % 3 == 0),
                    seen.methods.get(i));
            assertEquals(n % 10, seen.properties.get(i).priority());
        }
    }

    /** The same bytes and more behind them are no publish, although they begin like the one that is remembered. */
    @Test
    void aPublishWithMoreBehindItIsNotTheRememberedOne() {
        for (int variant = 0; variant < 2000; variant++) {
            ByteBuf in = Unpooled.buffer();
            FrameWriter.method(in, 1, new ChannelMethod.Open());
            FrameWriter.content(in, 1, PUBLISH, Properties.EMPTY, new byte[0], FRAME_MAX);
            FrameWriter.method(in, 2, PUBLISH);
            int size = in.readableBytes();
            in.setInt(size - 1 - RandomProtocol.args(PUBLISH).length - 8, RandomProtocol.args(PUBLISH).length + 6);
            in.setShort(size - 1, variant).setByte(size + 1, FrameWriter.END).writerIndex(size + 2);
            byte[] input = new byte[in.readableBytes()];
            in.readBytes(input);
            List<String> events = Recorder.feed(new FrameReader(FRAME_MAX, 1000), input);
            assertEquals(3, events.size());
            assertTrue(events.get(2).startsWith("ConnectionError 501 FRAME_ERROR - cannot decode"), events::toString);
        }
    }

    /** The price of the hot path, so that no later change makes it dearer unseen: the body's array and nothing else. */
    @Test
    void aRepeatedPublishAllocatesItsBodyOnly() {
        FrameReader reader = reader(1000);
        ByteBuf in = Unpooled.buffer();
        Properties persistent = Properties.builder().deliveryMode(2).build();
        int messages = 1000;
        for (int i = 0; i < messages; i++) {
            FrameWriter.content(in, 1, PUBLISH, persistent, new byte[16], FRAME_MAX);
        }
        var sink = new SilentSink();
        long perMessage = allocated(() -> reader.read(in.readerIndex(0), sink)) / messages;
        // An array of 16 bytes is 32 with its header.
        assertTrue(perMessage <= 33, perMessage + " bytes for each message");
    }

    @Test
    void aDeliveryWithAsciiNamesAllocatesNothing() {
        ByteBuf out = Unpooled.buffer(1 << 20);
        byte[] tag = {'t'};
        byte[] body = new byte[16];
        Properties persistent = Properties.builder().deliveryMode(2).build();
        int messages = 1000;
        Runnable deliveries = () -> {
            out.clear();
            for (int i = 0; i < messages; i++) {
                FrameWriter.deliver(out, 1, tag, i, false, "exchange", "routing.key", persistent, body, FRAME_MAX);
            }
        };
        long perMessage = allocated(deliveries) / messages;
        assertEquals(0, perMessage);
    }

    /** The least of some rounds: the first ones also load classes. */
    private static long allocated(Runnable work) {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 10; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            work.run();
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        return least;
    }

    private static final class SilentSink implements FrameReader.Sink {
        @Override
        public void method(int channel, Method method) {}

        @Override
        public void content(int channel, Method method, Properties properties, byte[] body) {}

        @Override
        public void tooLarge(int channel, Method method, long size) {}

        @Override
        public void heartbeat() {}
    }
}
