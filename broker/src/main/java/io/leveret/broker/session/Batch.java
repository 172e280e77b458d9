package io.leveret.broker.session;

import io.leveret.amqp.ConnectionError;
import io.leveret.amqp.FrameReader;
import io.leveret.amqp.Method;
import io.leveret.amqp.Properties;
import java.util.Arrays;

/**
 * The methods that one read of a socket held, in order, published contents assembled: what crosses from the I/O loop to the core
 * at once. Arrays instead of objects, since there may be thousands a read.
 */
public final class Batch implements FrameReader.Sink {
    static final byte[] NO_BODY = new byte[0];

    private int[] channels = new int[32];
    private Method[] methods = new Method[32];
    private Properties[] properties = new Properties[32];
    private byte[][] bodies = new byte[32][];
    private long[] tooLarge = new long[0];
    private int size;
    private int next;
    private long bytes;
    private ConnectionError error;

    @Override
    public void method(int channel, Method method) {
        add(channel, method, null, null);
    }

    @Override
    public void content(int channel, Method method, Properties content, byte[] body) {
        add(channel, method, content, body);
        bytes += body.length + content.size();
    }

    @Override
    public void tooLarge(int channel, Method method, long announced) {
        if (tooLarge.length <= size) tooLarge = Arrays.copyOf(tooLarge, channels.length + 1);
        tooLarge[size] = announced;
        add(channel, method, Properties.EMPTY, NO_BODY);
    }

    @Override
    public void heartbeat() {
        // That something came is all that it says.
    }

    private void add(int channel, Method method, Properties content, byte[] body) {
        if (size == channels.length) grow();
        channels[size] = channel;
        methods[size] = method;
        properties[size] = content;
        bodies[size] = body;
        size++;
    }

    private void grow() {
        int larger = size * 2;
        channels = Arrays.copyOf(channels, larger);
        methods = Arrays.copyOf(methods, larger);
        properties = Arrays.copyOf(properties, larger);
        bodies = Arrays.copyOf(bodies, larger);
    }

    /** What comes last: after it nothing the client sends has a meaning. */
    public void fail(ConnectionError reason) {
        error = reason;
    }

    public boolean isEmpty() {
        return size == 0 && error == null;
    }

    public int size() {
        return size;
    }

    /** Bytes of contents that it holds. */
    public long bytes() {
        return bytes;
    }

    /** Moves to the next method. @return false when there is none */
    boolean advance() {
        return next++ < size;
    }

    /** Looks at the method that {@link #advance} stands on again next time. */
    void stepBack() {
        next--;
    }

    int channel() {
        return channels[next - 1];
    }

    Method method() {
        return methods[next - 1];
    }

    /** Null when the method has no content. */
    Properties content() {
        return properties[next - 1];
    }

    byte[] body() {
        return bodies[next - 1];
    }

    /** The announced size of a content that was thrown away because of it, or 0. */
    long tooLargeBy() {
        return next <= tooLarge.length ? tooLarge[next - 1] : 0;
    }

    /** What was wrong behind the last method, or null. */
    ConnectionError error() {
        return error;
    }

    public void clear() {
        Arrays.fill(methods, 0, size, null);
        Arrays.fill(properties, 0, size, null);
        Arrays.fill(bodies, 0, size, null);
        if (tooLarge.length > 0) tooLarge = new long[0];
        size = 0;
        next = 0;
        bytes = 0;
        error = null;
    }
}
