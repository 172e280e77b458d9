package io.leveret.jms.wire;

/**
 * Who answered.
 *
 * @param jms whether Leveret's extensions for Jakarta Messaging are in use on this connection
 * @param connectionId what this end calls this connection, a UUID that it has announced as client property {@code leveret.connection-id}
 */
public record Server(String product, String version, boolean jms, String connectionId) {}
