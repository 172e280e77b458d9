package io.leveret.tck.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.leveret.amqp.ArgReader;
import io.leveret.amqp.ChannelMethod;
import io.leveret.amqp.ConnectionMethod;
import io.leveret.amqp.FrameWriter;
import io.leveret.amqp.LeveretMethod;
import io.leveret.amqp.Method;
import io.leveret.amqp.Properties;
import io.leveret.tck.Eventually;
import io.leveret.tck.Server;
import io.leveret.tck.wire.FrameSocket.Arrival;
import io.leveret.tck.wire.FrameSocket.Frame;
import io.leveret.tck.wire.FrameSocket.Gone;
import io.leveret.tck.wire.FrameSocket.Silence;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A client that does only what it is told: it sends methods, frames or plain bytes, and says what it expects next.
 * Heartbeats are passed over unless asked for; everything else that comes must have been expected. What is sent and
 * expected belongs to the channel chosen by {@link #on}, or to channel 0 for methods of the connection.
 */
final class RawPeer implements AutoCloseable {
    static final Duration PATIENCE = Eventually.PATIENCE;
    static final Duration MOMENT = Duration.ofMillis(250);
    /** In place of the offending class: whichever. */
    static final int ANY = -1;

    static final Properties NONE = Properties.EMPTY;

    private final FrameSocket socket;
    private final Map<Integer, Assembly> assembling = new HashMap<>();
    private int channel = 1;
    private int frameMax = 131072;
    private Message last;

    private RawPeer(Server server) {
        this.socket = new FrameSocket(server.host(), server.port());
    }

    // ---- opening

    /** A socket and nothing said yet. */
    static RawPeer connect(Server server) {
        return new RawPeer(server);
    }

    /** A socket on which the protocol header was sent and the server's start has come. */
    static RawPeer started(Server server) {
        var peer = connect(server).bytes(FrameWriter.PROTOCOL_HEADER);
        peer.expect(ConnectionMethod.Start.class);
        return peer;
    }

    /** Logged in, the connection open, no channel yet. */
    static RawPeer login(Server server, Login login) {
        var peer = started(server).authenticate(login);
        peer.expect(ConnectionMethod.Tune.class);
        peer.tune(login).openVirtualHost(login.virtualHost()).expect(ConnectionMethod.OpenOk.class);
        return peer;
    }

    RawPeer authenticate(Login login) {
        return send(new ConnectionMethod.StartOk(login.clientProperties(), "PLAIN", login.plainResponse(), "en_US"));
    }

    RawPeer tune(Login login) {
        frameMax = login.frameMax();
        return send(new ConnectionMethod.TuneOk(login.channelMax(), login.frameMax(), login.heartbeat()));
    }

    RawPeer openVirtualHost(String name) {
        return send(new ConnectionMethod.Open(name));
    }

    /** Chooses the channel of what follows. */
    RawPeer on(int number) {
        channel = number;
        return this;
    }

    /** Opens a channel and chooses it. */
    RawPeer channel(int number) {
        on(number).send(new ChannelMethod.Open()).expect(ChannelMethod.OpenOk.class);
        return this;
    }

    // ---- sending

    RawPeer bytes(byte[] bytes) {
        socket.write(bytes);
        return this;
    }

    RawPeer hex(String hex) {
        return bytes(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    RawPeer frame(int type, byte[] payload) {
        socket.writeFrame(type, channel, payload);
        return this;
    }

    RawPeer send(Method method) {
        ByteBuf out = Unpooled.buffer();
        FrameWriter.method(out, channelOf(method), method);
        return bytes(ByteBufUtil.getBytes(out));
    }

    RawPeer send(Method method, Properties properties, byte[] body) {
        ByteBuf out = Unpooled.buffer();
        FrameWriter.content(out, channel, method, properties, body, frameMax);
        return bytes(ByteBufUtil.getBytes(out));
    }

    RawPeer send(Method method, Properties properties, String body) {
        return send(method, properties, body.getBytes(StandardCharsets.UTF_8));
    }

    /** Only the header frame of a content, announcing {@code size} bytes. */
    RawPeer header(int classId, long size, Properties properties) {
        byte[] raw = properties.raw();
        ByteBuf out = Unpooled.buffer().writeShort(classId).writeShort(0).writeLong(size);
        return frame(FrameSocket.HEADER, ByteBufUtil.getBytes(out.writeBytes(raw)));
    }

    RawPeer body(byte[] part) {
        return frame(FrameSocket.BODY, part);
    }

    RawPeer body(String part) {
        return body(part.getBytes(StandardCharsets.UTF_8));
    }

    // ---- expecting

    /** The next method must be a {@code type} on the chosen channel; a content that belongs to it is awaited too. */
    <M extends Method> M expect(Class<M> type) {
        return type.cast(next(type.getEnclosingClass().getSimpleName() + "." + type.getSimpleName(), type));
    }

    <M extends Method> RawPeer expect(Class<M> type, Consumer<M> assertions) {
        assertions.accept(expect(type));
        return this;
    }

    /** The content of the method expected last. */
    Message content() {
        return last;
    }

    RawPeer expectContent(String body) {
        assertEquals(body, last.text());
        return this;
    }

    Message expectMessage(Class<? extends Method> type) {
        expect(type);
        return last;
    }

    /** A channel.close with this code, a text that begins so, and this offending method; it is answered. */
    RawPeer expectChannelClose(int code, String text, int classId, int methodId) {
        expectRefusal(code, text, classId, methodId);
        return send(new ChannelMethod.CloseOk());
    }

    /** As {@link #expectChannelClose}, but the close-ok is left to the test. */
    RawPeer expectRefusal(int code, String text, int classId, int methodId) {
        var close = expect(ChannelMethod.Close.class);
        assertClose(
                code,
                text,
                classId,
                methodId,
                close.replyCode(),
                close.replyText(),
                close.offendingClass(),
                close.offendingMethod());
        return this;
    }

    /** A connection.close with this code, text and offending method; after its answer the socket closes. */
    void expectConnectionClose(int code, String text, int classId, int methodId) {
        var close = expect(ConnectionMethod.Close.class);
        assertClose(
                code,
                text,
                classId,
                methodId,
                close.replyCode(),
                close.replyText(),
                close.offendingClass(),
                close.offendingMethod());
        send(new ConnectionMethod.CloseOk()).expectEof(PATIENCE);
    }

    private static void assertClose(
            int code,
            String text,
            int classId,
            int methodId,
            int gotCode,
            String gotText,
            int gotClass,
            int gotMethod) {
        assertTrue(
                gotCode == code
                        && gotText.startsWith(text)
                        && (classId == ANY || gotClass == classId && gotMethod == methodId),
                () -> "expected close " + code + " '" + text + "' " + classId + "/" + methodId + " but got " + gotCode
                        + " '" + gotText + "' " + gotClass + "/" + gotMethod);
    }

    /** The socket closes and nothing is said before. */
    void expectEof(Duration patience) {
        Arrival arrival = arrival(patience);
        if (!(arrival instanceof Gone)) fail("expected the end of the stream but got " + describe(arrival));
    }

    /** The connection ends, with a connection.close before it or without. */
    void expectEnd(Duration patience) {
        Arrival arrival = arrival(patience);
        if (arrival instanceof Frame frame) {
            assertInstanceOf(ConnectionMethod.Close.class, decode(frame), () -> describe(frame));
            send(new ConnectionMethod.CloseOk()).expectEof(patience);
        } else if (arrival instanceof Silence) {
            fail("expected the connection to end within " + patience);
        }
    }

    /** Only for what no later answer can prove: most tests ask something else and see that its answer is the next. */
    RawPeer expectNothing(Duration time) {
        Arrival arrival = arrival(time);
        if (!(arrival instanceof Silence)) fail("expected nothing but got " + describe(arrival));
        return this;
    }

    /** Nothing more is said, whether the socket is closed or not. */
    void expectNoWord(Duration time) {
        Arrival arrival = arrival(time);
        if (arrival instanceof Frame) fail("expected no more frames but got " + describe(arrival));
    }

    /** A round trip on the chosen channel: whatever the server had to say before comes before its answer. */
    RawPeer sync() {
        return send(new ChannelMethod.Flow(true)).expect(ChannelMethod.FlowOk.class, ok -> assertTrue(ok.active()));
    }

    /** The next frame, heartbeats too. */
    Arrival anyFrame(Duration patience) {
        return socket.read(patience);
    }

    byte[] readBytes(int count) {
        return socket.readBytes(count, PATIENCE);
    }

    /** The next method on whatever channel, or a failure that says what came instead. */
    Message any() {
        while (true) {
            Arrival arrival = arrival(PATIENCE);
            if (!(arrival instanceof Frame frame)) return fail("expected a method but got " + describe(arrival));
            Message complete = assemble(frame);
            if (complete != INCOMPLETE) return complete;
        }
    }

    @Override
    public void close() {
        socket.close();
    }

    // ---- inside

    private static final Message INCOMPLETE = new Message(0, new ChannelMethod.Open(), NONE, new byte[0], List.of());

    private static final class Assembly {
        final Method method;
        final ByteArrayOutputStream body = new ByteArrayOutputStream();
        final List<Integer> frames = new ArrayList<>();
        Properties properties = NONE;
        long missing = -1;

        Assembly(Method method) {
            this.method = method;
        }
    }

    private Method next(String expected, Class<? extends Method> type) {
        Arrival arrival = arrival(PATIENCE);
        while (arrival instanceof Frame frame) {
            Message complete = assemble(frame);
            if (complete != INCOMPLETE) {
                int where = isOfConnection(type) ? 0 : channel;
                if (!type.isInstance(complete.method()) || complete.channel() != where)
                    fail("expected " + expected + " on channel " + where + " but got " + complete.method()
                            + " on channel " + complete.channel());
                last = complete;
                return complete.method();
            }
            arrival = arrival(PATIENCE);
        }
        return fail("expected " + expected + " but got " + describe(arrival));
    }

    private Message assemble(Frame frame) {
        int number = frame.channel();
        if (frame.type() == FrameSocket.METHOD) {
            if (assembling.containsKey(number)) fail("a method amidst a content: " + describe(frame));
            Method method = decode(frame);
            if (!method.hasContent()) return new Message(number, method, NONE, new byte[0], List.of());
            assembling.put(number, new Assembly(method));
            return INCOMPLETE;
        }
        Assembly assembly = assembling.get(number);
        if (assembly == null) return fail("content without a method: " + frame);
        if (frame.type() == FrameSocket.HEADER && assembly.missing < 0) {
            ByteBuf in = Unpooled.wrappedBuffer(frame.payload());
            assertEquals(assembly.method.classId(), in.readUnsignedShort());
            in.skipBytes(2);
            assembly.missing = in.readLong();
            assembly.properties = Properties.of(ByteBufUtil.getBytes(in));
        } else if (frame.type() == FrameSocket.BODY && assembly.missing > 0) {
            assembly.body.writeBytes(frame.payload());
            assembly.frames.add(frame.payload().length);
            assembly.missing -= frame.payload().length;
        } else {
            fail("out of order: " + frame);
        }
        if (assembly.missing != 0) return INCOMPLETE;
        assembling.remove(number);
        return new Message(number, assembly.method, assembly.properties, assembly.body.toByteArray(), assembly.frames);
    }

    private Arrival arrival(Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        Arrival arrival;
        do arrival = socket.read(Duration.ofNanos(end - System.nanoTime()));
        while (arrival instanceof Frame frame && frame.type() == FrameSocket.HEARTBEAT);
        return arrival;
    }

    private static Method decode(Frame frame) {
        ByteBuf in = Unpooled.wrappedBuffer(frame.payload());
        int id = in.readInt();
        return Method.read(id, new ArgReader(in));
    }

    private static String describe(Arrival arrival) {
        return arrival instanceof Frame frame && frame.type() == FrameSocket.METHOD
                ? decode(frame) + " on channel " + frame.channel()
                : arrival.toString();
    }

    private int channelOf(Method method) {
        return isOfConnection(method.getClass()) ? 0 : channel;
    }

    private static boolean isOfConnection(Class<? extends Method> type) {
        return ConnectionMethod.class.isAssignableFrom(type)
                || type == LeveretMethod.Identify.class
                || type == LeveretMethod.IdentifyOk.class;
    }
}
