package io.leveret.broker.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.leveret.amqp.Properties;
import io.leveret.amqp.Table;
import io.leveret.broker.disk.FolderDisk;
import io.leveret.broker.loop.Clock;
import io.leveret.broker.message.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A batch may begin in a segment that is full, and reach into one that is not, or over several. */
class ReachingBatchTest {
    private static final int SEGMENT = 1 << 20;
    private static final long QUEUE = 7;

    @TempDir
    Path folder;

    private final Queue<Runnable> turns = new ArrayDeque<>();
    private final Restored restored = new Restored();

    private FileJournal open() throws IOException {
        var workers =
                new FileJournal.Workers(Clock.system(), Runnable::run, Runnable::run, turns::add, (turn, millis) -> {});
        FileJournal journal = FileJournal.open(new FolderDisk(folder), SEGMENT, true, new Random(1), workers, restored)
                .journal();
        journal.listener(new Journal.Listener() {
            @Override
            public void durableUpTo(long position) {}

            @Override
            public void noRoom(boolean waiting) {}

            @Override
            public void sealed(String why) {
                throw new AssertionError(why);
            }
        });
        return journal;
    }

    private void turn(FileJournal journal) {
        journal.endOfTurn();
        for (Runnable each; (each = turns.poll()) != null; ) each.run();
    }

    private List<Long> places(int... sizesInBatches) throws IOException {
        FileJournal journal = open();
        journal.append(new TopologyRecord.QueueDeclared(QUEUE, "q", false, false, Table.EMPTY));
        List<Long> places = new ArrayList<>();
        for (int size : sizesInBatches) {
            // Three messages a batch, the last of them so short that it begins where the second ended.
            for (int length : new int[] {size, size, 10}) {
                places.add(store(journal, length));
            }
            turn(journal);
        }
        return places;
    }

    private List<Long> read() throws IOException {
        Restored again = new Restored();
        var workers =
                new FileJournal.Workers(Clock.system(), Runnable::run, Runnable::run, turns::add, (turn, millis) -> {});
        FileJournal.Opened opened =
                FileJournal.open(new FolderDisk(folder), SEGMENT, true, new Random(2), workers, again);
        assertEquals(List.of(), opened.damage());
        List<Long> places = new ArrayList<>();
        again.takeMessages(QUEUE).drainInOrder(entry -> places.add(entry.place()));
        return places;
    }

    @Test
    void whatReachesIntoASegmentWithoutAnIndexIsRead() throws IOException {
        List<Long> stored = places(300_000, 450_000, 200_000, 460_000, 1_000);
        assertEquals(stored, read());
        assertEquals(stored, read());
    }

    @Test
    void whatReachesOverSeveralSegmentsIsRead() throws IOException {
        List<Long> stored = places(2_300_000, 5, 3_000_000, 700_000, 10);
        assertEquals(stored, read());
        assertEquals(stored, read());
    }

    @Test
    void anIndexThatIsMissingChangesNothingWhicheverItIs() throws IOException {
        List<Long> stored = places(300_000, 450_000, 2_200_000, 460_000, 1_000, 200_000);
        for (Long segment : SegmentFiles.list(new FolderDisk(folder))) {
            Files.deleteIfExists(folder.resolve(SegmentFiles.indexName(segment)));
            assertEquals(stored, read(), () -> "without the index of segment " + segment);
        }
    }

    /** An index that could not be written is done without, so that any may be missing beside any other. */
    @Test
    void recordsAreReplayedInTheirOrderWhicheverIndexesAreMissing() throws IOException {
        FileJournal journal = open();
        journal.append(new TopologyRecord.QueueDeclared(QUEUE, "q", false, false, Table.EMPTY));
        List<Long> stored = new ArrayList<>();
        for (int length : new int[] {1_300_000, 10, 2_200_000}) stored.add(store(journal, length));
        // It stands segments behind what it settles, and in the same batch.
        journal.settle(QUEUE, stored.remove(1), 10);
        for (int length : new int[] {10, 10}) stored.add(store(journal, length));
        turn(journal);
        for (int length : new int[] {1_200_000, 10}) stored.add(store(journal, length));
        turn(journal);
        journal.append(new TopologyRecord.QueueDeclared(QUEUE + 1, "another", false, false, Table.EMPTY));
        turn(journal);

        Map<Path, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.list(folder)) {
            for (Path file : all.toList()) files.put(file, Files.readAllBytes(file));
        }
        List<Path> indexes = files.keySet().stream()
                .filter(file -> file.toString().endsWith(".index"))
                .toList();
        assertEquals(4, indexes.size());
        for (int subset = 0; subset < 1 << indexes.size(); subset++) {
            try (Stream<Path> all = Files.list(folder)) {
                for (Path file : all.toList()) Files.delete(file);
            }
            for (var each : files.entrySet()) Files.write(each.getKey(), each.getValue());
            List<Path> without = new ArrayList<>();
            for (int i = 0; i < indexes.size(); i++) if ((subset >> i & 1) != 0) without.add(indexes.get(i));
            for (Path index : without) Files.delete(index);
            assertEquals(stored, read(), () -> "without " + without);
        }
    }

    private long store(FileJournal journal, int length) {
        var message = new Message("", "q", Properties.EMPTY, new byte[length]);
        return journal.store(message, 0, false, new long[] {QUEUE}, 1);
    }

    @Test
    void aCrashWhileIndexesAreWrittenChangesNothing() throws IOException {
        List<Long> stored = places(300_000, 450_000, 2_200_000, 460_000, 1_000, 200_000);
        assertEquals(stored, read());
        // The start before this one came as far as the index of each segment in turn.
        for (Long segment : SegmentFiles.list(new FolderDisk(folder)).descendingSet()) {
            Files.deleteIfExists(folder.resolve(SegmentFiles.indexName(segment)));
            for (Long later : SegmentFiles.list(new FolderDisk(folder)).tailSet(segment)) {
                Files.deleteIfExists(folder.resolve(SegmentFiles.indexName(later)));
            }
            assertEquals(stored, read(), () -> "without the indexes from segment " + segment);
        }
    }
}
