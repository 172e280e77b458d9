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
            consumed.acknowledgeAll();
            out.commit();
        } catch (JMSException e) {
            undoAfter(e);
            throw e;
        }
        consumed.committed();
    }

    private void undoAfter(JMSException why) {
        try {
            rollback();
        } catch (JMSException e) {
            why.addSuppressed(e);
        }
    }

    /** What was consumed comes again, before what was only fetched: so that goes back too, and first. */
    void rollback() throws JMSException {
        flow.suspend();
        try {
            out.rollback(consumed::rolledBack);
        } finally {
            flow.resume();
        }
    }

    /** The channel went, and all of it with that. */
    void lost() {
        out.broken(!consumed.isEmpty());
    }
}
