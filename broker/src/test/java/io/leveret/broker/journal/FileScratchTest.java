package io.leveret.broker.journal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leveret.amqp.Properties;
import io.leveret.broker.message.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that refuses is a disk that refuses for a while: nothing is lost, reading goes on, and somebody is told. */
class FileScratchTest {
    @TempDir
    private Path folder;

    private final ScheduledExecutorService io = Executors.newSingleThreadScheduledExecutor();
    private final LinkedBlockingQueue<Runnable> turns = new LinkedBlockingQueue<>();

    @AfterEach
    void end() {
        io.shutdownNow();
    }

    private static Message message(int number, int bytes) {
        byte[] body = new byte[bytes];
        body[0] = (byte) number;
        return new Message("x", "key", Properties.EMPTY, body);
    }

    private FileScratch scratch() throws IOException {
        return new FileScratch(folder.resolve("s"), io, turns::add);
    }

    /** In place of the file that is written next stands a folder, which no disk can write to. */
    private Path obstacle(int file) throws IOException {
        return Files.createDirectory(folder.resolve("s").resolve("%010d.scratch".formatted(file)));
    }

    private void runTurns(FileScratch scratch, boolean stuck) throws InterruptedException {
        while (scratch.isStuck() != stuck) turns.poll(1, TimeUnit.MINUTES).run();
    }

    private Message read(FileScratch scratch, long place) throws InterruptedException {
        List<Message> came = new ArrayList<>();
        scratch.read(place, arrival(came));
        scratch.endOfTurn();
        while (came.isEmpty()) turns.poll(1, TimeUnit.MINUTES).run();
        return came.get(0);
    }

    @Test
    void whatTheDiskRefusesIsKeptReadableAndWrittenOnceItDoesNot() throws Exception {
        FileScratch scratch = scratch();
        Path obstacle = obstacle(0);
        List<Long> places = new ArrayList<>();
        for (int i = 0; i < 10; i++) places.add(scratch.write(message(i, 1_000)));
        scratch.endOfTurn();
        runTurns(scratch, true);
        assertTrue(scratch.behind() >= 10_000, "publishers are not told to wait");
        for (int i = 0; i < 10; i++)
            assertArrayEquals(
                    message(i, 1_000).body(), read(scratch, places.get(i)).body());

        Files.delete(obstacle);
        runTurns(scratch, false);
        assertEquals(0, scratch.behind());
        for (int i = 0; i < 10; i++)
            assertArrayEquals(
                    message(i, 1_000).body(), read(scratch, places.get(i)).body());
        scratch.close();
    }

    @Test
    void whatIsDoneWithBeforeItCouldBeWrittenNeedsNoRoom() throws Exception {
        FileScratch scratch = scratch();
        obstacle(0);
        long first = scratch.write(message(1, 1_000));
        long second = scratch.write(message(2, 1_000));
        scratch.endOfTurn();
        runTurns(scratch, true);
        scratch.forget(first);
        scratch.forget(second);
        scratch.endOfTurn();
        runTurns(scratch, false);
        assertEquals(0, scratch.behind());
        assertFalse(scratch.isStuck());
        scratch.close();
    }

    @Test
    void whatFollowsARefusalIsWrittenBehindIt() throws Exception {
        FileScratch scratch = scratch();
        Path obstacle = obstacle(0);
        long large = scratch.write(message(1, 60 << 20));
        scratch.endOfTurn();
        // It begins another file, for which there would be room.
        long next = scratch.write(message(2, 60 << 20));
        scratch.endOfTurn();
        runTurns(scratch, true);
        Files.delete(obstacle);
        runTurns(scratch, false);
        assertEquals(1, read(scratch, large).body()[0]);
        assertEquals(2, read(scratch, next).body()[0]);
        scratch.close();
    }

    @Test
    void whatIsReadDoesNotWaitBehindWhatIsStillToBeWritten() throws Exception {
        FileScratch scratch = scratch();
        long first = scratch.write(message(1, 1_000));
        scratch.endOfTurn();
        while (scratch.behind() > 0) turns.poll(1, TimeUnit.MINUTES).run();
        CountDownLatch held = new CountDownLatch(1);
        io.execute(() -> awaitUnchecked(held));
        for (int i = 2; i < 100; i++) {
            scratch.write(message(i, 1_000));
            scratch.endOfTurn();
        }
        List<Message> came = new ArrayList<>();
        scratch.read(first, arrival(came));
        scratch.endOfTurn();
        held.countDown();
        turns.poll(1, TimeUnit.MINUTES).run();
        assertEquals(1, came.size());
        assertTrue(scratch.behind() > 90_000, "nothing was left to be written");
        while (scratch.behind() > 0) turns.poll(1, TimeUnit.MINUTES).run();
        scratch.close();
    }

    @Test
    void itTellsAsLongAsSomebodyWaitsForWhatIsRead() throws Exception {
        FileScratch scratch = scratch();
        long place = scratch.write(message(1, 1_000));
        scratch.endOfTurn();
        while (scratch.behind() > 0) turns.poll(1, TimeUnit.MINUTES).run();
        assertFalse(scratch.isAwaited());
        scratch.read(place, arrival(new ArrayList<>()));
        assertTrue(scratch.isAwaited());
        scratch.endOfTurn();
        assertTrue(scratch.isAwaited());
        turns.poll(1, TimeUnit.MINUTES).run();
        assertFalse(scratch.isAwaited());
        scratch.close();
    }

    @Test
    void whatIsAskedForBeforeItIsWrittenComesOnceItIs() throws Exception {
        FileScratch scratch = scratch();
        CountDownLatch held = new CountDownLatch(1);
        io.execute(() -> awaitUnchecked(held));
        List<Message> came = new ArrayList<>();
        for (int i = 1; i < 100; i++) {
            scratch.read(scratch.write(message(i, 1_000)), arrival(came));
            scratch.endOfTurn();
        }
        held.countDown();
        while (came.size() < 99) turns.poll(1, TimeUnit.MINUTES).run();
        for (int i = 1; i < 100; i++) assertEquals(i, came.get(i - 1).body()[0]);
        scratch.close();
    }

    private static void awaitUnchecked(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Journal.Arrival arrival(List<Message> came) {
        return new Journal.Arrival() {
            @Override
            public void arrived(Message message) {
                came.add(message);
            }

            @Override
            public void lost(String why) {
                throw new AssertionError(why);
            }
        };
    }
}
