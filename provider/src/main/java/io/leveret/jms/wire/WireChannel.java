package io.leveret.jms.wire;

import io.leveret.amqp.BasicMethod;
import io.leveret.amqp.ConfirmMethod;
import io.leveret.amqp.FrameWriter;
import io.leveret.amqp.LeveretMethod;
import io.leveret.amqp.Method;
import io.leveret.amqp.Properties;
import io.leveret.amqp.Table;
import io.leveret.amqp.TxMethod;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One channel, open until it is closed or lost; then for good. For any number of threads: what they ask for reaches the broker in the
 * order in which they asked. Calls that wait for the broker must not be made on the loop.
 */
public final class WireChannel {
    private static final Logger log = LoggerFactory.getLogger(WireChannel.class);

    /** A text of so many characters has no more than 255 bytes of UTF-8. */
    private static final int SURELY_SHORT = 85;

    private static final int CONTENT_HEADER = 12;

    private final WireConnection connection;
    private final ChannelCore core;
    private final AtomicInteger tags = new AtomicInteger();
    private volatile boolean confirming;

    WireChannel(WireConnection connection, ChannelCore core) {
        this.connection = connection;
        this.core = core;
    }

    /** Sends a method and waits for its answer. Several threads may be waiting; answers come in the order of the questions. */
    public <M extends Method> M call(Method request, Class<M> answer) throws WireException {
        return answer.cast(ask(new Call(core, request, answer)));
    }

    private Object ask(Call call) throws WireException {
        core.requireOpen();
        return connection.ask(call);
    }

    /** Sends a method that has no answer. Never blocks; does nothing on a closed channel. */
    public void tell(Method method) {
        connection.outgoing().add(new Step(core, (channel, out) -> channel.tell(method, out)));
    }

    public WireConnection connection() {
        return connection;
    }

    public boolean isOpen() {
        return core.isOpen();
    }

    /** Closes it in order; what is not acknowledged goes back to its queues. Silent if it is closed already. On the loop it does not wait. */
    public void close() {
        if (!core.leave()) return;
        connection.room().wake();
        Call goodBye = new ChannelClosing(core);
        try {
            if (connection.onLoop()) connection.outgoing().add(goodBye);
            else connection.ask(goodBye);
        } catch (WireException over) {
            log.debug("a channel was closed without the broker's answer", over);
        }
    }

    // ---- publishing

    /** From now on each publish has an {@link Outcome}. A second call does nothing. */
    public void confirmSelect() throws WireException {
        ask(new Call(core, new ConfirmMethod.Select(false), ConfirmMethod.SelectOk.class) {
            @Override
            void asked() {
                channel.confirm();
            }
        });
        confirming = true;
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
        if (outcome != Outcome.NONE && !confirming) {
            throw new IllegalStateException("without confirmSelect() the broker does not tell outcomes");
        }
        requireFits(exchange, key, properties);
        core.requireOpen();
        Publishing message = new Publishing(core, exchange, key, mandatory, properties, body, outcome);
        connection.room().enter(message.size(), core, connection.options().callTimeout());
        if (!connection.outgoing().add(message)) connection.requireOpen();
    }

    /** Looked at here, since the loop could not tell the caller. */
    private void requireFits(String exchange, String key, Properties properties) {
        requireShort("exchange", exchange);
        requireShort("routing key", key);
        int most = connection.line().frameMax() - FrameWriter.FRAME_OVERHEAD - CONTENT_HEADER;
        if (properties.size() > most) {
            throw new IllegalArgumentException("headers and properties of " + properties.size()
                    + " bytes do not fit into one frame, which has room for " + most
                    + "; put some of it into the body, or raise frame-max at both ends");
        }
    }

    private static void requireShort(String what, String name) {
        if (name.length() > SURELY_SHORT && name.getBytes(StandardCharsets.UTF_8).length > 255) {
            throw new IllegalArgumentException("the " + what + " has more than 255 bytes of UTF-8: " + name);
        }
    }

    // ---- consuming

    /** Starts a consumer; answers its tag. Deliveries may come before this returns. */
    public String consume(ConsumeSpec spec, Deliveries to) throws WireException {
        String tag = "c" + tags.incrementAndGet();
        var consumer = new Consumers.Consumer(tag, spec, to);
        var request = new BasicMethod.Consume(
                spec.queue(), tag, false, spec.noAck(), spec.exclusive(), false, spec.arguments());
        ask(new Call(core, request, BasicMethod.ConsumeOk.class) {
            @Override
            void asked() {
                channel.consumers().add(consumer);
            }
        });
        return tag;
    }

    /** Allows a consumer with {@code x-credit} so many more messages. On a server without the extensions: nothing, {@link #prefetch} limits. */
    public void credit(String tag, int n) {
        if (n == 0 || !core.jms()) return;
        var grant = new LeveretMethod.Credit(tag, n, false);
        connection.outgoing().add(new Step(core, (channel, out) -> channel.tell(grant, out)));
    }

    /**
     * Adds n to the credit, waits until all that the broker has now has come, and takes back what is left of the credit. Answers what was
     * taken back, or -1 if the consumer was cancelled meanwhile.
     *
     * <p>On a server without the extensions: asks the consumer's queue something twice, after which what it had to deliver when asked has
     * come; answers n less what came meanwhile.
     */
    public int drain(String tag, int n) throws WireException {
        if (connection.onLoop()) throw new IllegalStateException("draining waits, which the loop must not do");
        core.requireOpen();
        Answer<Integer> answer = new Answer<>();
        drainThen(tag, n, answer::tell);
        int returned = answer.await(connection.options().callTimeout(), "leveret.credit with drain");
        if (returned < 0) core.requireOpen();
        return returned;
    }

    /** The same without waiting: the answer is told on the loop, -1 if the consumer, the channel or the connection went first. */
    public void drainThen(String tag, int n, IntConsumer returned) {
        Drain drain = new Drain(core, tag, n, returned);
        if (!connection.outgoing().add(drain)) returned.accept(-1);
    }

    /** Ends a consumer; after this no delivery comes for it any more. What it had and did not settle remains its channel's. */
    public void cancel(String tag) throws WireException {
        ask(new Call(core, new BasicMethod.Cancel(tag, false), BasicMethod.CancelOk.class) {
            @Override
            void answered(Method method) {
                channel.consumers().remove(tag);
                super.answered(method);
            }
        });
    }

    /** basic.qos for each consumer started from now on: so many unsettled messages at most; 0 is no limit. */
    public void prefetch(int count) throws WireException {
        call(new BasicMethod.Qos(0, count, false), BasicMethod.QosOk.class);
    }

    /** basic.get: one message at once, or none. */
    public Optional<Delivery> get(String queue, boolean noAck) throws WireException {
        Object got = ask(new Fetch(core, queue, noAck));
        return got instanceof Delivery delivery ? Optional.of(delivery) : Optional.empty();
    }

    /**
     * Acknowledges, in a moment: acknowledgements that follow each other quickly share a frame and a write. False, and nothing else, for a
     * delivery of another channel, which is gone with that.
     *
     * <p>What was delivered before is not waited with. If one of the messages behind it is why this process ended the last time, it should
     * not look as if it were this one.
     */
    public boolean ack(Delivery delivery) {
        if (delivery.channel != core || !core.isOpen()) return false;
        if (!delivery.claim()) return true;
        Outgoing out = connection.outgoing();
        return delivery.redelivered() ? out.add(delivery) : out.addPatiently(delivery);
    }

    /** Acknowledges all of them with the fewest frames. False if one of them, which is left out, is of another channel. */
    public boolean ackAll(Collection<Delivery> deliveries) {
        List<Delivery> ours = ours(deliveries);
        if (!core.isOpen()) return false;
        connection.outgoing().add(new Step(core, (channel, out) -> channel.ackAll(ours, out)));
        return ours.size() == deliveries.size();
    }

    /** A copy: the caller goes on with his list. */
    private List<Delivery> ours(Collection<Delivery> deliveries) {
        List<Delivery> ours = new ArrayList<>(deliveries.size());
        for (Delivery each : deliveries) if (each.channel == core) ours.add(each);
        return ours;
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
        List<Delivery> ours = ours(deliveries);
        if (!core.isOpen()) return false;
        connection.outgoing().add(new Step(core, (channel, out) -> channel.giveBack(ours, outcome, reason, out)));
        return ours.size() == deliveries.size();
    }

    // ---- transactions

    /** From now on publishes and acknowledgements count when committed. */
    public void txSelect() throws WireException {
        ask(new Call(core, new TxMethod.Select(), TxMethod.SelectOk.class) {
            @Override
            void asked() {
                channel.transacted();
            }
        });
    }

    /**
     * Commits. {@link WireException.RolledBack} if the broker could not: then nothing has happened. On a server without the extensions:
     * tx.commit, which knows no id, and leaves out what cannot be routed ({@link ChannelEvents#returned}).
     *
     * @param id by which the outcome may be asked about later
     */
    public void commit(String id) throws WireException {
        ask(TransactionEnd.commit(core, id));
    }

    /** Forgets what was published, and undoes acknowledgements: those messages are unsettled again, and for the caller to give back. */
    public void rollback() throws WireException {
        ask(TransactionEnd.rollback(core));
    }
}
