package io.leveret.broker.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leveret.broker.disk.ForgetfulDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The last things a log is told: by an orderly end, and by a disk that takes no more. */
class EndOfLogTest {
    private static final long QUEUE = 7;

    private final ForgetfulDisk disk = new ForgetfulDisk(new Random(3));

    private Restored reopened() throws IOException {
        return new JournalByHand(disk.copy()).restored;
    }

    @Test
    void theTurnInWhichTheEndIsAskedForIsOneBatch() throws IOException {
        JournalByHand by = new JournalByHand(disk);
        long place = by.store(QUEUE, 10);
        by.turn();
        by.write();
        long another = by.store(QUEUE, 10);
        by.journal.close(() -> {});
        by.journal.settle(QUEUE, place, 10);
        by.turn();
        by.write();
        // What comes behind it says only that it was forced.
        Restored again = reopened();
        assertTrue(again.endedInOrder());
        List<Long> left = new ArrayList<>();
        again.takeMessages(QUEUE).drainInOrder(entry -> left.add(entry.place()));
        assertEquals(List.of(another), left);
    }

    @Test
    void whatIsBeingMovedStaysWhereItIsWhenTheLogIsSealed() throws IOException {
        JournalByHand by = new JournalByHand(disk);
        long place = by.store(QUEUE, 10);
        for (int i = 0; i < 30; i++) {
            by.journal.settle(QUEUE, by.store(QUEUE, 2_000), 2_000);
            by.settle();
        }
        OneTenant tenant = new OneTenant(place);
        by.journal.cleanFor(tenant);
        by.pass();
        by.turn();
        assertFalse(by.reads.isEmpty(), "it reads what it wants to move");
        disk.failAt(1, true);
        by.store(QUEUE, 10);
        by.turn();
        by.write();
        assertFalse(by.sealed.isEmpty());
        disk.failAt(Long.MAX_VALUE / 2, false);
        by.settle();
        assertEquals(place, tenant.place, "it can still be read there");
    }

    /** Has one message. */
    private static final class OneTenant implements Tenants, Tenants.Held {
        long place;

        OneTenant(long place) {
            this.place = place;
        }

        @Override
        public void held(long from, long upTo, HeldAt found) {
            if (place >= from && place < upTo) found.found(place, this);
        }

        @Override
        public List<TopologyRecord> names() {
            return List.of();
        }

        @Override
        public long nextQueueId() {
            return QUEUE + 1;
        }

        @Override
        public long queueId() {
            return QUEUE;
        }

        @Override
        public boolean isAt(long at) {
            return at == place;
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
        public void movedTo(long to) {
            place = to;
        }
    }
}
