package io.leveret.broker.durable;

import io.leveret.broker.journal.Journal;
import io.leveret.broker.journal.Scratch;
import io.leveret.broker.loop.Turns;
import io.leveret.broker.message.Message;
import java.util.HashMap;
import java.util.Map;

/** Scratch that a crash takes along, as it should: it is not what is tested here. */
final class HeapScratch implements Scratch {
    private static final class Spilled {
        final Message message;
        int holders = 1;

        Spilled(Message message) {
            this.message = message;
        }
    }

    private final Turns turns;
    private final Map<Long, Spilled> messages = new HashMap<>();
    private long next = -1;

    HeapScratch(Turns turns) {
        this.turns = turns;
    }

    private Spilled at(long place) {
        Spilled spilled = messages.get(place);
        if (spilled == null) throw new AssertionError("nothing stands in scratch at " + place);
        return spilled;
    }

    @Override
    public long write(Message message) {
        messages.put(next, new Spilled(message));
        return next--;
    }

    @Override
    public void read(long place, Journal.Arrival arrival) {
        Message was = at(place).message;
        // Another object, as if it had been read from a file.
        turns.post(() -> arrival.arrived(was.with(was.properties())));
    }

    @Override
    public void keep(long place) {
        at(place).holders++;
    }

    @Override
    public void forget(long place) {
        if (--at(place).holders == 0) messages.remove(place);
    }

    @Override
    public long behind() {
        return 0;
    }

    @Override
    public void endOfTurn() {
        // Everything is written at once.
    }

    @Override
    public void close() {
        messages.clear();
    }
}
