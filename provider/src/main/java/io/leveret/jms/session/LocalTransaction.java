package io.leveret.jms.session;

import jakarta.jms.JMSException;

/** A transacted session's transaction: what it has sent and what it has consumed since the last one ended. */
final class LocalTransaction {
    private final Inflow flow;
    private final Outflow out;
    private final Settlement.Transacted consumed;

    LocalTransaction(Inflow flow, Outflow out, Settlement.Transacted consumed) {
        this.flow = flow;
        this.out = out;
        this.consumed = consumed;
    }

    void commit() throws JMSException {
        if (!out.isDirty() && consumed.isEmpty()) return;
        try {
            out.requireWhole();
            consumed.acknowledgeAll();
            out.commit();
        } catch (JMSException e) {
            undoAfter(e);
            throw e;
        }
        consumed.committed();
    }

    /**
     * What was acknowledged for the commit can be given back only when the channel has rolled back. None of the steps may keep the next one
     * from being done: what is left in the transaction would be a part of the next.
     */
    private void undoAfter(JMSException why) {
        boolean suspended = succeeds(flow::suspend, why);
        try {
            succeeds(out::rollback, why);
            consumed.rolledBack();
        } finally {
            if (suspended) flow.resume();
        }
    }

    private interface Attempt {
        void make() throws JMSException;
    }

    private static boolean succeeds(Attempt attempt, JMSException otherwise) {
        try {
            attempt.make();
            return true;
        } catch (JMSException e) {
            otherwise.addSuppressed(e);
            return false;
        }
    }

    /** What was consumed comes again, before what was only fetched: so that goes back too, and first. */
    void rollback() throws JMSException {
        flow.suspend();
        try {
            // The answer to the rollback says that the broker has both.
            consumed.rolledBack();
            out.rollback();
        } finally {
            flow.resume();
        }
    }

    /** The channel went, and all of it with that. */
    void lost() {
        out.broken(!consumed.isEmpty());
    }
}
