package io.leveret.broker.session;

/**
 * What connections are offered and held to.
 *
 * @param consumerTimeoutMillis how long a delivery may stay unacknowledged
 */
public record SessionSettings(
        int frameMax, int channelMax, int heartbeatSeconds, long maxMessageSize, long consumerTimeoutMillis) {}
