package io.leveret.jms.session;

import io.leveret.amqp.Table;
import io.leveret.jms.destination.LeveretDestination;
import io.leveret.jms.destination.LeveretQueue;
import io.leveret.jms.wire.ConsumeSpec;
import io.leveret.jms.wire.Deliveries;
import io.leveret.jms.wire.Delivery;
import io.leveret.jms.wire.WireException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import java.util.Enumeration;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at a queue's messages and takes none. Each enumeration looks anew, a few messages ahead of its reader. */
public final class JmsBrowser implements QueueBrowser {
    private static final Logger log = LoggerFactory.getLogger(JmsBrowser.class);
    private static final int MOST_AHEAD = 200;
    private static final int MOST_BYTES_AHEAD = 4 << 20;

    private final JmsSession session;
    private final Queue given;
    private final LeveretQueue queue;
    private final String selector;
    private final Set<Looking> under = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    JmsBrowser(JmsSession session, Queue given, LeveretDestination destination, String selector) throws JMSException {
        if (!(destination instanceof LeveretQueue named)) {
            throw new InvalidDestinationException("only a queue can be browsed, not " + destination);
        }
        this.session = session;
        this.given = given;
        this.queue = named;
        this.selector = selector;
        session.connection().requireExtensions("browsing");
        prepare();
        try {
            session.connection().topology().checkSelector(selector);
        } catch (WireException e) {
            throw Failures.ofSelector(e, "the selector \"" + selector + "\"");
        }
    }

    private void prepare() throws JMSException {
        session.connection().temporaries().requireOwn(queue);
        new Route(queue).prepareAnew(session.connection().topology(), "cannot browse " + queue);
    }

    private void checkOpen() throws JMSException {
        if (closed) throw Failures.closed("browser");
        session.checkOpen();
    }

    @Override
    public Queue getQueue() throws JMSException {
        checkOpen();
        return given;
    }

    @Override
    public String getMessageSelector() throws JMSException {
        checkOpen();
        return selector.isEmpty() ? null : selector;
    }

    @Override
    public Enumeration<Message> getEnumeration() throws JMSException {
        checkOpen();
        prepare();
        // What this connection's consumers have fetched and nobody has asked for is in the queue, as far as a person
        // can tell.
        session.connection().recallIdle(queue.name());
        Looking looking = new Looking();
        looking.begin();
        under.add(looking);
        return looking;
    }

    @Override
    public void close() throws JMSException {
        if (closed) return;
        closed = true;
        session.forget(this);
        under.forEach(Looking::end);
    }

    void closedWithSession() {
        closed = true;
    }

    /** One enumeration: a consumer at the broker that is given copies, until there are no more. */
    private final class Looking implements Enumeration<Message>, Deliveries {
        private final ConcurrentLinkedQueue<Delivery> seen = new ConcurrentLinkedQueue<>();
        private String tag = "";
        private boolean ended;
        private int ahead = 1;

        void begin() throws JMSException {
            Table arguments = Table.of("x-browse", true, "x-credit", true, "x-counts", true);
            if (!selector.isEmpty()) arguments = arguments.with("x-selector", selector);
            try {
                tag = session.line().channel().consume(new ConsumeSpec(queue.name(), true, false, arguments), this);
            } catch (WireException e) {
                throw Failures.of(e, "cannot browse " + queue);
            }
        }

        @Override
        public void delivered(Delivery delivery) {
            seen.add(delivery);
        }

        @Override
        public void cancelled(WireException why) {
            log.debug("browsing {} ended early", queue, why);
        }

        @Override
        public boolean hasMoreElements() {
            if (seen.isEmpty() && !ended && !closed) look();
            return !seen.isEmpty();
        }

        /** Asks for some more; whatever is left of the asking says that there are no more. */
        private void look() {
            try {
                int left = session.line().channel().drain(tag, ahead);
                if (left != 0) {
                    end();
                    return;
                }
                int bytes = seen.stream().mapToInt(each -> each.body().length).sum() / ahead;
                ahead = Math.max(1, Math.min(Math.min(MOST_AHEAD, ahead * 4), MOST_BYTES_AHEAD / Math.max(1, bytes)));
            } catch (WireException | JMSException e) {
                ended = true;
                log.warn("browsing {} ended early: {}", queue, e.getMessage());
            }
        }

        void end() {
            if (ended) return;
            ended = true;
            under.remove(this);
            try {
                session.line().channel().cancel(tag);
            } catch (WireException | JMSException e) {
                log.debug("ending the browsing of {}", queue, e);
            }
        }

        @Override
        public Message nextElement() {
            if (!hasMoreElements()) throw new NoSuchElementException("no more messages in " + queue);
            return session.read(seen.remove());
        }
    }
}
