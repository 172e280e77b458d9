package io.leveret.tck.wire;

import io.leveret.amqp.Table;
import java.nio.charset.StandardCharsets;

/** What a peer says of itself during the handshake. */
record Login(
        String user,
        String password,
        String virtualHost,
        int channelMax,
        int frameMax,
        int heartbeat,
        Table clientProperties) {

    private static final Table CAPABILITIES = Table.of(
            "authentication_failure_close", true,
            "basic.nack", true,
            "connection.blocked", true,
            "consumer_cancel_notify", true,
            "publisher_confirms", true);

    static Login guest() {
        return as("guest");
    }

    /** The users of definitions.json have their name as password. */
    static Login as(String user) {
        return new Login(user, user, "/", 2047, 131072, 0, Table.of("capabilities", CAPABILITIES));
    }

    Login password(String other) {
        return new Login(user, other, virtualHost, channelMax, frameMax, heartbeat, clientProperties);
    }

    Login virtualHost(String other) {
        return new Login(user, password, other, channelMax, frameMax, heartbeat, clientProperties);
    }

    Login channelMax(int other) {
        return new Login(user, password, virtualHost, other, frameMax, heartbeat, clientProperties);
    }

    Login frameMax(int other) {
        return new Login(user, password, virtualHost, channelMax, other, heartbeat, clientProperties);
    }

    Login heartbeat(int seconds) {
        return new Login(user, password, virtualHost, channelMax, frameMax, seconds, clientProperties);
    }

    Login clientProperties(Table other) {
        return new Login(user, password, virtualHost, channelMax, frameMax, heartbeat, other);
    }

    /** A client that knows what Leveret adds to the protocol. */
    Login speakingLeveret() {
        return clientProperties(Table.of("capabilities", CAPABILITIES.with("leveret.jms", true)));
    }

    Login withoutCapability(String name) {
        return clientProperties(Table.of("capabilities", CAPABILITIES.without(name)));
    }

    byte[] plainResponse() {
        return ("\0" + user + "\0" + password).getBytes(StandardCharsets.UTF_8);
    }
}
