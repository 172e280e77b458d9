package io.leveret.broker.journal;

import io.leveret.broker.disk.Disk;
import io.leveret.broker.disk.DiskFile;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * The stream as files: positions become file and offset here and nowhere else. The writer, the reader and the keeper of the
 * journal share it.
 */
final class SegmentFiles implements AutoCloseable {
    private static final String LOG = ".log";
    private static final String INDEX = ".index";
    private static final String SPARE = "spare";
    private static final int SPARES = 2;

    private final Disk disk;
    private final int capacity;
    private final long logId;
    private final Map<Long, DiskFile> open = new HashMap<>();
    private final TreeSet<Long> unforced = new TreeSet<>();
    private int spares;
    /** No segment up to this one needs to be made any more. */
    private long prepared = -1;

    private boolean namesFailed;
    /** What could not be deleted yet, oldest first. */
    private final ArrayDeque<Long> doomed = new ArrayDeque<>();

    SegmentFiles(Disk disk, int capacity, long logId) throws IOException {
        this.disk = disk;
        this.capacity = capacity;
        this.logId = logId;
        for (String name : disk.list()) {
            // Half made when the broker died: what is in them means nothing.
            if (name.startsWith(SPARE)) disk.delete(name);
        }
    }

    static String logName(long segment) {
        return String.format("%016d", segment) + LOG;
    }

    static String indexName(long segment) {
        return String.format("%016d", segment) + INDEX;
    }

    /** The segments there are, in order. */
    static TreeSet<Long> list(Disk disk) throws IOException {
        TreeSet<Long> segments = new TreeSet<>();
        for (String name : disk.list()) {
            if (name.matches("\\d{16}\\.log")) segments.add(Long.parseLong(name.substring(0, 16)));
        }
        return segments;
    }

    int capacity() {
        return capacity;
    }

    long segmentOf(long position) {
        return position / capacity;
    }

    long startOf(long segment) {
        return segment * capacity;
    }

    private synchronized DiskFile file(long segment) throws IOException {
        DiskFile file = open.get(segment);
        if (file == null) {
            file = disk.open(logName(segment));
            open.put(segment, file);
        }
        return file;
    }

    /**
     * Makes a segment's file, at its full size, so that forcing it later changes nothing but its bytes. Safe when this returns.
     * Doing it again does nothing.
     */
    synchronized void prepare(long segment) throws IOException {
        if (segment <= prepared) return;
        String name = logName(segment);
        if (!disk.exists(name)) make(segment, name);
        // The name is forced before anything in the file is promised; also when it is there already, for whoever made
        // it may have
        // failed right here.
        forceNames();
        prepared = segment;
    }

    private void make(long segment, String name) throws IOException {
        String making = SPARE + (spares > 0 ? --spares : "-new");
        try (DiskFile file = disk.open(making)) {
            file.resize((long) LogFormat.FILE_HEADER + capacity);
            file.write(new LogFormat.FileHeader(LogFormat.VERSION, capacity, segment, logId).encode(), 0);
            file.force();
        }
        // Only a whole file gets its name.
        disk.rename(making, name);
    }

    /** As with a file's bytes: what a failed force has left nobody knows, so no later one may pass for it. */
    private synchronized void forceNames() throws IOException {
        if (namesFailed) throw new IOException("an earlier force of the names in " + disk.path() + " has failed");
        try {
            disk.forceNames();
        } catch (IOException failure) {
            namesFailed = true;
            throw failure;
        }
    }

    void write(ByteBuffer bytes, long position) throws IOException {
        long at = position;
        int limit = bytes.limit();
        while (bytes.position() < limit) {
            long segment = segmentOf(at);
            prepare(segment);
            int offset = (int) (at % capacity);
            int part = Math.min(limit - bytes.position(), capacity - offset);
            bytes.limit(bytes.position() + part);
            file(segment).write(bytes, LogFormat.FILE_HEADER + (long) offset);
            bytes.limit(limit);
            unforced.add(segment);
            at += part;
        }
    }

    /** Forces what was written since the last time. */
    void force() throws IOException {
        for (Long segment : unforced) file(segment).force();
        unforced.clear();
    }

    /** Reads exactly so many bytes of the stream. */
    ByteBuffer read(long position, int length) throws IOException {
        ByteBuffer into = ByteBuffer.allocate(length);
        for (long at = position; into.hasRemaining(); ) {
            int offset = (int) (at % capacity);
            int part = Math.min(into.remaining(), capacity - offset);
            into.limit(into.position() + part);
            int read = file(segmentOf(at)).read(into, LogFormat.FILE_HEADER + (long) offset);
            if (read < part) {
                throw new EOFException(disk.path() + ": " + logName(segmentOf(at)) + " ends at " + (offset + read));
            }
            into.limit(length);
            at += part;
        }
        return into.flip();
    }

    /** Reads up to so many bytes of the stream, but not past the end of the segment. */
    ByteBuffer readSome(long position, int length) throws IOException {
        int offset = (int) (position % capacity);
        ByteBuffer into = ByteBuffer.allocate(Math.min(length, capacity - offset));
        file(segmentOf(position)).read(into, LogFormat.FILE_HEADER + (long) offset);
        return into.flip();
    }

    /** A segment that will get no more: its file is cut to what it holds. */
    void seal(long segment, int used) throws IOException {
        DiskFile file = file(segment);
        if (file.size() <= LogFormat.FILE_HEADER + (long) used) return;
        file.resize(LogFormat.FILE_HEADER + (long) used);
        file.force();
    }

    void writeIndex(long segment, byte[] index) throws IOException {
        try (DiskFile file = disk.open(indexName(segment))) {
            file.resize(0);
            file.write(ByteBuffer.wrap(index), 0);
            file.force();
        }
        forceNames();
    }

    /**
     * Nothing in the segment is needed any more. Its file may serve again: the room is there and paid for. One that could not be
     * deleted goes before all others: coming back alone, it would tell of messages whose settlements have left.
     */
    synchronized void delete(long segment) throws IOException {
        doomed.addLast(segment);
        for (; !doomed.isEmpty(); doomed.removeFirst()) deleteNow(doomed.peekFirst());
    }

    private void deleteNow(long segment) throws IOException {
        DiskFile file = open.remove(segment);
        if (file != null) file.close();
        disk.delete(indexName(segment));
        if (spares < SPARES && disk.exists(logName(segment))) {
            disk.rename(logName(segment), SPARE + spares);
            spares++;
        } else {
            disk.delete(logName(segment));
        }
        forceNames();
    }

    @Override
    public synchronized void close() throws IOException {
        for (DiskFile file : open.values()) file.close();
        open.clear();
    }
}
