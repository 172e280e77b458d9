package io.leveret.broker.journal;

import io.leveret.amqp.Properties;
import io.leveret.amqp.Table;
import io.leveret.broker.disk.DiskFile;
import io.leveret.broker.disk.ForgetfulDisk;
import io.leveret.broker.journal.LogFormat.BatchHeader;
import io.leveret.broker.loop.Clock;
import io.leveret.broker.message.Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** A log of two lives in a few small segments, with one of everything in it, and what must come of it when parts are missing. */
final class SmallLog {
    static final int CAPACITY = 640;
    static final long PLAIN = 1;
    static final long URGENT = 2;
    static final long GONE = 3;

    /** A record that is in the log. */
    record Known(long place, long end, LogRecord record) {}

    /** A batch that is in the log. */
    record Batch(long position, long end) {}

    /** What an opened log tells. */
    record Found(String words, List<String> damage, long cut, FileJournal journal, List<Long> waiting) {}

    static final class Opened {
        final Queue<Runnable> turns = new ArrayDeque<>();
        final List<String> sealed = new ArrayList<>();
        FileJournal journal;
        Restored restored = new Restored();
        List<String> damage;
        long cut;

        Opened(ForgetfulDisk disk) throws IOException {
            var workers = new FileJournal.Workers(
                    new Steady(), Runnable::run, Runnable::run, turns::add, (turn, millis) -> {});
            FileJournal.Opened opened =
                    FileJournal.open(disk, CAPACITY + LogFormat.FILE_HEADER, true, new Random(1), workers, restored);
            damage = opened.damage();
            cut = opened.cut();
            journal = opened.journal();
            journal.listener(new Journal.Listener() {
                @Override
                public void durableUpTo(long position) {}

                @Override
                public void noRoom(boolean waiting) {}

                @Override
                public void sealed(String why) {
                    sealed.add(why);
                }
            });
        }

        void turn() {
            journal.endOfTurn();
            for (Runnable each; (each = turns.poll()) != null; ) each.run();
        }

        void close() {
            journal.close(() -> {});
            turn();
        }

        long store(String body, int priority, long... queues) {
            Properties properties = Properties.builder()
                    .priority(priority)
                    .messageId(body.substring(0, 3))
                    .build();
            return journal.store(new Message("", "key", properties, body.getBytes()), 0, queues, queues.length);
        }
    }

    /** A clock that stands still: the same log comes of it each time. */
    private static final class Steady implements Clock {
        @Override
        public long millis() {
            return 1_000;
        }

        @Override
        public long wallMillis() {
            return 1_700_000_000_000L;
        }

        @Override
        public long nanos() {
            return 1_000_000_000L;
        }
    }

    private final ForgetfulDisk disk = new ForgetfulDisk(new Random(5));
    private final List<Known> records = new ArrayList<>();
    private final List<Batch> batches = new ArrayList<>();
    private final Set<Long> unindexed = new HashSet<>();

    SmallLog(boolean withIndexes) throws IOException {
        firstLife();
        secondLife();
        for (Long segment : SegmentFiles.list(disk)) {
            if (!withIndexes) disk.delete(SegmentFiles.indexName(segment));
            if (!disk.exists(SegmentFiles.indexName(segment))) unindexed.add(segment);
        }
        for (String each : disk.list()) if (each.startsWith("spare")) disk.delete(each);
        readAll();
    }

    private void firstLife() throws IOException {
        Opened log = new Opened(disk);
        log.journal.append(new TopologyRecord.ExchangeDeclared("x", "topic", false, false, Table.EMPTY));
        log.journal.append(new TopologyRecord.QueueDeclared(PLAIN, "plain", false, false, Table.EMPTY));
        log.turn();
        log.journal.append(
                new TopologyRecord.QueueDeclared(URGENT, "urgent", false, false, Table.of("x-max-priority", 5)));
        log.journal.append(new TopologyRecord.QueueDeclared(GONE, "gone", false, false, Table.EMPTY));
        log.journal.append(new TopologyRecord.Bound("x", "plain", true, "#", Table.EMPTY));
        log.turn();
        long first = log.store("a01", 0, PLAIN);
        log.store("a02 in two", 3, PLAIN, URGENT);
        log.turn();
        // A transaction: two stored, one settled.
        log.store("t01", 0, PLAIN);
        log.store("t02 " + "x".repeat(20), 0, URGENT, GONE);
        log.journal.settle(PLAIN, first, 3);
        log.turn();
        long back = log.store("b01", 5, URGENT);
        log.store("b02 " + "y".repeat(150), 1, URGENT);
        log.turn();
        log.journal.returned(URGENT, back, 2, 1);
        log.journal.append(new TopologyRecord.QueueDeleted(GONE));
        log.turn();
        log.store("c01", 0, PLAIN);
        log.store("c02 " + "z".repeat(900), 0, PLAIN);
        log.store("c03", 0, PLAIN);
        log.turn();
        log.close();
    }

    private void secondLife() throws IOException {
        Opened log = new Opened(disk);
        log.journal.snapshot(
                4,
                List.of(
                        new TopologyRecord.ExchangeDeclared("x", "topic", false, false, Table.EMPTY),
                        new TopologyRecord.QueueDeclared(PLAIN, "plain", false, false, Table.EMPTY),
                        new TopologyRecord.QueueDeclared(URGENT, "urgent", false, false, Table.of("x-max-priority", 5)),
                        new TopologyRecord.Bound("x", "plain", true, "#", Table.EMPTY)));
        log.turn();
        long kept = log.store("d01 " + "k".repeat(30), 0, PLAIN);
        log.store("d02", 2, URGENT);
        log.turn();
        log.journal.append(new TopologyRecord.QueuePurged(PLAIN, new long[] {kept}));
        log.store("d03", 0, PLAIN);
        log.turn();
        log.store("e01 " + "w".repeat(200), 0, PLAIN);
        log.turn();
        long last = log.store("e02", 4, URGENT);
        log.turn();
        log.journal.append(new TopologyRecord.Unbound("x", "plain", true, "#", Table.EMPTY));
        log.journal.settle(URGENT, last, 3);
        log.turn();
        log.close();
    }

    private void readAll() throws IOException {
        TreeSet<Long> segments = SegmentFiles.list(disk);
        SegmentFiles files = new SegmentFiles(disk, CAPACITY, logId());
        LogScan scan = new LogScan(files, new LogStream(files, segments), 0, new LogScan.Listener() {
            @Override
            public void batch(BatchHeader batch) {
                batches.add(new Batch(batch.position(), batch.end()));
            }

            @Override
            public void record(long place, ByteBuffer record) {
                records.add(new Known(place, place + record.limit(), LogRecord.read(record)));
            }

            @Override
            public void damage(long from, long upTo) {
                throw new AssertionError("damage in a log that is whole: " + from + " to " + upTo);
            }
        });
        for (Long segment : segments) scan.scan(segment);
    }

    private long logId() throws IOException {
        try (DiskFile file = disk.openExisting(SegmentFiles.logName(0))) {
            ByteBuffer header = ByteBuffer.allocate(LogFormat.FILE_HEADER);
            file.read(header, 0);
            return LogFormat.FileHeader.decode(header.flip()).logId();
        }
    }

    ForgetfulDisk copy() {
        return disk.copy();
    }

    List<Long> segments() throws IOException {
        return List.copyOf(SegmentFiles.list(disk));
    }

    List<Known> records() {
        return records;
    }

    List<Batch> batches() {
        return batches;
    }

    Batch lastBatch() {
        return batches.get(batches.size() - 1);
    }

    /** Whether what begins there is told by the segment itself. */
    boolean isScanned(long place) {
        return unindexed.contains(place / CAPACITY);
    }

    /** What the log comes to without some of its records. */
    String without(Predicate<Known> lost) {
        Restored restored = new Restored();
        restored.begin(new SegmentLedger(CAPACITY), CAPACITY);
        for (Known each : records) {
            if (!lost.test(each)) LogRecord.replay(each.place(), each.record(), restored);
        }
        return words(restored);
    }

    static String words(Restored restored) {
        StringBuilder words = new StringBuilder();
        words.append(restored.endedInOrder() ? "in order " : "cut short ")
                .append(restored.exchanges())
                .append(restored.bindings())
                .append(restored.nextQueueId());
        var queues = new TreeMap<Long, TopologyRecord.QueueDeclared>();
        restored.queues().forEach(each -> queues.put(each.id(), each));
        queues.forEach((id, queue) -> {
            words.append('\n').append(queue);
            restored.takeMessages(id).drainInOrder(entry -> words.append("\n  ").append(entry));
        });
        return words.toString();
    }
}
