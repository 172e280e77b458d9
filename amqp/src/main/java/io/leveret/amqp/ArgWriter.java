package io.leveret.amqp;

import io.netty.buffer.ByteBuf;

/** Writes arguments at the end of a buffer. A name that is too long for its place is the caller's mistake. */
public final class ArgWriter {
    private static final int MAX_SHORT_STRING = 255;
    private static final int NO_BITS = 8;

    private final ByteBuf out;
    private int bit = NO_BITS;

    public ArgWriter(ByteBuf out) {
        this.out = out;
    }

    public ArgWriter octet(int value) {
        bit = NO_BITS;
        out.writeByte(value);
        return this;
    }

    public ArgWriter shortInt(int value) {
        bit = NO_BITS;
        out.writeShort(value);
        return this;
    }

    public ArgWriter longInt(int value) {
        bit = NO_BITS;
        out.writeInt(value);
        return this;
    }

    public ArgWriter longInt(long value) {
        return longInt((int) value);
    }

    public ArgWriter longLong(long value) {
        bit = NO_BITS;
        out.writeLong(value);
        return this;
    }

    /** Seconds since 1970. */
    public ArgWriter timestamp(long seconds) {
        return longLong(seconds);
    }

    public ArgWriter bit(boolean value) {
        if (bit == NO_BITS) {
            out.writeByte(0);
            bit = 0;
        }
        if (value) {
            int last = out.writerIndex() - 1;
            out.setByte(last, out.getByte(last) | 1 << bit);
        }
        bit++;
        return this;
    }

    public ArgWriter shortString(String value) {
        bit = NO_BITS;
        int length = value.length();
        if (length > MAX_SHORT_STRING) {
            throw tooLong(value);
        }
        out.ensureWritable(length + 1);
        int at = out.writerIndex();
        if (Utf8.putAscii(out, at + 1, value)) {
            out.setByte(at, length).writerIndex(at + 1 + length);
            return this;
        }
        byte[] bytes = Utf8.encode(value);
        if (bytes.length > MAX_SHORT_STRING) {
            throw tooLong(value);
        }
        out.writeByte(bytes.length).writeBytes(bytes);
        return this;
    }

    public ArgWriter longString(byte[] value) {
        bit = NO_BITS;
        out.writeInt(value.length).writeBytes(value);
        return this;
    }

    public ArgWriter longString(String value) {
        bit = NO_BITS;
        int length = value.length();
        out.ensureWritable(length + 4);
        int at = out.writerIndex();
        if (Utf8.putAscii(out, at + 4, value)) {
            out.setInt(at, length).writerIndex(at + 4 + length);
            return this;
        }
        return longString(Utf8.encode(value));
    }

    public ArgWriter table(Table value) {
        int lengthAt = beginLength();
        TableCodec.writeEntries(this, value);
        return endLength(lengthAt);
    }

    int beginLength() {
        bit = NO_BITS;
        int lengthAt = out.writerIndex();
        out.writeInt(0);
        return lengthAt;
    }

    ArgWriter endLength(int lengthAt) {
        bit = NO_BITS;
        out.setInt(lengthAt, out.writerIndex() - lengthAt - 4);
        return this;
    }

    private static IllegalArgumentException tooLong(String value) {
        return new IllegalArgumentException("a short string has at most 255 bytes of UTF-8, this one has "
                + Utf8.encode(value).length + ": " + value.substring(0, Math.min(40, value.length())) + "...");
    }
}
