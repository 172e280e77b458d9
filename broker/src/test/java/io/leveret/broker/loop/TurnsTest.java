package io.leveret.broker.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** One fault must not cost others their turn. */
class TurnsTest {
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final List<Throwable> faults = new ArrayList<>();
    private final List<String> done = new ArrayList<>();
    private final Turns turns = new Turns(new Loop(), new Still(), () -> done.add("end"), faults::add);

    private void runAll() {
        for (Runnable each; (each = tasks.poll()) != null; ) each.run();
    }

    @Test
    void aSliceThatThrowsIsTheOnlyOneThatIsDropped() {
        turns.run(() -> {
            turns.later(stopAt -> {
                throw new IllegalStateException("a fault");
            });
            turns.later(stopAt -> {
                throw new StackOverflowError();
            });
            turns.later(stopAt -> {
                done.add("slice");
                // It goes on in the next turn, and the one behind it after it.
                return done.indexOf("slice") != done.lastIndexOf("slice");
            });
            turns.later(stopAt -> done.add("last"));
        });
        runAll();
        assertEquals(2, faults.size());
        assertEquals(List.of("slice", "end", "slice", "last", "end"), done);
    }

    @Test
    void whateverATaskThrowsTheTurnIsEnded() {
        turns.run(() -> {
            turns.serveThisTurn(() -> done.add("served"));
            throw new StackOverflowError();
        });
        runAll();
        assertEquals(1, faults.size());
        assertEquals(List.of("served", "end"), done);
    }

    /** No turn is ever too long. */
    private static final class Still implements Clock {
        @Override
        public long millis() {
            return 0;
        }

        @Override
        public long wallMillis() {
            return 0;
        }

        @Override
        public long nanos() {
            return 0;
        }
    }

    private final class Loop implements CoreLoop {
        @Override
        public boolean inLoop() {
            return true;
        }

        @Override
        public void wake(Runnable task, long millis) {
            throw new AssertionError("nothing here waits");
        }

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }
    }
}
