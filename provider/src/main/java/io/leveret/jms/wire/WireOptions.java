package io.leveret.jms.wire;

import java.time.Duration;
import java.util.List;

/**
 * All that a connection needs to know before it is opened. Made by {@link #builder()}.
 *
 * @param endpoints tried in this order until one accepts
 * @param user the name to log in with; with an empty user and a client certificate, the certificate says who it is
 * @param connectTimeout for one endpoint: until the socket is open, and again until the broker has opened its virtual host
 * @param callTimeout how long a call waits for the broker's answer, and a publish for permission to be sent
 * @param heartbeatSeconds what this end proposes; 0 for none. The smaller of both ends' wishes that is not 0 counts
 * @param frameMax the largest frame that this end takes, at least 4096
 * @param channelMax the most channels, at most 65535
 * @param connectionName what operators see of it
 * @param extensions whether Leveret's extensions are used where the server has them
 */
public record WireOptions(
        List<Endpoint> endpoints,
        String user,
        String password,
        String virtualHost,
        TlsOptions tls,
        Duration connectTimeout,
        Duration callTimeout,
        int heartbeatSeconds,
        int frameMax,
        int channelMax,
        String connectionName,
        boolean extensions) {

    public WireOptions {
        endpoints = List.copyOf(endpoints);
        if (endpoints.isEmpty()) throw new IllegalArgumentException("no endpoint: there is nothing to connect to");
        positive("connectTimeout", connectTimeout);
        positive("callTimeout", callTimeout);
        within("heartbeatSeconds", heartbeatSeconds, 0, 65535);
        within("frameMax", frameMax, 4096, 1 << 30);
        within("channelMax", channelMax, 1, 65535);
        short255("user", user);
        short255("virtualHost", virtualHost);
    }

    private static void positive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be more than nothing");
        }
    }

    private static void within(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be from " + least + " to " + most);
        }
    }

    private static void short255(String name, String value) {
        if (value.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > 255) {
            throw new IllegalArgumentException(name + " is longer than 255 bytes, which the protocol cannot carry");
        }
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "WireOptions[endpoints=" + endpoints + ", user=" + user + ", virtualHost=" + virtualHost + "]";
    }

    /** guest/guest at the virtual host {@code /}, until told otherwise. */
    public static Builder builder() {
        return new Builder();
    }

    /** Puts options together; what is not set has its default. */
    public static final class Builder {
        private List<Endpoint> endpoints = List.of();
        private String user = "guest";
        private String password = "guest";
        private String virtualHost = "/";
        private TlsOptions tls = TlsOptions.DEFAULT;
        private Duration connectTimeout = Duration.ofSeconds(10);
        private Duration callTimeout = Duration.ofSeconds(60);
        private int heartbeatSeconds = 60;
        private int frameMax = 131072;
        private int channelMax = 65535;
        private String connectionName = "";
        private boolean extensions = true;

        private Builder() {}

        public Builder endpoints(List<Endpoint> value) {
            endpoints = value;
            return this;
        }

        public Builder endpoint(Endpoint value) {
            return endpoints(List.of(value));
        }

        public Builder user(String value) {
            user = value;
            return this;
        }

        public Builder password(String value) {
            password = value;
            return this;
        }

        public Builder virtualHost(String value) {
            virtualHost = value;
            return this;
        }

        public Builder tls(TlsOptions value) {
            tls = value;
            return this;
        }

        public Builder connectTimeout(Duration value) {
            connectTimeout = value;
            return this;
        }

        public Builder callTimeout(Duration value) {
            callTimeout = value;
            return this;
        }

        public Builder heartbeatSeconds(int value) {
            heartbeatSeconds = value;
            return this;
        }

        public Builder frameMax(int value) {
            frameMax = value;
            return this;
        }

        public Builder channelMax(int value) {
            channelMax = value;
            return this;
        }

        public Builder connectionName(String value) {
            connectionName = value;
            return this;
        }

        public Builder extensions(boolean value) {
            extensions = value;
            return this;
        }

        public WireOptions build() {
            return new WireOptions(
                    endpoints,
                    user,
                    password,
                    virtualHost,
                    tls,
                    connectTimeout,
                    callTimeout,
                    heartbeatSeconds,
                    frameMax,
                    channelMax,
                    connectionName,
                    extensions);
        }
    }
}
