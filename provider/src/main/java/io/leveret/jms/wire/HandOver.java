package io.leveret.jms.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Where threads leave work for the loop. The loop takes all of it at once, so whoever finds it empty is the one who wakes the loop: once a
 * batch, and nobody has to count.
 */
final class HandOver {

    /** What became of an offer. */
    enum Added {
        /** It is the first of its batch: the loop has to be told. */
        FIRST,
        /** Somebody else has told the loop already. */
        MORE,
        /** The loop takes nothing any more. */
        REFUSED
    }

    private static final Work CLOSED = new Work() {
        @Override
        void run(Outgoing out) {
            throw new AssertionError("the end of the list is not work");
        }

        @Override
        void lost(WireException why) {
            throw new AssertionError("the end of the list is not work");
        }
    };

    private static final VarHandle LAST;

    static {
        try {
            LAST = MethodHandles.lookup().findVarHandle(HandOver.class, "last", Work.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private volatile Work last;

    Added add(Work work) {
        while (true) {
            Work before = last;
            if (before == CLOSED) return Added.REFUSED;
            work.next = before;
            if (LAST.compareAndSet(this, before, work)) return before == null ? Added.FIRST : Added.MORE;
        }
    }

    /** All that was added since, the first one first; null if nothing was. */
    Work take() {
        return inOrder((Work) LAST.getAndSet(this, (Work) null));
    }

    /** The same, and nothing more will be taken. Not twice. */
    Work close() {
        return inOrder((Work) LAST.getAndSet(this, CLOSED));
    }

    private static Work inOrder(Work newest) {
        Work first = null;
        for (Work each = newest; each != null; ) {
            Work older = each.next;
            each.next = first;
            first = each;
            each = older;
        }
        return first;
    }
}
