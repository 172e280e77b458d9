package io.leveret.broker.session;

import io.leveret.amqp.BasicMethod;
import io.leveret.broker.message.Message;
import io.leveret.broker.queue.Chunk;
import io.leveret.broker.queue.MessageQueue;
import io.leveret.broker.queue.Subscriber;

/** One {@code basic.get} on its way: it is answered once, now or when a cold message has been read. */
final class OneGet implements Subscriber.Getter {
    private final Channel channel;
    private final Consuming consuming;
    private final MessageQueue queue;
    private final boolean noAck;

    OneGet(Channel channel, Consuming consuming, MessageQueue queue, boolean noAck) {
        this.channel = channel;
        this.consuming = consuming;
        this.queue = queue;
        this.noAck = noAck;
    }

    @Override
    public boolean canTake() {
        return channel.isOpen();
    }

    @Override
    public void take(Chunk chunk, int index, Message message) {
        consuming.got(queue, noAck, chunk, index, message);
    }

    @Override
    public boolean acknowledges() {
        return !noAck;
    }

    @Override
    public void empty() {
        if (!channel.isOpen()) return;
        channel.send(new BasicMethod.GetEmpty());
        channel.resume();
    }
}
