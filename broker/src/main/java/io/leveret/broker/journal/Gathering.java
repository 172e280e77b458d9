package io.leveret.broker.journal;

import io.leveret.amqp.Utf8;
import io.leveret.broker.message.Message;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The batch that the core loop gathers while the writer forces the one before. Records are encoded where they will be written
 * from; only large bodies are taken along as they are.
 */
final class Gathering {
    private static final int CHUNK = 512 * 1024;
    private static final int LARGE_BODY = 128 * 1024;
    private static final int STORED_FIXED = 8 + 8 + 8 + 1 + 8 + 8 + 4;

    private final BufferPool pool;
    private final CRC32C crc = new CRC32C();
    private final List<ByteBuffer> pieces = new ArrayList<>();
    private final List<ByteBuffer> borrowed = new ArrayList<>();
    private final long start;
    private ByteBuffer chunk;
    /** Bytes in the pieces that are finished. */
    private long finished;

    private ByteBuffer recordChunk;
    private int recordAt;
    private long recordPlace;

    Gathering(long start, BufferPool pool) {
        this.start = start;
        this.pool = pool;
        nextChunk(CHUNK);
        chunk.position(LogFormat.BATCH_HEADER);
    }

    private void nextChunk(int atLeast) {
        if (chunk != null) finishChunk();
        chunk = atLeast <= CHUNK ? pool.borrow(CHUNK) : ByteBuffer.allocateDirect(atLeast);
        if (atLeast <= CHUNK) borrowed.add(chunk);
    }

    private void finishChunk() {
        finished += chunk.position();
        pieces.add(chunk.duplicate().flip());
    }

    /** Where in the stream the next record will stand. */
    long position() {
        return start + finished + chunk.position();
    }

    long start() {
        return start;
    }

    // ---- one record: begin, fields, end

    private ByteBuffer begin(byte type, int bytes) {
        int needed = LogFormat.RECORD_HEADER + bytes;
        if (chunk.remaining() < needed) nextChunk(needed);
        recordChunk = chunk;
        recordAt = chunk.position();
        recordPlace = position();
        return chunk.position(recordAt + 8).put(type);
    }

    private void end() {
        int length = chunk.position() - recordAt - 8;
        crc.reset();
        crc.update(chunk.duplicate().position(recordAt + 8).limit(chunk.position()));
        chunk.putInt(recordAt, length).putInt(recordAt + 4, (int) crc.getValue());
    }

    /** The record ends with a body that is written from where it is. */
    private void endWith(byte[] body) {
        int length = chunk.position() - recordAt - 8 + body.length;
        crc.reset();
        crc.update(chunk.duplicate().position(recordAt + 8).limit(chunk.position()));
        crc.update(body);
        recordChunk.putInt(recordAt, length).putInt(recordAt + 4, (int) crc.getValue());
        ByteBuffer rest = chunk.slice(chunk.position(), chunk.remaining());
        finishChunk();
        pieces.add(ByteBuffer.wrap(body));
        finished += body.length;
        chunk = rest;
    }

    /** @return the record's place */
    long stored(
            long movedFrom,
            long order,
            long storedAt,
            LogRecord.Terms terms,
            long[] queueIds,
            int count,
            Message message) {
        byte[] exchange = Utf8.encode(message.exchange());
        byte[] key = Utf8.encode(message.routingKey());
        byte[] properties = message.properties().raw();
        byte[] body = message.body();
        boolean large = body.length >= LARGE_BODY;
        int bytes = STORED_FIXED + 8 * count + 2 + exchange.length + 2 + key.length + 4 + properties.length + 4;
        ByteBuffer out = begin(LogRecord.STORED, large ? bytes : bytes + body.length);
        out.putLong(movedFrom).putLong(order).putLong(storedAt);
        out.put((byte) terms.priority())
                .putLong(terms.ttl())
                .putLong(terms.delayAndHints())
                .putInt(count);
        for (int i = 0; i < count; i++) out.putLong(queueIds[i]);
        out.putShort((short) exchange.length).put(exchange);
        out.putShort((short) key.length).put(key);
        out.putInt(properties.length).put(properties);
        out.putInt(body.length);
        if (large) {
            endWith(body);
        } else {
            out.put(body);
            end();
        }
        return recordPlace;
    }

    long settled(long queueId, long place) {
        begin(LogRecord.SETTLED, 16).putLong(queueId).putLong(place);
        end();
        return recordPlace;
    }

    long returned(long queueId, long place, int attempts, int failures) {
        begin(LogRecord.RETURNED, 20)
                .putLong(queueId)
                .putLong(place)
                .putShort((short) attempts)
                .putShort((short) failures);
        end();
        return recordPlace;
    }

    long topology(TopologyRecord change) {
        byte[] bytes = TopologyCodec.write(change);
        begin(LogRecord.TOPOLOGY, bytes.length).put(bytes);
        end();
        return recordPlace;
    }

    long snapshot(long nextQueueId, long seenUpTo, List<TopologyRecord> names) {
        List<byte[]> encoded = new ArrayList<>(names.size());
        int bytes = 20;
        for (TopologyRecord name : names) {
            byte[] one = TopologyCodec.write(name);
            encoded.add(one);
            bytes += one.length;
        }
        ByteBuffer out = begin(LogRecord.SNAPSHOT, bytes)
                .putLong(nextQueueId)
                .putLong(seenUpTo)
                .putInt(names.size());
        for (byte[] one : encoded) out.put(one);
        end();
        return recordPlace;
    }

    long stopped() {
        begin(LogRecord.STOPPED, 0);
        end();
        return recordPlace;
    }

    long started(long seenUpTo) {
        begin(LogRecord.STARTED, 8).putLong(seenUpTo);
        end();
        return recordPlace;
    }

    /** Nothing more is added: the writer may have it. */
    LogBatch finish() {
        finishChunk();
        return new LogBatch(start, start + finished, List.copyOf(pieces), List.copyOf(borrowed));
    }
}
