package io.leveret.jms.wire;

import io.leveret.amqp.BasicMethod;
import io.leveret.amqp.Properties;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The consumers of one channel, as the loop sees them. */
final class Consumers {
    private static final Logger log = LoggerFactory.getLogger(Consumers.class);

    /** One of them. */
    static final class Consumer {
        final String tag;
        final ConsumeSpec spec;
        private final Deliveries to;
        private final ArrayDeque<IntConsumer> drains = new ArrayDeque<>(2);
        /** How many messages have come. */
        long came;

        private boolean gone;
        /** Has been given something since the last read began. */
        private boolean fed;

        Consumer(String tag, ConsumeSpec spec, Deliveries to) {
            this.tag = tag;
            this.spec = spec;
            this.to = to;
        }

        /** To be told when the next drain that is not answered yet ends; at once if there is none to come. */
        void whenDrained(IntConsumer returned) {
            if (gone) tell(returned, -1);
            else drains.add(returned);
        }

        /** What was delivered until now is a batch: also where something else is about to be told that speaks of it. */
        void endBatch() {
            if (!fed) return;
            fed = false;
            try {
                to.batchEnded();
            } catch (RuntimeException fault) {
                failed(fault);
            }
        }

        void drained(int returned) {
            endBatch();
            IntConsumer waiting = drains.poll();
            if (waiting != null) tell(waiting, returned);
        }

        private void end() {
            endBatch();
            gone = true;
            for (IntConsumer each; (each = drains.poll()) != null; ) tell(each, -1);
        }
    }

    private final ChannelCore channel;
    private final Map<String, Consumer> byTag = new HashMap<>();
    private final List<Consumer> fed = new ArrayList<>();
    /** Deliveries come in runs: the last one looked for. */
    private Consumer last;

    Consumers(ChannelCore channel) {
        this.channel = channel;
    }

    void add(Consumer consumer) {
        byTag.put(consumer.tag, consumer);
    }

    Optional<Consumer> find(String tag) {
        return Optional.ofNullable(byTag.get(tag));
    }

    /** Null if there is none: asked for every message. The reader gives the same string for the same tag. */
    private Consumer at(String tag) {
        Consumer found = last;
        if (found != null && found.tag.equals(tag)) return found;
        return last = byTag.get(tag);
    }

    void delivered(BasicMethod.Deliver method, Properties properties, byte[] body) {
        Consumer consumer = at(method.consumerTag());
        if (consumer == null) {
            // Between cancel and cancel-ok there is a consumer; after that the broker sends nothing.
            log.warn("a message came for consumer {}, which is unknown here; it is given back", method.consumerTag());
            channel.giveBackUnseen(method.deliveryTag());
            return;
        }
        Delivery delivery = delivery(consumer, method, properties, body);
        feed(consumer);
        try {
            consumer.to.delivered(delivery);
        } catch (RuntimeException fault) {
            failed(fault);
        }
    }

    /** True if a consumer was told. */
    boolean tooLarge(BasicMethod.Deliver method, long size) {
        Consumer consumer = at(method.consumerTag());
        if (consumer == null) return false;
        Delivery delivery = delivery(consumer, method, Properties.EMPTY, new byte[0]);
        consumer.endBatch();
        try {
            consumer.to.tooLarge(delivery, size);
        } catch (RuntimeException fault) {
            failed(fault);
        }
        return true;
    }

    private Delivery delivery(Consumer consumer, BasicMethod.Deliver method, Properties properties, byte[] body) {
        consumer.came++;
        // What needs no acknowledgement is settled already; a browser's copies have no tag.
        boolean settled = consumer.spec.noAck() || method.deliveryTag() == 0;
        if (!settled) channel.settlements().delivered(method.deliveryTag());
        return new Delivery(
                channel,
                consumer.tag,
                method.deliveryTag(),
                method.redelivered(),
                method.exchange(),
                method.routingKey(),
                properties,
                body);
    }

    private void feed(Consumer consumer) {
        if (consumer.fed) return;
        if (fed.isEmpty()) channel.fed();
        consumer.fed = true;
        fed.add(consumer);
    }

    /** All that one read has brought is there. */
    void batchEnded() {
        for (int i = 0; i < fed.size(); i++) fed.get(i).endBatch();
        fed.clear();
    }

    /** This end has cancelled it, and the broker has said so. */
    void remove(String tag) {
        Consumer consumer = byTag.remove(tag);
        if (consumer == last) last = null;
        if (consumer != null) consumer.end();
    }

    /** The broker has cancelled it. */
    void cancelled(String tag) {
        Consumer consumer = byTag.get(tag);
        if (consumer == null) return;
        remove(tag);
        try {
            consumer.to.cancelled(new WireException.Refused(
                    0,
                    "the broker has ended the consumer of queue '" + consumer.spec.queue()
                            + "'; most likely the queue was deleted",
                    0,
                    0,
                    null));
        } catch (RuntimeException fault) {
            failed(fault);
        }
    }

    void end() {
        List<Consumer> all = List.copyOf(byTag.values());
        byTag.clear();
        last = null;
        all.forEach(Consumer::end);
    }

    static void tell(IntConsumer waiting, int returned) {
        try {
            waiting.accept(returned);
        } catch (RuntimeException fault) {
            failed(fault);
        }
    }

    private static void failed(RuntimeException fault) {
        log.error("a callback of a consumer has failed", fault);
    }
}
