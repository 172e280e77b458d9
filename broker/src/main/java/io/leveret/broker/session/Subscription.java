package io.leveret.broker.session;

import io.leveret.amqp.LeveretMethod;
import io.leveret.amqp.Utf8;
import io.leveret.broker.message.Message;
import io.leveret.broker.queue.Chunk;
import io.leveret.broker.queue.Consumer;
import io.leveret.broker.queue.ConsumerArguments;
import io.leveret.broker.queue.MessageQueue;
import io.leveret.broker.queue.Redelivery;
import io.leveret.broker.queue.Subscriber;

/** One consumer of a channel: a window of unacknowledged deliveries over one queue. */
final class Subscription implements Subscriber {
    private final Channel channel;
    private final MessageQueue queue;
    private final String tag;
    private final byte[] tagBytes;
    private final boolean noAck;
    private final boolean exclusive;
    private final ConsumerArguments arguments;
    /** What becomes of messages that fail here: what the queue says, then what the consumer does. */
    private final Redelivery redelivery;
    /** How many may be out at once; 0 for any number. */
    private final int window;

    private int out;
    /** How many more it may be given, when it goes by credit. */
    private int credit;

    /** Drains that were asked for and have not ended. */
    private int drains;

    private Consumer consumer;

    Subscription(
            Channel channel,
            MessageQueue queue,
            String tag,
            boolean noAck,
            boolean exclusive,
            ConsumerArguments arguments,
            int window) {
        this.channel = channel;
        this.queue = queue;
        this.tag = tag;
        tagBytes = Utf8.encode(tag);
        this.noAck = noAck;
        this.exclusive = exclusive;
        this.arguments = arguments;
        redelivery = queue.arguments().redelivery().over(arguments.redelivery());
        this.window = window;
    }

    void start() {
        consumer = arguments.browses()
                ? queue.browse(this, arguments.selector())
                : queue.subscribe(this, exclusive, arguments.selector());
    }

    /** @return whether the queue is to be deleted with its last consumer */
    boolean stop() {
        return queue.unsubscribe(consumer);
    }

    void wake() {
        consumer.wake();
    }

    /** One of its deliveries is settled or has come back. */
    void returned() {
        out--;
        consumer.wake();
    }

    // ---- credit

    boolean byCredit() {
        return arguments.byCredit();
    }

    void grant(int more, boolean drain) {
        credit = (int) Math.min(Integer.MAX_VALUE, (long) credit + more);
        consumer.wake();
        if (!drain) return;
        drains++;
        consumer.drain();
    }

    @Override
    public void drained() {
        int left = credit;
        credit = 0;
        for (; drains > 0; drains--) {
            channel.send(new LeveretMethod.Drained(tag, left));
            left = 0;
        }
    }

    // ---- as the queue sees it

    @Override
    public boolean canTake() {
        return wants() && channel.hasRoom();
    }

    @Override
    public boolean wants() {
        // Who is only shown messages holds none.
        if (arguments.browses()) return credit > 0;
        if (!noAck && window > 0 && out >= window) return false;
        if (credit == 0 && arguments.byCredit()) return false;
        return channel.consuming().hasWindow();
    }

    @Override
    public void take(Chunk chunk, int index, Message message) {
        if (!noAck) out++;
        if (credit > 0) credit--;
        channel.consuming().deliver(this, chunk, index, message);
    }

    @Override
    public void show(Chunk chunk, int index, Message message) {
        credit--;
        channel.consuming().show(this, chunk, index, message);
    }

    @Override
    public boolean acknowledges() {
        return !noAck;
    }

    @Override
    public int priority() {
        return arguments.priority();
    }

    @Override
    public void queueGone() {
        channel.consuming().queueGone(this);
    }

    MessageQueue queue() {
        return queue;
    }

    boolean counts() {
        return arguments.counts();
    }

    Redelivery redelivery() {
        return redelivery;
    }

    String tag() {
        return tag;
    }

    byte[] tagBytes() {
        return tagBytes;
    }

    boolean noAck() {
        return noAck;
    }

    boolean exclusive() {
        return exclusive;
    }

    int window() {
        return window;
    }

    int out() {
        return out;
    }

    boolean isActive() {
        return consumer.isActive();
    }
}
