package io.leveret.broker.core;

import io.leveret.broker.loop.CoreLoop;
import java.util.ArrayDeque;
import java.util.PriorityQueue;
import java.util.Random;

/** A core loop that the test drives: tasks in their order, wake-ups by their time, and which of the two comes next by chance. */
final class ManualLoop implements CoreLoop {
    /** Work that never ends is a fault of the core: it would keep a processor busy for ever. */
    private static final int MANY = 2_000;

    private record WakeUp(long at, long order, Runnable task) {}

    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final PriorityQueue<WakeUp> wakeUps =
            new PriorityQueue<>((a, b) -> a.at != b.at ? Long.compare(a.at, b.at) : Long.compare(a.order, b.order));
    private final ManualClock clock;
    private final Random random;
    private long order;

    ManualLoop(ManualClock clock, Random random) {
        this.clock = clock;
        this.random = random;
    }

    @Override
    public boolean inLoop() {
        return true;
    }

    @Override
    public void execute(Runnable task) {
        tasks.addLast(task);
    }

    @Override
    public void wake(Runnable task, long millis) {
        wakeUps.add(new WakeUp(clock.millis() + millis, order++, task));
    }

    /** When the next wake-up is due, or {@link Long#MAX_VALUE}. */
    long nextWakeUp() {
        return wakeUps.isEmpty() ? Long.MAX_VALUE : wakeUps.peek().at;
    }

    /** Runs what can be run at this moment until nothing is left. */
    void runAll() {
        for (int left = MANY; left > 0; left--) {
            boolean due = nextWakeUp() <= clock.millis();
            if (due && (tasks.isEmpty() || random.nextInt(4) == 0))
                wakeUps.poll().task.run();
            else if (!tasks.isEmpty()) tasks.pollFirst().run();
            else return;
        }
        throw new AssertionError("the loop never comes to rest: a task asks for itself again and again");
    }
}
