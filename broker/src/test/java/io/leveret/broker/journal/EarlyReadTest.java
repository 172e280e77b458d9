package io.leveret.broker.journal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.leveret.amqp.Properties;
import io.leveret.broker.disk.FolderDisk;
import io.leveret.broker.loop.Clock;
import io.leveret.broker.message.Message;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A message may be cooled and wanted again before it was written: then the read waits for its own batch, not for any. */
class EarlyReadTest {
    @TempDir
    Path folder;

    private final Queue<Runnable> turns = new ArrayDeque<>();
    private final Queue<Runnable> writes = new ArrayDeque<>();
    private final List<byte[]> arrived = new ArrayList<>();

    @Test
    void aReadWaitsForTheBatchThatHoldsItsMessage() throws IOException {
        var workers =
                new FileJournal.Workers(Clock.system(), writes::add, Runnable::run, turns::add, (turn, millis) -> {});
        FileJournal journal = FileJournal.open(
                        new FolderDisk(folder), 1 << 20, true, new Random(1), workers, new Restored())
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
        store(journal, 1);
        journal.endOfTurn();
        long second = store(journal, 2);
        journal.read(second, new Journal.Arrival() {
            @Override
            public void arrived(Message message) {
                arrived.add(message.body());
            }

            @Override
            public void lost(String why) {
                throw new AssertionError(why);
            }
        });

        writeOne(journal);
        assertEquals(0, arrived.size(), "the first batch is written, the second is not");
        writeOne(journal);
        assertArrayEquals(new byte[] {2}, arrived.get(0));
    }

    private static long store(FileJournal journal, int body) {
        return journal.store(
                new Message("", "q", Properties.EMPTY, new byte[] {(byte) body}), 0, false, new long[] {1}, 1);
    }

    private void writeOne(FileJournal journal) {
        writes.remove().run();
        for (Runnable each; (each = turns.poll()) != null; ) each.run();
        journal.endOfTurn();
        for (Runnable each; (each = turns.poll()) != null; ) each.run();
    }
}
