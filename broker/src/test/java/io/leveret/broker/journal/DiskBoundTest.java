package io.leveret.broker.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leveret.broker.disk.ForgetfulDisk;
import io.leveret.broker.message.Message;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * The disk holds no more than twice what lives, and eight segments: with those of 32 MiB that is 256 MiB. Here they are a thousandth
 * of that.
 */
class DiskBoundTest {
    private static final int SEGMENT = 32 << 10;
    private static final int BODY = 500;
    private static final int AROUND = 64;

    private final ForgetfulDisk disk = new ForgetfulDisk(new Random(1));
    private final Holders holders = new Holders();
    private final JournalByHand by = new JournalByHand(disk, SEGMENT);

    DiskBoundTest() throws IOException {
        by.journal.cleanFor(holders);
    }

    private long publish(long... queues) {
        long place = by.store(queues, BODY);
        Letter letter = new Letter(place, BODY + AROUND + 8L * queues.length);
        for (long queue : queues) letter.queues.add(queue);
        holders.letters.put(place, letter);
        return place;
    }

    private void settle(Letter letter, long queue) {
        by.journal.settle(queue, letter.place, BODY);
        letter.queues.remove(queue);
        if (letter.queues.isEmpty()) holders.letters.remove(letter.place);
    }

    private void pass(String what) {
        by.settle();
        by.pass();
        by.settle();
        long live =
                holders.letters.values().stream().mapToLong(each -> each.bytes).sum();
        long bound = 2 * live + 8L * SEGMENT;
        assertTrue(
                disk.size() <= bound,
                () -> what + ": " + disk.size() + " bytes for " + live + " that live, at most " + bound);
    }

    @Test
    void oneMessageThatStaysInEachSegment() {
        int perSegment = SEGMENT / BODY;
        for (int i = 0; i < 60 * perSegment; i++) {
            long place = publish(1);
            if (i % perSegment != 0) settle(holders.letters.get(place), 1);
            if (i % 25 == 0) pass("one stays in each segment, " + i);
        }
        assertEquals(60, holders.letters.size());
        readAll();
    }

    @Test
    void oneMessageThatIsStuckForAWeek() {
        publish(1);
        for (int i = 0; i < 25_000; i++) {
            settle(holders.letters.get(publish(2)), 2);
            if (i % 50 == 0) pass("one is stuck, " + i);
        }
        readAll();
    }

    @Test
    void messagesForAHundredQueuesOfWhichOneLagsBehind() {
        long[] queues = LongStream.rangeClosed(1, 100).toArray();
        List<Letter> lagging = new ArrayList<>();
        Random random = new Random(7);
        for (int i = 0; i < 4_000; i++) {
            Letter letter = holders.letters.get(publish(queues));
            for (long queue = 2; queue <= 100; queue++) settle(letter, queue);
            lagging.add(letter);
            if (lagging.size() > 300) settle(lagging.remove(random.nextInt(300)), 1);
            if (i % 25 == 0) pass("a hundred queues, " + i);
        }
        readAll();
    }

    private void readAll() {
        int[] arrived = {0};
        for (Letter letter : holders.letters.values()) {
            by.journal.read(letter.place, new Journal.Arrival() {
                @Override
                public void arrived(Message message) {
                    arrived[0]++;
                }

                @Override
                public void lost(String why) {
                    throw new AssertionError(why);
                }
            });
        }
        by.settle();
        assertEquals(holders.letters.size(), arrived[0]);
    }

    private static final class Letter {
        final Set<Long> queues = new HashSet<>();
        final long bytes;
        long place;

        Letter(long place, long bytes) {
            this.place = place;
            this.bytes = bytes;
        }
    }

    /** Who has what. */
    private static final class Holders implements Tenants {
        final TreeMap<Long, Letter> letters = new TreeMap<>();

        @Override
        public void held(long from, long upTo, HeldAt found) {
            letters.subMap(from, upTo).forEach((place, letter) -> {
                for (Long queue : letter.queues) found.found(place, new Hold(letter, queue));
            });
        }

        @Override
        public List<TopologyRecord> names() {
            return List.of();
        }

        @Override
        public long nextQueueId() {
            return 101;
        }

        private final class Hold implements Held {
            private final Letter letter;
            private final long queue;

            Hold(Letter letter, long queue) {
                this.letter = letter;
                this.queue = queue;
            }

            @Override
            public long queueId() {
                return queue;
            }

            @Override
            public boolean isAt(long place) {
                return letter.place == place && letter.queues.contains(queue);
            }

            @Override
            public int attempts() {
                return 0;
            }

            @Override
            public int failures() {
                return 0;
            }

            @Override
            public void movedTo(long place) {
                letters.remove(letter.place);
                letter.place = place;
                letters.put(place, letter);
            }
        }
    }
}
