package io.leveret.broker.journal;

import io.leveret.amqp.Properties;
import io.leveret.amqp.Utf8;
import io.leveret.broker.message.Message;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files of one scratch, as its thread sees them: length, exchange, routing key, properties, body, one message after another. */
final class ScratchFiles {
    private static final Logger log = LoggerFactory.getLogger(ScratchFiles.class);

    private static final int HEAD = 16;
    private static final int BUFFER = 1 << 20;

    /** @param bytes what it takes in the file */
    record Write(int file, int offset, int bytes, Message message) {
        long key() {
            return ScratchFiles.key(file, offset);
        }
    }

    private final Path folder;
    private final Map<Integer, FileChannel> open = new HashMap<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    /** What the disk has refused so far, in order, by file and offset: it is read from here. */
    private final Map<Long, Write> unwritten = new LinkedHashMap<>();

    ScratchFiles(Path folder) {
        this.folder = folder;
    }

    /** What a message takes in a file. */
    static int size(Message message) {
        return HEAD
                + utf8(message.exchange()).length
                + utf8(message.routingKey()).length
                + message.properties().size()
                + message.body().length;
    }

    private static byte[] utf8(String text) {
        return Utf8.encode(text);
    }

    private static long key(int file, int offset) {
        return (long) file << 32 | offset;
    }

    boolean hasUnwritten() {
        return !unwritten.isEmpty();
    }

    /** Writes these, behind what could not be written before. @return how many bytes it could write */
    long write(List<Write> added) {
        if (unwritten.isEmpty()) {
            int written = writeRuns(added);
            for (Write left : added.subList(written, added.size())) unwritten.put(left.key(), left);
            return bytes(added.subList(0, written));
        }
        for (Write each : added) unwritten.put(each.key(), each);
        List<Write> all = new ArrayList<>(unwritten.values());
        List<Write> written = all.subList(0, writeRuns(all));
        for (Write each : written) unwritten.remove(each.key());
        if (unwritten.isEmpty()) log.info("transient messages are spilled to {} again", folder);
        return bytes(written);
    }

    private static long bytes(List<Write> writes) {
        long bytes = 0;
        for (Write each : writes) bytes += each.bytes;
        return bytes;
    }

    /** @return how many of them are written, from the first on; the disk has refused the rest */
    private int writeRuns(List<Write> writes) {
        int from = 0;
        while (from < writes.size()) {
            int to = from + 1;
            while (to < writes.size() && writes.get(to).file == writes.get(from).file) to++;
            try {
                writeTo(writes.subList(from, to));
            } catch (IOException failure) {
                if (unwritten.isEmpty()) {
                    log.error(
                            "transient messages cannot be spilled to {}: {}; publishers wait, make room there",
                            folder,
                            failure.toString());
                }
                return from;
            }
            from = to;
        }
        return from;
    }

    private void writeTo(List<Write> writes) throws IOException {
        FileChannel channel = channel(writes.get(0).file);
        long at = writes.get(0).offset;
        buffer.clear();
        for (Write write : writes) {
            Message message = write.message;
            byte[] exchange = utf8(message.exchange());
            byte[] key = utf8(message.routingKey());
            byte[] properties = message.properties().raw();
            at = put(channel, at, ints(exchange.length, key.length, properties.length, message.body().length));
            at = put(channel, at, exchange);
            at = put(channel, at, key);
            at = put(channel, at, properties);
            at = put(channel, at, message.body());
        }
        flush(channel, at);
    }

    private static byte[] ints(int a, int b, int c, int d) {
        return ByteBuffer.allocate(HEAD).putInt(a).putInt(b).putInt(c).putInt(d).array();
    }

    /** @return where in the file the buffer's first byte belongs */
    private long put(FileChannel channel, long at, byte[] bytes) throws IOException {
        if (bytes.length > buffer.remaining()) at = flush(channel, at);
        if (bytes.length <= buffer.capacity()) {
            buffer.put(bytes);
            return at;
        }
        return writeFully(channel, ByteBuffer.wrap(bytes), at);
    }

    private long flush(FileChannel channel, long at) throws IOException {
        buffer.flip();
        long after = writeFully(channel, buffer, at);
        buffer.clear();
        return after;
    }

    private static long writeFully(FileChannel channel, ByteBuffer bytes, long at) throws IOException {
        while (bytes.hasRemaining()) at += channel.write(bytes, at);
        return at;
    }

    Message read(int file, int offset) throws IOException {
        return read(file, offset, true);
    }

    /** For who wants to see its properties. */
    Message readWithoutBody(int file, int offset) throws IOException {
        return read(file, offset, false);
    }

    private Message read(int file, int offset, boolean withBody) throws IOException {
        Write refused = unwritten.get(key(file, offset));
        if (refused != null) return refused.message;
        FileChannel channel = channel(file);
        ByteBuffer head = readFully(channel, offset, HEAD);
        int exchange = head.getInt();
        int key = head.getInt();
        int properties = head.getInt();
        int body = withBody ? head.getInt() : 0;
        ByteBuffer rest = readFully(channel, offset + HEAD, exchange + key + properties + body);
        return new Message(
                text(rest, exchange), text(rest, key), Properties.of(bytes(rest, properties)), bytes(rest, body));
    }

    private static ByteBuffer readFully(FileChannel channel, long at, int length) throws IOException {
        ByteBuffer into = ByteBuffer.allocate(length);
        while (into.hasRemaining()) {
            int n = channel.read(into, at + into.position());
            if (n < 0) throw new EOFException("scratch ends at " + (at + into.position()));
        }
        return into.flip();
    }

    private static String text(ByteBuffer from, int length) {
        return Utf8.decode(bytes(from, length));
    }

    private static byte[] bytes(ByteBuffer from, int length) {
        byte[] bytes = new byte[length];
        from.get(bytes);
        return bytes;
    }

    private FileChannel channel(int file) throws IOException {
        FileChannel channel = open.get(file);
        if (channel == null) {
            channel = FileChannel.open(
                    path(file), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            open.put(file, channel);
        }
        return channel;
    }

    private Path path(int file) {
        return folder.resolve(String.format("%010d.scratch", file));
    }

    /** @return how many bytes of it were never written, and need not be any more */
    long delete(int file) {
        try {
            FileChannel channel = open.remove(file);
            if (channel != null) channel.close();
            Files.deleteIfExists(path(file));
        } catch (IOException failure) {
            log.warn("scratch file {} could not be deleted: {}", path(file), failure.toString());
        }
        if (unwritten.isEmpty()) return 0;
        long dropped = 0;
        for (Iterator<Write> each = unwritten.values().iterator(); each.hasNext(); ) {
            Write write = each.next();
            if (write.file != file) continue;
            dropped += write.bytes;
            each.remove();
        }
        return dropped;
    }

    void close() throws IOException {
        unwritten.clear();
        for (Integer file : new ArrayList<>(open.keySet())) delete(file);
        Files.deleteIfExists(folder);
    }
}
