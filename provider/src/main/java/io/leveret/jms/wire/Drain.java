package io.leveret.jms.wire;

import io.leveret.amqp.LeveretMethod;
import io.leveret.amqp.Method;
import io.leveret.amqp.QueueMethod;
import io.leveret.amqp.Table;
import java.util.Optional;
import java.util.function.IntConsumer;

/** Credit with drain, or as near as a server without it comes. */
final class Drain extends Work {
    private final ChannelCore channel;
    private final String tag;
    private final int credit;
    private final IntConsumer returned;

    Drain(ChannelCore channel, String tag, int credit, IntConsumer returned) {
        this.channel = channel;
        this.tag = tag;
        this.credit = credit;
        this.returned = returned;
    }

    @Override
    void run(Outgoing out) {
        Optional<Consumers.Consumer> consumer = channel.consumers().find(tag);
        if (consumer.isEmpty()) {
            Consumers.tell(returned, -1);
        } else if (channel.jms()) {
            channel.tell(new LeveretMethod.Credit(tag, credit, true), out);
            consumer.get().whenDrained(returned);
        } else {
            new Asking(consumer.get(), 1).run(out);
        }
    }

    @Override
    void lost(WireException why) {
        Consumers.tell(returned, -1);
    }

    /**
     * A server without drain: its queue answers the first question after it has given the channel all that it had, and the channel answers
     * the second one after it has passed that on.
     */
    private final class Asking extends Call {
        private final Consumers.Consumer consumer;
        private final int round;
        private long before;

        Asking(Consumers.Consumer consumer, int round) {
            super(
                    Drain.this.channel,
                    new QueueMethod.Declare(consumer.spec.queue(), true, false, false, false, false, Table.EMPTY),
                    QueueMethod.DeclareOk.class);
            this.consumer = consumer;
            this.round = round;
            before = consumer.came;
        }

        @Override
        void answered(Method method) {
            if (round == 2) {
                consumer.endBatch();
                Consumers.tell(returned, (int) Math.max(0, credit - (consumer.came - before)));
                return;
            }
            Asking second = new Asking(consumer, 2);
            second.before = before;
            second.run(channel.connection().outgoing());
        }

        @Override
        void failed(Throwable why) {
            Consumers.tell(returned, -1);
        }
    }
}
