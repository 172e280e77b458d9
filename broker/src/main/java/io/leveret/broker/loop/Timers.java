package io.leveret.broker.loop;

import java.util.PriorityQueue;

/**
 * The timers of one loop, in a heap. Only the earliest is known to the loop's scheduler, so that a hundred thousand queues with a
 * deadline each cost one wake-up. {@link #runDue} is called at the start of each turn as well: a busy loop is never late.
 */
public final class Timers {
    /** One deadline; cancelling is free, the heap forgets it when its time comes. */
    public static final class Timer implements Comparable<Timer> {
        private final long due;
        private final long order;
        private Runnable task;
        private Timers heapOf;

        private Timer(Timers heapOf, long due, long order, Runnable task) {
            this.heapOf = heapOf;
            this.due = due;
            this.order = order;
            this.task = task;
        }

        public long due() {
            return due;
        }

        public void cancel() {
            if (task != null && heapOf != null) heapOf.cancelled++;
            task = null;
        }

        @Override
        public int compareTo(Timer other) {
            int byTime = Long.compare(due, other.due);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private static final long NEVER = Long.MAX_VALUE;

    private final Clock clock;
    private final CoreLoop loop;
    private final Runnable turn;
    private final PriorityQueue<Timer> heap = new PriorityQueue<>();
    private long order;
    /** Timers in the heap that nobody waits for any more. */
    private int cancelled;

    private long wakeUpAt = NEVER;

    /** @param turn what the loop runs when a timer is due: a whole turn, which calls {@link #runDue} first */
    public Timers(Clock clock, CoreLoop loop, Runnable turn) {
        this.clock = clock;
        this.loop = loop;
        this.turn = turn;
    }

    public Timer at(long millis, Runnable task) {
        Timer timer = new Timer(this, millis, order++, task);
        // Most timers are cancelled long before they are due: they must not fill the heap until then.
        if (cancelled > 1_000 && cancelled > heap.size() / 2) {
            heap.removeIf(each -> each.task == null);
            cancelled = 0;
        }
        heap.add(timer);
        wakeUpFor(millis);
        return timer;
    }

    public Timer in(long millis, Runnable task) {
        return at(clock.millis() + millis, task);
    }

    /** Runs what is due, but no longer than until {@code stopAt} on the clock of {@link Clock#nanos}. */
    public void runDue(long stopAt) {
        long now = clock.millis();
        if (now >= wakeUpAt) wakeUpAt = NEVER;
        for (Timer first; (first = heap.peek()) != null; ) {
            if (first.task != null && (first.due > now || clock.nanos() - stopAt >= 0)) break;
            heap.poll();
            Runnable task = first.task;
            first.heapOf = null;
            if (task == null && cancelled > 0) cancelled--;
            if (task != null) task.run();
        }
        if (!heap.isEmpty()) wakeUpFor(heap.peek().due);
    }

    private void wakeUpFor(long due) {
        if (due >= wakeUpAt) return;
        wakeUpAt = due;
        loop.wake(turn, Math.max(0, due - clock.millis()));
    }
}
