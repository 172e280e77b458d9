package io.leveret.broker.insight;

/** A channel as it stands at one moment; {@code unconfirmed} are the answers it is owed. */
public record ChannelInfo(
        String connection,
        String virtualHost,
        String user,
        int number,
        int consumers,
        int unacknowledged,
        int prefetch,
        boolean confirming,
        boolean transactional,
        int unconfirmed) {}
