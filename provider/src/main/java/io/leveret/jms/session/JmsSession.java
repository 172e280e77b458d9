package io.leveret.jms.session;

import io.leveret.amqp.BasicMethod;
import io.leveret.jms.destination.Addresses;
import io.leveret.jms.destination.LeveretDestination;
import io.leveret.jms.destination.LeveretQueue;
import io.leveret.jms.message.AbstractMessage;
import io.leveret.jms.wire.Delivery;
import io.leveret.jms.wire.WireConnection;
import io.leveret.jms.wire.WireException;
import jakarta.jms.Destination;
import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageListener;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.QueueReceiver;
import jakarta.jms.QueueSender;
import jakarta.jms.QueueSession;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TemporaryTopic;
import jakarta.jms.Topic;
import jakarta.jms.TopicPublisher;
import jakarta.jms.TopicSession;
import jakarta.jms.TopicSubscriber;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session: one channel, one order of work. What it sends is {@link Outflow}'s business, what it is sent {@link Inflow}'s, and when
 * messages are settled {@link Settlement}'s; this class is the door, and decides what may be asked when.
 */
public final class JmsSession extends MessageMaker implements QueueSession, TopicSession {
    /** An acknowledge mode beyond the specification's: each message by itself, by its own {@code acknowledge()}. */
    public static final int INDIVIDUAL_ACKNOWLEDGE = 101;

    private static final Logger log = LoggerFactory.getLogger(JmsSession.class);

    private final JmsConnection connection;
    private final Domain domain;
    private final AcknowledgeMode mode;
    private final Line line;
    private final Inflow flow;
    private final Settlement settlement;
    private final Outflow out;
    private final Optional<LocalTransaction> transaction;
    private final Intake intake;
    private final Batches batches;
    private final boolean waits;
    private final Set<JmsConsumer> consumers = ConcurrentHashMap.newKeySet();
    private final Set<JmsBrowser> browsers = ConcurrentHashMap.newKeySet();
    private volatile MessageListener listener;
    private volatile boolean attaching;
    private volatile boolean closed;

    JmsSession(JmsConnection connection, Domain domain, AcknowledgeMode mode) throws JMSException {
        this.connection = connection;
        this.domain = domain;
        this.mode = mode;
        this.line = new Line(mode == AcknowledgeMode.TRANSACTED, this::lineLost, connection::undelivered);
        this.flow =
                new Inflow(connection.options().callTimeout(), connection.threads("session"), connection::consumerLost);
        this.settlement = mode.settlement();
        this.out = new Outflow(connection, line, flow.dispatcher(), mode == AcknowledgeMode.TRANSACTED);
        this.transaction = settlement instanceof Settlement.Transacted consumed
                ? Optional.of(new LocalTransaction(flow, out, consumed))
                : Optional.empty();
        this.intake = new Intake(connection, line, flow, !settlement.isAutomatic());
        this.batches = new Batches(this);
        this.waits = connection.options().waitForAcknowledge()
                && connection.hasExtensions()
                && mode != AcknowledgeMode.DUPS_OK
                && mode != AcknowledgeMode.TRANSACTED;
        attach(connection.wire());
    }

    /** Goes on over another connection: a new channel, and every consumer again. What was handed over and not settled is the broker's again. */
    void attach(WireConnection wire) throws JMSException {
        attaching = true;
        try {
            do renew(wire);
            while (!consumesAgain());
        } finally {
            attaching = false;
        }
        line.failure().ifPresent(this::lineLost);
    }

    private void renew(WireConnection wire) throws JMSException {
        try {
            settlement.attach(line.attach(wire));
        } catch (WireException e) {
            throw Failures.of(e, "cannot open a session");
        }
    }

    /**
     * Lets each consumer consume again. One that the broker refuses is given up: it would be refused each time, and take the channel of all
     * the others with it each time.
     *
     * @return false if such a refusal has closed the channel
     */
    private boolean consumesAgain() throws JMSException {
        for (Inbox each : flow.inboxes()) {
            try {
                each.attach(line.channel());
            } catch (JMSException e) {
                if (!isItsOwn(e)) throw e;
                flow.drop(each, e);
                connection.tell(e);
                if (!line.isOpen()) return false;
            }
        }
        return true;
    }

    /** Whether it concerns one consumer, rather than the channel or the connection: those are seen to elsewhere. */
    private boolean isItsOwn(JMSException e) {
        if (!(e.getCause() instanceof WireException why)) return true;
        return why instanceof WireException.Refused refused
                && (line.isOpen() || refused.methodId() == (BasicMethod.Consume.ID & 0xffff));
    }

    /** The broker has closed the channel for something asked on it, or the connection is gone. */
    private void lineLost(WireException why) {
        flow.broken(why);
        if (closed || attaching || !(why instanceof WireException.Refused)) return;
        connection.tell(Failures.of(why, "the broker has ended what this session was doing"));
        connection.repairs().execute(() -> {
            try {
                mend();
            } catch (JMSException e) {
                connection.tell(e);
            }
        });
    }

    private synchronized void mend() throws JMSException {
        if (!closed && line.isBroken()) goOn(connection.wire());
    }

    /** Goes on over another connection, or says why it cannot. */
    synchronized void move(WireConnection to) throws JMSException {
        if (!closed) goOn(to);
    }

    private void goOn(WireConnection wire) throws JMSException {
        transaction.ifPresent(LocalTransaction::lost);
        attach(wire);
        if (connection.isStarted()) flow.start();
    }

    // ---- for this room

    JmsConnection connection() {
        return connection;
    }

    Inflow flow() {
        return flow;
    }

    Line line() {
        return line;
    }

    Settlement settlement() {
        return settlement;
    }

    Outflow out() {
        return out;
    }

    Intake intake() {
        return intake;
    }

    Batches batches() {
        return batches;
    }

    @Override
    /** A callback that close waits for has the whole session until it returns: it may still acknowledge or commit what it was given. */
    void checkOpen() throws JMSException {
        if ((closed || connection.isClosed()) && !flow.lockedly(flow.dispatcher()::isCalling))
            throw Failures.closed("session");
    }

    /** The message as the application sees it. */
    AbstractMessage read(Delivery delivery) {
        AbstractMessage message = connection
                .mapper()
                .incoming(
                        delivery.properties(),
                        delivery.body(),
                        delivery.exchange(),
                        delivery.routingKey(),
                        delivery.redelivered());
        if (!settlement.isAutomatic() && mode != AcknowledgeMode.TRANSACTED) {
            message.acknowledgedBy(any -> acknowledge(delivery));
        } else {
            message.acknowledgedBy(any -> checkOpen());
        }
        return message;
    }

    private void acknowledge(Delivery delivery) throws JMSException {
        checkOpen();
        settlement.acknowledge(delivery);
        awaitAcknowledged();
    }

    /** Where the factory was told to wait for acknowledgements. */
    void awaitAcknowledged() throws JMSException {
        if (waits) line.awaitAcknowledged();
    }

    /** Calls a listener with a message, and settles that as its mode says. */
    void deliver(Delivery delivery, MessageListener to, Inbox from) {
        settlement.listening(delivery);
        try {
            to.onMessage(read(delivery));
            settlement.listened(delivery);
            if (settlement.gathers() && flow.lockedly(from::isEmpty)) settlement.lull();
            if (settlement.isAutomatic()) awaitAcknowledged();
        } catch (JMSException unsure) {
            connection.tell(unsure);
        } catch (RuntimeException | Error thrown) {
            log.warn("a message listener threw", thrown);
            // What was fetched behind it goes back too, or it would come before it.
            if (settlement.failed(delivery, JmsConsumer.reason(thrown))) flow.run(from::recall);
        }
    }

    void forget(JmsConsumer consumer) {
        consumers.remove(consumer);
    }

    void forget(JmsBrowser browser) {
        browsers.remove(browser);
    }

    boolean consumesFrom(LeveretDestination destination) {
        return consumers.stream().anyMatch(each -> each.destination().equals(destination));
    }

    // ---- what it is

    @Override
    public boolean getTransacted() throws JMSException {
        checkOpen();
        return mode == AcknowledgeMode.TRANSACTED;
    }

    @Override
    public int getAcknowledgeMode() throws JMSException {
        checkOpen();
        return mode.number();
    }

    // ---- destinations

    @Override
    public Queue createQueue(String name) throws JMSException {
        checkOpen();
        domain.refuseQueues("createQueue");
        return Addresses.queue(name);
    }

    @Override
    public Topic createTopic(String name) throws JMSException {
        checkOpen();
        domain.refuseTopics("createTopic");
        return Addresses.topic(name);
    }

    @Override
    public TemporaryQueue createTemporaryQueue() throws JMSException {
        checkOpen();
        domain.refuseQueues("createTemporaryQueue");
        return connection.temporaries().queue();
    }

    @Override
    public TemporaryTopic createTemporaryTopic() throws JMSException {
        checkOpen();
        domain.refuseTopics("createTemporaryTopic");
        return connection.temporaries().topic();
    }

    // ---- producers

    @Override
    public MessageProducer createProducer(Destination destination) throws JMSException {
        checkOpen();
        return new JmsProducer(this, destination);
    }

    @Override
    public QueueSender createSender(Queue queue) throws JMSException {
        checkOpen();
        domain.refuseQueues("createSender");
        return new JmsProducer(this, queue);
    }

    @Override
    public TopicPublisher createPublisher(Topic topic) throws JMSException {
        checkOpen();
        domain.refuseTopics("createPublisher");
        return new JmsProducer(this, topic);
    }

    // ---- consumers

    @Override
    public MessageConsumer createConsumer(Destination destination) throws JMSException {
        return createConsumer(destination, null, false);
    }

    @Override
    public MessageConsumer createConsumer(Destination destination, String selector) throws JMSException {
        return createConsumer(destination, selector, false);
    }

    @Override
    public MessageConsumer createConsumer(Destination destination, String selector, boolean noLocal)
            throws JMSException {
        checkOpen();
        return consumer(Addresses.of(destination), selector, noLocal);
    }

    @Override
    public QueueReceiver createReceiver(Queue queue) throws JMSException {
        return createReceiver(queue, null);
    }

    @Override
    public QueueReceiver createReceiver(Queue queue, String selector) throws JMSException {
        checkOpen();
        domain.refuseQueues("createReceiver");
        return consumer(Addresses.of(queue), selector, false);
    }

    @Override
    public TopicSubscriber createSubscriber(Topic topic) throws JMSException {
        return createSubscriber(topic, null, false);
    }

    @Override
    public TopicSubscriber createSubscriber(Topic topic, String selector, boolean noLocal) throws JMSException {
        checkOpen();
        domain.refuseTopics("createSubscriber");
        return consumer(Addresses.of(topic), selector, noLocal);
    }

    private JmsConsumer consumer(LeveretDestination destination, String selector, boolean noLocal) throws JMSException {
        String wanted = selector == null ? "" : selector;
        return add(new JmsConsumer(
                this,
                destination,
                wanted,
                noLocal,
                to -> destination instanceof LeveretQueue queue
                        ? intake.ofQueue(queue, wanted, to)
                        : intake.ofTopic(destination, wanted, noLocal, to)));
    }

    @Override
    public TopicSubscriber createDurableSubscriber(Topic topic, String name) throws JMSException {
        return createDurableSubscriber(topic, name, null, false);
    }

    @Override
    public TopicSubscriber createDurableSubscriber(Topic topic, String name, String selector, boolean noLocal)
            throws JMSException {
        return subscriber("createDurableSubscriber", Subscriptions.Kind.DURABLE, topic, name, selector, noLocal);
    }

    @Override
    public MessageConsumer createDurableConsumer(Topic topic, String name) throws JMSException {
        return createDurableConsumer(topic, name, null, false);
    }

    @Override
    public MessageConsumer createDurableConsumer(Topic topic, String name, String selector, boolean noLocal)
            throws JMSException {
        return subscriber("createDurableConsumer", Subscriptions.Kind.DURABLE, topic, name, selector, noLocal);
    }

    @Override
    public MessageConsumer createSharedConsumer(Topic topic, String name) throws JMSException {
        return createSharedConsumer(topic, name, null);
    }

    @Override
    public MessageConsumer createSharedConsumer(Topic topic, String name, String selector) throws JMSException {
        return subscriber("createSharedConsumer", Subscriptions.Kind.SHARED, topic, name, selector, false);
    }

    @Override
    public MessageConsumer createSharedDurableConsumer(Topic topic, String name) throws JMSException {
        return createSharedDurableConsumer(topic, name, null);
    }

    @Override
    public MessageConsumer createSharedDurableConsumer(Topic topic, String name, String selector) throws JMSException {
        return subscriber(
                "createSharedDurableConsumer", Subscriptions.Kind.SHARED_DURABLE, topic, name, selector, false);
    }

    private JmsConsumer subscriber(
            String method, Subscriptions.Kind kind, Topic topic, String name, String selector, boolean noLocal)
            throws JMSException {
        checkOpen();
        domain.refuseTopics(method);
        LeveretDestination wanted = Addresses.of(topic);
        String which = selector == null ? "" : selector;
        return add(new JmsConsumer(
                this, wanted, which, noLocal, to -> intake.ofSubscription(kind, wanted, name, which, noLocal, to)));
    }

    private JmsConsumer add(JmsConsumer consumer) {
        consumers.add(consumer);
        return consumer;
    }

    @Override
    public void unsubscribe(String name) throws JMSException {
        checkOpen();
        domain.refuseTopics("unsubscribe");
        if (name == null || name.isEmpty()) {
            throw new InvalidDestinationException("a subscription has a name, not " + (name == null ? "null" : "''"));
        }
        connection.subscriptions().unsubscribe(connection.clientId(), name);
    }

    // ---- browsers

    @Override
    public QueueBrowser createBrowser(Queue queue) throws JMSException {
        return createBrowser(queue, null);
    }

    @Override
    public QueueBrowser createBrowser(Queue queue, String selector) throws JMSException {
        checkOpen();
        domain.refuseQueues("createBrowser");
        JmsBrowser browser = new JmsBrowser(this, queue, Addresses.of(queue), selector == null ? "" : selector);
        browsers.add(browser);
        return browser;
    }

    // ---- transactions, recovery

    @Override
    public void commit() throws JMSException {
        LocalTransaction mine = transaction("commit");
        flow.awaitSends();
        mine.commit();
    }

    @Override
    public void rollback() throws JMSException {
        LocalTransaction mine = transaction("rollback");
        flow.awaitSends();
        mine.rollback();
    }

    private LocalTransaction transaction(String verb) throws JMSException {
        checkOpen();
        refuseInCompletion(verb);
        return transaction.orElseThrow(() -> new IllegalStateException(
                verb + " is for transacted sessions; this one acknowledges its messages (" + mode + ")"));
    }

    @Override
    public void recover() throws JMSException {
        checkOpen();
        if (transaction.isPresent()) {
            throw new IllegalStateException("recover is not for transacted sessions; rollback is");
        }
        flow.suspend();
        try {
            settlement.recover();
            // What was given back is in its queue when this returns, for others too.
            if (connection.hasExtensions()) line.awaitAcknowledged();
        } finally {
            flow.resume();
        }
    }

    // ---- an application server's listener

    @Override
    public MessageListener getMessageListener() throws JMSException {
        checkOpen();
        return listener;
    }

    @Override
    public void setMessageListener(MessageListener to) throws JMSException {
        checkOpen();
        listener = to;
    }

    /** Hands the messages that a connection consumer has loaded to this session's listener. */
    @Override
    public void run() {
        batches.run(listener);
    }

    // ---- ending

    void refuseInListener(String verb) throws IllegalStateException {
        boolean listening = flow.lockedly(() -> flow.dispatcher().inListener());
        if (listening) {
            throw new IllegalStateException(
                    verb + " cannot be called by a message listener of its own: it would wait for itself");
        }
    }

    void refuseInCompletion(String verb) throws IllegalStateException {
        boolean completing = flow.lockedly(() -> flow.dispatcher().inCompletion());
        if (completing) {
            throw new IllegalStateException(
                    verb + " cannot be called by a completion listener: it would wait for itself");
        }
    }

    @Override
    public void close() throws JMSException {
        if (closed) return;
        refuseInListener("session.close");
        refuseInCompletion("session.close");
        try {
            end();
        } finally {
            connection.forget(this);
        }
    }

    /** Lets go of everything: what is running ends, what was sent is answered, what was not handed over goes back. */
    void end() throws JMSException {
        synchronized (this) {
            if (closed) return;
            closed = true;
        }
        consumers.forEach(JmsConsumer::closedWithSession);
        try {
            flow.beginClose();
            flow.awaitQuiet();
            flow.awaitSends();
            browsers.forEach(JmsBrowser::closedWithSession);
            batches.close();
            settlement.close();
        } finally {
            flow.endDispatcher();
            line.close();
            flow.inboxes().forEach(Inbox::left);
        }
    }

    void stop() {
        flow.stop();
    }

    void start() {
        flow.start();
    }

    List<Inbox> inboxes() {
        return flow.inboxes();
    }

    @Override
    public String toString() {
        return "session (" + mode + ") of " + connection;
    }
}
