package io.leveret.broker.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leveret.broker.disk.ForgetfulDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** One call to the disk that fails must not cost anything that was promised, nor bring back what is over. */
class FailingDiskTest {
    private static final long QUEUE = 7;

    private final ForgetfulDisk disk = new ForgetfulDisk(new Random(3));

    @Test
    void nothingIsWrittenToASegmentWhoseNameMayBeLost() throws IOException {
        SegmentFiles files = new SegmentFiles(disk, 4096, 1);
        disk.failAt(callsToPrepare(), false);
        assertThrows(IOException.class, () -> files.prepare(0));
        assertTrue(disk.exists(SegmentFiles.logName(0)), "it was the force of the names that failed");

        assertThrows(IOException.class, () -> files.write(ByteBuffer.allocate(10), 0));
    }

    /** The last of them forces the names. */
    private static long callsToPrepare() throws IOException {
        ForgetfulDisk another = new ForgetfulDisk(new Random(3));
        SegmentFiles files = new SegmentFiles(another, 4096, 1);
        long before = another.calls();
        files.prepare(0);
        return another.calls() - before;
    }

    @Test
    void segmentsLeaveInOrderAlsoWhenOneCannotBeDeletedAtFirst() throws IOException {
        SegmentFiles files = new SegmentFiles(disk, 4096, 1);
        for (long segment = 0; segment < 3; segment++) files.prepare(segment);
        disk.failAt(1, false);
        assertThrows(IOException.class, () -> files.delete(0));
        assertEquals(new TreeSet<>(List.of(0L, 1L, 2L)), SegmentFiles.list(disk));

        files.delete(1);
        assertEquals(new TreeSet<>(List.of(2L)), SegmentFiles.list(disk));
    }

    @Test
    void anIndexThatFoundNoRoomIsWrittenLaterAndItsSegmentIsNotPassedOver() throws IOException {
        JournalByHand by = new JournalByHand(disk);
        // It begins in the first segment, fills the two behind it, and ends in the fourth.
        by.journal.settle(QUEUE, by.store(QUEUE, 13_000), 13_000);
        by.turn();
        by.write();
        for (int i = 0; i < 8; i++) by.journal.settle(QUEUE, by.store(QUEUE, 2_000), 2_000);
        by.turn();
        by.write();
        by.turn();
        disk.full(true);
        while (!by.reads.isEmpty()) by.read();
        disk.full(false);
        TreeSet<Long> all = SegmentFiles.list(disk);

        by.journal.cleanFor(new NoTenants());
        List<Long> gone = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            by.pass();
            by.settle();
            for (Long segment : all) {
                if (!SegmentFiles.list(disk).contains(segment) && !gone.contains(segment)) gone.add(segment);
            }
        }
        assertEquals(new ArrayList<>(new TreeSet<>(gone)), gone, "segments leave in order");
        assertFalse(SegmentFiles.list(disk).contains(1L), "the room of a segment in the midst of a body is given back");
    }

    /** Nobody has anything. */
    private static final class NoTenants implements Tenants {
        @Override
        public void held(long from, long upTo, HeldAt found) {
            // As said.
        }

        @Override
        public List<TopologyRecord> names() {
            return List.of();
        }

        @Override
        public long nextQueueId() {
            return QUEUE + 1;
        }
    }
}
