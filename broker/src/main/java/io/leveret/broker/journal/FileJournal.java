package io.leveret.broker.journal;

import io.leveret.broker.disk.Disk;
import io.leveret.broker.loop.Clock;
import io.leveret.broker.message.Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of one virtual host in segment files.
 * <p>
 * The core loop gathers records into a batch. When a turn ends and no batch is being written, the one that was gathered goes to the
 * writer, which writes and forces it; meanwhile the next one gathers. So batches grow with the load, and nobody waits for a timer.
 * <ul>
 * <li>A batch is forced before anything that it holds is answered for: {@link #durable} moves only then.
 * <li>Only one batch is on its way, so all that a crash can leave half written is the last one. It was never promised.
 * <li>A segment's index is written once everything in the segment is forced; a segment is deleted once what moved out of it is forced.
 * </ul>
 */
public final class FileJournal implements Journal {
    private static final Logger log = LoggerFactory.getLogger(FileJournal.class);

    private static final long RETRY_MILLIS = 200;
    private static final long CLEAN_MILLIS = 100;
    private static final String NEVER_WRITTEN = "it was not written before the journal was sealed";
    private static final long READ_AGAIN_MILLIS = 500;

    /** What the journal needs of the world around it. */
    public record Workers(Clock clock, Executor writer, Executor reader, Consumer<Runnable> turns, Waker waker) {}

    /** Runs something on the core loop, as a turn, after a while. */
    public interface Waker {
        void wake(Runnable turn, long millis);
    }

    private record DueIndex(long segment, byte[] bytes, long durableFrom) {}

    private final SegmentFiles files;
    private final LogReader reader;
    private final long logId;
    private final boolean force;
    private final Workers workers;
    private final BufferPool pool = new BufferPool();
    private final SegmentLedger ledger;
    private final TreeMap<Long, SegmentIndex.Builder> indexes = new TreeMap<>();
    /** The first segment whose index is not finished. */
    private long unindexed;

    private final List<DueIndex> dueIndexes = new ArrayList<>();
    private List<LogReader.Wanted> wanted = new ArrayList<>();
    /** Wanted before they were written: they are read when their batch is. */
    private List<LogReader.Wanted> tooEarly = new ArrayList<>();

    private Listener listener;
    private Gathering gathering;
    private long end;
    private long durable;
    private long sequence;
    /** What was stored before it may have been delivered by a broker that did not end in order. */
    private long seenUpTo;

    private boolean writing;
    private long prepared = -1;
    private String sealed = "";
    private Optional<Cleaner> cleaner = Optional.empty();
    private Runnable closed;
    private boolean stopping;
    private int holds;

    private FileJournal(LogRecovery.Found found, boolean force, Workers workers) {
        files = found.files();
        logId = found.logId();
        this.force = force;
        this.workers = workers;
        reader = new LogReader(files);
        ledger = found.ledger();
        end = found.next();
        durable = end;
        unindexed = files.segmentOf(end);
        sequence = found.sequence();
    }

    /**
     * Opens a log, made if there is none, after reading it again.
     *
     * @param segmentBytes how large segment files are, for a log that begins now
     * @param force false to leave forcing to the operating system: a power cut may then take what was confirmed
     * @throws IOException when it cannot be read, or a newer broker wrote it: then nothing was changed
     */
    public static Opened open(
            Disk disk, int segmentBytes, boolean force, RandomGenerator random, Workers workers, Restored into)
            throws IOException {
        long logId = random.nextLong() | 1;
        LogRecovery.Found found = LogRecovery.run(disk, segmentBytes - LogFormat.FILE_HEADER, logId, into);
        List<String> damage = found.damage().stream()
                .map(each ->
                        "bytes " + each.from() + " to " + each.upTo() + " are damaged; set aside in " + each.file())
                .toList();
        FileJournal journal = new FileJournal(found, force, workers);
        into.ended(found.next());
        if (found.next() > 0) journal.begin(into.seenUpTo());
        return new Opened(journal, found.cut(), damage);
    }

    /** From now on messages may be delivered: the log says so before the first is, for nothing else may be written before a crash. */
    private void begin(long seen) throws IOException {
        seenUpTo = seen;
        long at = gathering().started(seen);
        index(at).started(at, seen);
        LogBatch batch = gathering.finish();
        gathering = null;
        taken(batch);
        batch.writeHeader(sequence, durable, workers.clock().wallMillis(), logId);
        write(batch);
        if (force) files.force();
        pool.giveBack(batch.borrowed());
        durable = batch.end();
    }

    /**
     * A log that was opened.
     *
     * @param cut bytes at its end that were never promised
     * @param damage what was set aside, in words
     */
    public record Opened(FileJournal journal, long cut, List<String> damage) {}

    /** Begins to give back the room of what is not needed any more. */
    public void cleanFor(Tenants tenants) {
        cleaner = Optional.of(new Cleaner(this, tenants));
        cleanLater();
    }

    private void cleanLater() {
        workers.waker()
                .wake(
                        () -> {
                            if (closed != null || !sealed.isEmpty()) return;
                            cleanLater();
                            cleaner.orElseThrow().work();
                        },
                        CLEAN_MILLIS);
    }

    @Override
    public void listener(Listener who) {
        listener = who;
    }

    @Override
    public long position() {
        return gathering == null ? end : gathering.position();
    }

    @Override
    public long durable() {
        return durable;
    }

    SegmentLedger ledger() {
        return ledger;
    }

    SegmentFiles files() {
        return files;
    }

    // ---- append

    private Gathering gathering() {
        if (gathering == null) {
            gathering = new Gathering(end, pool);
            finishIndexesBefore(end);
        }
        return gathering;
    }

    /** Segments in the midst of a large body have an index too, without an entry: so they can be given back. */
    private void finishIndexesBefore(long nextBatch) {
        for (; unindexed < files.segmentOf(nextBatch); unindexed++) {
            SegmentIndex.Builder full = indexes.remove(unindexed);
            if (full == null) full = new SegmentIndex.Builder(files.startOf(unindexed));
            // A batch that began there may have records in the next segment already.
            long resume = indexes.isEmpty()
                    ? nextBatch
                    : indexes.firstEntry().getValue().first();
            dueIndexes.add(new DueIndex(unindexed, full.finish(unindexed, resume, nextBatch, logId), nextBatch));
        }
    }

    private SegmentIndex.Builder index(long place) {
        long segment = files.segmentOf(place);
        return indexes.computeIfAbsent(segment, number -> new SegmentIndex.Builder(files.startOf(number)));
    }

    @Override
    public long store(Message message, long delay, boolean agesWaiting, long[] queueIds, int count) {
        return store(
                -1,
                -1,
                workers.clock().wallMillis(),
                LogRecord.Terms.of(message, delay, agesWaiting),
                queueIds,
                count,
                message);
    }

    /** The cleaner's way of storing: the same message at another place, for those who still have it. */
    long move(long from, LogRecord.Stored stored, long[] queueIds) {
        long order = stored.order() < 0 ? from : stored.order();
        return store(from, order, stored.storedAt(), stored.terms(), queueIds, queueIds.length, stored.message());
    }

    private long store(
            long movedFrom,
            long order,
            long storedAt,
            LogRecord.Terms terms,
            long[] queueIds,
            int count,
            Message message) {
        if (!sealed.isEmpty()) return Message.NOWHERE;
        Gathering to = gathering();
        long place = to.stored(movedFrom, order, storedAt, terms, queueIds, count, message);
        index(place).stored(place, movedFrom, order, storedAt, terms, queueIds, count);
        ledger.stored(files.segmentOf(place), terms.bytes(), count);
        return place;
    }

    @Override
    public void settle(long queueId, long place, int bytes) {
        if (!sealed.isEmpty()) return;
        long at = gathering().settled(queueId, place);
        index(at).settled(at, queueId, place);
        ledger.settled(files.segmentOf(place), bytes);
    }

    @Override
    public void returned(long queueId, long place, int attempts, int failures) {
        if (!sealed.isEmpty()) return;
        long at = gathering().returned(queueId, place, attempts, failures);
        index(at).returned(at, queueId, place, attempts, failures);
    }

    @Override
    public void forget(long place, int bytes) {
        ledger.settled(files.segmentOf(place), bytes);
    }

    @Override
    public void append(TopologyRecord record) {
        if (!sealed.isEmpty()) return;
        long at = gathering().topology(record);
        index(at).topology(at, record);
    }

    long snapshot(long nextQueueId, List<TopologyRecord> names) {
        long at = gathering().snapshot(nextQueueId, seenUpTo, names);
        index(at).snapshot(at);
        ledger.snapshotAt(at);
        return at;
    }

    @Override
    public long behind() {
        return sealed.isEmpty() ? position() - durable : 0;
    }

    // ---- write and force

    @Override
    public void endOfTurn() {
        if (cleaner.isPresent() && cleaner.get().isBusy() && sealed.isEmpty() && closed == null)
            cleaner.get().work();
        if (!writing && sealed.isEmpty() && closed != null && (gathering != null || !stopping)) {
            // The last word, behind whatever those who leave have given back.
            long at = gathering().stopped();
            index(at).stopped(at);
            stopping = true;
        }
        if (!writing && sealed.isEmpty() && gathering != null) {
            LogBatch batch = gathering.finish();
            gathering = null;
            taken(batch);
            writing = true;
            hand(batch);
        }
        if (!wanted.isEmpty()) handReads();
    }

    private void taken(LogBatch batch) {
        end = batch.end();
        sequence++;
    }

    private void write(LogBatch batch) throws IOException {
        long at = batch.start();
        for (ByteBuffer piece : batch.pieces()) {
            files.write(piece.duplicate(), at);
            at += piece.remaining();
        }
    }

    private void hand(LogBatch batch) {
        batch.writeHeader(sequence, durable, workers.clock().wallMillis(), logId);
        workers.writer().execute(() -> {
            try {
                write(batch);
            } catch (IOException failure) {
                workers.turns().accept(() -> notWritten(batch, failure));
                return;
            } catch (RuntimeException | Error fault) {
                workers.turns().accept(() -> seal("writing it ended in a fault: " + fault));
                return;
            }
            try {
                if (force) files.force();
            } catch (IOException | RuntimeException | Error failure) {
                // What a failed force has left on the disk nobody knows: it is not tried again.
                workers.turns().accept(() -> seal("it could not be forced: " + failure.getMessage()));
                return;
            }
            workers.turns().accept(() -> forced(batch));
        });
    }

    private void forced(LogBatch batch) {
        writing = false;
        pool.giveBack(batch.borrowed());
        durable = batch.end();
        listener.noRoom(false);
        for (int i = 0; i < dueIndexes.size(); ) {
            if (dueIndexes.get(i).durableFrom <= durable) writeIndex(dueIndexes.remove(i));
            else i++;
        }
        prepareAhead();
        // Some of them may stand in the batch that gathers now: those wait for the next.
        List<LogReader.Wanted> waited = tooEarly;
        tooEarly = new ArrayList<>();
        waited.forEach(this::want);
        listener.durableUpTo(durable);
        if (stopping && gathering == null) closed.run();
    }

    /** The next segment is made while this one is half full, so that no answer waits for it. */
    private void prepareAhead() {
        long next = files.segmentOf(durable + files.capacity() / 2);
        if (next == files.segmentOf(durable) || next <= prepared) return;
        prepared = next;
        workers.reader().execute(() -> {
            try {
                files.prepare(next);
            } catch (IOException failure) {
                // The writer will try it again when it gets there, and say so.
                log.debug("segment {} could not be prepared ahead: {}", next, failure.toString());
            }
        });
    }

    /** No room is waited for: the same bytes are written again at the same place. Anything else is the end. */
    private void notWritten(LogBatch batch, IOException failure) {
        if (!isNoRoom(failure)) {
            seal("it could not be written: " + failure.getMessage());
            return;
        }
        listener.noRoom(true);
        workers.waker().wake(() -> hand(batch), RETRY_MILLIS);
    }

    /** Java has no exception of its own for it. */
    private static boolean isNoRoom(IOException failure) {
        String text = String.valueOf(failure.getMessage());
        return text.contains("No space left") || text.contains("quota exceeded") || text.contains("not enough space");
    }

    private void seal(String why) {
        if (!sealed.isEmpty()) return;
        sealed = why;
        log.error(
                "the journal is sealed: {}; nothing is confirmed any more, restart the broker when the disk is well",
                why);
        listener.sealed(why);
        // What was never written cannot be read either, and nobody may wait for it.
        List<LogReader.Wanted> never = tooEarly;
        tooEarly = new ArrayList<>();
        for (LogReader.Wanted one : never) {
            one.failure = NEVER_WRITTEN;
            arrive(one);
        }
        if (closed != null) closed.run();
    }

    private void writeIndex(DueIndex index) {
        workers.reader().execute(() -> {
            try {
                files.writeIndex(index.segment, index.bytes);
                workers.turns().accept(() -> ledger.indexed(index.segment));
            } catch (IOException failure) {
                // Start reads the segment itself then: slower, but nothing is lost.
                log.warn("the index of journal segment {} could not be written: {}", index.segment, failure.toString());
            }
        });
    }

    // ---- read

    @Override
    public void read(long place, Arrival arrival) {
        want(new LogReader.WantedMessage(place, arrival));
    }

    @Override
    public void readProperties(long place, Glimpse glimpse) {
        want(new LogReader.WantedProperties(place, glimpse));
    }

    void want(LogReader.Wanted one) {
        if (one.place < durable) wanted.add(one);
        else if (sealed.isEmpty()) tooEarly.add(one);
        else workers.waker().wake(() -> one.fail(NEVER_WRITTEN), 0);
    }

    private void handReads() {
        List<LogReader.Wanted> now = wanted;
        long safe = durable;
        wanted = new ArrayList<>();
        workers.reader().execute(() -> {
            reader.read(now, safe);
            workers.turns().accept(() -> now.forEach(this::arrive));
        });
    }

    /**
     * Keeps every file until {@link #letGo}.
     *
     * @return up to where they hold what is safe by now
     */
    public long hold() {
        holds++;
        return durable;
    }

    public void letGo() {
        holds--;
    }

    boolean isHeld() {
        return holds > 0;
    }

    /** One fault must not keep the others from what they wait for. */
    private void arrive(LogReader.Wanted one) {
        if (one.again) {
            log.warn("{}; it is tried again", one.failure);
            one.again = false;
            workers.waker().wake(() -> want(one), READ_AGAIN_MILLIS);
            return;
        }
        try {
            one.arrive();
        } catch (RuntimeException | AssertionError fault) {
            log.error("a fault in handing on what stands at journal place {}", one.place, fault);
        }
    }

    /** Deletes a segment that nobody needs. */
    void delete(long segment) {
        ledger.delete(segment);
        workers.reader().execute(() -> {
            try {
                files.delete(segment);
            } catch (IOException failure) {
                log.warn("journal segment {} could not be deleted: {}", segment, failure.toString());
            }
        });
    }

    // ---- the end

    @Override
    public void close(Runnable whenClosed) {
        Runnable end = () -> workers.reader().execute(() -> {
            try {
                files.close();
            } catch (IOException failure) {
                log.warn("the journal's files could not be closed: {}", failure.toString());
            }
            whenClosed.run();
        });
        if (!sealed.isEmpty()) {
            end.run();
            return;
        }
        closed = end;
        endOfTurn();
    }
}
