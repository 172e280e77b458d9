package io.leveret.jms.session;

import io.leveret.jms.wire.Delivery;
import jakarta.jms.ConnectionConsumer;
import jakarta.jms.JMSException;
import jakarta.jms.ServerSession;
import jakarta.jms.ServerSessionPool;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds an application server's sessions. A scout waits for one message to come; then a session is asked for from the pool, the message is
 * returned to its place, and the session fetches it, with others that are there, on its own channel: since a transaction can hold only what its own channel
 * was given.
 */
final class JmsConnectionConsumer implements ConnectionConsumer {
    private static final Logger log = LoggerFactory.getLogger(JmsConnectionConsumer.class);

    private static final long SHORTEST_PAUSE = 10;
    private static final long LONGEST_PAUSE = 10_000;

    private final JmsSession scout;
    private final ServerSessionPool pool;
    private final int most;
    private final Inbox inbox;
    private final Thread thread;
    private final Set<JmsSession> fed = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    JmsConnectionConsumer(JmsSession scout, Inbox.Opening opening, ServerSessionPool pool, int most)
            throws JMSException {
        this.scout = scout;
        this.pool = pool;
        this.most = most;
        this.inbox = scout.intake().open(opening, new Window(0, 0), delivery -> {});
        this.thread = scout.connection().threads("connection-consumer").newThread(this::feed);
        thread.start();
    }

    JmsSession scout() {
        return scout;
    }

    private void feed() {
        long pause = SHORTEST_PAUSE;
        try {
            while (!closed) {
                try {
                    Delivery found = await();
                    if (found == null) return;
                    feed(found);
                    pause = SHORTEST_PAUSE;
                    continue;
                } catch (JMSException e) {
                    if (!goesOnAfter(e)) return;
                } catch (RuntimeException e) {
                    String text = "a connection consumer's pool of server sessions failed: " + e;
                    if (!goesOnAfter(Failures.caused(new JMSException(text), e))) return;
                }
                // The message is there still, so a pool that is not well would be asked again at once, and again.
                Thread.sleep(pause);
                pause = Math.min(LONGEST_PAUSE, pause * 2);
            }
        } catch (InterruptedException e) {
            log.debug("feeding a pool ends with its connection consumer");
        }
    }

    private boolean goesOnAfter(JMSException e) {
        // That the broker has ended the consumer was told, as it is that the channel went, which is being replaced.
        if (closed || scout.flow().lockedly(inbox::isDropped)) return false;
        if (!scout.line().isBroken()) scout.connection().tell(e);
        return scout.connection().wire().isOpen();
    }

    private void feed(Delivery found) throws JMSException {
        ServerSession server;
        JmsSession session;
        try {
            server = pool.getServerSession();
            session = ours(server);
        } finally {
            // Before the session asks: a broker hears one connection's words in order, whatever their channel.
            scout.settlement().unseen(found);
        }
        fed.add(session);
        session.batches().load(this, () -> inbox.spec, most);
        server.start();
    }

    private Delivery await() throws JMSException, InterruptedException {
        scout.flow().lock.lockInterruptibly();
        try {
            return inbox.take(Long.MAX_VALUE, found -> {});
        } finally {
            scout.flow().lock.unlock();
        }
    }

    private static JmsSession ours(ServerSession server) throws JMSException {
        if (server != null && server.getSession() instanceof JmsSession session) return session;
        throw new JMSException("the pool has given no session of this provider: "
                + (server == null ? "null" : String.valueOf(server.getSession())));
    }

    @Override
    public ServerSessionPool getServerSessionPool() throws JMSException {
        if (closed) throw Failures.closed("connection consumer");
        return pool;
    }

    @Override
    public void close() throws JMSException {
        if (closed) return;
        closed = true;
        thread.interrupt();
        scout.connection().forget(this);
        for (JmsSession each : fed) {
            try {
                each.batches().unload(this);
            } catch (JMSException e) {
                log.debug("ending a connection consumer", e);
            }
        }
        try {
            scout.end();
        } finally {
            scout.connection().forget(scout);
        }
    }
}
