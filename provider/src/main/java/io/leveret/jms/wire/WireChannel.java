package io.leveret.jms.wire;

import io.leveret.amqp.Method;
import io.leveret.amqp.Properties;
import io.leveret.amqp.Table;
import java.util.Collection;
import java.util.Optional;
import java.util.function.IntConsumer;

/**
 * One channel, open until it is closed or lost; then for good. For any number of threads: what they ask for reaches the broker in the
 * order in which they asked. Calls that wait for the broker must not be made on the loop.
 */
public final class WireChannel {

    /** Sends a method and waits for its answer. Several threads may be waiting; answers come in the order of the questions. */
    public <M extends Method> M call(Method request, Class<M> answer) throws WireException {
        throw new UnsupportedOperationException();
    }

    /** Sends a method that has no answer. Never blocks; does nothing on a closed channel. */
    public void tell(Method method) {
        throw new UnsupportedOperationException();
    }

    public WireConnection connection() {
        throw new UnsupportedOperationException();
    }

    public boolean isOpen() {
        throw new UnsupportedOperationException();
    }

    /** Closes it in order; what is not acknowledged goes back to its queues. Silent if it is closed already. On the loop it does not wait. */
    public void close() {
        throw new UnsupportedOperationException();
    }

    // ---- publishing

    /** From now on each publish has an {@link Outcome}. A second call does nothing. */
    public void confirmSelect() throws WireException {
        throw new UnsupportedOperationException();
    }

    /**
     * Publishes one message. While the broker has asked for a pause, or too much is on its way already, the calling thread waits, up to the
     * call time limit ({@link WireException.TimedOut}: the message was not sent). On the loop it never waits.
     *
     * <p>An exception means that the message was not sent, and the outcome is not told.
     *
     * @param body taken as it is; not to be changed until the outcome is known
     * @param outcome {@link Outcome#NONE} unless {@link #confirmSelect} was called before
     */
    public void publish(
            String exchange, String key, boolean mandatory, Properties properties, byte[] body, Outcome outcome)
            throws WireException {
        throw new UnsupportedOperationException();
    }

    // ---- consuming

    /** Starts a consumer; answers its tag. Deliveries may come before this returns. */
    public String consume(ConsumeSpec spec, Deliveries to) throws WireException {
        throw new UnsupportedOperationException();
    }

    /** Allows a consumer with {@code x-credit} so many more messages. On a server without the extensions: nothing, {@link #prefetch} limits. */
    public void credit(String tag, int n) {
        throw new UnsupportedOperationException();
    }

    /**
     * Adds n to the credit, waits until all that the broker has now has come, and takes back what is left of the credit. Answers what was
     * taken back, or -1 if the consumer was cancelled meanwhile.
     *
     * <p>On a server without the extensions: asks the consumer's queue something twice, after which what it had to deliver when asked has
     * come; answers n less what came meanwhile.
     */
    public int drain(String tag, int n) throws WireException {
        throw new UnsupportedOperationException();
    }

    /** The same without waiting: the answer is told on the loop, -1 if the consumer, the channel or the connection went first. */
    public void drainThen(String tag, int n, IntConsumer returned) {
        throw new UnsupportedOperationException();
    }

    /** Ends a consumer; after this no delivery comes for it any more. What it had and did not settle remains its channel's. */
    public void cancel(String tag) throws WireException {
        throw new UnsupportedOperationException();
    }

    /** basic.qos for each consumer started from now on: so many unsettled messages at most; 0 is no limit. */
    public void prefetch(int count) throws WireException {
        throw new UnsupportedOperationException();
    }

    /** basic.get: one message at once, or none. */
    public Optional<Delivery> get(String queue, boolean noAck) throws WireException {
        throw new UnsupportedOperationException();
    }

    /** Acknowledges. False, and nothing else, for a delivery of another channel, which is gone with that. */
    public boolean ack(Delivery delivery) {
        throw new UnsupportedOperationException();
    }

    /** Acknowledges all of them with the fewest frames. False if one of them, which is left out, is of another channel. */
    public boolean ackAll(Collection<Delivery> deliveries) {
        throw new UnsupportedOperationException();
    }

    /**
     * Returns messages to their old places, at once, in transactions too.
     *
     * <p>On a server without the extensions: basic.nack with requeue, which knows no outcome and no reason. In a transaction that has
     * acknowledged or published already, such a server does it at the end of the transaction.
     *
     * @param outcome one of {@link io.leveret.amqp.LeveretMethod}'s UNSEEN, SEEN and FAILED
     * @param reason what is remembered if this dead-letters the message; may be empty
     */
    public boolean giveBack(Collection<Delivery> deliveries, int outcome, Table reason) {
        throw new UnsupportedOperationException();
    }

    // ---- transactions

    /** From now on publishes and acknowledgements count when committed. */
    public void txSelect() throws WireException {
        throw new UnsupportedOperationException();
    }

    /**
     * Commits. {@link WireException.RolledBack} if the broker could not: then nothing has happened. On a server without the extensions:
     * tx.commit, which knows no id, and leaves out what cannot be routed ({@link ChannelEvents#returned}).
     *
     * @param id by which the outcome may be asked about later
     */
    public void commit(String id) throws WireException {
        throw new UnsupportedOperationException();
    }

    /** Forgets what was published, and undoes acknowledgements: those messages are unsettled again, and for the caller to give back. */
    public void rollback() throws WireException {
        throw new UnsupportedOperationException();
    }
}
