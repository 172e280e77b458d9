package io.leveret.tck.crash;

import java.nio.ByteBuffer;
import java.util.Random;
import java.util.zip.CRC32;

/** The body of a message that can be told whole from damaged, and mine from another queue's. */
final class Letter {
    private static final int HEADER = 8 + 4 + 8;

    private Letter() {}

    static byte[] write(Entry entry, Random random) {
        int filler = size(random);
        ByteBuffer body = ByteBuffer.allocate(HEADER + filler);
        body.putLong(entry.number).putInt(entry.queue.name().hashCode()).putLong(0);
        byte[] bytes = new byte[Math.min(filler, 64)];
        random.nextBytes(bytes);
        while (body.remaining() >= bytes.length && bytes.length > 0) body.put(bytes);
        body.putLong(12, checksum(body.array()));
        return body.array();
    }

    /** Mostly small; some that fill pages, a few that span segments. */
    private static int size(Random random) {
        int kind = random.nextInt(100);
        if (kind < 70) return random.nextInt(1_024);
        if (kind < 98) return random.nextInt(16 * 1_024);
        return random.nextInt(300 * 1_024);
    }

    /** @return its number */
    static long read(byte[] bytes, String queue) {
        if (bytes.length < HEADER) throw new AssertionError("queue '" + queue + "': a message of " + bytes.length);
        ByteBuffer body = ByteBuffer.wrap(bytes.clone());
        long number = body.getLong();
        if (body.getInt() != queue.hashCode()) throw new AssertionError("queue '" + queue + "' has another's message");
        long told = body.getLong();
        body.putLong(12, 0);
        if (told != checksum(body.array()))
            throw new AssertionError("queue '" + queue + "': " + number + " is damaged");
        return number;
    }

    private static long checksum(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return crc.getValue() << 32 | bytes.length;
    }
}
