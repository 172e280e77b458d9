package io.leveret.broker.durable;

import io.leveret.broker.loop.Clock;
import io.leveret.broker.loop.CoreLoop;
import java.util.ArrayDeque;
import java.util.PriorityQueue;

/** Time and the core's loop, moved by hand. A restart begins new milliseconds; the wall clock goes on. */
final class Time implements Clock, CoreLoop {
    private static final int MANY = 20_000;

    private record WakeUp(long at, long order, Runnable task) {}

    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final PriorityQueue<WakeUp> wakeUps =
            new PriorityQueue<>((a, b) -> a.at != b.at ? Long.compare(a.at, b.at) : Long.compare(a.order, b.order));
    private long order;
    private long millis;
    private long wall;

    Time(long millis, long wall) {
        this.millis = millis;
        this.wall = wall;
    }

    void advance(long by) {
        millis += by;
        wall += by;
    }

    void runAll() {
        for (int left = MANY; left > 0; left--) {
            if (!tasks.isEmpty()) tasks.pollFirst().run();
            else if (!wakeUps.isEmpty() && wakeUps.peek().at <= millis)
                wakeUps.poll().task.run();
            else return;
        }
        throw new AssertionError("the loop never comes to rest");
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
    public void wake(Runnable task, long in) {
        wakeUps.add(new WakeUp(millis + in, order++, task));
    }

    @Override
    public long millis() {
        return millis;
    }

    @Override
    public long wallMillis() {
        return wall;
    }

    @Override
    public long nanos() {
        return millis * 1_000_000;
    }
}
