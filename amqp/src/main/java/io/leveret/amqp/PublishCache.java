package io.leveret.amqp;

import io.netty.buffer.ByteBuf;

/**
 * The methods of the last seen publishes. A record is immutable, so a publish that comes again with the same bytes is the same record:
 * a connection that publishes at full speed decodes nothing and allocates nothing for it.
 */
final class PublishCache {
    static final int LONGEST = 128;

    private static final int SLOTS = 64;
    private static final int ID = 4;

    private byte[][] keys;
    private Method[] methods;

    /** Null when these bytes were not the last in their slot: asked for every publish. */
    Method find(ByteBuf in, int from, int to) {
        if (keys == null || to - from > LONGEST) {
            return null;
        }
        int slot = slot(in, from, to);
        byte[] key = keys[slot];
        return key != null && key.length == to - from && ShortStringCache.matches(key, in, from) ? methods[slot] : null;
    }

    void keep(ByteBuf in, int from, int to, Method method) {
        if (to - from > LONGEST) {
            return;
        }
        if (keys == null) {
            keys = new byte[SLOTS][];
            methods = new Method[SLOTS];
        }
        byte[] key = new byte[to - from];
        in.getBytes(from, key);
        int slot = slot(in, from, to);
        keys[slot] = key;
        methods[slot] = method;
    }

    private static int slot(ByteBuf in, int from, int to) {
        return ShortStringCache.hash(in, from + ID, to - from - ID) & SLOTS - 1;
    }
}
