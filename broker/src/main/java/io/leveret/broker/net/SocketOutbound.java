package io.leveret.broker.net;

import io.leveret.amqp.FrameWriter;
import io.leveret.amqp.Method;
import io.leveret.amqp.Properties;
import io.leveret.broker.message.Message;
import io.leveret.broker.session.Handshake;
import io.leveret.broker.session.Outbound;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;

/** Gathers a turn's frames in one buffer and gives it to the socket in one write. */
final class SocketOutbound implements Outbound {
    private static final long MEMORY = Runtime.getRuntime().maxMemory();

    /** So much is gathered for one client before others have their turn; less where a thousand of them would take too much. */
    private static final int ENOUGH = (int) Math.max(16 << 10, Math.min(96 << 10, MEMORY / 4096));

    private static final int INITIAL = 4 * 1024;

    /**
     * With so many bytes of answers not taken, nothing more is read from the client: its questions would only add to them. What it is
     * delivered does not count, since a client may have to send before it can read on.
     */
    private static final long DEAF = Math.min(4 << 20, MEMORY / 128);

    /** With so much not taken, what comes from others must not add to it either. */
    private static final long STONE_DEAF = Math.max(16 << 20, MEMORY / 4);

    private final Channel channel;
    private final FramePipeline pipeline;
    private final TrafficGate gate;
    private int frameMax = Handshake.FRAME_MAX;
    private ByteBuf gathered;
    private int usual = INITIAL;
    /** Bytes of answers since the client took what it was sent. */
    private long answers;

    private boolean askedForRoom;
    private boolean finished;

    SocketOutbound(Channel channel, FramePipeline pipeline, TrafficGate gate) {
        this.channel = channel;
        this.pipeline = pipeline;
        this.gate = gate;
    }

    private ByteBuf buffer() {
        if (gathered == null) gathered = channel.alloc().ioBuffer(usual);
        return gathered;
    }

    @Override
    public void send(int number, Method method) {
        if (finished) return;
        int before = buffer().writerIndex();
        FrameWriter.method(gathered, number, method);
        answered(before);
    }

    @Override
    public void send(int number, Method method, Properties properties, byte[] body) {
        if (finished) return;
        int before = buffer().writerIndex();
        FrameWriter.content(gathered, number, method, properties, body, frameMax);
        answered(before);
    }

    private void answered(int from) {
        answers += gathered.writerIndex() - from;
    }

    @Override
    public void deliver(
            int number,
            byte[] consumerTag,
            long deliveryTag,
            boolean redelivered,
            Message message,
            Properties properties) {
        if (finished) return;
        FrameWriter.deliver(
                buffer(),
                number,
                consumerTag,
                deliveryTag,
                redelivered,
                message.exchange(),
                message.routingKey(),
                properties,
                message.body(),
                frameMax);
    }

    @Override
    public void ack(int number, long deliveryTag, boolean multiple) {
        if (finished) return;
        int before = buffer().writerIndex();
        FrameWriter.ack(gathered, number, deliveryTag, multiple);
        answered(before);
    }

    @Override
    public boolean hasRoom() {
        if ((gathered == null || gathered.readableBytes() < ENOUGH) && channel.isWritable()) return true;
        askedForRoom = true;
        return false;
    }

    @Override
    public boolean owesReading() {
        if (answers <= DEAF) return false;
        askedForRoom = true;
        return true;
    }

    @Override
    public boolean isDeaf() {
        return channel.bytesBeforeWritable() + (gathered == null ? 0 : gathered.readableBytes()) > STONE_DEAF;
    }

    @Override
    public void flush() {
        if (gathered != null) {
            ByteBuf out = gathered;
            gathered = null;
            // The next turn is likely to be of the same size: no growing, no copying.
            usual = Math.max(INITIAL, Math.min(ENOUGH, Integer.highestOneBit(out.readableBytes()) * 2));
            pipeline.wrote();
            channel.writeAndFlush(out, channel.voidPromise());
            if (channel.isWritable()) answers = 0;
            else if (answers > DEAF) gate.close(TrafficGate.Reason.DEAF);
        }
        if (askedForRoom && channel.isWritable()) {
            // It was only this turn that had enough; the socket takes more.
            askedForRoom = false;
            pipeline.roomAgain();
        }
    }

    /** The socket has taken what it was given. */
    void writable() {
        answers = 0;
        if (!askedForRoom) return;
        askedForRoom = false;
        pipeline.roomAgain();
    }

    @Override
    public void tuned(int agreedFrameMax, int heartbeatSeconds) {
        frameMax = agreedFrameMax;
        pipeline.tuned(agreedFrameMax, heartbeatSeconds);
    }

    @Override
    public void pauseReading() {
        gate.close(TrafficGate.Reason.OWNER);
    }

    @Override
    public void resumeReading() {
        gate.open(TrafficGate.Reason.OWNER);
    }

    @Override
    public void finish() {
        if (finished) return;
        finished = true;
        ByteBuf last = gathered;
        gathered = null;
        if (last != null) channel.writeAndFlush(last).addListener(ChannelFutureListener.CLOSE);
        else channel.close();
    }

    /** The socket is gone and will take nothing more. */
    void discard() {
        finished = true;
        if (gathered != null) gathered.release();
        gathered = null;
    }
}
