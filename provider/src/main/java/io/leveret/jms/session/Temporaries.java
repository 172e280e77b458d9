package io.leveret.jms.session;

import io.leveret.amqp.ReplyCode;
import io.leveret.amqp.Table;
import io.leveret.jms.destination.LeveretDestination;
import io.leveret.jms.destination.LeveretTemporaryQueue;
import io.leveret.jms.destination.LeveretTemporaryTopic;
import io.leveret.jms.destination.TemporaryOwner;
import io.leveret.jms.wire.WireException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** The temporary destinations of a connection: gone with it, and consumed from by it alone. */
final class Temporaries implements TemporaryOwner {
    private final JmsConnection connection;
    private final Set<LeveretDestination> living = ConcurrentHashMap.newKeySet();

    Temporaries(JmsConnection connection) {
        this.connection = connection;
    }

    LeveretTemporaryQueue queue() throws JMSException {
        String name = name();
        try {
            connection.topology().declare(name, false, true, false, Table.EMPTY);
        } catch (WireException e) {
            throw Failures.of(e, "cannot make a temporary queue");
        }
        LeveretTemporaryQueue queue = new LeveretTemporaryQueue(name, this);
        living.add(queue);
        return queue;
    }

    /** Nobody else knows its key, so there is nothing to make. */
    LeveretTemporaryTopic topic() {
        LeveretTemporaryTopic topic = new LeveretTemporaryTopic(name(), this);
        living.add(topic);
        return topic;
    }

    private static String name() {
        return LeveretDestination.TEMPORARY + UUID.randomUUID();
    }

    /** A temporary destination is consumed from by the connection that made it, while it lives. */
    void requireOwn(LeveretDestination destination) throws JMSException {
        if (!destination.isTemporary() || living.contains(destination)) return;
        throw new InvalidDestinationException(
                destination + " is a temporary destination of another connection, or deleted; only the connection that"
                        + " made it can consume from it");
    }

    @Override
    public void delete(LeveretDestination temporary) throws JMSException {
        connection.checkOpen();
        if (!living.contains(temporary)) return;
        if (connection.consumesFrom(temporary)) throw inUse(temporary);
        if (temporary.isQueue()) {
            try {
                connection.topology().delete(temporary.routingKey(), true);
            } catch (WireException.Refused e) {
                if (e.code() == ReplyCode.PRECONDITION_FAILED.code()) throw inUse(temporary);
                throw Failures.of(e, "cannot delete " + temporary);
            } catch (WireException e) {
                throw Failures.of(e, "cannot delete " + temporary);
            }
        }
        living.remove(temporary);
    }

    private static JMSException inUse(LeveretDestination temporary) {
        return new JMSException("cannot delete " + temporary + " while it has consumers");
    }

    /** Another wire connection: the queues of the one before went with it. */
    void attach() throws JMSException {
        for (LeveretDestination each : living) {
            if (!each.isQueue()) continue;
            try {
                connection.topology().declare(each.routingKey(), false, true, false, Table.EMPTY);
            } catch (WireException e) {
                throw Failures.of(e, "cannot make " + each + " anew");
            }
        }
    }
}
