package io.leveret.broker.selector;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a selector says. Each kind knows its type as far as it shows without a message, and compiles itself to a {@link Condition}, an
 * {@link Operand}, or either: a comparison may be compared, and a property may be a condition.
 */
sealed interface Expression {
    /** What an expression comes to, where it is known. */
    enum Type {
        BOOLEAN,
        NUMBER,
        STRING,
        ANY;

        String shown() {
            return "a " + name().toLowerCase(Locale.ROOT);
        }
    }

    Type type();

    Condition condition();

    Operand operand();

    /** Expressions whose value is a condition's truth. */
    sealed interface Conditional extends Expression {
        @Override
        default Type type() {
            return Type.BOOLEAN;
        }

        @Override
        default Operand operand() {
            Condition condition = condition();
            Value out = new Value();
            return message -> {
                out.set(condition.of(message));
                return out;
            };
        }
    }

    /** Expressions with a value, which is a condition where it is a boolean. */
    sealed interface Valued extends Expression {
        @Override
        default Condition condition() {
            Operand operand = operand();
            return message -> operand.of(message).truth();
        }
    }

    /** @param value a Boolean, Long, Double or String */
    record Literal(Object value) implements Valued {
        @Override
        public Type type() {
            if (value instanceof Boolean) return Type.BOOLEAN;
            return value instanceof String ? Type.STRING : Type.NUMBER;
        }

        @Override
        public Operand operand() {
            Value constant = Value.constant(value);
            return message -> constant;
        }

        @Override
        public String toString() {
            if (value instanceof String text) return quoted(text);
            return value.toString().toUpperCase(Locale.ROOT);
        }
    }

    /** A property or a header field. */
    record Identifier(String name) implements Valued {
        /** Fields of a message that the specification keeps from selectors. */
        private static final Set<String> NOT_FOR_SELECTORS =
                Set.of("JMSDestination", "JMSReplyTo", "JMSExpiration", "JMSRedelivered", "JMSDeliveryTime");

        static Identifier of(String name, int position) {
            if (NOT_FOR_SELECTORS.contains(name)) {
                throw Parser.invalid(
                        position,
                        "a selector may not name " + name + "; of the header fields it may name "
                                + Arrays.stream(JmsHeader.values())
                                        .map(JmsHeader::identifier)
                                        .collect(Collectors.joining(", ")));
            }
            return new Identifier(name);
        }

        @Override
        public Type type() {
            return Type.ANY;
        }

        @Override
        public Operand operand() {
            Value out = new Value();
            for (JmsHeader each : JmsHeader.values()) {
                if (!each.identifier().equals(name)) continue;
                return message -> {
                    message.header(each, out);
                    return out;
                };
            }
            byte[] property = name.getBytes(StandardCharsets.UTF_8);
            return message -> {
                message.property(property, out);
                return out;
            };
        }

        @Override
        public String toString() {
            return name;
        }
    }

    record Negative(Expression of) implements Valued {
        @Override
        public Type type() {
            return Type.NUMBER;
        }

        @Override
        public Operand operand() {
            Operand positive = of.operand();
            Value out = new Value();
            return message -> {
                Value value = positive.of(message);
                if (!value.isNumber()) out.setNull();
                else if (value.isExact()) out.set(-value.exact());
                else out.set(-value.approximate());
                return out;
            };
        }

        @Override
        public String toString() {
            return "-" + of;
        }
    }

    /** A plus before something: it says that this is a number. */
    record Positive(Expression of) implements Valued {
        @Override
        public Type type() {
            return Type.NUMBER;
        }

        @Override
        public Operand operand() {
            Operand unsigned = of.operand();
            Value none = new Value();
            return message -> {
                Value value = unsigned.of(message);
                return value.isNumber() ? value : none;
            };
        }

        @Override
        public String toString() {
            return "+" + of;
        }
    }

    record Calculation(Expression left, Operator operator, Expression right) implements Valued {
        @Override
        public Type type() {
            return Type.NUMBER;
        }

        @Override
        public Operand operand() {
            Operand first = left.operand();
            Operand second = right.operand();
            Value out = new Value();
            return message -> {
                operator.calculate(first.of(message), second.of(message), out);
                return out;
            };
        }

        @Override
        public String toString() {
            return "(" + left + " " + operator + " " + right + ")";
        }
    }

    record Comparison(Expression left, Comparator comparator, Expression right) implements Conditional {
        @Override
        public Condition condition() {
            Operand first = left.operand();
            Operand second = right.operand();
            return message -> comparator.compare(first.of(message), second.of(message));
        }

        @Override
        public String toString() {
            return "(" + left + " " + comparator + " " + right + ")";
        }
    }

    /** The same as two comparisons, but the value is worked out once. */
    record Between(Expression value, Expression low, Expression high, boolean negated) implements Conditional {
        @Override
        public Condition condition() {
            Operand between = value.operand();
            Operand from = low.operand();
            Operand to = high.operand();
            if (negated) {
                return message -> {
                    Value it = between.of(message);
                    return Comparator.LESS
                            .compare(it, from.of(message))
                            .or(Comparator.GREATER.compare(it, to.of(message)));
                };
            }
            return message -> {
                Value it = between.of(message);
                return Comparator.GREATER_OR_EQUAL
                        .compare(it, from.of(message))
                        .and(Comparator.LESS_OR_EQUAL.compare(it, to.of(message)));
            };
        }

        @Override
        public String toString() {
            return "(" + value + (negated ? " NOT" : "") + " BETWEEN " + low + " AND " + high + ")";
        }
    }

    record In(Identifier value, List<String> members, boolean negated) implements Conditional {
        @Override
        public Condition condition() {
            Operand operand = value.operand();
            byte[][] sorted = members.stream()
                    .map(member -> member.getBytes(StandardCharsets.UTF_8))
                    .sorted(Arrays::compareUnsigned)
                    .toArray(byte[][]::new);
            return message -> {
                Value it = operand.of(message);
                if (it.isNull()) return Truth.UNKNOWN;
                return Truth.of(it.isText() && contains(sorted, it) != negated);
            };
        }

        private static boolean contains(byte[][] sorted, Value it) {
            int low = 0;
            int high = sorted.length - 1;
            while (low <= high) {
                int middle = low + high >>> 1;
                byte[] member = sorted[middle];
                int order = Arrays.compareUnsigned(
                        member, 0, member.length, it.bytes(), it.from(), it.from() + it.length());
                if (order == 0) return true;
                if (order < 0) low = middle + 1;
                else high = middle - 1;
            }
            return false;
        }

        @Override
        public String toString() {
            String list = members.stream().map(Expression::quoted).collect(Collectors.joining(", "));
            return "(" + value + (negated ? " NOT" : "") + " IN (" + list + "))";
        }
    }

    record Like(Identifier value, Pattern pattern, boolean negated) implements Conditional {
        @Override
        public Condition condition() {
            Operand operand = value.operand();
            return message -> {
                Value it = operand.of(message);
                if (it.isNull()) return Truth.UNKNOWN;
                return Truth.of(it.isText() && pattern.matches(it.bytes(), it.from(), it.length()) != negated);
            };
        }

        @Override
        public String toString() {
            return "(" + value + (negated ? " NOT" : "") + " LIKE " + pattern + ")";
        }
    }

    record IsNull(Identifier value, boolean negated) implements Conditional {
        @Override
        public Condition condition() {
            Operand operand = value.operand();
            return message -> Truth.of(operand.of(message).isNull() != negated);
        }

        @Override
        public String toString() {
            return "(" + value + " IS" + (negated ? " NOT" : "") + " NULL)";
        }
    }

    record Not(Expression of) implements Conditional {
        @Override
        public Condition condition() {
            Condition condition = of.condition();
            return message -> condition.of(message).not();
        }

        @Override
        public String toString() {
            return "(NOT " + of + ")";
        }
    }

    record And(List<Expression> terms) implements Conditional {
        @Override
        public Condition condition() {
            Condition[] all = conditions(terms);
            return message -> {
                Truth truth = Truth.TRUE;
                for (int i = 0; i < all.length && truth != Truth.FALSE; i++) truth = truth.and(all[i].of(message));
                return truth;
            };
        }

        @Override
        public String toString() {
            return joined(terms, " AND ");
        }
    }

    record Or(List<Expression> terms) implements Conditional {
        @Override
        public Condition condition() {
            Condition[] all = conditions(terms);
            return message -> {
                Truth truth = Truth.FALSE;
                for (int i = 0; i < all.length && truth != Truth.TRUE; i++) truth = truth.or(all[i].of(message));
                return truth;
            };
        }

        @Override
        public String toString() {
            return joined(terms, " OR ");
        }
    }

    private static Condition[] conditions(List<Expression> terms) {
        return terms.stream().map(Expression::condition).toArray(Condition[]::new);
    }

    private static String joined(List<Expression> terms, String by) {
        return terms.stream().map(Object::toString).collect(Collectors.joining(by, "(", ")"));
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
