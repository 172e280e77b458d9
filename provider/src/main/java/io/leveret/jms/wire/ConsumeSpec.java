package io.leveret.jms.wire;

import io.leveret.amqp.Table;

/**
 * A consumer to be.
 *
 * @param noAck messages count as acknowledged when they are sent
 * @param arguments as they go into basic.consume. On a server without the extensions, those that only extensions understand
 *     ({@code x-credit}, {@code x-counts}, {@code x-browse}, {@code x-selector}, ...) are for the caller to leave out
 */
public record ConsumeSpec(String queue, boolean noAck, boolean exclusive, Table arguments) {}
