package io.leveret.broker.security;

/** How an attempt to log in ended. The reasons are for the log: whoever asked is told the same whatever it was. */
public sealed interface Login {
    /** As of the snapshot that the attempt was judged by. */
    record Accepted(User user) implements Login {}

    record Refused(String reason) implements Login {}

    /** The mechanism is not offered, or its response is not what the mechanism says. */
    record Malformed(String reason) implements Login {}
}
