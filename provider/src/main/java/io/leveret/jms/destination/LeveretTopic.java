package io.leveret.jms.destination;

import jakarta.jms.Topic;

/**
 * A topic: a routing key on {@code amq.topic}. For a consumer the words between the dots may be {@code *} (any one word) and
 * {@code #} (any number of words).
 */
public sealed class LeveretTopic extends LeveretDestination implements Topic permits LeveretTemporaryTopic {
    private static final long serialVersionUID = 1;

    private final String name;

    /** @throws IllegalArgumentException for a name that no topic can have */
    public LeveretTopic(String name) {
        this.name = Addresses.checkName("topic", name);
    }

    /** The routing key. */
    public final String name() {
        return name;
    }

    /** What {@code createTopic} takes to give this topic again. */
    @Override
    public final String getTopicName() {
        return Addresses.isPlain(name) ? name : address();
    }

    @Override
    public final String exchange() {
        return TOPICS;
    }

    @Override
    public final String routingKey() {
        return name;
    }

    @Override
    public final String address() {
        return Addresses.TOPIC + Addresses.encode(name);
    }

    @Override
    public final boolean isQueue() {
        return false;
    }
}
