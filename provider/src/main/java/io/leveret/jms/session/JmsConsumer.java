package io.leveret.jms.session;

import io.leveret.amqp.Table;
import io.leveret.jms.destination.LeveretDestination;
import io.leveret.jms.message.AbstractMessage;
import io.leveret.jms.message.BodyReceiver;
import io.leveret.jms.wire.Delivery;
import io.leveret.jms.wire.WireException;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageListener;
import jakarta.jms.Queue;
import jakarta.jms.QueueReceiver;
import jakarta.jms.Topic;
import jakarta.jms.TopicSubscriber;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A consumer of a queue or of a subscription: it hands over what its {@link Inbox} has, to whoever asks or to a listener. */
public final class JmsConsumer implements QueueReceiver, TopicSubscriber, BodyReceiver {
    private static final Logger log = LoggerFactory.getLogger(JmsConsumer.class);

    private final JmsSession session;
    private final LeveretDestination destination;
    private final String selector;
    private final boolean noLocal;
    private final Inbox inbox;
    private volatile MessageListener listener;
    private volatile boolean closed;

    /** @param selector empty for none */
    JmsConsumer(JmsSession session, LeveretDestination destination, String selector, boolean noLocal, Subscribing how)
            throws JMSException {
        this.session = session;
        this.destination = destination;
        this.selector = selector;
        this.noLocal = noLocal;
        this.inbox = how.open(this::dispatch);
    }

    /** Opens the inbox of a consumer to be. */
    @FunctionalInterface
    interface Subscribing {
        Inbox open(Inbox.Listening to) throws JMSException;
    }

    LeveretDestination destination() {
        return destination;
    }

    // ---- receiving

    @Override
    public Message receive() throws JMSException {
        return receive(Long.MAX_VALUE, null);
    }

    @Override
    public Message receive(long timeout) throws JMSException {
        // Zero is for ever; so, as in other providers, is what is less.
        return receive(timeout <= 0 ? Long.MAX_VALUE : Inbox.nanos(timeout), null);
    }

    @Override
    public Message receiveNoWait() throws JMSException {
        return receive(0, null);
    }

    @Override
    public Message receiveWithBody(Class<?> body, long timeout) throws JMSException {
        return receive(timeout < 0 ? 0 : timeout == 0 ? Long.MAX_VALUE : Inbox.nanos(timeout), body);
    }

    private Message receive(long nanos, Class<?> body) throws JMSException {
        checkOpen();
        if (listener != null) {
            throw new IllegalStateException("this consumer has a message listener, so nobody else can receive from it");
        }
        Settlement settlement = session.settlement();
        boolean peeking = body != null && settlement.isAutomatic();
        Delivery delivery = take(nanos, peeking);
        // "Nothing" must not be said of what only another consumer of this connection was sent, and has not asked for.
        if (delivery == null && !closed && session.connection().recallIdle(inbox.spec.queue())) {
            delivery = take(0, peeking);
        }
        if (delivery == null) return null;
        AbstractMessage message = session.read(delivery);
        if (body != null) checkBody(message, delivery, body, peeking);
        if (settlement.isAutomatic()) session.awaitAcknowledged();
        return message;
    }

    private void checkBody(AbstractMessage message, Delivery delivery, Class<?> body, boolean peeking)
            throws JMSException {
        if (message.offers(body)) {
            if (peeking) session.flow().run(() -> handed(delivery));
            return;
        }
        if (peeking) session.flow().run(() -> inbox.untake(delivery));
        throw new MessageFormatException("the body of " + message + " is no " + body.getName());
    }

    private Delivery take(long nanos, boolean peeking) throws JMSException {
        session.flow().lock.lock();
        try {
            return inbox.take(nanos, peeking ? taken -> {} : this::handed);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failures.caused(new JMSException("interrupted while waiting for a message"), e);
        } finally {
            session.flow().lock.unlock();
        }
    }

    private void handed(Delivery delivery) {
        session.settlement().received(delivery);
        if (inbox.isEmpty()) session.settlement().lull();
    }

    // ---- listening

    @Override
    public MessageListener getMessageListener() throws JMSException {
        checkOpen();
        return listener;
    }

    @Override
    public void setMessageListener(MessageListener to) throws JMSException {
        checkOpen();
        session.flow().run(() -> {
            listener = to;
            inbox.listened(to != null);
        });
    }

    private void dispatch(Delivery delivery) {
        MessageListener to = listener;
        if (to == null) {
            session.settlement().unseen(delivery);
            return;
        }
        session.deliver(delivery, to, inbox);
    }

    // ---- what it is

    @Override
    public String getMessageSelector() throws JMSException {
        checkOpen();
        return selector.isEmpty() ? null : selector;
    }

    @Override
    public Queue getQueue() throws JMSException {
        checkOpen();
        if (destination instanceof Queue queue) return queue;
        throw new IllegalStateException("this consumer is a topic's: " + destination);
    }

    @Override
    public Topic getTopic() throws JMSException {
        checkOpen();
        if (destination instanceof Topic topic) return topic;
        throw new IllegalStateException("this consumer is a queue's: " + destination);
    }

    @Override
    public boolean getNoLocal() throws JMSException {
        checkOpen();
        return noLocal;
    }

    // ---- ending

    private void checkOpen() throws JMSException {
        if (closed) throw Failures.closed("consumer");
        session.checkOpen();
    }

    @Override
    public void close() throws JMSException {
        if (closed) return;
        closed = true;
        session.forget(this);
        try {
            session.flow().end(inbox);
        } catch (WireException e) {
            // The broker cannot be asked to let go of it: it has, or will with the connection.
            log.debug("closing a consumer of {}", destination, e);
        }
    }

    /** Its session ends, and all its inboxes with it. */
    void closedWithSession() {
        closed = true;
    }

    /** Why a message went back, to be remembered with a dead letter. */
    static Table reason(Throwable thrown) {
        String text = thrown.getMessage();
        return Table.of("exception", thrown.getClass().getName(), "message", text == null ? "" : text);
    }

    @Override
    public String toString() {
        return "consumer of " + destination;
    }
}
