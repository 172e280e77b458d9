package io.leveret.jms.destination;

import jakarta.jms.Destination;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import jakarta.jms.Topic;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Destinations from text and back: plain names, {@code queue://name?x-argument=value}, {@code topic://a.b.*} and {@code
 * exchange://name/key}. In addresses, names are percent-encoded where they hold {@code % ? &} or, in an exchange's name, {@code /}.
 */
public final class Addresses {
    static final String QUEUE = "queue://";
    static final String TOPIC = "topic://";
    static final String EXCHANGE = "exchange://";

    private Addresses() {}

    /** What {@code createQueue} was given: a plain name or an address, not a topic's. */
    public static Queue queue(String text) throws InvalidDestinationException {
        try {
            return requireQueue(text, isPlain(required(text)) ? queueNamed(text) : read(text));
        } catch (IllegalArgumentException e) {
            throw invalid(e);
        }
    }

    /** What {@code createTopic} was given: a plain name or an address, not a queue's. */
    public static Topic topic(String text) throws InvalidDestinationException {
        try {
            return requireTopic(text, isPlain(required(text)) ? topicNamed(text) : read(text));
        } catch (IllegalArgumentException e) {
            throw invalid(e);
        }
    }

    /** An address; a plain name is a queue's. */
    public static LeveretDestination parse(String text) throws InvalidDestinationException {
        try {
            return isPlain(required(text)) ? queueNamed(text) : read(text);
        } catch (IllegalArgumentException e) {
            throw invalid(e);
        }
    }

    /** Where a reply goes that some AMQP client asked for: whatever is no address of ours is a queue's name as it stands. */
    public static LeveretDestination replyTo(String text) {
        if (isPlain(text)) {
            return queueNamed(text);
        }
        try {
            return read(text);
        } catch (IllegalArgumentException e) {
            return queueNamed(text);
        }
    }

    /** Where a message went, from what its delivery says. */
    public static LeveretDestination routed(String exchange, String routingKey) {
        if (exchange.isEmpty() && !routingKey.isEmpty()) {
            return queueNamed(routingKey);
        }
        return exchange.equals(LeveretDestination.TOPICS) && !routingKey.isEmpty()
                ? topicNamed(routingKey)
                : new LeveretAddress(exchange, routingKey);
    }

    /**
     * This provider's view of anybody's destination: another provider's is known by its name alone.
     *
     * @throws InvalidDestinationException for null, and for what is neither queue nor topic
     */
    public static LeveretDestination of(Destination any) throws JMSException {
        if (any instanceof LeveretDestination ours) {
            return ours;
        }
        if (any instanceof Queue queue) {
            return (LeveretDestination) queue(queue.getQueueName());
        }
        if (any instanceof Topic topic) {
            return (LeveretDestination) topic(topic.getTopicName());
        }
        throw new InvalidDestinationException(
                any == null
                        ? "a destination is needed, not null"
                        : "neither a queue nor a topic: " + any + " of class "
                                + any.getClass().getName());
    }

    /** Whether the text is a name and no address. */
    static boolean isPlain(String text) {
        return !text.startsWith(QUEUE) && !text.startsWith(TOPIC) && !text.startsWith(EXCHANGE);
    }

    static String checkName(String what, String name) {
        if (name == null || name.isEmpty()) {
            throw new IllegalArgumentException("a " + what + " needs a name, not " + (name == null ? "null" : "''"));
        }
        // No character takes more than three bytes a unit, so short names need no counting.
        if (name.length() * 3 > LeveretDestination.LONGEST_NAME
                && name.getBytes(StandardCharsets.UTF_8).length > LeveretDestination.LONGEST_NAME) {
            throw new IllegalArgumentException("the " + what + " name '" + name.substring(0, 40)
                    + "...' is longer than AMQP's 255 bytes of UTF-8");
        }
        return name;
    }

    static String encode(String name) {
        StringBuilder encoded = null;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean plain = c != '%' && c != '?' && c != '&' && c > ' ' && c != 0x7f;
            if (!plain && encoded == null) {
                encoded = new StringBuilder(name.length() + 8).append(name, 0, i);
            }
            if (encoded != null) {
                if (plain) {
                    encoded.append(c);
                } else {
                    encoded.append('%')
                            .append(Character.toUpperCase(Character.forDigit(c >> 4, 16)))
                            .append(Character.toUpperCase(Character.forDigit(c & 15, 16)));
                }
            }
        }
        return encoded == null ? name : encoded.toString();
    }

    static String encodeArguments(Map<String, Object> arguments) {
        StringBuilder text = new StringBuilder();
        arguments.forEach((name, value) -> text.append(text.isEmpty() ? '?' : '&')
                .append(encode(name))
                .append('=')
                .append(encode(spell(value))));
        return text.toString();
    }

    /** A string that reads like something else is quoted. */
    private static String spell(Object value) {
        return value instanceof String text && (text.startsWith("'") || !(guess(text) instanceof String))
                ? "'" + text + "'"
                : value.toString();
    }

    private static LeveretDestination read(String address) {
        if (address.startsWith(QUEUE)) {
            return readQueue(address, address.substring(QUEUE.length()));
        }
        if (address.startsWith(TOPIC)) {
            String name = address.substring(TOPIC.length());
            refuse(address, name.indexOf('?') >= 0, "a topic takes no arguments (a '?' in its name is %3F)");
            return topicNamed(decode(address, name));
        }
        String rest = address.substring(EXCHANGE.length());
        int slash = rest.indexOf('/');
        refuse(address, slash < 0, "expected exchange://NAME/KEY (the key may be empty, the slash may not be missing)");
        refuse(address, rest.indexOf('?') >= 0, "an exchange takes no arguments (a '?' in a name is %3F)");
        String exchange = decode(address, rest.substring(0, slash));
        String key = decode(address, rest.substring(slash + 1));
        refuse(address, exchange.isEmpty() && key.isEmpty(), "neither an exchange nor a key is named");
        return routed(exchange, key);
    }

    private static LeveretDestination readQueue(String address, String rest) {
        int question = rest.indexOf('?');
        String name = decode(address, question < 0 ? rest : rest.substring(0, question));
        if (question < 0) {
            return queueNamed(name);
        }
        Map<String, Object> arguments = new LinkedHashMap<>();
        for (String argument : rest.substring(question + 1).split("&")) {
            int equals = argument.indexOf('=');
            refuse(address, equals < 1, "expected NAME=VALUE after '?' and '&', not '" + argument + "'");
            String key = decode(address, argument.substring(0, equals));
            refuse(address, !key.startsWith("x-"), "'" + key + "' is no argument of a queue: they begin with x-");
            Object before = arguments.put(key, guess(decode(address, argument.substring(equals + 1))));
            refuse(address, before != null, "the argument " + key + " is given twice");
        }
        return new LeveretQueue(name, arguments);
    }

    private static Object guess(String text) {
        if (text.length() > 1 && text.startsWith("'") && text.endsWith("'")) {
            return text.substring(1, text.length() - 1);
        }
        if (text.equals("true") || text.equals("false")) {
            return Boolean.valueOf(text);
        }
        if (text.matches("-?\\d{1,18}")) {
            long number = Long.parseLong(text);
            return number == (int) number ? (Object) (int) number : (Object) number;
        }
        return text.matches("-?\\d+\\.\\d+") ? (Object) Double.valueOf(text) : text;
    }

    private static LeveretQueue queueNamed(String name) {
        return name.startsWith(LeveretDestination.TEMPORARY) ? new LeveretTemporaryQueue(name) : new LeveretQueue(name);
    }

    private static LeveretTopic topicNamed(String name) {
        return name.startsWith(LeveretDestination.TEMPORARY) ? new LeveretTemporaryTopic(name) : new LeveretTopic(name);
    }

    private static Queue requireQueue(String text, LeveretDestination found) {
        if (found instanceof Queue queue) {
            return queue;
        }
        throw new IllegalArgumentException("'" + text + "' is a topic's address, and a queue is asked for");
    }

    private static Topic requireTopic(String text, LeveretDestination found) {
        if (found instanceof Topic topic) {
            return topic;
        }
        throw new IllegalArgumentException("'" + text + "' is a queue's address, and a topic is asked for");
    }

    private static String required(String text) {
        if (text == null || text.isEmpty()) {
            throw new IllegalArgumentException(
                    "a destination needs a name or an address, not " + (text == null ? "null" : "''"));
        }
        return text;
    }

    private static String decode(String address, String part) {
        if (part.indexOf('%') < 0) {
            return part;
        }
        try {
            // A form's plus means a blank, an address's means itself.
            return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'" + address + "': a % is followed by two hexadecimal digits (a % itself is %25)");
        }
    }

    private static void refuse(String address, boolean wrong, String why) {
        if (wrong) {
            throw new IllegalArgumentException("'" + address + "': " + why);
        }
    }

    private static InvalidDestinationException invalid(IllegalArgumentException why) {
        InvalidDestinationException invalid = new InvalidDestinationException(why.getMessage());
        invalid.initCause(why);
        return invalid;
    }
}
