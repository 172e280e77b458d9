package io.leveret.broker.journal;

import io.leveret.broker.message.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scratch in files of 64 MiB, written and read by one thread, in order: what is read after it was written is there. Each file
 * counts its holders and goes with the last of them. Nothing is forced, and what an earlier run has left is deleted at start.
 * <p>
 * A disk that is full loses nothing: the writer keeps what it has, tries again, and says so; {@link #behind} grows and publishers
 * wait. Reading and deleting go on meanwhile, since that is what makes room.
 */
public final class FileScratch implements Scratch {
    private static final Logger log = LoggerFactory.getLogger(FileScratch.class);

    private static final int FILE_BYTES = 64 << 20;
    private static final long RETRY_MILLIS = 500;

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
    private List<Wanted> reads = new ArrayList<>();
    private List<Integer> doneWith = new ArrayList<>();
    private long handedOver;
    private long gatheredBytes;
    private int file;
    private int offset;
    private boolean stuck;
    /** Touched by {@link #io} only, like the files. */
    private boolean retryAsked;

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
        reads.add(new Wanted(place, ScratchFiles::read, arrival));
    }

    @Override
    public void readProperties(long place, Journal.Glimpse glimpse) {
        reads.add(new Wanted(place, ScratchFiles::readWithoutBody, Journal.onlyProperties(glimpse)));
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
    public boolean isStuck() {
        return stuck;
    }

    @Override
    public void endOfTurn() {
        if (writes.isEmpty() && reads.isEmpty() && doneWith.isEmpty()) return;
        List<ScratchFiles.Write> toWrite = writes;
        List<Wanted> toRead = reads;
        List<Integer> toDelete = doneWith;
        writes = new ArrayList<>();
        reads = new ArrayList<>();
        doneWith = new ArrayList<>();
        handedOver += gatheredBytes;
        gatheredBytes = 0;
        io.execute(() -> work(toWrite, toRead, toDelete));
    }

    private void work(List<ScratchFiles.Write> toWrite, List<Wanted> toRead, List<Integer> toDelete) {
        long done = files.write(toWrite);
        List<Brought> brought = new ArrayList<>(toRead.size());
        for (Wanted wanted : toRead) {
            try {
                Message message = wanted.part.read(files, fileOf(wanted.place), offsetOf(wanted.place));
                brought.add(new Brought(wanted.arrival, message, ""));
            } catch (IOException | RuntimeException failure) {
                brought.add(new Brought(wanted.arrival, null, failure.toString()));
            }
        }
        for (int number : toDelete) done += files.delete(number);
        boolean nowStuck = files.hasUnwritten();
        if (nowStuck) retryLater();
        else if (done == 0 && brought.isEmpty()) return;
        tell(done, brought, nowStuck);
    }

    private void tell(long done, List<Brought> brought, boolean nowStuck) {
        turns.accept(() -> {
            handedOver -= done;
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
                    if (files.hasUnwritten()) work(List.of(), List.of(), List.of());
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
