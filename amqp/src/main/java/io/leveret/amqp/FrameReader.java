package io.leveret.amqp;

import io.netty.buffer.ByteBuf;
import io.netty.util.collection.IntObjectHashMap;

/**
 * Makes methods and whole messages of the bytes of one connection. Frames of different channels may interleave; a message counts when
 * it is complete. Every limit is checked before memory is taken, and memory grows with what arrives, not with what is announced.
 *
 * <p>After it has thrown its one {@link ConnectionError} it may go on being fed, but lets nothing through except the connection.close
 * and close-ok with which the peer may end an orderly farewell; where the error has cost it its place among the frames, nothing at all.
 */
public final class FrameReader {
    private static final int MIN_FRAME_MAX = 4096;
    private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;
    private static final int CONTENT_HEADER = 12;

    /** What comes out. An implementation may throw; the reader then stands behind the frame it handed over. */
    public interface Sink {
        void method(int channel, Method method);

        void content(int channel, Method method, Properties properties, byte[] body);

        /** In place of {@link #content}, when all of a message over the limit has come and was thrown away. */
        void tooLarge(int channel, Method method, long size);

        void heartbeat();
    }

    private enum State {
        READING,
        /** An error was thrown: the farewell is all that counts. */
        CLOSING,
        /** An error was thrown, and where the next frame begins is not known. */
        DEAF
    }

    private final long maxMessageSize;
    private final ArgReader args = new ArgReader(new ShortStringCache(64));
    private final PublishCache publishes = new PublishCache();
    private final IntObjectHashMap<Assembly> channels = new IntObjectHashMap<>(4);
    // Frames of one channel come in runs: the last one asked for, to look it up once a run.
    private Assembly last;
    private int lastChannel = -1;
    private Properties lastProperties = Properties.EMPTY;
    private State state = State.READING;
    private int maxPayload;
    private long assembling;

    public FrameReader(int frameMax, long maxMessageSize) {
        this.maxMessageSize = Math.min(maxMessageSize, MAX_ARRAY);
        frameMax(frameMax);
    }

    /** A frame may have this many bytes, its own eight included. */
    public void frameMax(int frameMax) {
        if (frameMax < MIN_FRAME_MAX) {
            throw new IllegalArgumentException("frame-max is " + frameMax + ": AMQP 0-9-1 needs at least "
                    + MIN_FRAME_MAX + ", and here there is always a limit");
        }
        maxPayload = frameMax - FrameWriter.FRAME_OVERHEAD;
    }

    /** Memory held by messages of which the end has not come yet. */
    public long assembling() {
        return assembling;
    }

    /** That number is free again; what had come of a message on it is dropped. */
    public void channelClosed(int channel) {
        Assembly gone = channels.remove(channel);
        if (gone != null) {
            assembling -= gone.held();
        }
        lastChannel = -1;
    }

    /** Its owner has an error of its own to tell: what had come is let go, and nothing counts any more but the farewell. */
    public void stop() {
        if (state == State.READING) {
            forget(State.CLOSING);
        }
    }

    /** Takes all whole frames and leaves a partial one in the buffer; what is behind an error stays there for the next call. */
    public void read(ByteBuf in, Sink sink) {
        while (state != State.DEAF) {
            int at = in.readerIndex();
            int readable = in.writerIndex() - at;
            if (readable < 7) {
                return;
            }
            int size = in.getInt(at + 3);
            if (size < 0 || size > maxPayload) {
                lost(ConnectionError.frameError(
                        "type %d, all octets = <<>>: {frame_too_large,%d,%d}",
                        in.getUnsignedByte(at), size & 0xffffffffL, maxPayload));
                break;
            }
            if (readable - FrameWriter.FRAME_OVERHEAD < size) {
                return;
            }
            int from = at + 7;
            int to = from + size;
            int end = in.getUnsignedByte(to);
            if (end != FrameWriter.END) {
                lost(ConnectionError.frameError(
                        "type %d, all octets = %s: {invalid_frame_end_marker,%d}",
                        in.getUnsignedByte(at), Octets.show(in, from, to), end));
                break;
            }
            in.readerIndex(to + 1);
            frame(in, in.getUnsignedByte(at), in.getUnsignedShort(at + 1), from, to, sink);
        }
        in.skipBytes(in.readableBytes());
    }

    private void frame(ByteBuf in, int type, int channel, int from, int to, Sink sink) {
        if (state == State.CLOSING) {
            farewell(in, type, channel, from, to, sink);
            return;
        }
        switch (type) {
            case FrameWriter.METHOD -> method(in, channel, from, to, sink);
            case FrameWriter.HEADER -> header(in, channel, from, to, sink);
            case FrameWriter.BODY -> body(in, channel, from, to, sink);
            case FrameWriter.HEARTBEAT -> heartbeat(in, channel, from, to, sink);
            default -> throw closing(unknownFrame(in, type, from, to));
        }
    }

    private void method(ByteBuf in, int channel, int from, int to, Sink sink) {
        if (to - from < 4) {
            throw closing(ConnectionError.frameError("cannot decode %s", Octets.show(in, from, to)));
        }
        int id = in.getInt(from);
        Assembly assembly = assembly(channel);
        if (assembly != null && assembly.busy() && id != ChannelMethod.CloseOk.ID) {
            throw closing(assembly.interrupted());
        }
        Method method = id == BasicMethod.Publish.ID ? publish(in, from, to) : decode(in, id, from, to);
        if (assembly != null && method.hasContent()) {
            assembly.begin(method);
            return;
        }
        if (id >>> 16 == 20 && channel != 0) {
            followChannel(channel, id);
        }
        sink.method(channel, method);
    }

    private Method publish(ByteBuf in, int from, int to) {
        Method known = publishes.find(in, from, to);
        if (known != null) {
            return known;
        }
        Method method = decode(in, BasicMethod.Publish.ID, from, to);
        publishes.keep(in, from, to, method);
        return method;
    }

    private Method decode(ByteBuf in, int id, int from, int to) {
        try {
            return Method.read(id, args.reset(in, from + 4, to));
        } catch (ConnectionError e) {
            throw closing(e);
        }
    }

    /** Both ends open and close: what matters is which methods come in at this one. */
    private void followChannel(int channel, int id) {
        switch (id) {
            case ChannelMethod.Open.ID, ChannelMethod.OpenOk.ID -> {
                if (!channels.containsKey(channel)) {
                    channels.put(channel, new Assembly());
                    lastChannel = -1;
                }
            }
            // A peer that is told that its channel is closed may stop in the middle of a message and say so.
            case ChannelMethod.Close.ID, ChannelMethod.CloseOk.ID -> channelClosed(channel);
            default -> {}
        }
    }

    private void header(ByteBuf in, int channel, int from, int to, Sink sink) {
        Assembly assembly = assembly(channel);
        if (assembly == null || !assembly.busy()) {
            throw closing(noMethod());
        }
        if (!assembly.awaitsHeader()) {
            throw closing(assembly.interrupted());
        }
        Method method = assembly.method();
        if (to - from < CONTENT_HEADER + 2) {
            throw closing(ConnectionError.frameError("cannot decode %s", Octets.show(in, from, to))
                    .offendedBy(method));
        }
        int classId = in.getUnsignedShort(from);
        if (classId != method.classId()) {
            throw closing(ConnectionError.unexpectedFrame(
                            "expected content header for class %d, got one for class %d instead",
                            method.classId(), classId)
                    .offendedBy(method));
        }
        long size = in.getLong(from + 4);
        if (size < 0) {
            throw closing(ConnectionError.frameError(
                            "a content header announces a body of %s bytes, more than can ever come",
                            Long.toUnsignedString(size))
                    .offendedBy(method));
        }
        Properties properties;
        try {
            properties = properties(in, from + CONTENT_HEADER, to);
        } catch (ConnectionError e) {
            throw closing(e.offendedBy(method));
        }
        assembly.header(properties, size, size > maxMessageSize);
        assembling += properties.size();
        if (size == 0) {
            finish(channel, assembly, sink);
        }
    }

    /** Messages of one publisher tend to have the same properties; one object then serves them all. */
    private Properties properties(ByteBuf in, int from, int to) {
        byte[] known = lastProperties.raw();
        if (known.length == to - from && ShortStringCache.matches(known, in, from)) {
            return lastProperties;
        }
        byte[] raw = new byte[to - from];
        in.getBytes(from, raw);
        Properties properties = Properties.of(raw);
        if (raw.length <= PublishCache.LONGEST) {
            lastProperties = properties;
        }
        return properties;
    }

    private void body(ByteBuf in, int channel, int from, int to, Sink sink) {
        Assembly assembly = assembly(channel);
        if (assembly == null || !assembly.busy()) {
            throw closing(noMethod());
        }
        if (assembly.awaitsHeader()) {
            throw closing(assembly.interrupted());
        }
        if (to - from > assembly.missing()) {
            throw closing(assembly.tooLong(to - from));
        }
        assembling += assembly.take(in, from, to - from);
        if (assembly.missing() == 0) {
            finish(channel, assembly, sink);
        }
    }

    private void finish(int channel, Assembly assembly, Sink sink) {
        assembling -= assembly.held();
        assembly.finish(channel, sink);
    }

    private void heartbeat(ByteBuf in, int channel, int from, int to, Sink sink) {
        if (from != to) {
            throw closing(unknownFrame(in, FrameWriter.HEARTBEAT, from, to));
        }
        if (channel != 0) {
            throw closing(ConnectionError.unexpectedFrame(
                    "a heartbeat came on channel %d; heartbeats belong on channel 0", channel));
        }
        sink.heartbeat();
    }

    private void farewell(ByteBuf in, int type, int channel, int from, int to, Sink sink) {
        if (type != FrameWriter.METHOD || channel != 0 || to - from < 4) {
            return;
        }
        int id = in.getInt(from);
        if (id != ConnectionMethod.CloseOk.ID && id != ConnectionMethod.Close.ID) {
            return;
        }
        Method method;
        try {
            method = Method.read(id, args.reset(in, from + 4, to));
        } catch (ConnectionError e) {
            lost(e);
            return;
        }
        sink.method(0, method);
    }

    private Assembly assembly(int channel) {
        if (channel != lastChannel) {
            last = channels.get(channel);
            lastChannel = channel;
        }
        return last;
    }

    private static ConnectionError noMethod() {
        return ConnectionError.unexpectedFrame("expected method frame, got non method frame instead");
    }

    private static ConnectionError unknownFrame(ByteBuf in, int type, int from, int to) {
        return ConnectionError.frameError("type %d, all octets = %s: unknown_frame", type, Octets.show(in, from, to));
    }

    private ConnectionError closing(ConnectionError error) {
        forget(State.CLOSING);
        return error;
    }

    /** Where the next frame begins is not known any more. */
    private void lost(ConnectionError error) {
        boolean told = state == State.CLOSING;
        forget(State.DEAF);
        // A peer that was told of one error already gets no second one.
        if (!told) {
            throw error;
        }
    }

    private void forget(State next) {
        state = next;
        channels.clear();
        lastChannel = -1;
        last = null;
        assembling = 0;
    }
}
