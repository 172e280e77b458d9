package io.leveret.jms.destination;

import jakarta.jms.JMSException;

/** The connection that made a temporary destination, as far as the destination needs to know it. */
@FunctionalInterface
public interface TemporaryOwner {
    /** @throws JMSException when it has consumers, or when its connection is closed */
    void delete(LeveretDestination temporary) throws JMSException;
}
