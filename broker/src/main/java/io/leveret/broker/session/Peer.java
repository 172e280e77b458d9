package io.leveret.broker.session;

import io.leveret.amqp.Table;
import io.leveret.broker.security.User;

/**
 * Who is at the other end.
 *
 * @param name as logs and listings call the connection: {@code client:port -> broker:port}
 * @param properties what the client says of itself
 * @param tls the cipher and protocol, or ''
 */
public record Peer(
        String name, User user, Table properties, String tls, int channelMax, int frameMax, int heartbeat, long since) {
    /** Whether the client has announced that it understands something. */
    boolean can(String capability) {
        return properties.get("capabilities") instanceof Table capabilities
                && Boolean.TRUE.equals(capabilities.get(capability));
    }

    /** What the client calls this connection, so that bindings can tell its messages from others; '' when it does not. */
    String connectionId() {
        return properties.get("leveret.connection-id") instanceof String id ? id : "";
    }
}
