package io.leveret.broker.insight;

/** A consumer as it stands at one moment; {@code out} are its deliveries that are not acknowledged. */
public record ConsumerInfo(
        String virtualHost,
        String queue,
        String tag,
        String connection,
        int channel,
        boolean acknowledges,
        boolean exclusive,
        int prefetch,
        int priority,
        boolean active,
        int out) {}
