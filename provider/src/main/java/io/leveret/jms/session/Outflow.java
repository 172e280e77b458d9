package io.leveret.jms.session;

import io.leveret.jms.mapping.Outgoing;
import io.leveret.jms.wire.Outcome;
import io.leveret.jms.wire.WireChannel;
import io.leveret.jms.wire.WireException;
import jakarta.jms.CompletionListener;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageFormatException;
import jakarta.jms.TransactionRolledBackException;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/**
 * The outgoing side of a session. A persistent message is waited for until the broker answers for it; another one is on its way when the
 * send returns, and what becomes wrong with it later the exception listener hears; in a transaction the commit tells.
 *
 * <p>A queue that has been deleted since it was made or last used is made anew, and the message sent again.
 */
final class Outflow {
    private final JmsConnection connection;
    private final Line line;
    private final Dispatcher dispatcher;
    private final boolean transacted;
    private final Set<String> used = new HashSet<>();
    private volatile boolean dirty;
    private volatile boolean broken;

    Outflow(JmsConnection connection, Line line, Dispatcher dispatcher, boolean transacted) {
        this.connection = connection;
        this.line = line;
        this.dispatcher = dispatcher;
        this.transacted = transacted;
    }

    // ---- sending

    /** Sends, and waits for the broker where {@code persistent}. */
    void send(Route route, Outgoing message, boolean persistent) throws JMSException {
        route.prepare(connection.topology(), "cannot send to " + route.destination());
        if (transacted) {
            sendInTransaction(route, message);
        } else if (persistent) {
            if (isConfirmed(route, message)) return;
            if (!route.renew(connection.topology()) || !isConfirmed(route, message)) {
                throw Failures.refusedMessage(
                        Route.NO_ROUTE, Route.NO_QUEUE, route.destination().toString());
            }
        } else {
            publish(line.confirming(), route, message, new Unwaited(route, message));
        }
    }

    private void sendInTransaction(Route route, Outgoing message) throws JMSException {
        dirty = true;
        if (route.mandatory()) used.add(route.routingKey());
        publish(line.channel(), route, message, Outcome.NONE);
    }

    private boolean isConfirmed(Route route, Outgoing message) throws JMSException {
        Confirmation confirmation = new Confirmation();
        publish(line.confirming(), route, message, confirmation);
        return confirmation.await(connection.sendNanos(), route.destination());
    }

    private static void publish(WireChannel channel, Route route, Outgoing message, Outcome outcome)
            throws JMSException {
        try {
            channel.publish(
                    message.exchange(),
                    message.routingKey(),
                    route.mandatory(),
                    message.properties(),
                    message.body(),
                    outcome);
        } catch (WireException e) {
            throw Failures.of(e, "cannot send to " + route.destination());
        } catch (IllegalArgumentException unfit) {
            String text = "cannot send to " + route.destination() + ": " + unfit.getMessage();
            throw Failures.caused(new MessageFormatException(text), unfit);
        }
    }

    /** Sends without waiting; the listener is called on the session's thread when the broker has answered, in the order of sending. */
    void send(Route route, Outgoing message, Message original, CompletionListener listener) throws JMSException {
        route.prepare(connection.topology(), "cannot send to " + route.destination());
        begin();
        Completion completion = new Completion(route, message, original, listener);
        try {
            if (transacted) {
                // The commit tells what became of it; sending it is all there is to complete.
                sendInTransaction(route, message);
                completion.confirmed();
            } else {
                publish(line.confirming(), route, message, completion);
            }
        } catch (JMSException | RuntimeException e) {
            dispatcher.abandonSend();
            throw e;
        }
    }

    private void begin() throws JMSException {
        try {
            if (!dispatcher.beginSend(connection.options().asyncSendLimit(), connection.sendNanos())) {
                throw new JMSException("there are " + connection.options().asyncSendLimit()
                        + " asynchronous sends under way (asyncSendLimit), and none completed within "
                        + connection.options().sendTimeout().toMillis() + " ms (sendTimeout)");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failures.caused(new JMSException("interrupted while waiting for earlier sends to complete"), e);
        }
    }

    // ---- transactions

    /** Whether anything was sent since the last commit. */
    boolean isDirty() {
        return dirty || broken;
    }

    /** The channel is a new one, and the transaction went with the old one, if there was anything in it. */
    void broken(boolean consumed) {
        if (transacted && (dirty || consumed)) broken = true;
    }

    /** To be asked before anything of the transaction goes to the broker: half of one must not be committed. */
    void requireWhole() throws TransactionRolledBackException {
        if (broken || line.isBroken()) {
            throw new TransactionRolledBackException(
                    "the channel of this transaction was lost; what it sent and consumed is undone");
        }
    }

    void commit() throws JMSException {
        try {
            line.channel().commit(UUID.randomUUID().toString());
        } catch (WireException.RolledBack e) {
            // One of its queues may be gone: each is made sure of before it is sent to again.
            used.forEach(connection.topology()::forget);
            throw Failures.of(e, "the transaction was rolled back");
        } catch (WireException e) {
            throw Failures.of(e, "it is not known whether the transaction was committed");
        }
        clean();
    }

    /** Takes back what was sent; where a commit was asked for and failed, what was acknowledged for it counts as unsettled again. */
    void rollback() throws JMSException {
        clean();
        try {
            line.channel().rollback();
        } catch (WireException e) {
            throw Failures.of(e, "cannot roll back; the broker does so when the session ends");
        }
    }

    private void clean() {
        dirty = false;
        broken = false;
        used.clear();
    }

    // ---- what becomes of a message

    /** Nobody waits for this one. */
    private final class Unwaited implements Outcome {
        private final Route route;
        private final Outgoing message;

        Unwaited(Route route, Outgoing message) {
            this.route = route;
            this.message = message;
        }

        @Override
        public void confirmed() {}

        @Override
        public void refused(int code, String text) {
            connection.repairs().execute(() -> {
                try {
                    if (Route.isUnroutable(code) && route.renew(connection.topology())) {
                        publish(line.confirming(), route, message, Outcome.NONE);
                    } else {
                        connection.tell(Failures.refusedMessage(
                                code, text, route.destination().toString()));
                    }
                } catch (JMSException e) {
                    connection.tell(e);
                }
            });
        }

        @Override
        public void lost(WireException why) {}
    }

    /** A completion listener waits for this one. */
    private final class Completion implements Outcome {
        private final Route route;
        private final Outgoing message;
        private final Message original;
        private final CompletionListener listener;

        Completion(Route route, Outgoing message, Message original, CompletionListener listener) {
            this.route = route;
            this.message = message;
            this.original = original;
            this.listener = listener;
        }

        @Override
        public void confirmed() {
            dispatcher.completeSend(() -> listener.onCompletion(original));
        }

        @Override
        public void refused(int code, String text) {
            if (Route.isUnroutable(code)) {
                dispatcher.completeSend(this::sendAgain);
            } else {
                fail(Failures.refusedMessage(code, text, route.destination().toString()));
            }
        }

        @Override
        public void lost(WireException why) {
            fail(Failures.of(why, "the message to " + route.destination() + " may be sent or not"));
        }

        private void fail(JMSException why) {
            dispatcher.completeSend(() -> listener.onException(original, why));
        }

        /** On the session's thread, which may wait. */
        private void sendAgain() {
            try {
                if (!route.renew(connection.topology()) || !isConfirmed(route, message)) {
                    throw Failures.refusedMessage(
                            Route.NO_ROUTE, Route.NO_QUEUE, route.destination().toString());
                }
            } catch (JMSException e) {
                listener.onException(original, e);
                return;
            }
            listener.onCompletion(original);
        }
    }
}
