package io.leveret.amqp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class FrameWriterTest {

    private static byte[] bytes(ByteBuf out) {
        return Arrays.copyOf(out.array(), out.writerIndex());
    }

    @Test
    void aFrameIsTypeChannelSizePayloadEnd() {
        ByteBuf out = Unpooled.buffer(1);
        FrameWriter.method(out, 0x0102, new BasicMethod.Ack(5, true));
        FrameWriter.heartbeat(out);
        assertEquals(
                "01" + "0102" + "0000000d" + "003c0050" + "0000000000000005" + "01" + "ce" + "08" + "0000" + "00000000"
                        + "ce",
                HexFormat.of().formatHex(bytes(out)));
        assertArrayEquals("AMQP\0\0\11\1".getBytes(StandardCharsets.US_ASCII), FrameWriter.PROTOCOL_HEADER);
    }

    @Property(tries = 500, shrinking = ShrinkingMode.OFF)
    void theShortWaysWriteTheSameAsTheRecords(@ForAll long seed) {
        var random = new java.util.Random(seed);
        var protocol = new RandomProtocol(random);
        var deliver = (BasicMethod.Deliver) protocol.method(BasicMethod.Deliver.class);
        Properties properties = protocol.properties();
        byte[] body = protocol.bytes(10_000);
        ByteBuf slow = Unpooled.buffer(1);
        FrameWriter.content(slow, 7, deliver, properties, body, 4096);
        ByteBuf fast = Unpooled.buffer(1);
        byte[] tag = Utf8.encode(deliver.consumerTag());
        FrameWriter.deliver(
                fast,
                7,
                tag,
                deliver.deliveryTag(),
                deliver.redelivered(),
                deliver.exchange(),
                deliver.routingKey(),
                properties,
                body,
                4096);
        assertArrayEquals(bytes(slow), bytes(fast));
        ByteBuf faster = Unpooled.buffer(1);
        FrameWriter.deliver(
                faster,
                7,
                tag,
                deliver.deliveryTag(),
                deliver.redelivered(),
                Utf8.encode(deliver.exchange()),
                Utf8.encode(deliver.routingKey()),
                properties,
                body,
                4096);
        assertArrayEquals(bytes(slow), bytes(faster));

        var ack = (BasicMethod.Ack) protocol.method(BasicMethod.Ack.class);
        ByteBuf record = Unpooled.buffer(1);
        FrameWriter.method(record, 7, ack);
        ByteBuf direct = Unpooled.buffer(1);
        FrameWriter.ack(direct, 7, ack.deliveryTag(), ack.multiple());
        assertArrayEquals(bytes(record), bytes(direct));
    }

    @Property(tries = 500, shrinking = ShrinkingMode.OFF)
    void whatIsPublishedInPartsIsWhatIsPublishedWhole(@ForAll long seed) {
        RandomProtocol protocol = new RandomProtocol(new java.util.Random(seed));
        var publish = (BasicMethod.Publish) protocol.method(BasicMethod.Publish.class);
        var plain = new BasicMethod.Publish(publish.exchange(), publish.routingKey(), publish.mandatory(), false);
        Properties properties = protocol.properties();
        byte[] body = protocol.bytes(9000);
        ByteBuf whole = Unpooled.buffer();
        FrameWriter.content(whole, 7, plain, properties, body, 4096);
        ByteBuf parts = Unpooled.buffer(1);
        FrameWriter.publish(parts, 7, plain.exchange(), plain.routingKey(), plain.mandatory(), properties, body.length);
        for (int at = 0; at < body.length; at += 4088) {
            FrameWriter.body(parts, 7, body, at, Math.min(4088, body.length - at));
        }
        assertArrayEquals(bytes(whole), bytes(parts));
    }

    @Property(tries = 500)
    void bodiesAreSplitAtTheReceiversLimitAndComeBackWhole(@ForAll @IntRange(max = 20_000) int size) {
        byte[] body = new byte[size];
        new java.util.Random(size).nextBytes(body);
        Method publish = new BasicMethod.Publish("", "q", false, false);
        ByteBuf out = Unpooled.buffer();
        FrameWriter.method(out, 1, new ChannelMethod.Open());
        FrameWriter.content(out, 1, publish, Properties.EMPTY, body, 4096);
        int bodyFrames = 0;
        for (int at = 0; at < out.writerIndex(); at += out.getInt(at + 3) + 8) {
            assertTrue(out.getInt(at + 3) + 8 <= 4096);
            bodyFrames += out.getByte(at) == 3 ? 1 : 0;
        }
        assertEquals((size + 4087) / 4088, bodyFrames);
        Recorder recorder = new Recorder();
        new FrameReader(4096, 1 << 20).read(out, recorder);
        assertArrayEquals(body, recorder.bodies.get(0));
    }

    @Test
    void theSizeOfAContentIsKnownBefore() {
        Properties properties = Properties.builder().type("t").build();
        for (int size : new int[] {1, 4088, 4089, 8176, 8177}) {
            ByteBuf out = Unpooled.buffer();
            FrameWriter.headerAndBody(out, 1, properties, new byte[size], 4096);
            assertEquals(out.writerIndex(), FrameWriter.contentSize(properties, new byte[size], 4096));
        }
    }

    @Test
    void aNameThatIsTooLongLeavesNoHalfFrameBehind() {
        ByteBuf out = Unpooled.buffer();
        FrameWriter.heartbeat(out);
        for (String name : new String[] {"x".repeat(256), "é".repeat(128)}) {
            Method method = new QueueMethod.Purge(name, false);
            assertThrows(IllegalArgumentException.class, () -> FrameWriter.method(out, 1, method));
            assertEquals(8, out.writerIndex());
            byte[] tag = {'t'};
            byte[] body = {1};
            assertThrows(
                    IllegalArgumentException.class,
                    () -> FrameWriter.deliver(out, 1, tag, 1, false, "x", name, Properties.EMPTY, body, 4096));
            assertEquals(8, out.writerIndex());
        }
    }
}
