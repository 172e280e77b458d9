package io.leveret.jms.session;

import io.leveret.jms.destination.Addresses;
import io.leveret.jms.mapping.Terms;
import jakarta.jms.CompletionListener;
import jakarta.jms.DeliveryMode;
import jakarta.jms.Destination;
import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageFormatException;
import jakarta.jms.Queue;
import jakarta.jms.QueueSender;
import jakarta.jms.Topic;
import jakarta.jms.TopicPublisher;

/** A producer: the terms of its messages, and to one destination or to any. Sending itself is its session's {@link Outflow}. */
public final class JmsProducer implements QueueSender, TopicPublisher {
    private static final int HIGHEST_PRIORITY = 9;

    private final JmsSession session;
    private final Destination destination;
    private final Route bound;
    private volatile boolean closed;
    private int deliveryMode = Message.DEFAULT_DELIVERY_MODE;
    private int priority = Message.DEFAULT_PRIORITY;
    private long timeToLive = Message.DEFAULT_TIME_TO_LIVE;
    private long deliveryDelay = Message.DEFAULT_DELIVERY_DELAY;
    private boolean withId = true;
    private boolean withTimestamp = true;

    /** @param destination null for a producer that is told with each message */
    JmsProducer(JmsSession session, Destination destination) throws JMSException {
        this.session = session;
        this.destination = destination;
        this.bound = destination == null ? null : new Route(Addresses.of(destination));
        if (bound != null) bound.prepare(session.connection().topology(), "cannot send to " + bound.destination());
    }

    // ---- terms

    private void checkOpen() throws JMSException {
        if (closed) throw Failures.closed("producer");
        session.checkOpen();
    }

    @Override
    public void setDisableMessageID(boolean disable) throws JMSException {
        checkOpen();
        withId = !disable;
    }

    @Override
    public boolean getDisableMessageID() throws JMSException {
        checkOpen();
        return !withId;
    }

    @Override
    public void setDisableMessageTimestamp(boolean disable) throws JMSException {
        checkOpen();
        withTimestamp = !disable;
    }

    @Override
    public boolean getDisableMessageTimestamp() throws JMSException {
        checkOpen();
        return !withTimestamp;
    }

    @Override
    public void setDeliveryMode(int mode) throws JMSException {
        checkOpen();
        deliveryMode = checkedMode(mode);
    }

    @Override
    public int getDeliveryMode() throws JMSException {
        checkOpen();
        return deliveryMode;
    }

    @Override
    public void setPriority(int priority) throws JMSException {
        checkOpen();
        this.priority = checkedPriority(priority);
    }

    @Override
    public int getPriority() throws JMSException {
        checkOpen();
        return priority;
    }

    @Override
    public void setTimeToLive(long millis) throws JMSException {
        checkOpen();
        timeToLive = checkedMillis("time to live", millis);
    }

    @Override
    public long getTimeToLive() throws JMSException {
        checkOpen();
        return timeToLive;
    }

    @Override
    public void setDeliveryDelay(long millis) throws JMSException {
        checkOpen();
        deliveryDelay = checkedMillis("delivery delay", millis);
    }

    @Override
    public long getDeliveryDelay() throws JMSException {
        checkOpen();
        return deliveryDelay;
    }

    private static int checkedMode(int mode) throws JMSException {
        if (mode == DeliveryMode.PERSISTENT || mode == DeliveryMode.NON_PERSISTENT) return mode;
        throw new JMSException("there is no delivery mode " + mode + "; 1 is NON_PERSISTENT, 2 is PERSISTENT");
    }

    private static int checkedPriority(int priority) throws JMSException {
        if (priority >= 0 && priority <= HIGHEST_PRIORITY) return priority;
        throw new JMSException("there is no priority " + priority + "; they go from 0 to 9");
    }

    private static long checkedMillis(String what, long millis) throws JMSException {
        if (millis >= 0) return millis;
        throw new JMSException("a " + what + " of " + millis + " ms; 0 is the least");
    }

    // ---- what it is

    @Override
    public Destination getDestination() throws JMSException {
        checkOpen();
        return destination;
    }

    @Override
    public Queue getQueue() throws JMSException {
        checkOpen();
        if (destination == null || destination instanceof Queue) return (Queue) destination;
        throw new IllegalStateException("this producer is a topic's: " + destination);
    }

    @Override
    public Topic getTopic() throws JMSException {
        checkOpen();
        if (destination == null || destination instanceof Topic) return (Topic) destination;
        throw new IllegalStateException("this producer is a queue's: " + destination);
    }

    // ---- sending to the destination that it has

    @Override
    public void send(Message message) throws JMSException {
        send(message, deliveryMode, priority, timeToLive);
    }

    @Override
    public void send(Message message, int mode, int priority, long timeToLive) throws JMSException {
        checkOpen();
        dispatch(ownRoute(), message, mode, priority, timeToLive);
    }

    @Override
    public void send(Message message, CompletionListener listener) throws JMSException {
        send(message, deliveryMode, priority, timeToLive, listener);
    }

    @Override
    public void send(Message message, int mode, int priority, long timeToLive, CompletionListener listener)
            throws JMSException {
        checkOpen();
        dispatch(ownRoute(), message, mode, priority, timeToLive, listener);
    }

    private Route ownRoute() {
        if (bound != null) return bound;
        throw new UnsupportedOperationException(
                "this producer has no destination; send(destination, message) names one");
    }

    @Override
    public void publish(Message message) throws JMSException {
        send(message);
    }

    @Override
    public void publish(Message message, int mode, int priority, long timeToLive) throws JMSException {
        send(message, mode, priority, timeToLive);
    }

    // ---- sending anywhere

    @Override
    public void send(Destination to, Message message) throws JMSException {
        send(to, message, deliveryMode, priority, timeToLive);
    }

    @Override
    public void send(Destination to, Message message, int mode, int priority, long timeToLive) throws JMSException {
        checkOpen();
        dispatch(routeTo(to), message, mode, priority, timeToLive);
    }

    @Override
    public void send(Destination to, Message message, CompletionListener listener) throws JMSException {
        send(to, message, deliveryMode, priority, timeToLive, listener);
    }

    @Override
    public void send(
            Destination to, Message message, int mode, int priority, long timeToLive, CompletionListener listener)
            throws JMSException {
        checkOpen();
        dispatch(routeTo(to), message, mode, priority, timeToLive, listener);
    }

    @Override
    public void send(Queue to, Message message) throws JMSException {
        send((Destination) to, message);
    }

    @Override
    public void send(Queue to, Message message, int mode, int priority, long timeToLive) throws JMSException {
        send((Destination) to, message, mode, priority, timeToLive);
    }

    @Override
    public void publish(Topic to, Message message) throws JMSException {
        send(to, message);
    }

    @Override
    public void publish(Topic to, Message message, int mode, int priority, long timeToLive) throws JMSException {
        send(to, message, mode, priority, timeToLive);
    }

    private Route routeTo(Destination to) throws JMSException {
        if (bound != null) {
            throw new UnsupportedOperationException("this producer sends to " + bound.destination()
                    + "; one created without a destination sends to any");
        }
        if (to == null) throw new InvalidDestinationException("a message needs a destination, not null");
        return new Route(Addresses.of(to));
    }

    // ---- both

    private void dispatch(Route route, Message message, int mode, int priority, long timeToLive) throws JMSException {
        Terms terms = terms(message, mode, priority, timeToLive);
        session.out()
                .send(
                        route,
                        session.connection().mapper().outgoing(message, route.destination(), terms),
                        mode == DeliveryMode.PERSISTENT);
    }

    private void dispatch(
            Route route, Message message, int mode, int priority, long timeToLive, CompletionListener listener)
            throws JMSException {
        if (listener == null)
            throw new IllegalArgumentException("an asynchronous send needs a completion listener, not null");
        Terms terms = terms(message, mode, priority, timeToLive);
        session.out()
                .send(
                        route,
                        session.connection().mapper().outgoing(message, route.destination(), terms),
                        message,
                        listener);
    }

    private Terms terms(Message message, int mode, int priority, long timeToLive) throws JMSException {
        if (message == null) throw new MessageFormatException("there is no message to send: it is null");
        if (deliveryDelay > 0) session.connection().requireExtensions("a delivery delay");
        return new Terms(
                checkedMode(mode),
                checkedPriority(priority),
                checkedMillis("time to live", timeToLive),
                deliveryDelay,
                withId,
                withTimestamp);
    }

    @Override
    public void close() throws JMSException {
        if (closed) return;
        session.refuseInCompletion("producer.close");
        closed = true;
        session.flow().awaitSends();
    }

    @Override
    public String toString() {
        return "producer for "
                + (bound == null ? "any destination" : bound.destination().toString());
    }
}
