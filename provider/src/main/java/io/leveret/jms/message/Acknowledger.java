package io.leveret.jms.message;

import jakarta.jms.JMSException;

/** The session that a message was received in, as far as {@link jakarta.jms.Message#acknowledge} needs to know it. */
@FunctionalInterface
public interface Acknowledger {
    void acknowledge(AbstractMessage message) throws JMSException;
}
