package io.leveret.bench.stress;

import io.leveret.amqp.BasicMethod;
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
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;

/** A client that does only what it is told: it reads when it waits for an answer, and never otherwise. */
final class RawClient implements AutoCloseable, FrameReader.Sink {
    private static final int FRAME_MAX = 131_072;

    private final Socket socket = new Socket();
    private final FrameReader frames = new FrameReader(FRAME_MAX, Integer.MAX_VALUE);
    private final ByteBuf unread = Unpooled.buffer();
    private final ArrayDeque<Method> came = new ArrayDeque<>();

    /** With a small window, so that the kernel does not swallow what is meant to pile up at the broker. */
    RawClient(int port) throws IOException {
        this(port, 8 * 1024);
    }

    RawClient(int port, int receiveBuffer) throws IOException {
        socket.setReceiveBufferSize(receiveBuffer);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(60_000);
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        socket.getOutputStream().write(FrameWriter.PROTOCOL_HEADER);
    }

    /** As far as connection.open-ok. */
    RawClient enter(String virtualHost) throws IOException {
        expect(ConnectionMethod.Start.class);
        send(0, startOk("guest"));
        expect(ConnectionMethod.Tune.class);
        send(0, tuneOk());
        send(0, new ConnectionMethod.Open(virtualHost));
        expect(ConnectionMethod.OpenOk.class);
        return this;
    }

    static Method startOk(String password) {
        byte[] login = ("\0guest\0" + password).getBytes(StandardCharsets.UTF_8);
        Table properties = Table.of("capabilities", Table.of("authentication_failure_close", true));
        return new ConnectionMethod.StartOk(properties, "PLAIN", login, "en_US");
    }

    static Method tuneOk() {
        return new ConnectionMethod.TuneOk(2047, FRAME_MAX, 0);
    }

    RawClient openChannel() throws IOException {
        send(1, new ChannelMethod.Open());
        expect(ChannelMethod.OpenOk.class);
        return this;
    }

    void consume(String queue) throws IOException {
        send(1, new BasicMethod.Consume(queue, "", false, false, false, true, Table.EMPTY));
    }

    void send(int channel, Method method) throws IOException {
        ByteBuf out = Unpooled.buffer();
        FrameWriter.method(out, channel, method);
        write(out);
    }

    void write(ByteBuf bytes) throws IOException {
        bytes.readBytes(socket.getOutputStream(), bytes.readableBytes());
    }

    /** Reads up to the next method, which is to be of that kind. */
    <M extends Method> M expect(Class<M> kind) throws IOException {
        InputStream in = socket.getInputStream();
        while (came.isEmpty()) {
            frames.read(unread, this);
            if (!came.isEmpty()) break;
            unread.discardReadBytes();
            if (unread.writeBytes(in, 4096) < 0) throw new EOFException("closed before " + kind.getSimpleName());
        }
        Method next = came.poll();
        if (!kind.isInstance(next)) throw new IOException("expected " + kind.getSimpleName() + ", got " + next);
        return kind.cast(next);
    }

    Socket socket() {
        return socket;
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
