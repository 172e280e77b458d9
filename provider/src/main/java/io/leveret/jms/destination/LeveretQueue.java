package io.leveret.jms.destination;

import jakarta.jms.Queue;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** A queue by its name, which is the AMQP queue's name, and the arguments it is declared with where it does not exist yet. */
public sealed class LeveretQueue extends LeveretDestination implements Queue permits LeveretTemporaryQueue {
    private static final long serialVersionUID = 1;

    private final String name;

    @SuppressWarnings("serial") // always a LinkedHashMap of strings and boxed numbers
    private final Map<String, Object> arguments;

    /** @throws IllegalArgumentException for a name that no queue can have */
    public LeveretQueue(String name) {
        this(name, Map.of());
    }

    /** @throws IllegalArgumentException for a name that no queue can have */
    public LeveretQueue(String name, Map<String, Object> arguments) {
        this.name = Addresses.checkName("queue", name);
        this.arguments = arguments.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(arguments));
    }

    /** The AMQP queue's name. */
    public final String name() {
        return name;
    }

    /** What the queue is declared with where it does not exist yet: boolean, integer, long, double and string values. */
    public final Map<String, Object> arguments() {
        return arguments;
    }

    /** What {@code createQueue} takes to give this queue again: the plain name where that says all. */
    @Override
    public final String getQueueName() {
        return arguments.isEmpty() && Addresses.isPlain(name) ? name : address();
    }

    @Override
    public final String exchange() {
        return QUEUES;
    }

    @Override
    public final String routingKey() {
        return name;
    }

    @Override
    public final String address() {
        return Addresses.QUEUE + Addresses.encode(name) + Addresses.encodeArguments(arguments);
    }

    @Override
    public final boolean isQueue() {
        return true;
    }

    @Override
    public final String replyAddress() {
        return Addresses.isPlain(name) ? name : Addresses.QUEUE + Addresses.encode(name);
    }
}
