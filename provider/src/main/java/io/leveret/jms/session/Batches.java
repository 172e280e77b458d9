package io.leveret.jms.session;

import io.leveret.jms.wire.Delivery;
import io.leveret.jms.wire.WireException;
import jakarta.jms.JMSException;
import jakarta.jms.MessageListener;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;

/**
 * Messages that connection consumers have loaded into a session of an application server, for its {@link JmsSession#run}. The session has
 * an inbox of its own at each of their queues, so that it settles what it is given on its own channel, in its own mode and transaction.
 */
final class Batches {
    private final JmsSession session;
    private final Map<JmsConnectionConsumer, Inbox> inboxes = new HashMap<>();
    private final Queue<Loaded> loaded = new ArrayDeque<>();

    private record Loaded(Inbox from, Delivery delivery) {}

    Batches(JmsSession session) {
        this.session = session;
    }

    /** Fetches up to so many messages, those that the queue has now; they count as prefetched until {@link #run} hands them over. */
    void load(JmsConnectionConsumer by, Inbox.Opening opening, int most) throws JMSException {
        session.checkOpen();
        Inbox inbox;
        synchronized (this) {
            inbox = inboxes.get(by);
            if (inbox == null || session.flow().lockedly(inbox::isDropped)) {
                inbox = session.intake().open(opening, new Window(0, most), delivery -> {});
                inboxes.put(by, inbox);
            }
        }
        session.flow().lock.lock();
        try {
            Inbox from = inbox;
            Delivery next = inbox.fetch(most);
            while (next != null) {
                Delivery delivery = next;
                synchronized (this) {
                    loaded.add(new Loaded(from, delivery));
                }
                next = inbox.takeWaiting();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failures.caused(new JMSException("interrupted while loading messages"), e);
        } finally {
            session.flow().lock.unlock();
        }
    }

    /** On a thread of the application server. */
    void run(MessageListener listener) {
        while (true) {
            Loaded next = next();
            if (next == null) return;
            session.flow().dispatcher().standIn(() -> {
                if (listener == null || !session.flow().lockedly(session.flow()::flows)) {
                    session.settlement().unseen(next.delivery());
                } else {
                    session.deliver(next.delivery(), listener, next.from());
                }
            });
        }
    }

    private synchronized Loaded next() {
        return loaded.poll();
    }

    /** The connection consumer is closed. */
    void unload(JmsConnectionConsumer by) throws JMSException {
        Inbox inbox;
        synchronized (this) {
            inbox = inboxes.remove(by);
        }
        if (inbox == null) return;
        try {
            session.flow().end(inbox);
        } catch (WireException e) {
            throw Failures.of(e, "cannot end a connection consumer");
        }
    }

    /** What nobody has run goes back. */
    synchronized void close() {
        for (Loaded each; (each = loaded.poll()) != null; ) session.settlement().unseen(each.delivery());
    }
}
