package io.leveret.broker.journal;

import io.leveret.amqp.Properties;
import io.leveret.broker.disk.ForgetfulDisk;
import io.leveret.broker.loop.Clock;
import io.leveret.broker.message.Message;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;

/** A journal on a forgetful disk whose writer, reader and timers do nothing until they are told to. */
final class JournalByHand implements Journal.Listener {
    static final int SEGMENT = 4096 + LogFormat.FILE_HEADER;

    final ForgetfulDisk disk;
    final Queue<Runnable> writes = new ArrayDeque<>();
    final Queue<Runnable> reads = new ArrayDeque<>();
    final Restored restored = new Restored();
    final FileJournal journal;
    private final Queue<Runnable> turns = new ArrayDeque<>();
    private List<Runnable> wakeUps = new ArrayList<>();
    String sealed = "";

    JournalByHand(ForgetfulDisk disk) throws IOException {
        this(disk, SEGMENT);
    }

    JournalByHand(ForgetfulDisk disk, int segment) throws IOException {
        this.disk = disk;
        var workers = new FileJournal.Workers(
                Clock.system(), writes::add, reads::add, turns::add, (turn, millis) -> wakeUps.add(turn));
        journal = FileJournal.open(disk, segment, true, new Random(1), workers, restored)
                .journal();
        journal.listener(this);
    }

    long store(long queue, int length) {
        return store(new long[] {queue}, length);
    }

    long store(long[] queues, int length) {
        return journal.store(new Message("", "q", Properties.EMPTY, new byte[length]), 0, queues, queues.length);
    }

    /** What was appended since the last one is one turn. */
    void turn() {
        journal.endOfTurn();
        for (Runnable each; (each = turns.poll()) != null; ) {
            each.run();
            journal.endOfTurn();
        }
    }

    void write() {
        writes.remove().run();
        turn();
    }

    void read() {
        reads.remove().run();
        turn();
    }

    /** Until nothing is left to do but to wait. */
    void settle() {
        turn();
        while (!writes.isEmpty() || !reads.isEmpty()) {
            if (!writes.isEmpty()) write();
            if (!reads.isEmpty()) read();
        }
    }

    /** Whatever waits for its time has it now. */
    void pass() {
        List<Runnable> due = wakeUps;
        wakeUps = new ArrayList<>();
        for (Runnable each : due) {
            each.run();
            turn();
        }
    }

    @Override
    public void durableUpTo(long position) {
        // The test looks itself.
    }

    @Override
    public void noRoom(boolean waiting) {
        // As above.
    }

    @Override
    public void sealed(String why) {
        sealed = why;
    }
}
