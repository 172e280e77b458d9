package io.leveret.broker.core;

import io.leveret.broker.journal.Journal;
import io.leveret.broker.message.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The reads of journal and scratch: each is answered some time later, in any order, with a message made anew. */
final class LateReads {
    private record Read(Message original, Journal.Arrival arrival) {}

    private final Random random;
    private final List<Read> outstanding = new ArrayList<>();
    /** How many reads of the message with that id are under way. */
    private final Map<String, Integer> ids = new HashMap<>();

    LateReads(Random random) {
        this.random = random;
    }

    void ask(Message original, Journal.Arrival arrival) {
        outstanding.add(new Read(original, arrival));
        ids.merge(original.properties().messageId(), 1, Integer::sum);
    }

    int count() {
        return outstanding.size();
    }

    boolean isReading(String id) {
        return ids.containsKey(id);
    }

    /** Answers up to that many, picked at random. To be run as a turn. */
    void answer(int atMost) {
        for (int i = Math.min(atMost, outstanding.size()); i > 0; i--) {
            Read read = outstanding.remove(random.nextInt(outstanding.size()));
            ids.computeIfPresent(read.original.properties().messageId(), (id, n) -> n == 1 ? null : n - 1);
            Message from = read.original;
            read.arrival.arrived(new Message(from.exchange(), from.routingKey(), from.properties(), from.body()));
        }
    }
}
