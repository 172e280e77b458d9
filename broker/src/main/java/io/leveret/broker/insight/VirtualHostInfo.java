package io.leveret.broker.insight;

/**
 * A virtual host and the sums over what is in it. What is published, delivered and acknowledged counts since the start and never
 * falls, whatever is deleted.
 *
 * @param memory what the messages that it holds in memory take, in bytes
 */
public record VirtualHostInfo(
        String name,
        boolean tracing,
        int connections,
        int channels,
        int consumers,
        int exchanges,
        int queues,
        long ready,
        long unacknowledged,
        long delayed,
        long readyBytes,
        long published,
        long delivered,
        long acknowledged,
        long memory) {}
