package io.leveret.broker.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** One lane against a plain list: whatever comes, goes out, comes back and is settled, the first that is ready is next. */
public final class LaneSimulation {
    private record Slot(Chunk chunk, int index, long place) {}

    private final Random random;
    private final Lane lane = new Lane(null);
    /** In order; what is out keeps its position. */
    private final List<Slot> all = new ArrayList<>();

    private final List<Slot> out = new ArrayList<>();
    private final int burst;
    private long places;

    private LaneSimulation(long seed) {
        random = new Random(seed);
        burst = 1 + random.nextInt(12);
    }

    /**
     * Runs one seed.
     *
     * @return what went wrong, or '' when nothing did
     */
    public static String run(long seed, int steps) {
        LaneSimulation simulation = new LaneSimulation(seed);
        try {
            for (int i = 0; i < steps; i++) simulation.step();
            return "";
        } catch (AssertionError | RuntimeException fault) {
            return "seed " + seed + ": " + fault;
        }
    }

    private void step() {
        switch (random.nextInt(8)) {
            case 0 -> {
                for (int n = random.nextInt(burst); n >= 0; n--) add();
            }
            case 1 -> {
                for (int n = random.nextInt(burst); n >= 0; n--) take();
            }
            case 2, 3 -> take();
            case 4 -> giveBack();
            case 5 -> {
                // All but the oldest are done with: chunks empty, and are used again.
                while (lane.ready > 0) take();
                while (out.size() > 1) settle(out.get(out.size() - 1));
            }
            default -> settle();
        }
        Slot first = first();
        if (lane.ready != all.size() - out.size()) throw new AssertionError(lane.ready + " are ready");
        if (first == null) return;
        Chunk chunk = lane.firstReady();
        if (chunk != first.chunk || lane.cursorIndex() != first.index) {
            throw new AssertionError("the next is " + chunk.place[lane.cursorIndex()] + ", not " + first.place);
        }
    }

    private Slot first() {
        return all.stream().filter(slot -> !out.contains(slot)).findFirst().orElse(null);
    }

    private void add() {
        lane.add(places, null, 1, MessageQueue.NEVER);
        all.add(new Slot(lane.tail(), lane.tail().filled - 1, places++));
    }

    private void take() {
        Slot first = first();
        if (first == null) return;
        lane.take(first.chunk, first.index);
        out.add(first);
    }

    private Slot anyOut() {
        return out.get(random.nextInt(out.size()));
    }

    private void giveBack() {
        if (out.isEmpty()) return;
        Slot back = anyOut();
        out.remove(back);
        lane.giveBack(back.chunk, back.index);
    }

    private void settle() {
        if (!out.isEmpty()) settle(anyOut());
    }

    private void settle(Slot done) {
        out.remove(done);
        all.remove(done);
        lane.free(done.chunk, done.index);
    }
}
