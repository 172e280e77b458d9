package io.leveret.broker.topology;

import io.leveret.amqp.ChannelError;
import io.leveret.amqp.Table;
import java.util.Set;
import java.util.random.RandomGenerator;

/** The exchange types by name. */
final class ExchangeTypes {
    static final String DELAYED = "x-delayed-message";

    private static final Set<String> NAMES =
            Set.of("direct", "fanout", "topic", "headers", "x-consistent-hash", "x-random", DELAYED);

    private ExchangeTypes() {}

    /** @throws ChannelError 406 when there is no such type, or its arguments do not fit it */
    static Matcher<Destination> matcher(String type, Table arguments, RandomGenerator random) {
        return switch (type) {
            case "direct" -> new DirectMatcher<>();
            case "fanout" -> new FanoutMatcher<>();
            case "topic" -> new TopicMatcher<>();
            case "headers" -> new HeadersMatcher<>();
            case "x-consistent-hash" -> new ConsistentHashMatcher<>(arguments, Destination::kindAndName);
            case "x-random" -> new RandomMatcher<>(random);
            // The delay itself is the queue's business; the exchange only routes, by the rule that it is told.
            case DELAYED -> matcher(delayedType(arguments), arguments, random);
            default ->
                throw ChannelError.preconditionFailed(
                        "unknown exchange type '%s'; known are %s",
                        type, String.join(", ", NAMES.stream().sorted().toList()));
        };
    }

    private static String delayedType(Table arguments) {
        if (arguments.get("x-delayed-type") instanceof String type && NAMES.contains(type) && !type.equals(DELAYED)) {
            return type;
        }
        throw ChannelError.preconditionFailed(
                "invalid argument, 'x-delayed-type' must be an existing exchange type, and an exchange of type '%s' needs"
                        + " it",
                DELAYED);
    }
}
