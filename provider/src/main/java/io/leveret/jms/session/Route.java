package io.leveret.jms.session;

import io.leveret.amqp.ReplyCode;
import io.leveret.jms.destination.LeveretDestination;
import io.leveret.jms.destination.LeveretQueue;
import io.leveret.jms.wire.WireException;
import jakarta.jms.JMSException;

/** How messages reach a destination; one a producer, or one a send of a producer that has no destination of its own. */
final class Route {
    static final int NO_ROUTE = ReplyCode.NO_ROUTE.code();
    static final String NO_QUEUE = "there is no such queue";

    private final LeveretDestination destination;
    private final String exchange;
    private final String routingKey;
    private final boolean toQueue;

    Route(LeveretDestination destination) {
        this.destination = destination;
        this.exchange = destination.exchange();
        this.routingKey = destination.routingKey();
        this.toQueue = destination.isQueue();
    }

    LeveretDestination destination() {
        return destination;
    }

    String exchange() {
        return exchange;
    }

    String routingKey() {
        return routingKey;
    }

    /** A message to a queue comes back where there is none; a topic without subscribers is no mistake. */
    boolean mandatory() {
        return toQueue;
    }

    /** Makes the queue if there is none; a temporary one is made by its connection only. */
    void prepare(Topology topology, String attempt) throws JMSException {
        try {
            if (destination instanceof LeveretQueue queue) {
                if (!queue.isTemporary()) topology.require(queue);
            } else {
                topology.requireExchange(exchange);
            }
        } catch (WireException e) {
            throw Failures.of(e, attempt);
        }
    }

    /** The same before consuming: the broker is asked though the queue was there before, since its refusal would cost the session's channel. */
    void prepareAnew(Topology topology, String attempt) throws JMSException {
        if (toQueue) topology.forget(routingKey);
        prepare(topology, attempt);
    }

    /** Whether the queue, which was not there, has been made. */
    boolean renew(Topology topology) throws JMSException {
        if (destination.isTemporary()) return false;
        topology.forget(routingKey);
        prepare(topology, "cannot make " + destination + " anew");
        return true;
    }

    static boolean isUnroutable(int code) {
        return code == NO_ROUTE;
    }
}
