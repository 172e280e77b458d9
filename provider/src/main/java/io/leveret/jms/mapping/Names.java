package io.leveret.jms.mapping;

import java.util.Set;

/** Headers that are not the application's. */
final class Names {
    /** The mark of this provider's messages. */
    static final String JMS = "x-jms";

    static final String TIMESTAMP = "JMSTimestamp";
    static final String EXPIRATION = "JMSExpiration";
    static final String DELIVERY_TIME = "JMSDeliveryTime";
    static final String DELAY = "x-delay";
    static final String ATTEMPTS = "x-attempts";
    static final String DELIVERY_COUNT = "JMSXDeliveryCount";

    /** What AMQP's short strings have no room for. */
    static final String LONG_TYPE = "x-jms-type";

    static final String LONG_CORRELATION_ID = "x-jms-correlation-id";

    /** How often a queue of RabbitMQ with a delivery limit has handed it out before. */
    static final String RABBIT_DELIVERIES = "x-delivery-count";

    /** What a broker adds on the way, to anybody's message. */
    private static final Set<String> BROKERS = Set.of(
            ATTEMPTS,
            RABBIT_DELIVERIES,
            DELIVERY_COUNT,
            "x-acquired-count",
            "x-death",
            "x-first-death-exchange",
            "x-first-death-queue",
            "x-first-death-reason",
            "x-last-death-exchange",
            "x-last-death-queue",
            "x-last-death-reason",
            "x-exception",
            "x-exception-message");

    /** What this provider adds to its own messages; another client's header of that name is that client's. */
    private static final Set<String> OURS =
            Set.of(JMS, TIMESTAMP, EXPIRATION, DELIVERY_TIME, DELAY, LONG_TYPE, LONG_CORRELATION_ID);

    private Names() {}

    static boolean isHidden(String header, boolean ours) {
        return BROKERS.contains(header) || ours && OURS.contains(header);
    }
}
