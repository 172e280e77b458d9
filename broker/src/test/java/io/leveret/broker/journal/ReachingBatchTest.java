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
import java.util.Queue;
import java.util.Random;
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
                var message = new Message("", "q", Properties.EMPTY, new byte[length]);
                places.add(journal.store(message, 0, false, new long[] {QUEUE}, 1));
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
