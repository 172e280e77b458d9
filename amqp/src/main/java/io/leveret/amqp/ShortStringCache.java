package io.leveret.amqp;

import io.netty.buffer.ByteBuf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Names repeat: a publisher uses the same exchange and the same keys again and again. The last seen ones stay here as strings, each in
 * the slot that its bytes hash to, so that a name is compared and not decoded. Small on purpose: there is one for each connection.
 */
final class ShortStringCache {
    /** Decodes afresh each time. */
    static final ShortStringCache NONE = new ShortStringCache(0);

    private static final int LONGEST = 64;
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final int slots;
    private byte[][] keys;
    private String[] strings;

    ShortStringCache(int slots) {
        this.slots = slots;
    }

    String get(ByteBuf in, int at, int length) {
        if (length == 0) {
            return "";
        }
        if (length > LONGEST || slots == 0) {
            return Utf8.read(in, at, length);
        }
        if (keys == null) {
            keys = new byte[slots][];
            strings = new String[slots];
        }
        int slot = hash(in, at, length) & slots - 1;
        byte[] key = keys[slot];
        if (key != null && key.length == length && matches(key, in, at)) {
            return strings[slot];
        }
        byte[] bytes = new byte[length];
        in.getBytes(at, bytes);
        keys[slot] = bytes;
        return strings[slot] = Utf8.decode(bytes);
    }

    /** Both ends of the bytes go in: keys differ most often at their end. */
    static int hash(ByteBuf in, int at, int length) {
        long h = length;
        if (length >= 8) {
            h = h * 0x9E3779B97F4A7C15L + in.getLong(at);
            h = h * 0x9E3779B97F4A7C15L + in.getLong(at + length - 8);
        } else {
            for (int i = at; i < at + length; i++) {
                h = h * 31 + in.getByte(i);
            }
        }
        h *= 0x9E3779B97F4A7C15L;
        return (int) (h >>> 40);
    }

    static boolean matches(byte[] key, ByteBuf in, int at) {
        int i = 0;
        for (; i + 8 <= key.length; i += 8) {
            if ((long) LONG.get(key, i) != in.getLong(at + i)) {
                return false;
            }
        }
        for (; i < key.length; i++) {
            if (key[i] != in.getByte(at + i)) {
                return false;
            }
        }
        return true;
    }
}
