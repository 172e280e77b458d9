package io.leveret.broker.journal;

import io.leveret.amqp.Properties;
import io.leveret.amqp.Table;
import io.leveret.amqp.Utf8;
import io.leveret.broker.message.Message;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** What the log holds, one record each, with its reader. What is written often has its writer in {@link Gathering}. */
sealed interface LogRecord {
    byte STORED = 1;
    byte SETTLED = 2;
    byte RETURNED = 3;
    byte TOPOLOGY = 4;
    byte SNAPSHOT = 5;
    byte STOPPED = 6;
    byte STARTED = 7;

    /**
     * A message, written once for all its queues.
     *
     * @param movedFrom where it stood before the cleaner moved it, or -1
     * @param order what the queue sorts it by: the place where it stood first
     */
    record Stored(long movedFrom, long order, long storedAt, Terms terms, long[] queueIds, Message message)
            implements LogRecord {}

    /**
     * What a queue must know of a message without reading it.
     *
     * @param ttl milliseconds, or -1
     * @param delay milliseconds for which nobody may see it
     * @param hints what a queue makes of its headers
     */
    record Terms(int priority, long ttl, long delay, Hints hints, int bytes) {
        private static final int DELAY_BITS = 48;
        private static final long LONGEST_DELAY = (1L << DELAY_BITS) - 1;

        static Terms of(Message message, long delay, boolean agesWaiting) {
            Properties properties = message.properties();
            return new Terms(
                    properties.has(Properties.Field.PRIORITY) ? properties.priority() : 0,
                    properties.has(Properties.Field.EXPIRATION) ? Long.parseLong(properties.expiration()) : -1,
                    delay,
                    Hints.of(message, agesWaiting),
                    message.body().length);
        }

        static Terms read(int priority, long ttl, long delayAndHints, int bytes) {
            Hints hints = Hints.read((int) (delayAndHints >>> DELAY_BITS));
            return new Terms(priority, ttl, delayAndHints & LONGEST_DELAY, hints, bytes);
        }

        /** The two share a number: few messages have either, and a log that knows no hints reads as one without. */
        long delayAndHints() {
            return Math.min(delay, LONGEST_DELAY) | (long) hints.bits() << DELAY_BITS;
        }
    }

    record Settled(long queueId, long place) implements LogRecord {}

    record Returned(long queueId, long place, int attempts, int failures) implements LogRecord {}

    record Topology(TopologyRecord change) implements LogRecord {}

    /**
     * All names at one point of the log: what was said of them before is not needed any more.
     *
     * @param seenUpTo as in {@link Started}
     * @param nextQueueId a queue with a smaller id that is not among the names was deleted
     */
    record Snapshot(long nextQueueId, long seenUpTo, List<TopologyRecord> names) implements LogRecord {}

    /** The last word of a broker that ended in order. */
    record Stopped() implements LogRecord {}

    /**
     * A broker began to work: messages may be delivered from here on.
     *
     * @param seenUpTo what was stored before may have been delivered by one that did not end in order
     */
    record Started(long seenUpTo) implements LogRecord {}

    /** Reads what stands between a record's type and its end; whatever is wrong with it is a runtime exception. */
    static LogRecord read(byte type, ByteBuffer in) {
        return switch (type) {
            case STORED -> readStored(in);
            case SETTLED -> new Settled(in.getLong(), in.getLong());
            case RETURNED -> new Returned(in.getLong(), in.getLong(), in.getShort(), in.getShort());
            case TOPOLOGY -> new Topology(TopologyCodec.read(in));
            case SNAPSHOT -> readSnapshot(in);
            case STOPPED -> new Stopped();
            case STARTED -> new Started(in.getLong());
            default -> throw new IllegalArgumentException("record type " + type + " is unknown");
        };
    }

    private static Stored readStored(ByteBuffer in) {
        long movedFrom = in.getLong();
        long order = in.getLong();
        long storedAt = in.getLong();
        int priority = in.get() & 0xff;
        long ttl = in.getLong();
        long delay = in.getLong();
        long[] queueIds = new long[in.getInt()];
        for (int i = 0; i < queueIds.length; i++) queueIds[i] = in.getLong();
        String exchange = text(in);
        String key = text(in);
        Properties properties = Properties.of(bytes(in, in.getInt()));
        byte[] body = bytes(in, in.getInt());
        return new Stored(
                movedFrom,
                order,
                storedAt,
                Terms.read(priority, ttl, delay, body.length),
                queueIds,
                new Message(exchange, key, properties, body));
    }

    /** Only the properties, from the front part of what stands between a stored message's type and its end. */
    static Properties properties(ByteBuffer in) {
        // Where it was moved from, its order, when it was stored, and its terms.
        in.position(in.position() + 3 * Long.BYTES + 1 + 2 * Long.BYTES);
        int queues = in.getInt();
        skip(in, (long) queues * Long.BYTES);
        skip(in, in.getShort() & 0xffff);
        skip(in, in.getShort() & 0xffff);
        return Properties.of(bytes(in, in.getInt()));
    }

    private static void skip(ByteBuffer in, long length) {
        if (length < 0 || length > in.remaining()) throw new IllegalArgumentException("a length of " + length);
        in.position(in.position() + (int) length);
    }

    private static Snapshot readSnapshot(ByteBuffer in) {
        long nextQueueId = in.getLong();
        long seenUpTo = in.getLong();
        int count = in.getInt();
        List<TopologyRecord> names = new ArrayList<>();
        for (int i = 0; i < count; i++) names.add(TopologyCodec.read(in));
        return new Snapshot(nextQueueId, seenUpTo, names);
    }

    static String text(ByteBuffer in) {
        return Utf8.decode(bytes(in, in.getShort() & 0xffff));
    }

    static Table table(ByteBuffer in) {
        int length = in.getInt();
        return length == 0 ? Table.EMPTY : Table.ofEntries(bytes(in, length));
    }

    static byte[] bytes(ByteBuffer in, int length) {
        if (length < 0 || length > in.remaining()) throw new IllegalArgumentException("a length of " + length);
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }
}
