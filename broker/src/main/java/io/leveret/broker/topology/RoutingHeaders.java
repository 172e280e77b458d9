package io.leveret.broker.topology;

import io.leveret.amqp.ChannelError;
import io.leveret.amqp.Properties;
import io.leveret.amqp.Table;
import java.util.ArrayList;
import java.util.List;

/**
 * The headers of a publish that say where it goes besides its routing key, and when.
 *
 * @param moreKeys the routing keys of CC and BCC
 * @param delay milliseconds for which no queue shows the message
 * @param properties the message's properties as they are delivered: without BCC
 */
public record RoutingHeaders(List<String> moreKeys, long delay, Properties properties) {
    private static final String[] NAMES = {"CC", "BCC", "x-delay"};

    /** Longer than anybody waits, and short enough to be added to any time. */
    private static final long LONGEST_DELAY = 1L << 46;

    /** @throws ChannelError 406 for a CC or BCC that is no array of strings, or an x-delay that is no number */
    public static RoutingHeaders of(Properties properties) {
        if (!properties.has(Properties.Field.HEADERS)) return new RoutingHeaders(List.of(), 0, properties);
        // Most messages have none, and then nothing is parsed.
        if (properties.whichHeaders(NAMES) == 0) return new RoutingHeaders(List.of(), 0, properties);
        Object copies = properties.header("CC");
        Object blind = properties.header("BCC");
        Object delay = properties.header("x-delay");
        List<String> keys = new ArrayList<>();
        addKeys("CC", copies, keys);
        addKeys("BCC", blind, keys);
        Properties shown = blind == null
                ? properties
                : properties.withHeaders(properties.headers().without("BCC"));
        return new RoutingHeaders(keys, delay(delay), shown);
    }

    /** The keys of one of the two headers, as they were given; none when it is missing. */
    static List<String> keys(Properties properties, String name) {
        List<String> keys = new ArrayList<>();
        addKeys(name, properties.header(name), keys);
        return keys;
    }

    private static void addKeys(String name, Object value, List<String> to) {
        if (value == null) return;
        if (!(value instanceof List<?> list)) throw unacceptable(name, value);
        for (Object key : list) {
            if (!(key instanceof String text)) throw unacceptable(name, key);
            to.add(text);
        }
    }

    private static ChannelError unacceptable(String header, Object value) {
        return ChannelError.preconditionFailed(
                "invalid message: unacceptable type in header \"%s\": %s, an array of longstr is expected",
                header, Table.typeName(value));
    }

    private static long delay(Object value) {
        if (value == null) return 0;
        if (value instanceof Byte || value instanceof Short || value instanceof Integer || value instanceof Long) {
            return Math.max(0, Math.min(LONGEST_DELAY, ((Number) value).longValue()));
        }
        if (value instanceof io.leveret.amqp.Unsigned unsigned) return unsigned.value();
        throw ChannelError.preconditionFailed(
                "invalid message: header \"x-delay\" is a %s, a number of milliseconds is expected",
                Table.typeName(value));
    }
}
