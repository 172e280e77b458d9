package io.leveret.broker.journal;

import io.leveret.broker.message.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scratch in files of 64 MiB, written and read by one thread. Writing goes turn by turn; what is read comes first, or with publishers
 * in full flow a consumer would wait behind all that they still have to be written. Each file counts its holders and goes with the last
 * of them. Nothing is forced, and what an earlier run has left is deleted at start.
 * <p>
 * A disk that is full loses nothing: the writer keeps what it has, tries again, and says so; {@link #behind} grows and publishers
 * wait. Reading and deleting go on meanwhile, since that is what makes room.
 */
public final class FileScratch implements Scratch {
    private static final Logger log = LoggerFactory.getLogger(FileScratch.class);

    private static final int FILE_BYTES = 64 << 20;
    private static final long RETRY_MILLIS = 500;
    /** How many messages are brought in one go: whoever waits for the first of them need not wait for the last. */
    private static final int BROUGHT_AT_ONCE = 1_024;

    private static final class Holders {
        long count;
    }

    /** @param part how it is read from the files: the whole message, or its properties and no body */
    private record Wanted(long place, Part part, Journal.Arrival arrival) {}

    private interface Part {
        Message read(ScratchFiles files, int file, int offset) throws IOException;
    }

    private record Brought(Journal.Arrival arrival, Message message, String failure) {}

    private final ScheduledExecutorService io;
    private final Consumer<Runnable> turns;
    private final ScratchFiles files;
    private final Map<Integer, Holders> holders = new HashMap<>();
    private List<ScratchFiles.Write> writes = new ArrayList<>();
    private final List<Wanted> reads = new ArrayList<>();
    private List<Integer> doneWith = new ArrayList<>();
    private long handedOver;
    private long gatheredBytes;
    private int file;
    private int offset;
    private int awaited;
    private boolean stuck;
    /** What the core loop has asked for, and {@link #io} has not taken up yet. */
    private final Queue<Wanted> asked = new ConcurrentLinkedQueue<>();

    /** Touched by {@link #io} only, like the files and what follows. */
    private boolean retryAsked;

    /** Asked for before it was written; that is under way. */
    private final List<Wanted> early = new ArrayList<>();
    /** The last message that was written, or refused and kept: {@link #write} gives places in rising order of their complements. */
    private long lastWritten = -1;

    /**
     * @param folder its own; what lies in it is deleted
     * @param io one thread, which may block
     * @param turns runs something as a turn on the core loop
     */
    public FileScratch(Path folder, ScheduledExecutorService io, Consumer<Runnable> turns) throws IOException {
        this.io = io;
        this.turns = turns;
        Files.createDirectories(folder);
        try (Stream<Path> old = Files.list(folder)) {
            for (Path left : old.toList()) Files.delete(left);
        }
        files = new ScratchFiles(folder);
    }

    @Override
    public long write(Message message) {
        int bytes = ScratchFiles.size(message);
        if (offset > 0 && offset + (long) bytes > FILE_BYTES) {
            file++;
            offset = 0;
        }
        holders.computeIfAbsent(file, any -> new Holders()).count++;
        writes.add(new ScratchFiles.Write(file, offset, bytes, message));
        gatheredBytes += bytes;
        long place = ~((long) file << 32 | offset);
        offset += bytes;
        return place;
    }

    private static int fileOf(long place) {
        return (int) (~place >>> 32);
    }

    private static int offsetOf(long place) {
        return (int) ~place;
    }

    @Override
    public void read(long place, Journal.Arrival arrival) {
        want(new Wanted(place, ScratchFiles::read, arrival));
    }

    @Override
    public void readProperties(long place, Journal.Glimpse glimpse) {
        want(new Wanted(place, ScratchFiles::readWithoutBody, Journal.onlyProperties(glimpse)));
    }

    private void want(Wanted wanted) {
        reads.add(wanted);
        awaited++;
    }

    @Override
    public void keep(long place) {
        holders.get(fileOf(place)).count++;
    }

    @Override
    public void forget(long place) {
        int number = fileOf(place);
        if (--holders.get(number).count > 0) return;
        holders.remove(number);
        doneWith.add(number);
        if (number != file) return;
        file++;
        offset = 0;
    }

    @Override
    public long behind() {
        return handedOver + gatheredBytes;
    }

    @Override
    public boolean isAwaited() {
        return awaited > 0;
    }

    @Override
    public boolean isStuck() {
        return stuck;
    }

    @Override
    public void endOfTurn() {
        if (writes.isEmpty() && reads.isEmpty() && doneWith.isEmpty()) return;
        List<ScratchFiles.Write> toWrite = writes;
        List<Integer> toDelete = doneWith;
        asked.addAll(reads);
        reads.clear();
        writes = new ArrayList<>();
        doneWith = new ArrayList<>();
        handedOver += gatheredBytes;
        gatheredBytes = 0;
        io.execute(() -> work(toWrite, toDelete));
    }

    private void work(List<ScratchFiles.Write> toWrite, List<Integer> toDelete) {
        long done = files.write(toWrite);
        if (!toWrite.isEmpty()) lastWritten = toWrite.get(toWrite.size() - 1).key();
        List<Brought> brought = bring();
        for (int number : toDelete) done += files.delete(number);
        boolean nowStuck = files.hasUnwritten();
        if (nowStuck) retryLater();
        else if (done == 0 && brought.isEmpty()) return;
        tell(done, brought, nowStuck);
    }

    private List<Brought> bring() {
        List<Brought> brought = new ArrayList<>();
        early.removeIf(wanted -> isWritten(wanted) && brought.add(read(wanted)));
        for (Wanted wanted; brought.size() < BROUGHT_AT_ONCE && (wanted = asked.poll()) != null; ) {
            if (isWritten(wanted)) brought.add(read(wanted));
            else early.add(wanted);
        }
        if (!asked.isEmpty()) io.execute(() -> work(List.of(), List.of()));
        return brought;
    }

    private boolean isWritten(Wanted wanted) {
        return ~wanted.place <= lastWritten;
    }

    private Brought read(Wanted wanted) {
        try {
            Message message = wanted.part.read(files, fileOf(wanted.place), offsetOf(wanted.place));
            return new Brought(wanted.arrival, message, "");
        } catch (IOException | RuntimeException failure) {
            return new Brought(wanted.arrival, null, failure.toString());
        }
    }

    private void tell(long done, List<Brought> brought, boolean nowStuck) {
        turns.accept(() -> {
            handedOver -= done;
            awaited -= brought.size();
            stuck = nowStuck;
            for (Brought one : brought) {
                if (one.message == null) one.arrival.lost(one.failure);
                else one.arrival.arrived(one.message);
            }
        });
    }

    private void retryLater() {
        if (retryAsked || io.isShutdown()) return;
        retryAsked = true;
        io.schedule(
                () -> {
                    retryAsked = false;
                    if (files.hasUnwritten()) work(List.of(), List.of());
                },
                RETRY_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        io.execute(() -> {
            try {
                files.close();
            } catch (IOException failure) {
                log.warn("the scratch files could not be deleted: {}", failure.toString());
            }
        });
    }
}
