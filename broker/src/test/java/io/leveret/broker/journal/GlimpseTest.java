package io.leveret.broker.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leveret.amqp.Properties;
import io.leveret.amqp.Table;
import io.leveret.broker.disk.DiskFile;
import io.leveret.broker.disk.FolderDisk;
import io.leveret.broker.loop.Clock;
import io.leveret.broker.message.Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Properties can be read apart from bodies, from the journal and from scratch, however large either is. */
class GlimpseTest {
    private static final int SEGMENT = 1 << 20;

    @TempDir
    Path folder;

    private final Queue<Runnable> turns = new ArrayDeque<>();
    private final List<Object> came = new ArrayList<>();
    private final Random random = new Random(7);

    private final Journal.Glimpse glimpse = new Journal.Glimpse() {
        @Override
        public void arrived(Properties properties) {
            came.add(properties);
        }

        @Override
        public void lost(String why) {
            came.add(why);
        }
    };

    private Message message(int properties, int body) {
        String filler = "x".repeat(properties);
        return new Message(
                "exchange",
                "key",
                Properties.builder()
                        .headers(Table.of("n", random.nextInt(), "filler", filler))
                        .deliveryMode(2)
                        .build(),
                new byte[body]);
    }

    private List<Message> messages() {
        List<Message> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) all.add(message(10, 100));
        for (int i = 0; i < 10; i++) all.add(message(10, 200_000));
        for (int i = 0; i < 10; i++) all.add(message(6_000, 200_000));
        all.add(message(400_000, 1_000_000));
        all.add(message(10, 5_000_000));
        all.add(message(10, 0));
        return all;
    }

    private FileJournal journal(List<Message> messages, List<Long> places) throws IOException {
        var workers =
                new FileJournal.Workers(Clock.system(), Runnable::run, Runnable::run, turns::add, (turn, millis) -> {});
        FileJournal journal = FileJournal.open(
                        new FolderDisk(folder), SEGMENT, false, new Random(1), workers, new Restored())
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
        for (Message each : messages) places.add(journal.store(each, 0, false, new long[] {1, 2}, 2));
        settle(journal);
        return journal;
    }

    private void settle(FileJournal journal) {
        do {
            for (Runnable each; (each = turns.poll()) != null; ) each.run();
            journal.endOfTurn();
        } while (!turns.isEmpty());
    }

    @Test
    void theJournalShowsPropertiesWhereverTheyEnd() throws IOException {
        List<Message> messages = messages();
        List<Long> places = new ArrayList<>();
        FileJournal journal = journal(messages, places);
        for (long place : places) journal.readProperties(place, glimpse);
        settle(journal);
        assertEquals(messages.stream().map(Message::properties).toList(), came);
    }

    @Test
    void eachAloneIsFoundToo() throws IOException {
        List<Message> messages = messages();
        List<Long> places = new ArrayList<>();
        FileJournal journal = journal(messages, places);
        for (long place : places) {
            journal.readProperties(place, glimpse);
            settle(journal);
        }
        assertEquals(messages.stream().map(Message::properties).toList(), came);
    }

    @Test
    void whereTheRecordIsDamagedNothingIsShown() throws IOException {
        List<Long> places = new ArrayList<>();
        FileJournal journal = journal(List.of(message(10, 10)), places);
        int offset = (int) (LogFormat.FILE_HEADER + places.get(0));
        try (DiskFile file = new FolderDisk(folder)
                .open(new FolderDisk(folder)
                        .list().stream()
                                .filter(name -> name.endsWith(".log"))
                                .sorted()
                                .findFirst()
                                .orElseThrow())) {
            file.write(ByteBuffer.wrap(new byte[200]), offset);
        }
        journal.readProperties(places.get(0), glimpse);
        settle(journal);
        assertTrue(came.get(0) instanceof String, came.toString());
    }

    @Test
    void scratchShowsThemToo() throws Exception {
        try (var io = new Closing()) {
            var arrivals = new LinkedBlockingQueue<Runnable>();
            FileScratch scratch = new FileScratch(folder.resolve("s"), io.executor, arrivals::add);
            List<Message> messages = messages();
            for (Message each : messages) scratch.readProperties(scratch.write(each), glimpse);
            scratch.endOfTurn();
            while (came.size() < messages.size()) arrivals.take().run();
            assertEquals(messages.stream().map(Message::properties).toList(), came);
        }
    }

    private static final class Closing implements AutoCloseable {
        final java.util.concurrent.ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();

        @Override
        public void close() {
            executor.shutdownNow();
        }
    }
}
