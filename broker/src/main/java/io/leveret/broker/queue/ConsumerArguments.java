package io.leveret.broker.queue;

import io.leveret.amqp.ChannelError;
import io.leveret.amqp.Table;
import io.leveret.broker.selector.Selector;
import java.util.Optional;

/**
 * The x-arguments of a consumer, checked. Unknown ones are ignored, as RabbitMQ does.
 *
 * @param priority which consumers come first; 0 when nothing is said
 * @param byCredit whether it gets only what it was granted, and begins with nothing
 * @param counts whether a message that was handed out before tells how often
 * @param selector what it selects; without one, everything
 * @param browses whether it is shown what is there, and takes nothing
 * @param redelivery what becomes of messages that fail with it, where the queue itself says nothing
 */
public record ConsumerArguments(
        int priority,
        boolean byCredit,
        boolean counts,
        Optional<Selector> selector,
        boolean browses,
        Redelivery redelivery) {
    public static final ConsumerArguments NONE =
            new ConsumerArguments(0, false, false, Optional.empty(), false, Redelivery.NONE);

    /**
     * @param queue how the queue is called in an error: {@code queue 'q' in vhost '/'}
     * @throws ChannelError 406 that names the argument, its value and what is allowed
     */
    public static ConsumerArguments parse(Table table, String queue) {
        if (table.isEmpty()) return NONE;
        ArgumentReader in = new ArgumentReader(table, queue);
        boolean byCredit = in.bool("x-credit");
        boolean browses = in.bool("x-browse");
        if (browses && !byCredit) {
            throw in.invalid(
                    "x-browse", "who browses goes by credit, so that its end can be told: x-credit is needed, too");
        }
        String selector = in.string("x-selector", "");
        return new ConsumerArguments(
                in.anyNumber("x-priority", 0),
                byCredit,
                in.bool("x-counts"),
                Selector.isNone(selector) ? Optional.empty() : Optional.of(Selector.parse(selector)),
                browses,
                Redelivery.read(in));
    }
}
