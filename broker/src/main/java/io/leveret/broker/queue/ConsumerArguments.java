package io.leveret.broker.queue;

import io.leveret.amqp.ChannelError;
import io.leveret.amqp.Table;

/**
 * The x-arguments of a consumer, checked. Unknown ones are ignored, as RabbitMQ does.
 *
 * @param priority which consumers come first; 0 when nothing is said
 * @param byCredit whether it gets only what it was granted, and begins with nothing
 * @param counts whether a message that was handed out before tells how often
 * @param redelivery what becomes of messages that fail with it, where the queue itself says nothing
 */
public record ConsumerArguments(int priority, boolean byCredit, boolean counts, Redelivery redelivery) {
    public static final ConsumerArguments NONE = new ConsumerArguments(0, false, false, Redelivery.NONE);

    /**
     * @param queue how the queue is called in an error: {@code queue 'q' in vhost '/'}
     * @throws ChannelError 406 that names the argument, its value and what is allowed
     */
    public static ConsumerArguments parse(Table table, String queue) {
        if (table.isEmpty()) return NONE;
        ArgumentReader in = new ArgumentReader(table, queue);
        return new ConsumerArguments(
                in.anyNumber("x-priority", 0), in.bool("x-credit"), in.bool("x-counts"), Redelivery.read(in));
    }
}
