package io.leveret.broker.loop;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * How a core loop's time is cut. A turn runs one task (all that one socket read brought, a timer, an answer from the journal),
 * then serves what the task changed, then lets everyone who was touched end the turn: one flush a connection, one batch for
 * the journal. Work that is too long for one turn goes on in the next, behind whatever came meanwhile.
 */
public final class Turns {
    /** Serving is due: called once a turn, however often it was asked for. */
    @FunctionalInterface
    public interface Served {
        void serve();
    }

    /** Something to do once at the end of a turn in which it was asked for. */
    @FunctionalInterface
    public interface Ending {
        void endTurn();
    }

    private static final long LONGEST_NANOS = 5_000_000;

    private final CoreLoop loop;
    private final Clock clock;
    private final Timers timers;
    private final Ending last;
    private final Consumer<Throwable> onFault;

    private final ArrayDeque<Served> toServe = new ArrayDeque<>();
    private final ArrayDeque<Slice> slices = new ArrayDeque<>();
    private List<Ending> endings = new ArrayList<>();
    private List<Ending> endingNow = new ArrayList<>();
    private boolean running;
    private boolean anotherAsked;
    private long longest;

    /**
     * @param last ends each turn, after everybody else
     * @param onFault is told of an exception that nobody expected; the loop goes on
     */
    public Turns(CoreLoop loop, Clock clock, Ending last, Consumer<Throwable> onFault) {
        this.loop = loop;
        this.clock = clock;
        this.last = last;
        this.onFault = onFault;
        timers = new Timers(clock, loop, () -> run(() -> {}));
    }

    public Timers timers() {
        return timers;
    }

    /** Runs a task as a turn of its own; from within a turn it is simply part of that one. */
    public void run(Runnable task) {
        assert loop.inLoop() : "a virtual host touched from " + Thread.currentThread();
        if (running) {
            task.run();
            return;
        }
        running = true;
        long start = clock.workNanos();
        try {
            long stopAt = clock.nanos() + LONGEST_NANOS;
            guarded(() -> timers.runDue(stopAt));
            guarded(task);
            serveAll(stopAt);
            runSlices(stopAt);
            endAll();
        } finally {
            running = false;
            longest = Math.max(longest, clock.workNanos() - start);
            if (!toServe.isEmpty() || !slices.isEmpty() || !endings.isEmpty()) askForAnother();
        }
    }

    /** From any thread: a turn on the loop. */
    public void post(Runnable task) {
        loop.execute(() -> run(task));
    }

    public void serveThisTurn(Served served) {
        toServe.addLast(served);
    }

    public void atEnd(Ending ending) {
        endings.add(ending);
    }

    public void later(Slice slice) {
        slices.addLast(slice);
    }

    /** The longest turn since this was last asked, in nanoseconds of {@link Clock#workNanos}: what others had to wait at most. */
    public long longestSinceAsked() {
        long was = longest;
        longest = 0;
        return was;
    }

    private void serveAll(long stopAt) {
        for (Served served; (served = toServe.pollFirst()) != null; ) {
            try {
                served.serve();
            } catch (RuntimeException | Error fault) {
                onFault.accept(fault);
            }
            if (clock.nanos() - stopAt >= 0) return;
        }
    }

    private void runSlices(long stopAt) {
        for (Slice slice; (slice = slices.peekFirst()) != null; ) {
            boolean done = true;
            try {
                done = slice.run(stopAt);
            } catch (RuntimeException | Error fault) {
                // It would only end the same way again, and keep those behind it waiting.
                onFault.accept(fault);
            }
            if (!done) return;
            slices.removeFirst();
            if (!toServe.isEmpty()) serveAll(stopAt);
            if (clock.nanos() - stopAt >= 0) return;
        }
    }

    private void endAll() {
        List<Ending> now = endings;
        endings = endingNow;
        endingNow = now;
        for (int i = 0; i < now.size(); i++) {
            try {
                now.get(i).endTurn();
            } catch (RuntimeException | Error fault) {
                onFault.accept(fault);
            }
        }
        now.clear();
        guarded(last::endTurn);
    }

    private void guarded(Runnable part) {
        try {
            part.run();
        } catch (RuntimeException | Error fault) {
            onFault.accept(fault);
        }
    }

    private void askForAnother() {
        if (anotherAsked) return;
        anotherAsked = true;
        loop.execute(() -> {
            anotherAsked = false;
            run(() -> {});
        });
    }
}
