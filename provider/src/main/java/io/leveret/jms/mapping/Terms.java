package io.leveret.jms.mapping;

/**
 * How a message is sent, as its producer says; in range already.
 *
 * @param timeToLive in ms, 0 for ever
 * @param deliveryDelay in ms
 * @param withId whether it gets a JMSMessageID
 * @param withTimestamp whether it gets a JMSTimestamp
 */
public record Terms(
        int deliveryMode, int priority, long timeToLive, long deliveryDelay, boolean withId, boolean withTimestamp) {}
