package io.leveret.jms.context;

import io.leveret.jms.session.JmsSession;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionMetaData;
import jakarta.jms.Destination;
import jakarta.jms.ExceptionListener;
import jakarta.jms.IllegalStateException;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.ObjectMessage;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import jakarta.jms.StreamMessage;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TemporaryTopic;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import java.io.Serializable;

/** One session of a connection that other contexts may share, and one anonymous producer for all that this context sends. */
public final class LeveretContext implements JMSContext {
    private final SharedConnection shared;
    private final int mode;
    private volatile boolean closed;
    // Both are made when they are first needed: until then the application may set the client id.
    private Session session;
    private MessageProducer producer;
    private volatile boolean autoStart = true;
    private volatile Message lastReceived;

    private LeveretContext(SharedConnection shared, int mode) throws JMSException {
        this.shared = shared;
        this.mode = mode;
        shared.join();
    }

    /** Opens the connection of a first context. */
    @FunctionalInterface
    public interface Opening {
        Connection open() throws JMSException;
    }

    /** The first context of a connection, which is opened now: a wrong password shows here. */
    public static LeveretContext open(int mode, Opening opening) {
        checkMode(mode);
        return Unchecked.get(() -> new LeveretContext(new SharedConnection(opening.open()), mode));
    }

    private static void checkMode(int mode) {
        if ((mode < SESSION_TRANSACTED || mode > DUPS_OK_ACKNOWLEDGE) && mode != JmsSession.INDIVIDUAL_ACKNOWLEDGE) {
            throw new JMSRuntimeException("there is no session mode " + mode
                    + ": 0 is SESSION_TRANSACTED, 1 AUTO_ACKNOWLEDGE, 2 CLIENT_ACKNOWLEDGE, 3 DUPS_OK_ACKNOWLEDGE, "
                    + JmsSession.INDIVIDUAL_ACKNOWLEDGE + " INDIVIDUAL_ACKNOWLEDGE");
        }
    }

    @Override
    public JMSContext createContext(int sessionMode) {
        checkOpen();
        checkMode(sessionMode);
        return Unchecked.get(() -> new LeveretContext(shared, sessionMode));
    }

    // ---- what it is made of

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateRuntimeException("the context is closed");
        }
    }

    private Connection connection() {
        checkOpen();
        return shared.connection();
    }

    private synchronized Session session() throws JMSException {
        if (closed) {
            throw new IllegalStateException("the context is closed");
        }
        if (session == null) {
            session = shared.connection().createSession(mode);
        }
        return session;
    }

    private synchronized boolean isInUse() {
        return session != null;
    }

    private synchronized MessageProducer anonymousProducer() throws JMSException {
        Session on = session();
        if (producer == null) {
            producer = on.createProducer(null);
        }
        return producer;
    }

    /** Whether a message counts as acknowledged once it is handed over. */
    boolean acknowledgesByItself() {
        return mode == AUTO_ACKNOWLEDGE || mode == DUPS_OK_ACKNOWLEDGE;
    }

    /** What {@link #acknowledge} is about. */
    void received(Message message) {
        lastReceived = message;
    }

    @Override
    public JMSProducer createProducer() {
        return Unchecked.get(() -> new LeveretProducer(this, anonymousProducer()));
    }

    // ---- the connection's

    @Override
    public String getClientID() {
        return Unchecked.get(() -> connection().getClientID());
    }

    @Override
    public void setClientID(String clientID) {
        Unchecked.run(() -> {
            Connection on = connection();
            if (isInUse()) {
                throw new IllegalStateException(
                        "the client id is set before anything else is done with a context, or at the factory");
            }
            on.setClientID(clientID);
        });
    }

    @Override
    public ConnectionMetaData getMetaData() {
        return Unchecked.get(() -> connection().getMetaData());
    }

    @Override
    public ExceptionListener getExceptionListener() {
        return Unchecked.get(() -> connection().getExceptionListener());
    }

    @Override
    public void setExceptionListener(ExceptionListener listener) {
        Unchecked.run(() -> connection().setExceptionListener(listener));
    }

    @Override
    public void start() {
        Unchecked.run(() -> connection().start());
    }

    @Override
    public void stop() {
        Unchecked.run(() -> connection().stop());
    }

    @Override
    public void setAutoStart(boolean autoStart) {
        checkOpen();
        this.autoStart = autoStart;
    }

    @Override
    public boolean getAutoStart() {
        checkOpen();
        return autoStart;
    }

    @Override
    public void close() {
        Session ending;
        synchronized (this) {
            if (closed) {
                return;
            }
            ending = session;
        }
        Unchecked.run(() -> {
            try {
                if (ending != null) {
                    ending.close();
                }
            } catch (IllegalStateException refused) {
                // Not from here: the context is as it was.
                throw refused;
            } catch (JMSException e) {
                leave();
                throw e;
            }
            leave();
        });
    }

    private void leave() throws JMSException {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        shared.leave();
    }

    // ---- messages

    @Override
    public BytesMessage createBytesMessage() {
        return Unchecked.get(() -> session().createBytesMessage());
    }

    @Override
    public MapMessage createMapMessage() {
        return Unchecked.get(() -> session().createMapMessage());
    }

    @Override
    public Message createMessage() {
        return Unchecked.get(() -> session().createMessage());
    }

    @Override
    public ObjectMessage createObjectMessage() {
        return Unchecked.get(() -> session().createObjectMessage());
    }

    @Override
    public ObjectMessage createObjectMessage(Serializable object) {
        return Unchecked.get(() -> session().createObjectMessage(object));
    }

    @Override
    public StreamMessage createStreamMessage() {
        return Unchecked.get(() -> session().createStreamMessage());
    }

    @Override
    public TextMessage createTextMessage() {
        return Unchecked.get(() -> session().createTextMessage());
    }

    @Override
    public TextMessage createTextMessage(String text) {
        return Unchecked.get(() -> session().createTextMessage(text));
    }

    // ---- transactions and acknowledgement

    @Override
    public boolean getTransacted() {
        checkOpen();
        return mode == SESSION_TRANSACTED;
    }

    @Override
    public int getSessionMode() {
        checkOpen();
        return mode;
    }

    @Override
    public void commit() {
        Unchecked.run(() -> session().commit());
    }

    @Override
    public void rollback() {
        Unchecked.run(() -> session().rollback());
    }

    @Override
    public void recover() {
        Unchecked.run(() -> session().recover());
    }

    /** In CLIENT_ACKNOWLEDGE everything received so far; in INDIVIDUAL_ACKNOWLEDGE the last one received; elsewhere nothing. */
    @Override
    public void acknowledge() {
        checkOpen();
        Message last = lastReceived;
        if (last != null) {
            Unchecked.run(last::acknowledge);
        }
    }

    // ---- consumers

    private JMSConsumer consumer(Unchecked.Asking<MessageConsumer> made) {
        return Unchecked.get(() -> {
            LeveretConsumer consumer = new LeveretConsumer(this, made.ask());
            startIfWanted();
            return consumer;
        });
    }

    private void startIfWanted() throws JMSException {
        if (autoStart) {
            shared.connection().start();
        }
    }

    @Override
    public JMSConsumer createConsumer(Destination destination) {
        return consumer(() -> session().createConsumer(destination));
    }

    @Override
    public JMSConsumer createConsumer(Destination destination, String messageSelector) {
        return consumer(() -> session().createConsumer(destination, messageSelector));
    }

    @Override
    public JMSConsumer createConsumer(Destination destination, String messageSelector, boolean noLocal) {
        return consumer(() -> session().createConsumer(destination, messageSelector, noLocal));
    }

    @Override
    public JMSConsumer createDurableConsumer(Topic topic, String name) {
        return consumer(() -> session().createDurableConsumer(topic, name));
    }

    @Override
    public JMSConsumer createDurableConsumer(Topic topic, String name, String messageSelector, boolean noLocal) {
        return consumer(() -> session().createDurableConsumer(topic, name, messageSelector, noLocal));
    }

    @Override
    public JMSConsumer createSharedDurableConsumer(Topic topic, String name) {
        return consumer(() -> session().createSharedDurableConsumer(topic, name));
    }

    @Override
    public JMSConsumer createSharedDurableConsumer(Topic topic, String name, String messageSelector) {
        return consumer(() -> session().createSharedDurableConsumer(topic, name, messageSelector));
    }

    @Override
    public JMSConsumer createSharedConsumer(Topic topic, String sharedSubscriptionName) {
        return consumer(() -> session().createSharedConsumer(topic, sharedSubscriptionName));
    }

    @Override
    public JMSConsumer createSharedConsumer(Topic topic, String sharedSubscriptionName, String messageSelector) {
        return consumer(() -> session().createSharedConsumer(topic, sharedSubscriptionName, messageSelector));
    }

    @Override
    public void unsubscribe(String name) {
        Unchecked.run(() -> session().unsubscribe(name));
    }

    @Override
    public QueueBrowser createBrowser(Queue queue) {
        return createBrowser(queue, null);
    }

    @Override
    public QueueBrowser createBrowser(Queue queue, String messageSelector) {
        return Unchecked.get(() -> {
            QueueBrowser browser = session().createBrowser(queue, messageSelector);
            startIfWanted();
            return browser;
        });
    }

    // ---- destinations

    @Override
    public Queue createQueue(String queueName) {
        return Unchecked.get(() -> session().createQueue(queueName));
    }

    @Override
    public Topic createTopic(String topicName) {
        return Unchecked.get(() -> session().createTopic(topicName));
    }

    @Override
    public TemporaryQueue createTemporaryQueue() {
        return Unchecked.get(() -> session().createTemporaryQueue());
    }

    @Override
    public TemporaryTopic createTemporaryTopic() {
        return Unchecked.get(() -> session().createTemporaryTopic());
    }
}
