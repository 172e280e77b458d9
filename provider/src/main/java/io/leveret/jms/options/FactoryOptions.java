package io.leveret.jms.options;

import io.leveret.jms.wire.Endpoint;
import io.leveret.jms.wire.TlsOptions;
import io.leveret.jms.wire.WireOptions;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Everything that a connection factory was told, checked. What each part means stands at its {@link Option}.
 *
 * @param clientId empty for none
 * @param prefetch {@link Option#AUTO}, or how many
 * @param sendTimeout zero to wait for ever
 */
public record FactoryOptions(
        List<Endpoint> endpoints,
        String user,
        String password,
        String virtualHost,
        TlsOptions tls,
        String clientId,
        String connectionName,
        int prefetch,
        int heartbeatSeconds,
        Duration connectTimeout,
        Duration callTimeout,
        Duration sendTimeout,
        Duration closeTimeout,
        Redelivery redelivery,
        boolean createQueues,
        boolean waitForAcknowledge,
        int asyncSendLimit,
        List<String> serializableClasses,
        boolean sharedLoop) {

    /** Where a factory connects that was told nothing. */
    public static final String DEFAULT_URI = "amqp://localhost:5672";

    /**
     * What the URI says, and the defaults of what it does not say.
     *
     * @throws IllegalArgumentException saying which part of it is wrong and what would be right
     */
    public static FactoryOptions parse(String uri) {
        return parse(uri, Map.of());
    }

    /** The same, where {@code settings} count for more than what the URI says. */
    public static FactoryOptions parse(String uri, Map<Option, String> settings) {
        FactoryUri parsed = FactoryUri.parse(uri);
        Map<Option, Object> values = new EnumMap<>(Option.class);
        for (Option option : Option.values()) {
            String said = parsed.parameters().getOrDefault(option, option.preset());
            values.put(option, option.parse(settings.getOrDefault(option, said)));
        }
        return new FactoryOptions(
                parsed.endpoints(),
                text(values, Option.USER),
                text(values, Option.PASSWORD),
                text(values, Option.VIRTUAL_HOST),
                tls(values),
                text(values, Option.CLIENT_ID),
                text(values, Option.CONNECTION_NAME),
                number(values, Option.PREFETCH),
                number(values, Option.HEARTBEAT),
                duration(values, Option.CONNECT_TIMEOUT),
                duration(values, Option.CALL_TIMEOUT),
                duration(values, Option.SEND_TIMEOUT),
                duration(values, Option.CLOSE_TIMEOUT),
                redelivery(values),
                is(values, Option.CREATE_QUEUES),
                is(values, Option.WAIT_FOR_ACKNOWLEDGE),
                number(values, Option.ASYNC_SEND_LIMIT),
                classes(values),
                is(values, Option.SHARED_LOOP));
    }

    /** What the wire needs of it, to log in as this user. */
    public WireOptions wire(String asUser, String withPassword) {
        return WireOptions.builder()
                .endpoints(endpoints)
                .user(asUser)
                .password(withPassword)
                .virtualHost(virtualHost)
                .tls(tls)
                .connectTimeout(connectTimeout)
                .callTimeout(callTimeout)
                .heartbeatSeconds(heartbeatSeconds)
                .connectionName(connectionName)
                .build();
    }

    private static TlsOptions tls(Map<Option, Object> values) {
        return new TlsOptions(
                text(values, Option.TRUST_STORE),
                text(values, Option.TRUST_STORE_PASSWORD),
                text(values, Option.KEY_STORE),
                text(values, Option.KEY_STORE_PASSWORD),
                is(values, Option.VERIFY_HOST));
    }

    private static Redelivery redelivery(Map<Option, Object> values) {
        return new Redelivery(
                number(values, Option.DELIVERY_LIMIT),
                text(values, Option.DEAD_LETTER_PREFIX),
                duration(values, Option.REDELIVERY_DELAY),
                (Double) values.get(Option.REDELIVERY_MULTIPLIER),
                duration(values, Option.REDELIVERY_DELAY_MAX));
    }

    private static String text(Map<Option, Object> values, Option option) {
        return (String) values.get(option);
    }

    private static int number(Map<Option, Object> values, Option option) {
        return (Integer) values.get(option);
    }

    private static boolean is(Map<Option, Object> values, Option option) {
        return (Boolean) values.get(option);
    }

    private static Duration duration(Map<Option, Object> values, Option option) {
        return (Duration) values.get(option);
    }

    private static List<String> classes(Map<Option, Object> values) {
        return ((List<?>) values.get(Option.SERIALIZABLE_CLASSES))
                .stream().map(String.class::cast).toList();
    }

    /** Without anything secret. */
    @Override
    public String toString() {
        return "FactoryOptions[" + endpoints + ", virtualHost=" + virtualHost + ", user=" + user + ", clientID="
                + clientId + ", prefetch=" + (prefetch == Option.AUTO ? "auto" : prefetch) + ", " + redelivery + "]";
    }
}
