package io.leveret.amqp;

import io.netty.buffer.ByteBuf;

/** Writes frames at the end of a buffer. */
public final class FrameWriter {
    /** A frame's own bytes: type, channel, length, and the end octet. */
    public static final int FRAME_OVERHEAD = 8;

    static final int METHOD = 1;
    static final int HEADER = 2;
    static final int BODY = 3;
    static final int HEARTBEAT = 8;
    static final int END = 0xce;

    /** What a client says first, and what a server answers to any other beginning. Not to be changed. */
    public static final byte[] PROTOCOL_HEADER = {'A', 'M', 'Q', 'P', 0, 0, 9, 1};

    /** The fixed part of a content header: class, weight and body size. */
    private static final int CONTENT_HEADER = 12;

    private static final int BASIC = 60;

    private FrameWriter() {}

    public static void method(ByteBuf out, int channel, Method method) {
        int from = out.writerIndex();
        try {
            frameHead(out, METHOD, channel, 0);
            out.writeInt(method.id());
            method.write(new ArgWriter(out));
            out.setInt(from + 3, out.writerIndex() - from - 7);
            out.writeByte(END);
        } catch (RuntimeException e) {
            // Half a frame would take the next one down with it.
            out.writerIndex(from);
            throw e;
        }
    }

    /** A method with its content, the body split so that no frame exceeds frameMax. The header cannot be split. */
    public static void content(
            ByteBuf out, int channel, Method method, Properties properties, byte[] body, int frameMax) {
        out.ensureWritable(contentSize(properties, body, frameMax) + 64);
        method(out, channel, method);
        headerAndBody(out, channel, properties, body, frameMax);
    }

    public static void heartbeat(ByteBuf out) {
        frameHead(out, HEARTBEAT, 0, 0);
        out.writeByte(END);
    }

    /** basic.ack without a record: a confirming broker and an acknowledging client write little else. */
    public static void ack(ByteBuf out, int channel, long deliveryTag, boolean multiple) {
        frameHead(out, METHOD, channel, 13);
        out.writeInt(BasicMethod.Ack.ID).writeLong(deliveryTag).writeShort((multiple ? 0x100 : 0) | END);
    }

    /** basic.deliver with its content, without a record, and without any allocation where names are ASCII. */
    public static void deliver(
            ByteBuf out,
            int channel,
            byte[] consumerTagUtf8,
            long deliveryTag,
            boolean redelivered,
            String exchange,
            String routingKey,
            Properties properties,
            byte[] body,
            int frameMax) {
        int names = exchange.length() + routingKey.length();
        out.ensureWritable(contentSize(properties, body, frameMax) + consumerTagUtf8.length + names + 32);
        int from = out.writerIndex();
        try {
            deliverHead(out, channel, consumerTagUtf8, deliveryTag, redelivered);
            shortString(out, exchange);
            shortString(out, routingKey);
        } catch (RuntimeException e) {
            out.writerIndex(from);
            throw e;
        }
        deliverTail(out, from, channel, properties, body, frameMax);
    }

    /** The same for a caller that has the names as bytes. */
    public static void deliver(
            ByteBuf out,
            int channel,
            byte[] consumerTagUtf8,
            long deliveryTag,
            boolean redelivered,
            byte[] exchangeUtf8,
            byte[] routingKeyUtf8,
            Properties properties,
            byte[] body,
            int frameMax) {
        int names = exchangeUtf8.length + routingKeyUtf8.length;
        out.ensureWritable(contentSize(properties, body, frameMax) + consumerTagUtf8.length + names + 32);
        int from = out.writerIndex();
        deliverHead(out, channel, consumerTagUtf8, deliveryTag, redelivered);
        shortString(out, exchangeUtf8);
        shortString(out, routingKeyUtf8);
        deliverTail(out, from, channel, properties, body, frameMax);
    }

    /**
     * basic.publish and its content's header, without a record, and without any allocation where names are ASCII. The body follows frame by
     * frame ({@link #body}): a client need not have room for all of a large one at once.
     */
    public static void publish(
            ByteBuf out,
            int channel,
            String exchange,
            String routingKey,
            boolean mandatory,
            Properties properties,
            long bodySize) {
        out.ensureWritable(properties.size() + exchange.length() + routingKey.length() + 64);
        int from = out.writerIndex();
        try {
            frameHead(out, METHOD, channel, 0);
            out.writeInt(BasicMethod.Publish.ID).writeShort(0);
            shortString(out, exchange);
            shortString(out, routingKey);
            out.writeByte(mandatory ? 1 : 0);
        } catch (RuntimeException e) {
            out.writerIndex(from);
            throw e;
        }
        out.setInt(from + 3, out.writerIndex() - from - 7);
        out.writeByte(END);
        header(out, channel, properties, bodySize);
    }

    /** A part of a body, as one frame. */
    public static void body(ByteBuf out, int channel, byte[] body, int from, int size) {
        out.ensureWritable(size + FRAME_OVERHEAD);
        frameHead(out, BODY, channel, size);
        out.writeBytes(body, from, size).writeByte(END);
    }

    /** Bytes of a content's header and body frames. */
    public static int contentSize(Properties properties, byte[] body, int frameMax) {
        int perFrame = frameMax - FRAME_OVERHEAD;
        int bodyFrames = body.length <= perFrame ? 1 : (body.length - 1) / perFrame + 1;
        return FRAME_OVERHEAD + CONTENT_HEADER + properties.size() + body.length + bodyFrames * FRAME_OVERHEAD;
    }

    private static void deliverHead(
            ByteBuf out, int channel, byte[] consumerTagUtf8, long deliveryTag, boolean redelivered) {
        frameHead(out, METHOD, channel, 0);
        out.writeInt(BasicMethod.Deliver.ID);
        shortString(out, consumerTagUtf8);
        out.writeLong(deliveryTag).writeByte(redelivered ? 1 : 0);
    }

    private static void deliverTail(
            ByteBuf out, int from, int channel, Properties properties, byte[] body, int frameMax) {
        out.setInt(from + 3, out.writerIndex() - from - 7);
        out.writeByte(END);
        headerAndBody(out, channel, properties, body, frameMax);
    }

    static void headerAndBody(ByteBuf out, int channel, Properties properties, byte[] body, int frameMax) {
        header(out, channel, properties, body.length);
        int perFrame = frameMax - FRAME_OVERHEAD;
        for (int at = 0; at < body.length; at += perFrame) {
            body(out, channel, body, at, Math.min(perFrame, body.length - at));
        }
    }

    private static void header(ByteBuf out, int channel, Properties properties, long bodySize) {
        byte[] raw = properties.raw();
        frameHead(out, HEADER, channel, CONTENT_HEADER + raw.length);
        out.writeInt(BASIC << 16).writeLong(bodySize).writeBytes(raw).writeByte(END);
    }

    private static void frameHead(ByteBuf out, int type, int channel, int size) {
        out.ensureWritable(FRAME_OVERHEAD);
        int at = out.writerIndex();
        // Seven octets as one word; the eighth is overwritten by what comes next.
        out.setLong(at, (long) type << 56 | (long) channel << 40 | (long) size << 8);
        out.writerIndex(at + 7);
    }

    /** The bytes were a short string before, or are a tag of our own, so they fit. */
    private static void shortString(ByteBuf out, byte[] utf8) {
        assert utf8.length <= 255 : utf8.length + " bytes are no short string";
        out.writeByte(utf8.length).writeBytes(utf8);
    }

    private static void shortString(ByteBuf out, String text) {
        int length = text.length();
        int at = out.writerIndex();
        if (length <= 255) {
            out.ensureWritable(length + 1);
            if (Utf8.putAscii(out, at + 1, text)) {
                out.setByte(at, length).writerIndex(at + 1 + length);
                return;
            }
        }
        new ArgWriter(out).shortString(text);
    }
}
