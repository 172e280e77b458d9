package io.leveret.jms;

import io.leveret.jms.context.LeveretContext;
import io.leveret.jms.options.FactoryOptions;
import io.leveret.jms.options.Option;
import io.leveret.jms.session.Domain;
import io.leveret.jms.session.JmsConnection;
import io.leveret.jms.wire.WireLoop;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.QueueConnection;
import jakarta.jms.QueueConnectionFactory;
import jakarta.jms.TopicConnection;
import jakarta.jms.TopicConnectionFactory;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.EnumMap;
import java.util.Enumeration;
import java.util.Map;
import java.util.Optional;
import javax.naming.RefAddr;
import javax.naming.Reference;
import javax.naming.Referenceable;
import javax.naming.StringRefAddr;

/**
 * Where an application begins: {@code new LeveretConnectionFactory("amqp://user:password@host:5672/vhost")}. Everything can be said in
 * the URI, or by a setter, which counts for more; either is checked when it is given, and a wrong value is an {@link
 * IllegalArgumentException} that names it. What there is to set, and what it means, stands at {@link Option}.
 *
 * <p>Any number of threads may use a factory; setting is for one thread, before that.
 */
public final class LeveretConnectionFactory
        implements ConnectionFactory, QueueConnectionFactory, TopicConnectionFactory, Serializable, Referenceable {
    private static final long serialVersionUID = 1;
    private static final String REFERENCE_URI = "uri";
    private static final String OBJECT_FACTORY = "io.leveret.jms.jndi.LeveretObjectFactory";

    private String uri;

    @SuppressWarnings("serial") // always an EnumMap
    private Map<Option, String> settings = new EnumMap<>(Option.class);

    private transient volatile FactoryOptions options;
    // Made with the first connection that wants it.
    private transient WireLoop loop;

    /** A broker on this machine, at its usual port. */
    public LeveretConnectionFactory() {
        this(FactoryOptions.DEFAULT_URI);
    }

    /** @throws IllegalArgumentException saying what is wrong with the URI, and what would be right */
    public LeveretConnectionFactory(String uri) {
        this.options = FactoryOptions.parse(uri);
        this.uri = uri;
    }

    /**
     * As {@link #getReference} said it.
     *
     * @throws IllegalArgumentException for a setting that there is not, or a value that is not allowed
     */
    public static LeveretConnectionFactory of(Reference reference) {
        LeveretConnectionFactory factory = new LeveretConnectionFactory();
        Map<Option, String> settings = new EnumMap<>(Option.class);
        String uri = factory.uri;
        for (Enumeration<RefAddr> all = reference.getAll(); all.hasMoreElements(); ) {
            RefAddr each = all.nextElement();
            if (each.getType().equals(REFERENCE_URI)) {
                uri = (String) each.getContent();
            } else {
                settings.put(Option.named(each.getType()), (String) each.getContent());
            }
        }
        factory.become(uri, settings);
        return factory;
    }

    /** All or nothing: what is not allowed changes nothing. */
    private void become(String newUri, Map<Option, String> newSettings) {
        options = FactoryOptions.parse(newUri, newSettings);
        uri = newUri;
        settings = newSettings;
    }

    /** @param value null to go back to what the URI says */
    private void set(Option option, String value) {
        Map<Option, String> changed = new EnumMap<>(Option.class);
        changed.putAll(settings);
        if (value == null) {
            changed.remove(option);
        } else {
            changed.put(option, value);
        }
        become(uri, changed);
    }

    // ---- connections

    @Override
    public Connection createConnection() throws JMSException {
        return createConnection(options.user(), options.password());
    }

    @Override
    public Connection createConnection(String userName, String password) throws JMSException {
        return open(Domain.BOTH, userName, password);
    }

    @Override
    public QueueConnection createQueueConnection() throws JMSException {
        return createQueueConnection(options.user(), options.password());
    }

    @Override
    public QueueConnection createQueueConnection(String userName, String password) throws JMSException {
        return open(Domain.QUEUES, userName, password);
    }

    @Override
    public TopicConnection createTopicConnection() throws JMSException {
        return createTopicConnection(options.user(), options.password());
    }

    @Override
    public TopicConnection createTopicConnection(String userName, String password) throws JMSException {
        return open(Domain.TOPICS, userName, password);
    }

    @Override
    public JMSContext createContext() {
        return createContext(JMSContext.AUTO_ACKNOWLEDGE);
    }

    @Override
    public JMSContext createContext(int sessionMode) {
        return createContext(options.user(), options.password(), sessionMode);
    }

    @Override
    public JMSContext createContext(String userName, String password) {
        return createContext(userName, password, JMSContext.AUTO_ACKNOWLEDGE);
    }

    @Override
    public JMSContext createContext(String userName, String password, int sessionMode) {
        return LeveretContext.open(sessionMode, () -> open(Domain.BOTH, userName, password));
    }

    /** No name and no password, as containers pass them on, mean the factory's own. */
    private JmsConnection open(Domain domain, String userName, String password) throws JMSException {
        FactoryOptions now = options;
        boolean own = userName == null;
        return JmsConnection.open(
                now,
                domain,
                own ? now.user() : userName,
                own ? now.password() : Optional.ofNullable(password).orElse(""),
                now.sharedLoop() ? Optional.of(sharedLoop()) : Optional.empty());
    }

    private synchronized WireLoop sharedLoop() {
        if (loop == null) {
            loop = WireLoop.shared("leveret-shared");
        }
        return loop;
    }

    /** Ends the thread that connections share by {@link #setSharedLoop}; those that are still open are lost. */
    public synchronized void close() {
        if (loop != null) {
            loop.close();
            loop = null;
        }
    }

    // ---- as a bean

    /** As it was given, with the password. */
    public String getUri() {
        return uri;
    }

    /** @throws IllegalArgumentException saying what is wrong with it, and what would be right */
    public void setUri(String uri) {
        become(uri, settings);
    }

    public String getUser() {
        return options.user();
    }

    public void setUser(String user) {
        set(Option.USER, user);
    }

    public void setPassword(String password) {
        set(Option.PASSWORD, password);
    }

    public String getVirtualHost() {
        return options.virtualHost();
    }

    public void setVirtualHost(String virtualHost) {
        set(Option.VIRTUAL_HOST, virtualHost);
    }

    /** Null for none. */
    public String getClientID() {
        return options.clientId().isEmpty() ? null : options.clientId();
    }

    public void setClientID(String clientID) {
        set(Option.CLIENT_ID, clientID);
    }

    public String getConnectionName() {
        return options.connectionName();
    }

    public void setConnectionName(String connectionName) {
        set(Option.CONNECTION_NAME, connectionName);
    }

    public String getPrefetch() {
        return options.prefetch() == Option.AUTO ? "auto" : Integer.toString(options.prefetch());
    }

    public void setPrefetch(String prefetch) {
        set(Option.PREFETCH, prefetch);
    }

    public int getHeartbeat() {
        return options.heartbeatSeconds();
    }

    public void setHeartbeat(int seconds) {
        set(Option.HEARTBEAT, String.valueOf(seconds));
    }

    public long getConnectTimeout() {
        return options.connectTimeout().toMillis();
    }

    public void setConnectTimeout(long millis) {
        set(Option.CONNECT_TIMEOUT, String.valueOf(millis));
    }

    public long getCallTimeout() {
        return options.callTimeout().toMillis();
    }

    public void setCallTimeout(long millis) {
        set(Option.CALL_TIMEOUT, String.valueOf(millis));
    }

    /** 0 for none. */
    public long getSendTimeout() {
        return options.sendTimeout().toMillis();
    }

    /** @param millis 0 to wait for ever */
    public void setSendTimeout(long millis) {
        set(Option.SEND_TIMEOUT, millis == 0 ? "none" : String.valueOf(millis));
    }

    public long getCloseTimeout() {
        return options.closeTimeout().toMillis();
    }

    public void setCloseTimeout(long millis) {
        set(Option.CLOSE_TIMEOUT, String.valueOf(millis));
    }

    /** 0 for none. */
    public int getDeliveryLimit() {
        return options.redelivery().limit();
    }

    /** @param failures 0 for none */
    public void setDeliveryLimit(int failures) {
        set(Option.DELIVERY_LIMIT, failures == Option.UNLIMITED ? "none" : String.valueOf(failures));
    }

    public String getDeadLetterPrefix() {
        return options.redelivery().deadLetterPrefix();
    }

    public void setDeadLetterPrefix(String prefix) {
        set(Option.DEAD_LETTER_PREFIX, prefix);
    }

    public long getRedeliveryDelay() {
        return options.redelivery().delay().toMillis();
    }

    public void setRedeliveryDelay(long millis) {
        set(Option.REDELIVERY_DELAY, String.valueOf(millis));
    }

    public double getRedeliveryMultiplier() {
        return options.redelivery().multiplier();
    }

    public void setRedeliveryMultiplier(double multiplier) {
        set(Option.REDELIVERY_MULTIPLIER, String.valueOf(multiplier));
    }

    public long getRedeliveryDelayMax() {
        return options.redelivery().delayMax().toMillis();
    }

    public void setRedeliveryDelayMax(long millis) {
        set(Option.REDELIVERY_DELAY_MAX, String.valueOf(millis));
    }

    public boolean isCreateQueues() {
        return options.createQueues();
    }

    public void setCreateQueues(boolean create) {
        set(Option.CREATE_QUEUES, String.valueOf(create));
    }

    public boolean isWaitForAcknowledge() {
        return options.waitForAcknowledge();
    }

    public void setWaitForAcknowledge(boolean wait) {
        set(Option.WAIT_FOR_ACKNOWLEDGE, String.valueOf(wait));
    }

    public int getAsyncSendLimit() {
        return options.asyncSendLimit();
    }

    public void setAsyncSendLimit(int limit) {
        set(Option.ASYNC_SEND_LIMIT, String.valueOf(limit));
    }

    public String getSerializableClasses() {
        return String.join(",", options.serializableClasses());
    }

    public void setSerializableClasses(String classes) {
        set(Option.SERIALIZABLE_CLASSES, classes);
    }

    public boolean isSharedLoop() {
        return options.sharedLoop();
    }

    public void setSharedLoop(boolean shared) {
        set(Option.SHARED_LOOP, String.valueOf(shared));
    }

    public String getTrustStore() {
        return options.tls().trustStore();
    }

    public void setTrustStore(String path) {
        set(Option.TRUST_STORE, path);
    }

    public void setTrustStorePassword(String password) {
        set(Option.TRUST_STORE_PASSWORD, password);
    }

    public String getKeyStore() {
        return options.tls().keyStore();
    }

    public void setKeyStore(String path) {
        set(Option.KEY_STORE, path);
    }

    public void setKeyStorePassword(String password) {
        set(Option.KEY_STORE_PASSWORD, password);
    }

    public boolean isVerifyHost() {
        return options.tls().verifyHost();
    }

    public void setVerifyHost(boolean verify) {
        set(Option.VERIFY_HOST, String.valueOf(verify));
    }

    // ---- at rest

    /** With passwords, since whoever looks it up is to connect. */
    @Override
    public Reference getReference() {
        Reference reference = new Reference(getClass().getName(), OBJECT_FACTORY, null);
        reference.add(new StringRefAddr(REFERENCE_URI, uri));
        settings.forEach((option, value) -> reference.add(new StringRefAddr(option.key(), value)));
        return reference;
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
        try {
            options = FactoryOptions.parse(uri, settings);
        } catch (IllegalArgumentException e) {
            InvalidObjectException invalid = new InvalidObjectException(e.getMessage());
            invalid.initCause(e);
            throw invalid;
        }
    }

    /** Without anything secret. */
    @Override
    public String toString() {
        return "LeveretConnectionFactory[" + options + "]";
    }
}
