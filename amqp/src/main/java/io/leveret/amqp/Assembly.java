package io.leveret.amqp;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** What has come of one message on one open channel: nothing, its method, its header, or a part of its body. */
final class Assembly {
    private static final byte[] NOTHING = new byte[0];

    private Method method;
    private Properties properties;
    private byte[] body = NOTHING;
    private int filled;
    private long size;
    private long missing;
    private boolean tooLarge;

    boolean busy() {
        return method != null;
    }

    boolean awaitsHeader() {
        return properties == null;
    }

    Method method() {
        return method;
    }

    long missing() {
        return missing;
    }

    /** Memory taken for it. */
    long held() {
        return body.length + (properties == null ? 0 : properties.size());
    }

    void begin(Method method) {
        this.method = method;
    }

    void header(Properties properties, long size, boolean tooLarge) {
        this.properties = properties;
        this.size = size;
        this.missing = size;
        this.tooLarge = tooLarge;
    }

    /** Answers how much more memory is held than before. */
    int take(ByteBuf in, int from, int length) {
        missing -= length;
        if (tooLarge || length == 0) {
            return 0;
        }
        int before = body.length;
        if (filled + length > before) {
            // What one frame brings whole is copied once, into its final place. Else the array doubles as bytes come,
            // up to
            // the size announced: an announcement alone costs the peer nothing, so it takes no memory here.
            int grown = (int) Math.min(size, Math.max(filled + length, 2L * before));
            body = before == 0 ? new byte[grown] : Arrays.copyOf(body, grown);
        }
        in.getBytes(from, body, filled, length);
        filled += length;
        return body.length - before;
    }

    /** Ready for the next message before the sink sees this one, since a sink may throw. */
    void finish(int channel, FrameReader.Sink sink) {
        Method m = method;
        Properties p = properties;
        byte[] whole = body;
        method = null;
        properties = null;
        body = NOTHING;
        filled = 0;
        if (tooLarge) {
            sink.tooLarge(channel, m, size);
        } else {
            sink.content(channel, m, p, whole);
        }
    }

    /** Something else came where this message should go on. */
    ConnectionError interrupted() {
        return (awaitsHeader()
                        ? ConnectionError.unexpectedFrame(
                                "expected content header for class %d, got non content header frame instead",
                                method.classId())
                        : ConnectionError.unexpectedFrame("expected content body, got non content body frame instead"))
                .offendedBy(method);
    }

    ConnectionError tooLong(int came) {
        return ConnectionError.frameError(
                        "the header announced a body of %d bytes, and %d bytes came when only %d were missing",
                        size, came, missing)
                .offendedBy(method);
    }
}
