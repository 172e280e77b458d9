package io.leveret.broker.selector;

import io.leveret.amqp.Properties;
import io.leveret.amqp.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Selectors of every shape over few names and few values, so that much of it is equal, null or of the wrong type. */
final class RandomSelectors {
    private static final String[] NAMES = {"a", "b", "$c", "_d", "größe", "JMSXGroupID"};
    private static final String[] HEADERS = {
        "JMSDeliveryMode", "JMSPriority", "JMSMessageID", "JMSTimestamp", "JMSCorrelationID", "JMSType"
    };
    private static final String[] TEXTS = {"", "x", "xy", "x%y", "a_b", "it's", "ä€", "𝄞", "PERSISTENT", "xyxyxz"};
    private static final long[] EXACT = {0, 1, -1, 3, 4, 9, Long.MAX_VALUE, Long.MIN_VALUE, 1000};
    private static final double[] APPROXIMATE = {0, 1, -1, 0.5, 3.25, 1e300, 1000};

    private RandomSelectors() {}

    // ---- selectors

    static Naive.Node condition(Random random, int depth) {
        switch (random.nextInt(depth > 0 ? 12 : 8)) {
            case 0:
                return property(random);
            case 1:
                return new Naive.IsNull(property(random), random.nextBoolean());
            case 2:
                return new Naive.Like(property(random), random.nextBoolean(), pattern(random, ""), "");
            case 3:
                String escape = random.nextBoolean() ? "!" : "'";
                return new Naive.Like(property(random), random.nextBoolean(), pattern(random, escape), escape);
            case 4:
                List<String> members = new ArrayList<>();
                for (int i = random.nextInt(4); i >= 0; i--) members.add(text(random));
                return new Naive.In(property(random), random.nextBoolean(), members);
            case 5:
                return new Naive.Between(
                        number(random, depth), random.nextBoolean(), number(random, depth), number(random, depth));
            case 6:
                String order = new String[] {" < ", "<=", ">", " >= "}[random.nextInt(4)];
                return new Naive.Comparison(number(random, depth), order.trim(), number(random, depth));
            case 7:
                return equality(random, depth);
            case 8, 9:
                return new Naive.Not(condition(random, depth - 1));
            default:
                return new Naive.Joined(
                        condition(random, depth - 1), random.nextBoolean(), condition(random, depth - 1));
        }
    }

    private static Naive.Node equality(Random random, int depth) {
        String operator = random.nextBoolean() ? "=" : "<>";
        Naive.Node right = switch (random.nextInt(3)) {
            case 0 -> number(random, depth);
            case 1 -> textLiteral(random);
            default -> random.nextBoolean() ? new Naive.Literal("True", true) : new Naive.Literal("FALSE", false);
        };
        return new Naive.Comparison(property(random), operator, right);
    }

    private static Naive.Property property(Random random) {
        return new Naive.Property(random.nextInt(3) == 0 ? of(HEADERS, random) : of(NAMES, random));
    }

    private static Naive.Node number(Random random, int depth) {
        switch (random.nextInt(depth > 0 ? 6 : 3)) {
            case 0:
                return property(random);
            case 1:
                long exact = EXACT[random.nextInt(EXACT.length)];
                return new Naive.Literal(exactly(exact, random), exact);
            case 2:
                double value = APPROXIMATE[random.nextInt(APPROXIMATE.length)];
                return new Naive.Literal(Double.toString(value), value);
            case 3:
                return new Naive.Negative(number(random, depth - 1));
            default:
                return new Naive.Calculation(
                        number(random, depth - 1), "+-*/".charAt(random.nextInt(4)), number(random, depth - 1));
        }
    }

    private static String exactly(long value, Random random) {
        if (value < 0) return value + (random.nextBoolean() ? "L" : "");
        return switch (random.nextInt(4)) {
            case 0 -> "0x" + Long.toHexString(value);
            case 1 -> "0" + Long.toOctalString(value);
            case 2 -> value + "l";
            default -> Long.toString(value);
        };
    }

    private static Naive.Literal textLiteral(Random random) {
        String text = text(random);
        return new Naive.Literal(Naive.quoted(text), text);
    }

    private static String pattern(Random random, String escape) {
        StringBuilder pattern = new StringBuilder();
        for (int i = random.nextInt(7); i > 0; i--) {
            pattern.append(of(new String[] {"%", "%", "_", "x", "y", "ä", "𝄞", "x%y", "xy"}, random));
            if (!escape.isEmpty() && random.nextInt(3) == 0)
                pattern.append(escape).append(of(new String[] {"%", "_", escape}, random));
        }
        return pattern.toString();
    }

    private static String text(Random random) {
        return of(TEXTS, random);
    }

    private static String of(String[] some, Random random) {
        return some[random.nextInt(some.length)];
    }

    // ---- messages

    /** By the names that selectors use. */
    static Map<String, Object> message(Random random) {
        Map<String, Object> message = new LinkedHashMap<>();
        for (String name : NAMES) {
            if (random.nextInt(4) > 0) message.put(name, value(random));
        }
        message.put("JMSDeliveryMode", random.nextBoolean() ? "PERSISTENT" : "NON_PERSISTENT");
        message.put("JMSPriority", (long) random.nextInt(10));
        if (random.nextBoolean()) message.put("JMSMessageID", text(random));
        if (random.nextBoolean()) message.put("JMSCorrelationID", text(random));
        if (random.nextBoolean()) message.put("JMSType", text(random));
        if (random.nextBoolean()) message.put("JMSTimestamp", (long) random.nextInt(10) * 1000);
        return message;
    }

    private static Object value(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> random.nextBoolean();
            case 1 -> (byte) random.nextInt(5);
            case 2 -> (short) (random.nextInt(2000) - 1000);
            case 3 -> random.nextInt(5);
            case 4 -> EXACT[random.nextInt(EXACT.length)];
            case 5 -> (float) APPROXIMATE[random.nextInt(APPROXIMATE.length)];
            case 6 -> APPROXIMATE[random.nextInt(APPROXIMATE.length)];
            default -> text(random);
        };
    }

    static Properties properties(Map<String, Object> message) {
        Properties.Builder properties = Properties.builder();
        Table.Builder headers = Table.builder();
        message.forEach((name, value) -> {
            switch (name) {
                case "JMSDeliveryMode" -> properties.deliveryMode(value.equals("PERSISTENT") ? 2 : 1);
                case "JMSPriority" -> properties.priority(((Long) value).intValue());
                case "JMSMessageID" -> properties.messageId((String) value);
                case "JMSCorrelationID" -> properties.correlationId((String) value);
                case "JMSType" -> properties.type((String) value);
                case "JMSTimestamp" -> {
                    // In either of its two places.
                    if ((Long) value % 2000 == 0) headers.put(name, value);
                    else properties.timestamp((Long) value / 1000);
                }
                default -> headers.put(name, value);
            }
        });
        return properties.headers(headers.build()).build();
    }
}
