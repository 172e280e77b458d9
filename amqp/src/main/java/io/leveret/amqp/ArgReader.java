package io.leveret.amqp;

import io.netty.buffer.ByteBuf;

/**
 * Reads arguments out of a slice of a buffer and never past its end, nor takes memory for a length before that many bytes are there.
 * What ends too early is a FRAME_ERROR. The buffer's own indexes stay untouched.
 */
public final class ArgReader {
    private static final int NO_BITS = 8;

    private final ShortStringCache cache;
    private ByteBuf in;
    private int start;
    private int at;
    private int end;
    private int wholeEnd;
    private int bits;
    private int bit = NO_BITS;

    /** Reads what is readable now. */
    public ArgReader(ByteBuf in) {
        this(ShortStringCache.NONE);
        reset(in, in.readerIndex(), in.writerIndex());
    }

    ArgReader(ShortStringCache cache) {
        this.cache = cache;
    }

    ArgReader reset(ByteBuf buffer, int from, int to) {
        in = buffer;
        start = from;
        at = from;
        end = to;
        wholeEnd = to;
        bit = NO_BITS;
        return this;
    }

    public int octet() {
        return in.getUnsignedByte(take(1));
    }

    public int shortInt() {
        return in.getUnsignedShort(take(2));
    }

    public int longInt() {
        return in.getInt(take(4));
    }

    public long longUnsigned() {
        return in.getUnsignedInt(take(4));
    }

    /** For counts and sizes that an int holds in any sane use: what is above it reads as its greatest value. */
    public int longIntCapped() {
        int value = in.getInt(take(4));
        return value < 0 ? Integer.MAX_VALUE : value;
    }

    public long longLong() {
        return in.getLong(take(8));
    }

    /** Seconds since 1970. */
    public long timestamp() {
        return longLong();
    }

    /** Up to eight bits in a row share an octet; anything else in between starts a new one. */
    public boolean bit() {
        if (bit == NO_BITS) {
            bits = octet();
            bit = 0;
        }
        return (bits >> bit++ & 1) != 0;
    }

    public String shortString() {
        int length = octet();
        return cache.get(in, take(length), length);
    }

    public byte[] longString() {
        int length = length();
        int from = take(length);
        byte[] bytes = new byte[length];
        in.getBytes(from, bytes);
        return bytes;
    }

    public String longText() {
        int length = length();
        return Utf8.read(in, take(length), length);
    }

    public Table table() {
        return TableCodec.read(this, enter(), 1);
    }

    /** Nothing may be left: what we don't understand must not be dropped in silence. */
    public void expectEnd() {
        if (at != end) {
            throw cannotDecode();
        }
    }

    /** Reads a length that begins here and answers where what it measures will end. */
    int enter() {
        int length = length();
        return at + length;
    }

    private int length() {
        int length = longInt();
        if (length < 0 || length > end - at) {
            throw cannotDecode();
        }
        return length;
    }

    int at() {
        return at;
    }

    int end() {
        return end;
    }

    /** Moves the end of what may be read, and answers where it was. */
    int narrow(int newEnd) {
        int old = end;
        end = newEnd;
        return old;
    }

    private int take(int length) {
        int from = at;
        if (length > end - from) {
            throw cannotDecode();
        }
        at = from + length;
        bit = NO_BITS;
        return from;
    }

    private ConnectionError cannotDecode() {
        return ConnectionError.frameError("cannot decode %s", Octets.show(in, start, wholeEnd));
    }
}
