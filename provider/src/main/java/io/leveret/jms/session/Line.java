package io.leveret.jms.session;

import io.leveret.amqp.LeveretMethod;
import io.leveret.jms.wire.ChannelEvents;
import io.leveret.jms.wire.WireChannel;
import io.leveret.jms.wire.WireConnection;
import io.leveret.jms.wire.WireException;
import jakarta.jms.JMSException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A session's channel of today. When the broker closes it for what was asked on it, or when the connection is another one, the session
 * gets a new one: nothing above knows a channel for longer than a call.
 */
final class Line {
    private final boolean transacted;
    private final Consumer<WireException> events;
    private final Consumer<String> unroutable;
    private volatile WireChannel channel;
    private volatile Watch watch = new Watch();
    private boolean confirms;

    /**
     * @param events told, on the loop, when the channel went and {@link #close} had not been called
     * @param unroutable told, on the loop, of messages that came back where nobody waits for them
     */
    Line(boolean transacted, Consumer<WireException> events, Consumer<String> unroutable) {
        this.transacted = transacted;
        this.events = events;
        this.unroutable = unroutable;
    }

    /** Opens a channel on that connection. What the one before had is gone. */
    synchronized WireChannel attach(WireConnection to) throws WireException {
        Watch watching = new Watch();
        WireChannel opened = to.openChannel(watching);
        if (transacted) opened.txSelect();
        confirms = false;
        channel = opened;
        watch = watching;
        // What befell it until here was told to nobody.
        WireException why = watching.failure;
        if (why != null) throw why;
        return opened;
    }

    WireChannel channel() throws JMSException {
        WireException why = watch.failure;
        if (why != null) throw Failures.of(why, "the session has lost its channel");
        return channel;
    }

    /** The same, where each publish has an outcome. */
    WireChannel confirming() throws JMSException {
        if (!confirms) selectConfirms();
        return channel();
    }

    private synchronized void selectConfirms() throws JMSException {
        if (confirms) return;
        try {
            channel().confirmSelect();
            confirms = true;
        } catch (WireException e) {
            throw Failures.of(e, "cannot ask the broker for confirms");
        }
    }

    /** Returns when what was acknowledged before is at rest: the broker answers this question no sooner, whatever the answer. */
    void awaitAcknowledged() throws JMSException {
        try {
            channel().call(new LeveretMethod.Outcome(""), LeveretMethod.OutcomeOk.class);
        } catch (WireException e) {
            throw Failures.of(e, "it is not known whether the acknowledgement has reached the broker");
        }
    }

    boolean isBroken() {
        return watch.failure != null;
    }

    /** Why the channel of today went, if it did. */
    Optional<WireException> failure() {
        return Optional.ofNullable(watch.failure);
    }

    /** False as soon as the channel is gone, which is before it is told. */
    boolean isOpen() {
        return channel.isOpen();
    }

    /** One channel's events: the end of one that the session has replaced already concerns nobody. */
    private final class Watch implements ChannelEvents {
        private volatile WireException failure;

        @Override
        public void closed(WireException why) {
            failure = why;
            if (watch == this) events.accept(why);
        }

        @Override
        public void returned(int code, String text, String exchange, String routingKey) {
            unroutable.accept(code + " " + text + " (exchange '" + exchange + "', routing key '" + routingKey + "')");
        }
    }

    void close() {
        channel.close();
    }
}
