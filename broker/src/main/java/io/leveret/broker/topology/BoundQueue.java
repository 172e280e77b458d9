package io.leveret.broker.topology;

import io.leveret.amqp.ChannelError;
import io.leveret.broker.queue.MessageQueue;

/** A queue with what the topology knows of it: the bindings that lead to it, and the connection it belongs to. */
public final class BoundQueue implements Destination {
    private final MessageQueue queue;
    private final BindingsTo bindingsTo = new BindingsTo();
    private final Owner owner;

    BoundQueue(MessageQueue queue, Owner owner) {
        this.queue = queue;
        this.owner = owner;
    }

    public MessageQueue queue() {
        return queue;
    }

    @Override
    public String name() {
        return queue.name();
    }

    @Override
    public String kindAndName() {
        return "queue " + name();
    }

    @Override
    public BindingsTo bindingsTo() {
        return bindingsTo;
    }

    @Override
    public boolean survivesRestart() {
        return queue.options().durable();
    }

    @Override
    public boolean isGone() {
        return queue.isDeleted();
    }

    Owner owner() {
        return owner;
    }

    /** @throws ChannelError 405 when it is exclusive to somebody else */
    BoundQueue openTo(Owner who, String virtualHost) {
        if (queue.options().exclusive() && owner != who) throw locked(name(), virtualHost);
        return this;
    }

    static ChannelError locked(String queue, String virtualHost) {
        return ChannelError.resourceLocked(
                "cannot obtain exclusive access to locked queue '%s' in vhost '%s'. It could be originally declared on"
                        + " another connection or the exclusive property value does not match that of the original"
                        + " declaration.",
                queue, virtualHost);
    }
}
