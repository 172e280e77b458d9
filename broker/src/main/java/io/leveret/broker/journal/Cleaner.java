package io.leveret.broker.journal;

import io.leveret.broker.message.Message;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the disk back: always the oldest segment first. What is still needed of it is written again at the end of the log, and
 * once that is forced the file goes. Since segments leave in order, a settlement never outlives its use and never leaves before
 * it: it stands behind the message that it settles.
 * <p>
 * A crash between the two leaves a message in both places; reading the log again, the later one replaces the earlier.
 */
final class Cleaner {
    private static final Logger log = LoggerFactory.getLogger(Cleaner.class);

    /** As long as the log is not larger than this, nothing is moved for the sake of room. */
    private static final long SLACK = 96L << 20;

    private static final long SLACK_SEGMENTS = 3;

    private static final int READ_AT_ONCE = 128;

    /** About so many messages are looked for in one turn. */
    private static final int LOOK_AT_ONCE = 256;

    private record Living(long place, List<Tenants.Held> holders) {}

    private final FileJournal journal;
    private final Tenants tenants;
    private final long slack;
    private List<Living> living = List.of();
    private int next;
    private int reading;
    private final Set<Long> lost = new HashSet<>();
    private long segment = -1;
    /** The part of the segment that is gone through now, and how long parts are. */
    private long partFrom;

    private long part;
    /** Where the log must be durable to before the segment may go. */
    private long safeAt = -1;

    Cleaner(FileJournal journal, Tenants tenants) {
        this.journal = journal;
        this.tenants = tenants;
        slack = Math.min(SLACK, SLACK_SEGMENTS * journal.files().capacity());
    }

    /** Whether it has a segment in hand. */
    boolean isBusy() {
        return segment >= 0;
    }

    /** Once a turn: does a little, if there is something to do. */
    void work() {
        SegmentLedger ledger = journal.ledger();
        if (safeAt >= 0) {
            if (journal.durable() < safeAt || journal.isHeld()) return;
            journal.delete(segment);
            safeAt = -1;
            segment = -1;
        }
        if (segment < 0) {
            if (!mayGo(ledger)) return;
            begin(ledger);
        }
        readSome();
        if (reading > 0 || next < living.size()) return;
        // One that changed its shelf in the meantime (its delay was over) was passed over: it is looked for once more.
        look(partFrom, partUpTo());
        if (!living.isEmpty()) return;
        partFrom = partUpTo();
        if (partFrom == end()) finish(ledger);
        else look(partFrom, partUpTo());
    }

    /** The oldest has nothing alive, or the log is much larger than what lives in it. */
    private boolean mayGo(SegmentLedger ledger) {
        // The one behind it must be able to stand alone: with its index, for a batch may reach over from this one.
        if (ledger.count() < 3 || !ledger.isIndexed(ledger.first()) || !ledger.isIndexed(ledger.second())) return false;
        return ledger.isDead(ledger.first()) || ledger.bytesOnDisk() > ledger.liveBytes() / 2 * 3 + slack;
    }

    /** A segment full of small messages is gone through in parts: whoever shares the loop must not wait for all of them. */
    private void begin(SegmentLedger ledger) {
        segment = ledger.first();
        partFrom = journal.files().startOf(segment);
        part = journal.files().capacity() / (1 + Math.max(0, ledger.holds(segment)) / LOOK_AT_ONCE);
        look(partFrom, partUpTo());
    }

    private long partUpTo() {
        return Math.min(partFrom + part, end());
    }

    /** Where the segment ends. */
    private long end() {
        return journal.files().startOf(segment) + journal.files().capacity();
    }

    private void look(long from, long upTo) {
        Map<Long, List<Tenants.Held>> found = new TreeMap<>();
        tenants.held(from, upTo, (place, held) -> {
            if (!lost.contains(place)) {
                found.computeIfAbsent(place, any -> new ArrayList<>(1)).add(held);
            }
        });
        living = new ArrayList<>(found.size());
        found.forEach((place, holders) -> living.add(new Living(place, holders)));
        next = 0;
    }

    private void readSome() {
        while (reading < READ_AT_ONCE && next < living.size()) {
            Living one = living.get(next++);
            reading++;
            LogReader.Wanted[] wanted = new LogReader.Wanted[1];
            wanted[0] = new LogReader.Wanted(one.place, new Journal.Arrival() {
                @Override
                public void arrived(Message message) {
                    reading--;
                    move(one, wanted[0].found);
                }

                @Override
                public void lost(String why) {
                    // Damaged: whoever wants it is told the same. Nothing more is to be had of it by keeping the
                    // segment.
                    reading--;
                    log.error("a message in journal segment {} cannot be moved, and is lost: {}", segment, why);
                    lost.add(one.place);
                }
            });
            journal.want(wanted[0]);
        }
    }

    private void move(Living one, LogRecord.Stored stored) {
        // It was sealed while this was being read: nothing can be written any more, and what is there can still be
        // read.
        if (journal.isSealed()) return;
        List<Tenants.Held> still =
                one.holders.stream().filter(held -> held.isAt(one.place)).toList();
        if (still.isEmpty()) return;
        long[] ids = still.stream().mapToLong(Tenants.Held::queueId).toArray();
        long place = journal.move(one.place, stored, ids);
        for (Tenants.Held held : still) {
            held.movedTo(place);
            // What was counted stood beside the old place.
            if (held.attempts() > 0) journal.returned(held.queueId(), place, held.attempts(), held.failures());
        }
    }

    private void finish(SegmentLedger ledger) {
        // What came due while we were reading has another handle now, and is still there.
        partFrom = journal.files().startOf(segment);
        look(partFrom, end());
        if (!living.isEmpty()) return;
        if (ledger.snapshotAt() < end()) journal.snapshot(tenants.nextQueueId(), tenants.names());
        lost.clear();
        safeAt = journal.position();
    }
}
