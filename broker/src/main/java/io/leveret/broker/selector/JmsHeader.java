package io.leveret.broker.selector;

/** The header fields that a selector may name. */
enum JmsHeader {
    DELIVERY_MODE("JMSDeliveryMode"),
    PRIORITY("JMSPriority"),
    MESSAGE_ID("JMSMessageID"),
    TIMESTAMP("JMSTimestamp"),
    CORRELATION_ID("JMSCorrelationID"),
    TYPE("JMSType");

    private final String identifier;

    JmsHeader(String identifier) {
        this.identifier = identifier;
    }

    String identifier() {
        return identifier;
    }
}
