package io.leveret.jms.wire;

/** Where a broker may be reached. For {@link Kind#VM} the host is the name of a broker in this JVM, and the port means nothing. */
public record Endpoint(Kind kind, String host, int port) {

    /** How it is reached. */
    public enum Kind {
        /** Plain TCP. */
        AMQP,
        /** TLS. */
        AMQPS,
        /** Without a socket, in the same JVM. */
        VM
    }

    public Endpoint {
        if (host.isBlank()) throw new IllegalArgumentException("an endpoint needs a " + what(kind));
        if (kind != Kind.VM && (port < 1 || port > 65535)) {
            throw new IllegalArgumentException("port " + port + " of " + host + " is not between 1 and 65535");
        }
    }

    public static Endpoint amqp(String host, int port) {
        return new Endpoint(Kind.AMQP, host, port);
    }

    public static Endpoint amqps(String host, int port) {
        return new Endpoint(Kind.AMQPS, host, port);
    }

    public static Endpoint vm(String name) {
        return new Endpoint(Kind.VM, name, 0);
    }

    private static String what(Kind kind) {
        return kind == Kind.VM ? "broker's name" : "host";
    }

    /** As in a URI. */
    @Override
    public String toString() {
        return switch (kind) {
            case VM -> "vm://" + host;
            case AMQP -> "amqp://" + address();
            case AMQPS -> "amqps://" + address();
        };
    }

    private String address() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
