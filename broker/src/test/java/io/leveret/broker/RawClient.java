package io.leveret.broker;

import io.leveret.amqp.ChannelMethod;
import io.leveret.amqp.ConnectionMethod;
import io.leveret.amqp.FrameReader;
import io.leveret.amqp.FrameWriter;
import io.leveret.amqp.Method;
import io.leveret.amqp.Properties;
import io.leveret.amqp.Table;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;

/** A client that reads only when it waits for an answer. */
final class RawClient implements AutoCloseable, FrameReader.Sink {
    static final int FRAME_MAX = 131_072;

    private final SocketChannel socket;
    private final FrameReader frames = new FrameReader(FRAME_MAX, Integer.MAX_VALUE);
    private final ByteBuf unread = Unpooled.buffer();
    private final ArrayDeque<Method> came = new ArrayDeque<>();

    RawClient(int port) throws IOException {
        socket = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
    }

    RawClient greet() throws IOException {
        write(Unpooled.wrappedBuffer(FrameWriter.PROTOCOL_HEADER));
        expect(ConnectionMethod.Start.class);
        return this;
    }

    static ConnectionMethod.StartOk login(String password) {
        byte[] login = ("\0guest\0" + password).getBytes(StandardCharsets.UTF_8);
        return new ConnectionMethod.StartOk(Table.EMPTY, "PLAIN", login, "en_US");
    }

    /** Up to an open channel 1. */
    RawClient enter(int heartbeat) throws IOException {
        greet();
        send(0, login("guest"));
        expect(ConnectionMethod.Tune.class);
        send(0, new ConnectionMethod.TuneOk(2047, FRAME_MAX, heartbeat));
        send(0, new ConnectionMethod.Open("/"));
        expect(ConnectionMethod.OpenOk.class);
        send(1, new ChannelMethod.Open());
        expect(ChannelMethod.OpenOk.class);
        return this;
    }

    void send(int channel, Method method) throws IOException {
        ByteBuf out = Unpooled.buffer();
        FrameWriter.method(out, channel, method);
        write(out);
    }

    void write(ByteBuf bytes) throws IOException {
        for (ByteBuffer left = bytes.nioBuffer(); left.hasRemaining(); ) socket.write(left);
    }

    SocketChannel socket() {
        return socket;
    }

    /** Reads up to the next method, which is to be of that kind. */
    <M extends Method> M expect(Class<M> kind) throws IOException {
        while (came.isEmpty()) {
            frames.read(unread, this);
            if (!came.isEmpty()) break;
            read();
        }
        Method next = came.poll();
        if (!kind.isInstance(next)) throw new IOException("expected " + kind.getSimpleName() + ", got " + next);
        return kind.cast(next);
    }

    private void read() throws IOException {
        ByteBuffer into = ByteBuffer.allocate(16 * 1024);
        if (socket.read(into) < 0) throw new EOFException("closed by the broker");
        unread.discardReadBytes().writeBytes(into.flip());
    }

    /** Reads until the broker closes the socket. */
    void expectEnd() throws IOException {
        ByteBuffer into = ByteBuffer.allocate(16 * 1024);
        try {
            while (socket.read(into) >= 0) into.clear();
        } catch (IOException reset) {
            // An end as well.
        }
    }

    @Override
    public void method(int channel, Method method) {
        came.add(method);
    }

    @Override
    public void content(int channel, Method method, Properties properties, byte[] body) {
        came.add(method);
    }

    @Override
    public void tooLarge(int channel, Method method, long size) {
        came.add(method);
    }

    @Override
    public void heartbeat() {
        // It says nothing.
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
