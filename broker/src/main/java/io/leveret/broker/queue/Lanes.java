package io.leveret.broker.queue;

/**
 * The order of a queue: a lane for each of its priorities, or a single one. The single lane of a queue without priorities makes way for
 * ten when a JMS client's message asks for another priority than the middle one; whatever else comes there takes the middle.
 */
final class Lanes {
    private static final int FOR_JMS = 10;
    private static final int MIDDLE = 4;

    private final MessageQueue queue;
    private final int maxPriority;
    /** The lowest first; null where nothing has come yet. */
    private Lane[] all;

    Lanes(MessageQueue queue) {
        this.queue = queue;
        maxPriority = queue.arguments().maxPriority();
        all = new Lane[maxPriority + 1];
    }

    /** For walks over all of them: the lowest first, null where nothing has come yet. */
    Lane[] all() {
        return all;
    }

    /**
     * The number of the lane for a priority.
     *
     * @param prioritized whether it counts on a queue without priorities
     */
    int numberFor(int priority, boolean prioritized) {
        if (maxPriority > 0) return Math.min(priority, maxPriority);
        return prioritized ? Math.min(priority, FOR_JMS - 1) : MIDDLE;
    }

    /** The lane of that number, made for its first message. */
    Lane at(int number) {
        int at = number;
        if (all.length == 1) {
            if (number == MIDDLE) at = 0;
            else widen();
        }
        if (all[at] == null) all[at] = new Lane(queue);
        return all[at];
    }

    private void widen() {
        Lane only = all[0];
        all = new Lane[FOR_JMS];
        all[MIDDLE] = only;
    }

    /** The highest that has something ready; there must be one. */
    Lane firstReady() {
        for (int p = all.length - 1; ; p--) {
            if (all[p] != null && all[p].ready > 0) return all[p];
        }
    }
}
