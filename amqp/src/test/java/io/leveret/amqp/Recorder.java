package io.leveret.amqp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Writes down, comparably, what a reader hands over and how it fails. */
final class Recorder implements FrameReader.Sink {
    private static final ByteBufAllocator UNTRACKED = new UnpooledByteBufAllocator(true, true);

    final List<String> events = new ArrayList<>();
    final List<Method> methods = new ArrayList<>();
    final List<byte[]> bodies = new ArrayList<>();
    final List<Properties> properties = new ArrayList<>();

    @Override
    public void method(int channel, Method method) {
        methods.add(method);
        events.add("method " + channel + " " + show(method));
    }

    @Override
    public void content(int channel, Method method, Properties properties, byte[] body) {
        methods.add(method);
        bodies.add(body);
        this.properties.add(properties);
        events.add("content " + channel + " " + show(method) + " " + hex(properties.raw()) + " " + hex(body));
    }

    @Override
    public void tooLarge(int channel, Method method, long size) {
        methods.add(method);
        events.add("too large " + channel + " " + show(method) + " " + size);
    }

    @Override
    public void heartbeat() {
        events.add("heartbeat");
    }

    static String show(Method method) {
        return method.protocolName() + " " + hex(RandomProtocol.args(method));
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    static String show(AmqpError error) {
        return error.code().code() + " " + error.text() + " " + error.offendingClass() + "/" + error.offendingMethod();
    }

    /** Feeds the input in pieces that end at these places, as a socket would, and writes down all that happens, errors too. */
    static List<String> feed(FrameReader reader, byte[] input, int... ends) {
        Recorder recorder = new Recorder();
        // The leak detector would write down each access; the count of references at the end says the same.
        ByteBuf in = UNTRACKED.directBuffer(Math.max(input.length, 1));
        try {
            int at = 0;
            for (int i = 0; i <= ends.length; i++) {
                int end = i == ends.length ? input.length : ends[i];
                in.writeBytes(input, at, end - at);
                at = end;
                recorder.read(reader, in);
            }
        } finally {
            if (!in.release()) {
                throw new AssertionError("the reader kept a buffer that is not its own: seen " + recorder.events);
            }
        }
        return recorder.events;
    }

    private void read(FrameReader reader, ByteBuf in) {
        try {
            reader.read(in, this);
        } catch (AmqpError e) {
            events.add(e.getClass().getSimpleName() + " " + show(e));
            // Whatever is left: a second error would be written down as well.
            read(reader, in);
        }
    }
}
