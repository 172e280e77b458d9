package io.leveret.broker.session;

import io.leveret.amqp.Method;
import io.leveret.amqp.Properties;
import io.leveret.broker.message.Message;

/**
 * The way out to one client. Everything is gathered until {@link #flush}, once a turn. It belongs to whoever the connection
 * belongs to at the time: first the I/O loop, then its virtual host's.
 */
public interface Outbound {
    void send(int channel, Method method);

    /** A method with content: a returned message, or the answer to a get. */
    void send(int channel, Method method, Properties properties, byte[] body);

    void deliver(
            int channel,
            byte[] consumerTag,
            long deliveryTag,
            boolean redelivered,
            Message message,
            Properties properties);

    void ack(int channel, long deliveryTag, boolean multiple);

    /**
     * Whether the client takes what is sent to it. When not, {@link Conversation#roomAgain} is called once there is room; until then
     * only answers should be sent.
     */
    boolean hasRoom();

    /**
     * Whether the client must take what it was answered before it is answered more. When so, {@link Conversation#roomAgain} is called
     * once it has.
     */
    default boolean owesReading() {
        return false;
    }

    /** Whether so much waits for the client that nothing may be sent that it has not asked for. */
    default boolean isDeaf() {
        return false;
    }

    void flush();

    /** What was agreed on holds from now on. */
    void tuned(int frameMax, int heartbeatSeconds);

    /** Reads nothing more from the client until told otherwise: its publishes wait in its own socket. */
    void pauseReading();

    void resumeReading();

    /** Sends what is gathered, then closes the socket. */
    void finish();
}
