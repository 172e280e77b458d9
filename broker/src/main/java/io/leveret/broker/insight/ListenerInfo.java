package io.leveret.broker.insight;

/** A door of the broker, by its protocol ({@code amqp}, {@code amqps}, {@code http}). */
public record ListenerInfo(String protocol, String address, int port) {}
