package io.leveret.broker;

import io.leveret.broker.config.StoreConfig;
import io.leveret.broker.disk.FolderDisk;
import io.leveret.broker.journal.FileJournal;
import io.leveret.broker.journal.FileScratch;
import io.leveret.broker.journal.Journal;
import io.leveret.broker.journal.MemoryJournal;
import io.leveret.broker.journal.NoScratch;
import io.leveret.broker.journal.Restored;
import io.leveret.broker.journal.Scratch;
import io.leveret.broker.loop.Clock;
import io.leveret.broker.loop.Turns;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a virtual host has on disk: its journal and its scratch files, or neither, and the threads that serve them. */
final class HostStorage implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HostStorage.class);

    /**
     * Where a virtual host keeps its things.
     *
     * @param journal the folder of its log
     * @param scratch the folder of its transient messages that memory has no room for
     */
    record Folders(Path journal, Path scratch, StoreConfig config) {}

    private final Journal journal;
    private final Scratch scratch;
    private final Restored restored = new Restored();
    private final ScheduledExecutorService scratchThread;
    private final ScheduledExecutorService writer;
    private final ScheduledExecutorService reader;

    /** Keeps nothing. */
    HostStorage(String host) {
        journal = new MemoryJournal();
        scratch = new NoScratch();
        scratchThread = thread("leveret-scratch " + host);
        writer = scratchThread;
        reader = scratchThread;
    }

    /** Reads the log again, however long it is, before it returns. */
    HostStorage(String host, Folders folders, Clock clock, Turns turns, SecureRandom random) {
        scratchThread = thread("leveret-scratch " + host);
        writer = thread("leveret-journal " + host);
        reader = thread("leveret-reader " + host);
        try {
            scratch = new FileScratch(folders.scratch, scratchThread, turns::post);
            journal = open(host, folders, clock, turns, random);
        } catch (IOException failure) {
            close();
            throw new UncheckedIOException(failure.getMessage(), failure);
        }
    }

    private FileJournal open(String host, Folders folders, Clock clock, Turns turns, SecureRandom random)
            throws IOException {
        long start = System.nanoTime();
        var workers = new FileJournal.Workers(
                clock,
                writer,
                reader,
                turns::post,
                (task, millis) -> turns.timers().in(millis, task));
        FileJournal.Opened opened = FileJournal.open(
                new FolderDisk(folders.journal),
                Math.toIntExact(folders.config.segmentSize().bytes()),
                folders.config.sync() == StoreConfig.Sync.ALWAYS,
                random,
                workers,
                restored);
        log.info(
                "vhost '{}': {} queues and {} messages recovered in {} ms{}",
                host,
                restored.queues().size(),
                restored.messageCount(),
                (System.nanoTime() - start) / 1_000_000,
                restored.endedInOrder() ? "" : "; the broker had not ended in order, so all are marked redelivered");
        if (opened.cut() > 0)
            log.warn("vhost '{}': {} bytes at the end were never promised, cut off", host, opened.cut());
        for (String damage : opened.damage()) log.error("vhost '{}': journal in {}: {}", host, folders.journal, damage);
        return opened.journal();
    }

    private static ScheduledExecutorService thread(String name) {
        return Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    Journal journal() {
        return journal;
    }

    Scratch scratch() {
        return scratch;
    }

    /** What the log told; empty when it was made anew. */
    Restored restored() {
        return restored;
    }

    boolean isDurable() {
        return journal instanceof FileJournal;
    }

    @Override
    public void close() {
        scratchThread.shutdown();
        writer.shutdown();
        reader.shutdown();
    }
}
