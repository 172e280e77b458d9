package io.leveret.jms.options;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Each option of a connection factory: its name as a URI parameter, its default, what it may be, and what it means. */
public enum Option {
    USER("user", "guest", Kind.NAME, "who logs in; in the URI also before the '@'"),
    PASSWORD("password", "guest", Kind.SECRET, "the user's password; in the URI also before the '@'"),
    VIRTUAL_HOST("virtualHost", "/", Kind.NAME, "the virtual host; in the URI also the path"),
    CLIENT_ID("clientID", "", Kind.NAME, "the client id that every connection of the factory has"),
    CONNECTION_NAME("connectionName", "", Kind.NAME, "what operators see of the connection"),
    PREFETCH(
            "prefetch",
            "auto",
            Kind.PREFETCH,
            "how many messages wait in this client for each consumer; auto follows its speed, 0 fetches each one when it is asked for"),
    HEARTBEAT("heartbeat", "60", Kind.HEARTBEAT, "seconds between signs of life, 0 for none"),
    CONNECT_TIMEOUT("connectTimeout", "10s", Kind.DURATION, "how long one host may take to accept the connection"),
    CALL_TIMEOUT("callTimeout", "60s", Kind.DURATION, "how long the broker may take to answer"),
    SEND_TIMEOUT(
            "sendTimeout",
            "60s",
            Kind.DURATION_OR_NONE,
            "how long a send waits for the broker's confirm, and for a broker in an alarm to go on; none waits for ever"),
    CLOSE_TIMEOUT(
            "closeTimeout",
            "10s",
            Kind.DURATION,
            "how long a close waits for the broker before it leaves without a word"),
    DELIVERY_LIMIT(
            "deliveryLimit",
            "10",
            Kind.LIMIT,
            "how often a message that failed comes again before it becomes a dead letter, where the queue says nothing else; none tries for ever"),
    DEAD_LETTER_PREFIX(
            "deadLetterPrefix",
            "DLQ.",
            Kind.NAME,
            "what the name of a queue's dead-letter queue begins with, where the queue has no dead-letter exchange"),
    REDELIVERY_DELAY(
            "redeliveryDelay",
            "0ms",
            Kind.DURATION_OR_ZERO,
            "how long a failed message is held back before its next delivery; nobody else waits for it"),
    REDELIVERY_MULTIPLIER(
            "redeliveryMultiplier", "1.0", Kind.FACTOR, "what the delay is multiplied by after each further failure"),
    REDELIVERY_DELAY_MAX("redeliveryDelayMax", "10m", Kind.DURATION, "the longest redelivery delay"),
    CREATE_QUEUES(
            "createQueues",
            "true",
            Kind.BOOLEAN,
            "whether queues that do not exist are made, durable, when they are used"),
    WAIT_FOR_ACKNOWLEDGE(
            "waitForAcknowledge",
            "false",
            Kind.BOOLEAN,
            "whether an acknowledgement is waited for until the broker has it at rest"),
    ASYNC_SEND_LIMIT(
            "asyncSendLimit",
            "1000",
            Kind.ASYNC_LIMIT,
            "how many asynchronous sends of a session may be unconfirmed before the next one waits"),
    SERIALIZABLE_CLASSES(
            "serializableClasses",
            "",
            Kind.CLASSES,
            "which classes may come out of an ObjectMessage besides Java's value types: com.acme.Order, com.acme.*, com.acme.**, *"),
    SHARED_LOOP("sharedLoop", "false", Kind.BOOLEAN, "whether all connections of the factory share one network thread"),
    TRUST_STORE(
            "trustStore", "", Kind.TEXT, "a file with the certificates that an amqps broker may have; else the JVM's"),
    TRUST_STORE_PASSWORD("trustStorePassword", "", Kind.SECRET, "the trust store's password"),
    KEY_STORE("keyStore", "", Kind.TEXT, "a file with this client's own key and certificate"),
    KEY_STORE_PASSWORD("keyStorePassword", "", Kind.SECRET, "the key store's password"),
    VERIFY_HOST(
            "verifyHost",
            "true",
            Kind.BOOLEAN,
            "whether the broker's certificate must be for the host that was called");

    /** The value of {@link #PREFETCH} that follows the consumer's speed. */
    public static final int AUTO = -1;

    /** The value of {@link #DELIVERY_LIMIT} that sets no limit. */
    public static final int UNLIMITED = 0;

    private static final Pattern DURATION = Pattern.compile("(\\d{1,12})(ms|s|m|h)?");

    private final String key;
    private final String preset;
    private final Kind kind;
    private final String meaning;

    Option(String key, String preset, Kind kind, String meaning) {
        this.key = key;
        this.preset = preset;
        this.kind = kind;
        this.meaning = meaning;
    }

    /** The name of the URI parameter. */
    public String key() {
        return key;
    }

    /** The default, as it would stand in a URI. */
    public String preset() {
        return preset;
    }

    /** One clause on what it does. */
    public String meaning() {
        return meaning;
    }

    /** One clause on what it may be. */
    public String allowed() {
        return kind.allowed;
    }

    public boolean isSecret() {
        return kind == Kind.SECRET;
    }

    /** @throws IllegalArgumentException naming all options when there is none of this name */
    public static Option named(String key) {
        for (Option option : values()) {
            if (option.key.equals(key)) {
                return option;
            }
        }
        String close = Arrays.stream(values())
                .map(Option::key)
                .filter(key::equalsIgnoreCase)
                .findFirst()
                .map(name -> "; did you mean " + name + "?")
                .orElse("");
        throw new IllegalArgumentException("there is no option '" + key + "'" + close + " The options are "
                + Arrays.stream(values()).map(Option::key).collect(Collectors.joining(", ")));
    }

    /**
     * The value as its reader needs it: a String, Integer, Double, Boolean, Duration or List of strings.
     *
     * @throws IllegalArgumentException with the option's name, the value unless it is secret, and what is allowed
     */
    public Object parse(String text) {
        try {
            return kind.parse(text.strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("option " + key
                    + (isSecret() ? "" : "=" + text)
                    + ": allowed is "
                    + kind.allowed
                    + " (default " + (preset.isEmpty() ? "none" : isSecret() ? "that of user guest" : preset) + ")");
        }
    }

    private enum Kind {
        NAME("a text of at most 255 bytes of UTF-8"),
        TEXT("a text"),
        SECRET("a text"),
        BOOLEAN("true or false"),
        PREFETCH("auto, or a number from 0 to 65535"),
        HEARTBEAT("a number from 0 to 65535"),
        LIMIT("none, or a number from 1 to 1000000"),
        ASYNC_LIMIT("a number from 1 to 1000000"),
        FACTOR("a number from 1.0 to 1000.0"),
        DURATION("a number of milliseconds, or one with a unit (500ms, 30s, 10m, 1h), from 1ms to 24h"),
        DURATION_OR_ZERO("a number of milliseconds, or one with a unit (500ms, 30s, 10m, 1h), from 0ms to 24h"),
        DURATION_OR_NONE(
                "none, or a number of milliseconds, or one with a unit (500ms, 30s, 10m, 1h), from 1ms to 24h"),
        CLASSES("class names and patterns with commas between them: com.acme.Order, com.acme.*, com.acme.**, *");

        private static final Pattern CLASS_PATTERN = Pattern.compile(
                "\\*{1,2}|[\\p{javaJavaIdentifierPart}]+(\\.[\\p{javaJavaIdentifierPart}]+)*(\\.\\*{1,2})?");

        private final String allowed;

        Kind(String allowed) {
            this.allowed = allowed;
        }

        private Object parse(String text) {
            return switch (this) {
                case NAME -> check(text, text.getBytes(StandardCharsets.UTF_8).length <= 255);
                case TEXT, SECRET -> text;
                case BOOLEAN -> check(text.equals("true"), text.equals("true") || text.equals("false"));
                case PREFETCH -> text.equals("auto") ? (Object) AUTO : (Object) number(text, 0, 65_535);
                case HEARTBEAT -> number(text, 0, 65_535);
                case LIMIT -> text.equals("none") ? (Object) UNLIMITED : (Object) number(text, 1, 1_000_000);
                case ASYNC_LIMIT -> number(text, 1, 1_000_000);
                case FACTOR -> factor(text);
                case DURATION -> duration(text, 1);
                case DURATION_OR_ZERO -> duration(text, 0);
                case DURATION_OR_NONE -> text.equals("none") ? Duration.ZERO : duration(text, 1);
                case CLASSES -> classes(text);
            };
        }

        private static <T> T check(T value, boolean right) {
            if (!right) {
                throw new IllegalArgumentException("not allowed");
            }
            return value;
        }

        private static Integer number(String text, int least, int most) {
            int number = Integer.parseInt(text);
            return check(number, number >= least && number <= most);
        }

        private static Double factor(String text) {
            double factor = Double.parseDouble(text);
            return check(factor, factor >= 1 && factor <= 1_000);
        }

        private static Duration duration(String text, long least) {
            Matcher matcher = Option.DURATION.matcher(text);
            check(text, matcher.matches());
            long amount = Long.parseLong(matcher.group(1));
            String unit = matcher.group(2) == null ? "ms" : matcher.group(2);
            Duration duration = switch (unit) {
                case "ms" -> Duration.ofMillis(amount);
                case "s" -> Duration.ofSeconds(amount);
                case "m" -> Duration.ofMinutes(amount);
                default -> Duration.ofHours(amount);
            };
            return check(duration, duration.toMillis() >= least && duration.compareTo(Duration.ofHours(24)) <= 0);
        }

        private static List<String> classes(String text) {
            List<String> patterns = Arrays.stream(text.split(","))
                    .map(String::strip)
                    .filter(pattern -> !pattern.isEmpty())
                    .toList();
            return check(patterns, patterns.stream().allMatch(CLASS_PATTERN.asMatchPredicate()));
        }
    }
}
