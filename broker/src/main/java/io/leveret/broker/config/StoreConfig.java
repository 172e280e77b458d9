package io.leveret.broker.config;

/** How the journal keeps what must survive. Checked by {@link BrokerConfig}. */
public record StoreConfig(Sync sync, DataSize segmentSize) {
    /** When what was confirmed is safe. */
    public enum Sync {
        /** It was forced to the disk before. */
        ALWAYS,
        /** It was written; a power cut may still take it. */
        OS
    }

    private static final DataSize SMALLEST = DataSize.ofMiB(1);
    private static final DataSize LARGEST = DataSize.ofGiB(1);

    void check(ConfigError.Gatherer problems) {
        problems.require(
                segmentSize.compareTo(SMALLEST) >= 0 && segmentSize.compareTo(LARGEST) <= 0,
                "segment-size",
                "is %s: allowed are %s to %s",
                segmentSize,
                SMALLEST,
                LARGEST);
    }
}
