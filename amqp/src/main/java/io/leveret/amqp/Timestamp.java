package io.leveret.amqp;

/** The timestamp (T) of a field table: seconds since 1970. */
public record Timestamp(long seconds) {}
