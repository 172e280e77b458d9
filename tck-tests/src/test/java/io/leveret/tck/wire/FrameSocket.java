package io.leveret.tck.wire;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A blocking socket that carries frames and knows nothing of their meaning. It does its own framing, so that a fault in
 * the broker's cannot hide itself.
 */
final class FrameSocket implements Closeable {
    static final int METHOD = 1;
    static final int HEADER = 2;
    static final int BODY = 3;
    static final int HEARTBEAT = 8;
    static final int END = 0xCE;

    private static final int OVERHEAD = 8;

    /** What reading brought. */
    sealed interface Arrival permits Frame, Gone, Silence {}

    record Frame(int type, int channel, byte[] payload) implements Arrival {
        @Override
        public String toString() {
            byte[] shown = Arrays.copyOf(payload, Math.min(payload.length, 60));
            return "frame type " + type + " channel " + channel + " of " + payload.length + " bytes "
                    + HexFormat.of().formatHex(shown);
        }
    }

    /** The other side closed the connection, orderly or by a reset. */
    record Gone() implements Arrival {}

    /** Nothing came in the time that was given. */
    record Silence() implements Arrival {}

    private final Socket socket;
    private final OutputStream out;
    private byte[] in = new byte[64 * 1024];
    private int filled;

    FrameSocket(String host, int port) {
        try {
            socket = new Socket();
            socket.connect(new InetSocketAddress(host, port), 10_000);
            socket.setTcpNoDelay(true);
            out = socket.getOutputStream();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot connect to " + host + ":" + port, e);
        }
    }

    /** Writes bytes as they are. A broker that has hung up already is not an error here: reading will tell. */
    void write(byte[] bytes) {
        try {
            out.write(bytes);
            out.flush();
        } catch (SocketException e) {
            return;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void writeFrame(int type, int channel, byte[] payload) {
        write(frame(type, channel, payload, END));
    }

    static byte[] frame(int type, int channel, byte[] payload, int end) {
        return ByteBuffer.allocate(payload.length + OVERHEAD)
                .put((byte) type)
                .putShort((short) channel)
                .putInt(payload.length)
                .put(payload)
                .put((byte) end)
                .array();
    }

    Arrival read(Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        while (!hasFrame()) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) return new Silence();
            int n = fill(left);
            if (n < 0) return new Gone();
        }
        return take();
    }

    /** Reads exactly {@code count} bytes that are no frame. */
    byte[] readBytes(int count, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        while (filled < count) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0 || fill(left) < 0)
                throw new AssertionError("only " + filled + " of " + count + " bytes came: "
                        + HexFormat.of().formatHex(in, 0, filled));
        }
        byte[] bytes = Arrays.copyOf(in, count);
        drop(count);
        return bytes;
    }

    private boolean hasFrame() {
        return filled >= OVERHEAD && filled >= OVERHEAD + size();
    }

    private int size() {
        return ByteBuffer.wrap(in).getInt(3);
    }

    private Frame take() {
        int size = size();
        var header = ByteBuffer.wrap(in);
        int type = header.get(0) & 0xFF;
        int channel = header.getShort(1) & 0xFFFF;
        if ((in[OVERHEAD - 1 + size] & 0xFF) != END)
            throw new AssertionError("frame without its end octet: type " + type + " size " + size);
        var frame = new Frame(type, channel, Arrays.copyOfRange(in, OVERHEAD - 1, OVERHEAD - 1 + size));
        drop(OVERHEAD + size);
        return frame;
    }

    private void drop(int count) {
        System.arraycopy(in, count, in, 0, filled - count);
        filled -= count;
    }

    private int fill(long millis) {
        if (filled == in.length) in = Arrays.copyOf(in, in.length * 2);
        try {
            socket.setSoTimeout((int) Math.max(1, millis));
            int n = socket.getInputStream().read(in, filled, in.length - filled);
            if (n > 0) filled += n;
            return n;
        } catch (SocketTimeoutException e) {
            return 0;
        } catch (SocketException e) {
            // A reset: the broker closed while bytes of ours were still unread.
            return -1;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Cuts the connection without a word. */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
