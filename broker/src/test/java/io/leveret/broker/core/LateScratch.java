package io.leveret.broker.core;

import io.leveret.broker.journal.Journal;
import io.leveret.broker.journal.Scratch;
import io.leveret.broker.message.Message;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Scratch in a map that counts the holders of each place. */
final class LateScratch implements Scratch {
    private static final class Spilled {
        final Message message;
        int holders = 1;

        Spilled(Message message) {
            this.message = message;
        }
    }

    private final LateReads reads;
    private final Consumer<String> violation;
    private final Map<Long, Spilled> messages = new HashMap<>();
    private long next = -1;

    LateScratch(LateReads reads, Consumer<String> violation) {
        this.reads = reads;
        this.violation = violation;
    }

    int alive() {
        return messages.size();
    }

    @Override
    public long write(Message message) {
        messages.put(next, new Spilled(message));
        return next--;
    }

    @Override
    public void read(long place, Journal.Arrival arrival) {
        Spilled spilled = messages.get(place);
        if (spilled == null) violation.accept("read in scratch at " + place + ", where nothing stands any more");
        else reads.ask(spilled.message, arrival);
    }

    @Override
    public void keep(long place) {
        Spilled spilled = messages.get(place);
        if (spilled == null) violation.accept("keeps scratch place " + place + ", where nothing stands any more");
        else spilled.holders++;
    }

    @Override
    public void forget(long place) {
        Spilled spilled = messages.get(place);
        if (spilled == null) violation.accept("forgets scratch place " + place + " once too often");
        else if (--spilled.holders == 0) messages.remove(place);
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
