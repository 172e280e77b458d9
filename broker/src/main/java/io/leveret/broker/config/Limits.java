package io.leveret.broker.config;

import java.time.Duration;
import java.util.OptionalInt;

/** What one client may take, and how much of the machine all of them together may. Checked by {@link BrokerConfig}. */
public record Limits(
        Duration heartbeat,
        int frameMax,
        int channelMax,
        DataSize maxMessageSize,
        int maxConnections,
        Duration handshakeTimeout,
        Duration consumerTimeout,
        MemoryShare memoryBudget,
        DataSize diskFreeLimit,
        OptionalInt deliveryLimit) {

    /** The smallest frame the protocol allows: what every client may send before anything is agreed. */
    public static final int FRAME_MIN = 4096;

    private static final int FRAME_MAX = 16 << 20;
    private static final DataSize LARGEST_MESSAGE = DataSize.ofGiB(1);
    private static final DataSize LEAST_MEMORY = DataSize.ofMiB(1);
    private static final Duration DAY = Duration.ofDays(1);

    void check(ConfigError.Gatherer problems) {
        long beat = heartbeat.toSeconds();
        problems.require(
                !heartbeat.isNegative() && heartbeat.equals(Duration.ofSeconds(beat)) && beat <= 0xFFFF,
                "heartbeat",
                "is %s: allowed are whole seconds up to 65535s, and 0 (no heartbeats)",
                text(heartbeat));
        problems.require(
                frameMax >= FRAME_MIN && frameMax <= FRAME_MAX,
                "frame-max",
                "is %d: allowed are %d to %d bytes",
                frameMax,
                FRAME_MIN,
                FRAME_MAX);
        problems.require(
                channelMax >= 1 && channelMax <= 0xFFFF, "channel-max", "is %d: allowed are 1 to 65535", channelMax);
        problems.require(
                maxMessageSize.bytes() >= 1 && maxMessageSize.compareTo(LARGEST_MESSAGE) <= 0,
                "max-message-size",
                "is %s: allowed are 1 byte to %s",
                maxMessageSize,
                LARGEST_MESSAGE);
        problems.require(
                maxConnections >= 1 && maxConnections <= 10_000_000,
                "max-connections",
                "is %d: allowed are 1 to 10000000",
                maxConnections);
        problems.require(
                handshakeTimeout.toMillis() >= 100 && handshakeTimeout.compareTo(Duration.ofMinutes(10)) <= 0,
                "handshake-timeout",
                "is %s: allowed are 100ms to 10m",
                text(handshakeTimeout));
        problems.require(
                !consumerTimeout.isNegative() && consumerTimeout.compareTo(DAY.multipliedBy(365)) <= 0,
                "consumer-timeout",
                "is %s: allowed are times up to 365 days, and 0 (no limit)",
                text(consumerTimeout));
        checkMemory(problems);
        problems.require(
                deliveryLimit.orElse(0) >= 0,
                "delivery-limit",
                "is %d: allowed are 0 and more deliveries that may fail, and none (no limit)",
                deliveryLimit.orElse(0));
    }

    private void checkMemory(ConfigError.Gatherer problems) {
        boolean fits = memoryBudget instanceof MemoryShare.OfHeap share
                ? share.percent() >= 1 && share.percent() <= 80
                : memoryBudget.bytes(0) >= LEAST_MEMORY.bytes();
        problems.require(
                fits,
                "memory-budget",
                "is %s: allowed are 1%% to 80%% of the heap, or a size of at least %s",
                memoryBudget,
                LEAST_MEMORY);
    }

    private static String text(Duration d) {
        return d.toMillis() % 1000 == 0 ? d.toSeconds() + "s" : d.toMillis() + "ms";
    }
}
