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
 * journal share it; nobody who reads waits for somebody who forces.
 */
final class SegmentFiles implements AutoCloseable {
    private static final String LOG = ".log";
    private static final String INDEX = ".index";
    private static final String SPARE = "spare";
    private static final int SPARES = 2;

    private final Disk disk;
    private final int capacity;
    private final long logId;
    /** Also guards the spares. Held for moments only. */
    private final Map<Long, DiskFile> open = new HashMap<>();

    /** Held by who makes a file, until its name is forced: the writer waits for it, readers do not. */
    private final Object making = new Object();

    private final TreeSet<Long> unforced = new TreeSet<>();
    private final ArrayDeque<String> spares = new ArrayDeque<>();
    private int sparesMade;
    /** No segment up to this one needs to be made any more. */
    private volatile long prepared = -1;

    private volatile boolean namesFailed;
    /** What is still to be deleted. It belongs to the keeper's thread. */
    private final TreeSet<Long> leaving = new TreeSet<>();

    SegmentFiles(Disk disk, int capacity, long logId) {
        this.disk = disk;
        this.capacity = capacity;
        this.logId = logId;
    }

    static String logName(long segment) {
        return String.format("%016d", segment) + LOG;
    }

    static String indexName(long segment) {
        return String.format("%016d", segment) + INDEX;
    }

    /** The segments there are, in order. */
    static TreeSet<Long> list(Disk disk) throws IOException {
        return numbered(disk, LOG);
    }

    private static TreeSet<Long> numbered(Disk disk, String suffix) throws IOException {
        TreeSet<Long> segments = new TreeSet<>();
        for (String name : disk.list()) {
            if (name.length() != 16 + suffix.length() || !name.endsWith(suffix)) continue;
            if (name.chars().limit(16).allMatch(c -> c >= '0' && c <= '9')) {
                segments.add(Long.parseLong(name.substring(0, 16)));
            }
        }
        return segments;
    }

    /** Files that mean nothing: half made when the broker died, and indexes of segments that are gone. */
    void sweep(TreeSet<Long> segments) throws IOException {
        for (String name : disk.list()) if (name.startsWith(SPARE)) disk.delete(name);
        for (Long segment : numbered(disk, INDEX)) if (!segments.contains(segment)) disk.delete(indexName(segment));
        if (!segments.isEmpty()) prepared = segments.last();
    }

    Disk disk() {
        return disk;
    }

    int capacity() {
        return capacity;
    }

    long logId() {
        return logId;
    }

    long segmentOf(long position) {
        return position / capacity;
    }

    long startOf(long segment) {
        return segment * capacity;
    }

    private DiskFile file(long segment) throws IOException {
        synchronized (open) {
            DiskFile file = open.get(segment);
            if (file == null) {
                file = disk.openExisting(logName(segment));
                open.put(segment, file);
            }
            return file;
        }
    }

    /**
     * Makes a segment's file, at its full size, so that forcing it later changes nothing but its bytes. Safe when this returns.
     * Doing it again does nothing.
     */
    void prepare(long segment) throws IOException {
        if (segment <= prepared) return;
        synchronized (making) {
            if (segment <= prepared) return;
            String spare = takeSpare();
            makeWhole(spare, segment);
            // Only a whole file gets its name, and the name is forced before anything in it is promised.
            disk.rename(spare, logName(segment));
            forceNames();
            prepared = segment;
        }
    }

    /** As with a file's bytes: what a failed force has left nobody knows, so no later one may pass for it. */
    private void forceNames() throws IOException {
        if (namesFailed) throw new IOException("an earlier force of the names in " + disk.path() + " has failed");
        try {
            disk.forceNames();
        } catch (IOException failure) {
            namesFailed = true;
            throw failure;
        }
    }

    private String takeSpare() {
        synchronized (open) {
            String spare = spares.pollFirst();
            return spare != null ? spare : SPARE + "-new-" + sparesMade++;
        }
    }

    private void makeWhole(String spare, long segment) throws IOException {
        try (DiskFile file = disk.open(spare)) {
            file.resize((long) LogFormat.FILE_HEADER + capacity);
            file.write(new LogFormat.FileHeader(LogFormat.VERSION, capacity, segment, logId).encode(), 0);
            file.force();
        } catch (IOException failure) {
            // What a failed force has left in it nobody knows: it is never used again.
            try {
                disk.delete(spare);
            } catch (IOException alsoFailed) {
                failure.addSuppressed(alsoFailed);
            }
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
        while (into.hasRemaining()) {
            long at = position + into.position();
            if (readInto(into, at) == 0) {
                throw new EOFException(disk.path() + ": " + logName(segmentOf(at)) + " has no byte of place " + at);
            }
        }
        return into.flip();
    }

    /** Reads up to so many bytes of the stream, but not past the end of the segment. */
    ByteBuffer readSome(long position, int length) throws IOException {
        ByteBuffer into = ByteBuffer.allocate(Math.min(length, capacity - (int) (position % capacity)));
        readInto(into, position);
        return into.flip();
    }

    /**
     * Reads until the buffer is full, the segment ends, or its file does.
     *
     * @return how many bytes; none at the end of a file that is shorter than its segment
     */
    int readInto(ByteBuffer into, long position) throws IOException {
        int offset = (int) (position % capacity);
        int limit = into.limit();
        into.limit(into.position() + Math.min(into.remaining(), capacity - offset));
        try {
            return file(segmentOf(position)).read(into, LogFormat.FILE_HEADER + (long) offset);
        } finally {
            into.limit(limit);
        }
    }

    /** How many bytes of the segment its file has. */
    long used(long segment) throws IOException {
        return Math.max(0, file(segment).size() - LogFormat.FILE_HEADER);
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
     * Nothing in the segment is needed any more. Its file may serve again: the room is there and paid for.
     * <p>
     * Segments leave in order even if the disk fails in between, and none before the name of the one before it has gone for good:
     * a message must not outlive the record that says it is settled.
     */
    void delete(long segment) throws IOException {
        leaving.add(segment);
        for (; !leaving.isEmpty(); leaving.pollFirst()) {
            String spare = leave(leaving.first());
            forceNames();
            // Written to any sooner, it might come back by its old name.
            synchronized (open) {
                if (!spare.isEmpty()) spares.addLast(spare);
            }
        }
    }

    /** @return the name by which its file may serve again, or '' */
    private String leave(long segment) throws IOException {
        DiskFile file;
        boolean isWanted;
        synchronized (open) {
            file = open.remove(segment);
            isWanted = spares.size() < SPARES;
        }
        if (file != null) file.close();
        String name = logName(segment);
        String spare = SPARE + "-" + segment;
        boolean isThere = disk.exists(name);
        if (isThere && isWanted) disk.rename(name, spare);
        else if (isThere) disk.delete(name);
        disk.delete(indexName(segment));
        return isThere && isWanted ? spare : "";
    }

    @Override
    public void close() throws IOException {
        synchronized (open) {
            for (DiskFile file : open.values()) file.close();
            open.clear();
        }
    }
}
