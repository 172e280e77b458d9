package io.leveret.broker.session;

/**
 * What connections are offered and held to.
 *
 * @param consumerTimeoutMillis how long a delivery may stay unacknowledged
 * @param createsQueues whether a queue that is declared if absent is made when it is
 * @param quorumDeliveryLimit after how many failures a message leaves a quorum queue that does not say; -1 for never
 */
public record SessionSettings(
        int frameMax,
        int channelMax,
        int heartbeatSeconds,
        long maxMessageSize,
        long consumerTimeoutMillis,
        int quorumDeliveryLimit,
        boolean createsQueues) {}
