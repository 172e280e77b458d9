package io.leveret.broker.insight;

import io.leveret.amqp.Table;

/**
 * A client connection as it stands at one moment.
 *
 * @param blocked its publishes wait, because memory or disk is low
 * @param tls protocol and cipher, or ''
 * @param since when it came, in milliseconds of the wall clock
 * @param received methods that came from it
 */
public record ConnectionInfo(
        String name,
        String virtualHost,
        String user,
        String state,
        boolean blocked,
        int channels,
        Table clientProperties,
        String tls,
        int frameMax,
        int channelMax,
        int heartbeatSeconds,
        long since,
        long received) {}
