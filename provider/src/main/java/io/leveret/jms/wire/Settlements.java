package io.leveret.jms.wire;

import io.leveret.amqp.BasicMethod;
import io.leveret.amqp.FrameWriter;
import io.leveret.amqp.LeveretMethod;
import io.leveret.amqp.Table;
import io.leveret.amqp.TxMethod;
import java.util.ArrayDeque;

/**
 * What becomes of a channel's deliveries. Acknowledgements gather until the batch ends, so that one frame may speak for many; only one that
 * comes after a gap, a message still out, needs a frame of its own.
 */
final class Settlements {
    /** One tag, or all up to it. */
    private interface Frame {
        void write(long tag, boolean multiple);
    }

    /** What a transaction has settled, to be undone if it does not take place. */
    private static final class Undoable {
        final Longs acks = new Longs();
        /** Given back by a server that can do so only when a transaction ends. */
        final Longs returns = new Longs();

        boolean isEmpty() {
            return acks.isEmpty() && returns.isEmpty();
        }

        void clear() {
            acks.clear();
            returns.clear();
        }
    }

    private final ChannelCore channel;
    private final Unsettled unsettled = new Unsettled();
    private final Longs acks = new Longs();
    private final Longs given = new Longs();
    private boolean transacted;
    private boolean published;
    private Undoable open = new Undoable();
    /** Of transactions of which the end was asked for and not answered: more than one where somebody did not wait for an answer. */
    private final ArrayDeque<Undoable> ending = new ArrayDeque<>(2);

    private Undoable spare = new Undoable();

    Settlements(ChannelCore channel) {
        this.channel = channel;
    }

    void delivered(long tag) {
        unsettled.delivered(tag);
    }

    // ---- acknowledgements

    /** True if it is the first since they were written last. */
    boolean ack(long tag) {
        boolean first = acks.isEmpty();
        acks.add(tag);
        return first;
    }

    void writeAcks(Outgoing out) {
        if (acks.isEmpty()) return;
        int number = channel.number();
        settle(acks, (tag, multiple) -> FrameWriter.ack(out.buffer(), number, tag, multiple), open.acks);
        acks.clear();
    }

    /**
     * Writes the fewest frames that settle these and no others, ignoring what is settled already.
     *
     * @param undoable where to remember them, in a transaction; null for what no transaction undoes
     */
    private void settle(Longs tags, Frame frame, Longs undoable) {
        tags.sort();
        int size = 0;
        for (int i = 0; i < tags.size(); i++) {
            long tag = tags.get(i);
            if (!unsettled.settle(tag)) continue;
            tags.set(size++, tag);
            if (transacted && undoable != null) undoable.add(tag);
        }
        tags.cut(size);
        long first = unsettled.first();
        int covered = 0;
        while (covered < size && tags.get(covered) < first) covered++;
        if (covered > 0) frame.write(tags.get(covered - 1), covered > 1);
        for (int i = covered; i < size; i++) frame.write(tags.get(i), false);
        forget();
    }

    /** What a transaction may bring back has to stay in the window. */
    private void forget() {
        if (!open.isEmpty()) return;
        for (Undoable each : ending) if (!each.isEmpty()) return;
        unsettled.forget();
    }

    // ---- giving back

    /** Gives back what of these is out. */
    void giveBack(Iterable<Delivery> deliveries, int outcome, Table reason, Outgoing out) {
        given.clear();
        for (Delivery each : deliveries) given.add(each.tag);
        int number = channel.number();
        if (channel.jms()) {
            Frame frame =
                    (tag, multiple) -> out.method(number, new LeveretMethod.GiveBack(tag, multiple, outcome, reason));
            settle(given, frame, null);
        } else {
            boolean nothingElse = open.isEmpty() && !published;
            nack(out);
            if (nothingElse) commitReturns(out);
        }
    }

    private void nack(Outgoing out) {
        int number = channel.number();
        settle(given, (tag, multiple) -> out.method(number, new BasicMethod.Nack(tag, multiple, true)), open.returns);
    }

    /** A nack in a transaction waits for its end. This one holds nothing else, so it may end now, and nobody waits for that. */
    private void commitReturns(Outgoing out) {
        if (!transacted || open.returns.isEmpty()) return;
        open.clear();
        channel.ask(new Call(channel, new TxMethod.Commit(), TxMethod.CommitOk.class), out);
        forget();
    }

    // ---- transactions

    void transacted() {
        transacted = true;
    }

    void published() {
        published = true;
    }

    /** Commit or rollback is about to be written: what comes now belongs to the next transaction. */
    void ending() {
        ending.add(open);
        open = spare == null ? new Undoable() : spare;
        spare = null;
        published = false;
    }

    void committed() {
        ended(ending.remove());
        forget();
    }

    private void ended(Undoable transaction) {
        transaction.clear();
        spare = transaction;
    }

    /** Nothing has happened: acknowledged messages are out again. What was given back stays so, which takes another transaction. */
    void rolledBack(Outgoing out) {
        Undoable undone = ending.remove();
        for (int i = 0; i < undone.acks.size(); i++) unsettled.restore(undone.acks.get(i));
        given.clear();
        for (int i = 0; i < undone.returns.size(); i++) {
            unsettled.restore(undone.returns.get(i));
            given.add(undone.returns.get(i));
        }
        ended(undone);
        if (given.isEmpty()) return;
        boolean nothingElse = open.isEmpty() && !published;
        nack(out);
        if (nothingElse) commitReturns(out);
    }
}
