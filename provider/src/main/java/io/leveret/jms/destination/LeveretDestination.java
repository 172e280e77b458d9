package io.leveret.jms.destination;

import jakarta.jms.Destination;
import java.io.Serializable;
import javax.naming.Reference;
import javax.naming.Referenceable;
import javax.naming.StringRefAddr;

/**
 * A destination by what AMQP knows of it: an exchange and a routing key. They alone decide equality, since they are all that a message
 * tells its receiver: a queue's arguments, or that a queue is temporary, are known to whoever made the object only.
 */
public abstract sealed class LeveretDestination implements Destination, Serializable, Referenceable
        permits LeveretQueue, LeveretTopic, LeveretAddress {
    /** The exchange that brings a message to the queue that its key names. */
    public static final String QUEUES = "";

    /** The exchange of all topics that do not name another one. */
    public static final String TOPICS = "amq.topic";

    /** Names of temporary queues and keys of temporary topics begin with it, so that a receiver knows them by their name. */
    public static final String TEMPORARY = "leveret.temporary.";

    /** What a directory entry of a destination holds: the address, which says all. */
    public static final String REFERENCE_ADDRESS = "address";

    static final int LONGEST_NAME = 255;

    private static final String OBJECT_FACTORY = "io.leveret.jms.jndi.LeveretObjectFactory";
    private static final long serialVersionUID = 1;

    LeveretDestination() {}

    /** The exchange that a message is published to; empty for a queue. */
    public abstract String exchange();

    /** The routing key that a message is published with: a queue's name, a topic's. */
    public abstract String routingKey();

    /** The whole destination as one text, which {@link Addresses#parse} understands: {@code queue://orders?x-max-priority=5}. */
    public abstract String address();

    /** Whether messages come from one queue that others may share, and not from a subscription. */
    public abstract boolean isQueue();

    public boolean isTemporary() {
        return false;
    }

    /** What an answer's sender must know, as short as can be: a queue's plain name, so that any AMQP client can answer, else the address. */
    public String replyAddress() {
        return address();
    }

    @Override
    public Reference getReference() {
        return new Reference(
                getClass().getName(), new StringRefAddr(REFERENCE_ADDRESS, address()), OBJECT_FACTORY, null);
    }

    @Override
    public final boolean equals(Object other) {
        return other instanceof LeveretDestination that
                && routingKey().equals(that.routingKey())
                && exchange().equals(that.exchange());
    }

    @Override
    public final int hashCode() {
        return exchange().hashCode() * 31 + routingKey().hashCode();
    }

    @Override
    public final String toString() {
        return address();
    }
}
