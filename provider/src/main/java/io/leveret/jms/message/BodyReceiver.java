package io.leveret.jms.message;

import jakarta.jms.JMSException;
import jakarta.jms.Message;

/** A consumer that can look at a body before the message counts as received. */
public interface BodyReceiver {
    /**
     * The next message, if {@link AbstractMessage#offers} a body of that class; else {@link jakarta.jms.MessageFormatException}, and
     * where the session acknowledges by itself the message is still the next one, as if nobody had asked.
     *
     * @param timeout milliseconds; 0 for ever, less than 0 not at all
     * @return null when there was none in that time
     */
    Message receiveWithBody(Class<?> body, long timeout) throws JMSException;
}
