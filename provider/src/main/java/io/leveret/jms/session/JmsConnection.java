package io.leveret.jms.session;

import io.leveret.jms.destination.Addresses;
import io.leveret.jms.destination.LeveretDestination;
import io.leveret.jms.destination.LeveretQueue;
import io.leveret.jms.mapping.Mapper;
import io.leveret.jms.message.ObjectFilter;
import io.leveret.jms.options.FactoryOptions;
import io.leveret.jms.wire.ConnectionEvents;
import io.leveret.jms.wire.ConsumeSpec;
import io.leveret.jms.wire.WireConnection;
import io.leveret.jms.wire.WireException;
import io.leveret.jms.wire.WireLoop;
import jakarta.jms.ConnectionConsumer;
import jakarta.jms.ConnectionMetaData;
import jakarta.jms.Destination;
import jakarta.jms.ExceptionListener;
import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidClientIDException;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import jakarta.jms.QueueConnection;
import jakarta.jms.QueueSession;
import jakarta.jms.ServerSessionPool;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import jakarta.jms.TopicConnection;
import jakarta.jms.TopicSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection: whose it is (client id), whether messages flow, and everything that was made with it. */
public final class JmsConnection implements QueueConnection, TopicConnection {
    private static final Logger log = LoggerFactory.getLogger(JmsConnection.class);

    /** How long a message may wait for a consumer that asks for none, at most twice. */
    private static final Duration SWEEP = Duration.ofMillis(100);

    private final FactoryOptions options;
    private final Domain domain;
    private final Topology topology;
    private final Subscriptions subscriptions;
    private final Temporaries temporaries = new Temporaries(this);
    private final Mapper mapper;
    private final Aside events = new Aside("events");
    // Apart from the exception listener: that may wait for what is done here.
    private final Aside repairs = new Aside("repairs");
    // Guarded by the list itself, as are started, used and closed where they decide something together.
    private final List<JmsSession> sessions = new ArrayList<>();
    private final List<JmsConnectionConsumer> consumers = new ArrayList<>();
    private volatile WireConnection wire;
    private volatile String clientId = "";
    private volatile ExceptionListener exceptionListener;
    private volatile WireException lost;
    private volatile boolean started;
    private volatile boolean used;
    private volatile boolean closed;

    private JmsConnection(FactoryOptions options, Domain domain, String user, String password, Optional<WireLoop> loop)
            throws WireException {
        this.options = options;
        this.domain = domain;
        Events events = new Events();
        this.wire = loop.isPresent()
                ? WireConnection.open(options.wire(user, password), events, loop.get())
                : WireConnection.open(options.wire(user, password), events);
        this.topology = new Topology(wire, options.createQueues());
        this.subscriptions = new Subscriptions(topology);
        this.mapper = new Mapper(wire.server().connectionId(), new ObjectFilter(options.serializableClasses()));
    }

    /**
     * Connects and logs in.
     *
     * @param loop the thread to share with other connections; otherwise it has one of its own
     */
    public static JmsConnection open(
            FactoryOptions options, Domain domain, String user, String password, Optional<WireLoop> loop)
            throws JMSException {
        JmsConnection connection;
        try {
            connection = new JmsConnection(options, domain, user, password, loop);
        } catch (WireException e) {
            throw Failures.of(e, "cannot connect to " + options.endpoints());
        }
        if (!options.clientId().isEmpty()) {
            try {
                connection.identify(options.clientId());
            } catch (JMSException e) {
                connection.close();
                throw e;
            }
        }
        connection.wire.every(SWEEP, connection::sweep);
        return connection;
    }

    // ---- for this room

    FactoryOptions options() {
        return options;
    }

    WireConnection wire() {
        return wire;
    }

    Topology topology() {
        return topology;
    }

    Subscriptions subscriptions() {
        return subscriptions;
    }

    Temporaries temporaries() {
        return temporaries;
    }

    Mapper mapper() {
        return mapper;
    }

    /** Empty while there is none. */
    String clientId() {
        return clientId;
    }

    String connectionId() {
        return wire.server().connectionId();
    }

    boolean isStarted() {
        return started;
    }

    boolean hasExtensions() {
        return wire.server().jms();
    }

    /** @param what begins a sentence with "needs" in it */
    void requireExtensions(String what) throws JMSException {
        if (hasExtensions()) return;
        throw new JMSException(what + " needs a Leveret broker; this one is "
                + wire.server().product() + " " + wire.server().version());
    }

    long sendNanos() {
        return options.sendTimeout().isZero()
                ? Long.MAX_VALUE / 2
                : options.sendTimeout().toNanos();
    }

    /** Threads that run applications' code: they see the classes that their maker sees, and the JVM lives while they do. */
    ThreadFactory threads(String what) {
        ClassLoader makers = Thread.currentThread().getContextClassLoader();
        return task -> {
            Thread thread = new Thread(task, "leveret-" + what);
            thread.setDaemon(false);
            thread.setContextClassLoader(makers);
            return thread;
        };
    }

    /** For what waits for the broker, and nobody can wait for. */
    Executor repairs() {
        return repairs;
    }

    boolean consumesFrom(LeveretDestination destination) {
        return copyOfSessions().stream().anyMatch(each -> each.consumesFrom(destination));
    }

    /** Brings back to a queue what this connection's consumers were sent and nobody has asked for; whether there was anything. */
    boolean recallIdle(String queue) throws JMSException {
        boolean any = false;
        for (JmsSession each : copyOfSessions()) any |= each.flow().recallIdle(queue);
        return any;
    }

    private List<JmsSession> copyOfSessions() {
        synchronized (sessions) {
            return List.copyOf(sessions);
        }
    }

    private void sweep() {
        copyOfSessions().forEach(each -> each.flow().sweep());
    }

    // ---- what goes wrong

    /** Tells the exception listener, on a thread of its own. */
    void tell(JMSException what) {
        if (closed) return;
        ExceptionListener listener = exceptionListener;
        if (listener == null) {
            log.warn("{} (nobody is told: the connection has no ExceptionListener)", what.getMessage());
            return;
        }
        events.execute(() -> listener.onException(what));
    }

    void undelivered(String text) {
        tell(new JMSException("a message came back to its sender: " + text));
    }

    void consumerLost(WireException why) {
        tell(Failures.of(why, "the broker has ended a consumer"));
    }

    private final class Events implements ConnectionEvents {
        @Override
        public void lost(WireException why) {
            lost = why;
            tell(Failures.of(why, "the connection is lost"));
        }

        @Override
        public void blocked(String reason) {
            log.warn("the broker asks for a pause in sending: {}", reason);
        }

        @Override
        public void unblocked() {
            log.info("the broker takes messages again");
        }
    }

    boolean isClosed() {
        return closed;
    }

    void checkOpen() throws JMSException {
        if (closed) throw Failures.closed("connection");
        WireException why = lost;
        if (why != null) throw Failures.of(why, "the connection is lost");
    }

    private void use() throws JMSException {
        checkOpen();
        used = true;
    }

    /**
     * Goes on over another connection to the broker: client id, temporary destinations, subscriptions, sessions and consumers are made again
     * there. What was handed over and not settled comes again; what a transaction held is undone.
     */
    void attach(WireConnection to) throws JMSException {
        wire = to;
        lost = null;
        topology.attach(to);
        if (!clientId.isEmpty()) identify(clientId);
        temporaries.attach();
        // Scouts first: the sessions that they feed consume from what they open.
        Set<JmsSession> all = new LinkedHashSet<>();
        synchronized (sessions) {
            consumers.forEach(each -> all.add(each.scout()));
            all.addAll(sessions);
        }
        for (JmsSession each : all) each.move(to);
        to.every(SWEEP, this::sweep);
    }

    // ---- client id

    @Override
    public String getClientID() throws JMSException {
        checkOpen();
        return clientId.isEmpty() ? null : clientId;
    }

    @Override
    public void setClientID(String id) throws JMSException {
        checkOpen();
        if (!clientId.isEmpty()) {
            throw new IllegalStateException("the client id is '" + clientId + "' already"
                    + (options.clientId().isEmpty() ? "" : ", set at the factory"));
        }
        if (used) {
            throw new IllegalStateException("the client id is set before anything else is done with a connection");
        }
        if (id == null || id.isEmpty()) {
            throw new InvalidClientIDException("a client id is not " + (id == null ? "null" : "''"));
        }
        identify(id);
        used = true;
    }

    private void identify(String id) throws JMSException {
        try {
            if (!wire.identify(id)) {
                throw new InvalidClientIDException("another connection has the client id '" + id + "'");
            }
        } catch (WireException e) {
            throw Failures.of(e, "cannot set the client id '" + id + "'");
        }
        clientId = id;
    }

    // ---- sessions

    @Override
    public Session createSession() throws JMSException {
        return createSession(Session.AUTO_ACKNOWLEDGE);
    }

    @Override
    public Session createSession(int mode) throws JMSException {
        return session(Domain.BOTH, AcknowledgeMode.of(mode));
    }

    @Override
    public Session createSession(boolean transacted, int mode) throws JMSException {
        return session(Domain.BOTH, AcknowledgeMode.of(transacted, mode));
    }

    @Override
    public QueueSession createQueueSession(boolean transacted, int mode) throws JMSException {
        return session(Domain.QUEUES, AcknowledgeMode.of(transacted, mode));
    }

    @Override
    public TopicSession createTopicSession(boolean transacted, int mode) throws JMSException {
        return session(Domain.TOPICS, AcknowledgeMode.of(transacted, mode));
    }

    private JmsSession session(Domain of, AcknowledgeMode mode) throws JMSException {
        use();
        JmsSession session = new JmsSession(this, of, mode);
        synchronized (sessions) {
            if (!closed) {
                sessions.add(session);
                if (started) session.start();
                return session;
            }
        }
        session.end();
        throw Failures.closed("connection");
    }

    void forget(JmsSession session) {
        synchronized (sessions) {
            sessions.remove(session);
        }
    }

    // ---- what it is

    @Override
    public ConnectionMetaData getMetaData() throws JMSException {
        use();
        return new JmsMetaData(wire.server());
    }

    @Override
    public ExceptionListener getExceptionListener() throws JMSException {
        use();
        return exceptionListener;
    }

    @Override
    public void setExceptionListener(ExceptionListener listener) throws JMSException {
        use();
        exceptionListener = listener;
    }

    // ---- connection consumers

    @Override
    public ConnectionConsumer createConnectionConsumer(
            Destination destination, String selector, ServerSessionPool pool, int most) throws JMSException {
        use();
        LeveretDestination from = Addresses.of(destination);
        String which = selector == null ? "" : selector;
        return consumer(
                pool,
                most,
                intake -> from instanceof LeveretQueue queue
                        ? intake.ofQueue(queue, which)
                        : intake.ofTopic(from, which, false));
    }

    @Override
    public ConnectionConsumer createConnectionConsumer(Queue queue, String selector, ServerSessionPool pool, int most)
            throws JMSException {
        return createConnectionConsumer((Destination) queue, selector, pool, most);
    }

    @Override
    public ConnectionConsumer createConnectionConsumer(Topic topic, String selector, ServerSessionPool pool, int most)
            throws JMSException {
        return createConnectionConsumer((Destination) topic, selector, pool, most);
    }

    @Override
    public ConnectionConsumer createSharedConnectionConsumer(
            Topic topic, String name, String selector, ServerSessionPool pool, int most) throws JMSException {
        domain.refuseTopics("createSharedConnectionConsumer");
        return subscriber(Subscriptions.Kind.SHARED, topic, name, selector, pool, most);
    }

    @Override
    public ConnectionConsumer createDurableConnectionConsumer(
            Topic topic, String name, String selector, ServerSessionPool pool, int most) throws JMSException {
        domain.refuseTopics("createDurableConnectionConsumer");
        return subscriber(Subscriptions.Kind.DURABLE, topic, name, selector, pool, most);
    }

    @Override
    public ConnectionConsumer createSharedDurableConnectionConsumer(
            Topic topic, String name, String selector, ServerSessionPool pool, int most) throws JMSException {
        domain.refuseTopics("createSharedDurableConnectionConsumer");
        return subscriber(Subscriptions.Kind.SHARED_DURABLE, topic, name, selector, pool, most);
    }

    private ConnectionConsumer subscriber(
            Subscriptions.Kind kind, Topic topic, String name, String selector, ServerSessionPool pool, int most)
            throws JMSException {
        use();
        LeveretDestination from = Addresses.of(topic);
        String which = selector == null ? "" : selector;
        // Its sessions consume too, so that the broker cannot be told to refuse a second consumer.
        return consumer(pool, most, intake -> intake.ofSubscription(kind, from, name, which, false, false));
    }

    /** What a connection consumer's sessions consume. */
    @FunctionalInterface
    private interface Subscribing {
        ConsumeSpec with(Intake intake) throws JMSException;
    }

    private ConnectionConsumer consumer(ServerSessionPool pool, int most, Subscribing how) throws JMSException {
        if (most < 1) throw new JMSException("a server session takes at least one message at a time, not " + most);
        if (pool == null) throw new JMSException("a connection consumer needs a pool of server sessions, not null");
        JmsSession scout = session(Domain.BOTH, AcknowledgeMode.INDIVIDUAL);
        try {
            JmsConnectionConsumer consumer =
                    new JmsConnectionConsumer(scout, () -> how.with(scout.intake()), pool, most);
            synchronized (sessions) {
                consumers.add(consumer);
            }
            return consumer;
        } catch (JMSException e) {
            scout.close();
            throw e;
        }
    }

    void forget(JmsConnectionConsumer consumer) {
        synchronized (sessions) {
            consumers.remove(consumer);
        }
    }

    // ---- life

    @Override
    public void start() throws JMSException {
        use();
        synchronized (sessions) {
            started = true;
            sessions.forEach(JmsSession::start);
        }
    }

    @Override
    public void stop() throws JMSException {
        use();
        refuseInListener("connection.stop");
        List<JmsSession> stopping;
        synchronized (sessions) {
            started = false;
            sessions.forEach(JmsSession::stop);
            stopping = List.copyOf(sessions);
        }
        for (JmsSession each : stopping) each.flow().awaitQuiet();
    }

    private void refuseInListener(String verb) throws IllegalStateException {
        for (JmsSession each : copyOfSessions()) each.refuseInListener(verb);
    }

    @Override
    public void close() throws JMSException {
        if (closed) return;
        refuseInListener("connection.close");
        for (JmsSession each : copyOfSessions()) each.refuseInCompletion("connection.close");
        List<JmsSession> ending;
        List<JmsConnectionConsumer> consuming;
        synchronized (sessions) {
            if (closed) return;
            closed = true;
            ending = List.copyOf(sessions);
            consuming = List.copyOf(consumers);
            sessions.clear();
            // Nothing is handed over any more while one after the other ends.
            ending.forEach(JmsSession::stop);
        }
        try {
            for (JmsConnectionConsumer each : consuming) endQuietly(each, each::close);
            for (JmsSession each : ending) endQuietly(each, each::end);
        } finally {
            wire.close(options.closeTimeout());
            events.close();
            repairs.close();
        }
    }

    private interface Ending {
        void end() throws JMSException;
    }

    /** One that cannot end in order does not keep the others from it. */
    private static void endQuietly(Object what, Ending ending) {
        try {
            ending.end();
        } catch (JMSException | RuntimeException e) {
            log.warn("{} did not end in order: {}", what, e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return "connection to " + wire.endpoint() + (clientId.isEmpty() ? "" : " of client '" + clientId + "'");
    }
}
