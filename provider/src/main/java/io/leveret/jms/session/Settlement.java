package io.leveret.jms.session;

import io.leveret.amqp.LeveretMethod;
import io.leveret.amqp.Table;
import io.leveret.jms.wire.Delivery;
import io.leveret.jms.wire.WireChannel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * When a session settles the messages it has handed over: one kind for each acknowledge mode. Messages are handed over on one thread at a
 * time, but may be acknowledged on any, so each method is atomic. A list that went to the wire is not changed any more: it is read on the loop.
 */
abstract sealed class Settlement {
    private WireChannel channel;

    /** From now on answers go to this channel; what another one had brought is its business no more. */
    synchronized void attach(WireChannel to) {
        channel = to;
        forget();
    }

    final WireChannel channel() {
        return channel;
    }

    /** A receiving thread is about to be given this message. */
    abstract void received(Delivery delivery);

    /** A listener is about to be called with this message. */
    abstract void listening(Delivery delivery);

    /** The listener has returned. */
    abstract void listened(Delivery delivery);

    /** The listener threw. Whether the message has been given back. */
    abstract boolean failed(Delivery delivery, Table reason);

    /** {@link jakarta.jms.Message#acknowledge} of this message. */
    abstract void acknowledge(Delivery delivery);

    /** Gives back all that is not settled; nothing of the session is handed over meanwhile. */
    abstract void recover();

    /** Before the session's channel closes. */
    abstract void close();

    abstract void forget();

    /** Whether messages are settled without the application's word for it. */
    boolean isAutomatic() {
        return false;
    }

    /** Whether it wants to be told of a {@link #lull}. */
    boolean gathers() {
        return false;
    }

    /** There is nothing to hand over for the moment. */
    void lull() {}

    /** It was on its way to a listener that is not there any more. */
    final void unseen(Delivery delivery) {
        giveBack(List.of(delivery), LeveretMethod.UNSEEN, Table.EMPTY);
    }

    final void giveBack(Collection<Delivery> deliveries, int outcome, Table reason) {
        if (!deliveries.isEmpty()) channel.giveBack(deliveries, outcome, reason);
    }

    /** Each message by itself: when it is given to a receiver, and when a listener has returned. */
    static final class Auto extends Settlement {
        private Delivery current;

        @Override
        synchronized void received(Delivery delivery) {
            channel().ack(delivery);
        }

        @Override
        synchronized void listening(Delivery delivery) {
            current = delivery;
        }

        @Override
        synchronized void listened(Delivery delivery) {
            if (current != delivery) return;
            current = null;
            channel().ack(delivery);
        }

        @Override
        synchronized boolean failed(Delivery delivery, Table reason) {
            if (current != delivery) return true;
            current = null;
            giveBack(List.of(delivery), LeveretMethod.FAILED, reason);
            return true;
        }

        @Override
        boolean isAutomatic() {
            return true;
        }

        @Override
        void acknowledge(Delivery delivery) {}

        @Override
        synchronized void recover() {
            if (current == null) return;
            giveBack(List.of(current), LeveretMethod.SEEN, Table.EMPTY);
            current = null;
        }

        @Override
        void close() {}

        @Override
        synchronized void forget() {
            current = null;
        }
    }

    /** A number of messages at once, at the latest when there is none left to hand over. */
    static final class DupsOk extends Settlement {
        private static final int TOGETHER = 64;

        private List<Delivery> handled = new ArrayList<>(TOGETHER);
        private Delivery current;

        @Override
        synchronized void received(Delivery delivery) {
            handled(delivery);
        }

        @Override
        synchronized void listening(Delivery delivery) {
            current = delivery;
        }

        @Override
        synchronized void listened(Delivery delivery) {
            if (current != delivery) return;
            current = null;
            handled(delivery);
        }

        @Override
        synchronized boolean failed(Delivery delivery, Table reason) {
            if (current != delivery) return true;
            current = null;
            giveBack(List.of(delivery), LeveretMethod.FAILED, reason);
            return true;
        }

        private void handled(Delivery delivery) {
            handled.add(delivery);
            if (handled.size() >= TOGETHER) settle();
        }

        @Override
        boolean isAutomatic() {
            return true;
        }

        @Override
        boolean gathers() {
            return true;
        }

        @Override
        void lull() {
            settle();
        }

        private synchronized void settle() {
            if (handled.isEmpty()) return;
            channel().ackAll(handled);
            handled = new ArrayList<>(TOGETHER);
        }

        @Override
        void acknowledge(Delivery delivery) {}

        @Override
        synchronized void recover() {
            settle();
            if (current == null) return;
            giveBack(List.of(current), LeveretMethod.SEEN, Table.EMPTY);
            current = null;
        }

        @Override
        void close() {
            settle();
        }

        @Override
        synchronized void forget() {
            handled.clear();
            current = null;
        }
    }

    /** All that the session has handed over so far, when any of it is acknowledged. */
    static final class Client extends Settlement {
        private List<Delivery> consumed = new ArrayList<>();

        @Override
        synchronized void received(Delivery delivery) {
            consumed.add(delivery);
        }

        @Override
        synchronized void listening(Delivery delivery) {
            consumed.add(delivery);
        }

        @Override
        void listened(Delivery delivery) {}

        @Override
        boolean failed(Delivery delivery, Table reason) {
            return false;
        }

        @Override
        synchronized void acknowledge(Delivery delivery) {
            if (consumed.isEmpty()) return;
            channel().ackAll(consumed);
            consumed = new ArrayList<>();
        }

        @Override
        synchronized void recover() {
            giveBack(consumed, LeveretMethod.SEEN, Table.EMPTY);
            consumed = new ArrayList<>();
        }

        @Override
        void close() {
            recover();
        }

        @Override
        synchronized void forget() {
            consumed = new ArrayList<>();
        }
    }

    /** Exactly the messages that are acknowledged. */
    static final class Individual extends Settlement {
        private final Set<Delivery> consumed = new LinkedHashSet<>();

        @Override
        synchronized void received(Delivery delivery) {
            consumed.add(delivery);
        }

        @Override
        synchronized void listening(Delivery delivery) {
            consumed.add(delivery);
        }

        @Override
        void listened(Delivery delivery) {}

        @Override
        boolean failed(Delivery delivery, Table reason) {
            return false;
        }

        @Override
        synchronized void acknowledge(Delivery delivery) {
            if (consumed.remove(delivery)) channel().ack(delivery);
        }

        @Override
        synchronized void recover() {
            giveBack(new ArrayList<>(consumed), LeveretMethod.SEEN, Table.EMPTY);
            consumed.clear();
        }

        @Override
        void close() {
            recover();
        }

        @Override
        synchronized void forget() {
            consumed.clear();
        }
    }

    /** What was handed over since the last commit, with the next. */
    static final class Transacted extends Settlement {
        private List<Delivery> consumed = new ArrayList<>();

        @Override
        synchronized void received(Delivery delivery) {
            consumed.add(delivery);
        }

        @Override
        synchronized void listening(Delivery delivery) {
            consumed.add(delivery);
        }

        @Override
        void listened(Delivery delivery) {}

        @Override
        boolean failed(Delivery delivery, Table reason) {
            return false;
        }

        @Override
        void acknowledge(Delivery delivery) {}

        synchronized boolean isEmpty() {
            return consumed.isEmpty();
        }

        /** Tells the broker, as a part of the transaction, that all of it is consumed. */
        synchronized void acknowledgeAll() {
            if (!consumed.isEmpty()) channel().ackAll(consumed);
        }

        synchronized void committed() {
            consumed = new ArrayList<>();
        }

        /** The transaction failed: the application has seen these messages and gave them up. */
        synchronized void rolledBack() {
            giveBack(consumed, LeveretMethod.FAILED, Table.EMPTY);
            consumed = new ArrayList<>();
        }

        @Override
        void recover() {}

        @Override
        synchronized void close() {
            giveBack(consumed, LeveretMethod.SEEN, Table.EMPTY);
            consumed = new ArrayList<>();
        }

        @Override
        synchronized void forget() {
            consumed = new ArrayList<>();
        }
    }
}
