package io.leveret.jms.wire;

import io.leveret.amqp.ConnectionError;
import io.leveret.amqp.ConnectionMethod;
import io.leveret.amqp.FrameReader;
import io.leveret.amqp.FrameWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.local.LocalChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.DecoderException;
import java.util.concurrent.TimeUnit;

/** One socket: makes frames of what comes, gathers a batch's frames before they go, and notices when the other end is dead. */
final class Line extends ChannelInboundHandlerAdapter {
    /** So much is gathered before the socket is asked to take it. */
    private static final int ENOUGH = 64 << 10;

    private static final int INITIAL = 4 << 10;

    /** Larger messages than this cannot be had: an array has to hold them, with room left for the application's copy. */
    private static final long MAX_MESSAGE =
            Math.max(1 << 20, Runtime.getRuntime().maxMemory() / 3);

    /** Whoever speaks on the line. */
    interface Voice extends FrameReader.Sink {

        /** All that one read has brought is told. */
        void readComplete();

        /** There is room again. */
        void writable();

        /** The socket is closed; told once. */
        void ended(WireException why);
    }

    private final FrameReader reader;
    private final Pulse pulse = new Pulse(this);
    private final LocalFlow localFlow = new LocalFlow(this);
    private Channel channel;
    private boolean local;
    private Voice voice;
    private ByteBuf unread = Unpooled.EMPTY_BUFFER;
    private ByteBuf gathered;
    private int usual = INITIAL;
    private int frameMax = 4096;
    private long flushed;
    private boolean understood;
    private boolean reading;
    private boolean closed;
    private WireException why = new WireException.Lost("the broker has closed the socket without a word", 0, null);

    Line(Voice voice, int largestFrame) {
        this.voice = voice;
        reader = new FrameReader(largestFrame, MAX_MESSAGE);
    }

    void voice(Voice next) {
        voice = next;
    }

    void tuned(int agreedFrameMax, int heartbeatSeconds) {
        frameMax = agreedFrameMax;
        pulse.start(heartbeatSeconds);
    }

    FrameReader reader() {
        return reader;
    }

    EventLoop loop() {
        return channel.eventLoop();
    }

    int frameMax() {
        return frameMax;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        channel = context.channel();
        local = channel instanceof LocalChannel;
    }

    // ---- in

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf in = (ByteBuf) message;
        if (closed) {
            in.release();
            return;
        }
        pulse.heard();
        unread = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(channel.alloc(), unread, in);
        if (!understood && unread.isReadable() && !isFrame(unread.getByte(unread.readerIndex()))) return;
        reading = true;
        try {
            reader.read(unread, voice);
        } catch (ConnectionError error) {
            notUnderstood(error);
        } finally {
            reading = false;
            if (closed || !unread.isReadable()) forgetRead();
        }
    }

    private void forgetRead() {
        unread.release();
        unread = Unpooled.EMPTY_BUFFER;
    }

    /** A server that wants another version of the protocol answers with its own header. */
    private boolean isFrame(byte first) {
        understood = first != FrameWriter.PROTOCOL_HEADER[0];
        if (!understood) {
            end(new WireException.Lost("the server speaks another protocol than AMQP 0-9-1", 0, null));
        }
        return understood;
    }

    private void notUnderstood(ConnectionError error) {
        var goodBye = new ConnectionMethod.Close(
                error.code().code(), error.text(), error.offendingClass(), error.offendingMethod());
        FrameWriter.method(buffer(), 0, goodBye);
        end(new WireException.Lost("what the broker sent was not understood: " + error.text(), 0, error));
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (!closed) voice.readComplete();
    }

    // ---- out

    /** Where the next frame goes. */
    ByteBuf buffer() {
        if (gathered == null)
            gathered = local ? localFlow.buffer(usual) : channel.alloc().ioBuffer(usual);
        return gathered;
    }

    /** Whether to go on gathering; when it is enough, the socket is asked to take it. */
    boolean hasRoom() {
        if (closed) return false;
        if (gathered != null && gathered.readableBytes() >= ENOUGH) flush();
        return channel.isWritable() && localFlow.hasRoom();
    }

    void flush() {
        if (gathered == null) return;
        ByteBuf out = gathered;
        gathered = null;
        // The next batch is likely to be of the same size: no growing, no copying.
        usual = Math.max(INITIAL, Math.min(ENOUGH * 2, Integer.highestOneBit(out.readableBytes()) * 2));
        pulse.spoke();
        flushed += out.readableBytes();
        channel.writeAndFlush(out, channel.voidPromise());
    }

    /** Bytes that the socket was given so far. */
    long flushed() {
        return flushed;
    }

    void beat() {
        if (closed || !channel.isWritable()) return;
        FrameWriter.heartbeat(buffer());
        flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (!closed && channel.isWritable()) voice.writable();
    }

    void roomAgain() {
        if (!closed) voice.writable();
    }

    // ---- the end

    /** What was gathered still goes out, then the socket is closed. The first reason given is the one that counts. */
    void end(WireException reason) {
        if (closed) return;
        closed = true;
        why = reason;
        ByteBuf rest = gathered;
        gathered = null;
        if (rest != null && channel.isActive()) {
            channel.writeAndFlush(rest).addListener(ChannelFutureListener.CLOSE);
            // Where the other end does not read, its good-bye is not waited for.
            channel.eventLoop().schedule(() -> channel.close(), 1, TimeUnit.SECONDS);
        } else {
            if (rest != null) rest.release();
            channel.close();
        }
        finish();
    }

    private void finish() {
        pulse.stop();
        // What is being read is forgotten when its reader returns.
        if (!reading) forgetRead();
        voice.ended(why);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end(why);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Throwable root = cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
        end(new WireException.Lost("the connection broke: " + root, 0, root));
    }
}
