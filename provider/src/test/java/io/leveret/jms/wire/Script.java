package io.leveret.jms.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.leveret.amqp.ConnectionMethod;
import io.leveret.amqp.FrameReader;
import io.leveret.amqp.FrameWriter;
import io.leveret.amqp.Method;
import io.leveret.amqp.Properties;
import io.leveret.amqp.Table;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A server that does what a test says, to the frame, for one connection. */
final class Script implements AutoCloseable {
    interface Scene {
        void play(Script server) throws Exception;
    }

    /** Something that came, a message if it has a body. */
    record Came(int channel, Method method, Properties properties, byte[] body) {}

    private final ServerSocket listener;
    private final CompletableFuture<Void> played = new CompletableFuture<>();
    private final FrameReader reader = new FrameReader(1 << 20, 1 << 30);
    private final ByteBuf unread = Unpooled.buffer();
    private final Deque<Came> came = new ArrayDeque<>();
    private Socket socket;
    private volatile int heartbeats;

    private Script(Scene scene) throws IOException {
        listener = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1"));
        Thread thread = new Thread(() -> run(scene), "script");
        thread.setDaemon(true);
        thread.start();
    }

    static Script of(Scene scene) throws IOException {
        return new Script(scene);
    }

    /** After the usual opening. */
    static Script afterLogin(int heartbeat, Scene scene) throws IOException {
        return new Script(server -> {
            server.login(heartbeat);
            scene.play(server);
        });
    }

    private void run(Scene scene) {
        try {
            socket = listener.accept();
            socket.setTcpNoDelay(true);
            scene.play(this);
            played.complete(null);
        } catch (Throwable failure) {
            played.completeExceptionally(failure);
        }
    }

    Endpoint endpoint() {
        return Endpoint.amqp("127.0.0.1", listener.getLocalPort());
    }

    /** Waits until all of it was played, and throws what went wrong. */
    void join() throws Exception {
        played.get(30, TimeUnit.SECONDS);
    }

    int heartbeats() {
        return heartbeats;
    }

    Socket socket() {
        return socket;
    }

    void header() throws IOException {
        assertArrayEquals(FrameWriter.PROTOCOL_HEADER, socket.getInputStream().readNBytes(8));
    }

    static ConnectionMethod.Start start() {
        Table capabilities = Table.of("leveret.jms", true, "authentication_failure_close", true);
        return new ConnectionMethod.Start(
                0, 9, Table.of("product", "Script", "version", "1", "capabilities", capabilities), "PLAIN", "en_US");
    }

    void login(int heartbeat) throws IOException {
        header();
        send(0, start());
        expect(ConnectionMethod.StartOk.class);
        send(0, new ConnectionMethod.Tune(100, 131072, heartbeat));
        expect(ConnectionMethod.TuneOk.class);
        expect(ConnectionMethod.Open.class);
        send(0, new ConnectionMethod.OpenOk());
    }

    void send(int channel, Method... methods) throws IOException {
        ByteBuf out = Unpooled.buffer();
        for (Method each : methods) FrameWriter.method(out, channel, each);
        write(out);
    }

    void send(int channel, Method method, Properties properties, byte[] body) throws IOException {
        ByteBuf out = Unpooled.buffer();
        FrameWriter.content(out, channel, method, properties, body, 131072);
        write(out);
    }

    void write(ByteBuf out) throws IOException {
        byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        socket.getOutputStream().write(bytes);
    }

    /** The next thing to come, which has to be this. */
    <M extends Method> M expect(Class<M> type) throws IOException {
        return type.cast(next().method());
    }

    Came next() throws IOException {
        while (came.isEmpty()) {
            byte[] some = new byte[8192];
            int size = socket.getInputStream().read(some);
            if (size < 0) throw new IOException("the client has closed the socket");
            unread.writeBytes(some, 0, size);
            reader.read(unread, new Sink());
            unread.discardReadBytes();
        }
        return came.poll();
    }

    /** Reads and forgets until the client has gone. */
    void untilClosed() {
        try {
            while (true) next();
        } catch (IOException gone) {
            // As wanted.
        }
    }

    private final class Sink implements FrameReader.Sink {
        @Override
        public void method(int channel, Method method) {
            came.add(new Came(channel, method, Properties.EMPTY, new byte[0]));
        }

        @Override
        public void content(int channel, Method method, Properties properties, byte[] body) {
            came.add(new Came(channel, method, properties, body));
        }

        @Override
        public void tooLarge(int channel, Method method, long size) {
            throw new AssertionError(size + " bytes");
        }

        @Override
        public void heartbeat() {
            heartbeats++;
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        if (socket != null) socket.close();
    }
}
