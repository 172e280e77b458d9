package io.leveret.broker.topology;

import io.leveret.amqp.ChannelError;
import io.leveret.amqp.Properties;
import io.leveret.amqp.Table;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** A binding's arguments are compared with the message's headers. */
final class HeadersMatcher<D> implements Matcher<D> {
    private static final String HOW = "x-match";

    private final Destinations<D, Rule> rules = new Destinations<>();

    @Override
    public void check(String bindingKey, Table arguments) {
        Mode.of(arguments);
    }

    @Override
    public void add(String bindingKey, Table arguments, D destination) {
        rules.add(Rule.of(bindingKey, arguments), destination);
    }

    @Override
    public void remove(String bindingKey, Table arguments, D destination) {
        rules.remove(Rule.like(bindingKey, arguments), destination);
    }

    @Override
    public void match(String routingKey, Properties properties, Consumer<? super D> found) {
        if (rules.size() == 0) {
            return;
        }
        Table headers = properties.headers();
        for (int i = 0; i < rules.size(); i++) {
            if (rules.rule(i).matches(headers)) {
                found.accept(rules.destination(i));
            }
        }
    }

    /** What x-match can say. */
    private enum Mode {
        ALL,
        ANY,
        ALL_WITH_X,
        ANY_WITH_X;

        static Mode of(Table arguments) {
            Object said = arguments.get(HOW);
            if (said == null) {
                return ALL;
            }
            if (!(said instanceof String how)) {
                throw ChannelError.preconditionFailed(
                        "Invalid x-match field type %s (value %s); expected longstr",
                        FieldValues.typeName(said), said == Table.VOID ? "undefined" : said);
            }
            return switch (how) {
                case "all" -> ALL;
                case "any" -> ANY;
                case "all-with-x" -> ALL_WITH_X;
                case "any-with-x" -> ANY_WITH_X;
                default ->
                    throw ChannelError.preconditionFailed(
                            "Invalid x-match field value %s; expected all, any, all-with-x, or any-with-x",
                            FieldValues.quoted(how));
            };
        }

        boolean all() {
            return this == ALL || this == ALL_WITH_X;
        }

        boolean regards(String name) {
            return !name.equals(HOW)
                    && !Filtered.regards(name)
                    && (this == ALL_WITH_X || this == ANY_WITH_X || !name.startsWith("x-"));
        }
    }

    /** A binding, with what is asked of the headers laid out for the comparing. */
    private record Rule(String key, Table arguments, boolean all, String[] names, Object[] values) {

        static Rule of(String key, Table arguments) {
            Mode mode = Mode.of(arguments);
            Map<String, Object> asked = new LinkedHashMap<>(arguments.entries());
            asked.keySet().removeIf(name -> !mode.regards(name));
            return new Rule(
                    key,
                    arguments,
                    mode.all(),
                    asked.keySet().toArray(String[]::new),
                    asked.values().toArray());
        }

        /** Equal to the rule of these, even where there cannot be one. */
        static Rule like(String key, Table arguments) {
            return new Rule(key, arguments, true, new String[0], new Object[0]);
        }

        /** With nothing asked, "all" is met by any message and "any" by none. */
        boolean matches(Table headers) {
            for (int i = 0; i < names.length; i++) {
                Object there = headers.get(names[i]);
                boolean met = there != null && (values[i] == Table.VOID || FieldValues.same(values[i], there));
                if (met != all) {
                    return met;
                }
            }
            return all;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Rule that && key.equals(that.key) && arguments.equals(that.arguments);
        }

        @Override
        public int hashCode() {
            return 31 * key.hashCode() + arguments.hashCode();
        }
    }
}
