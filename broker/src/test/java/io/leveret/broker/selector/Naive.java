package io.leveret.broker.selector;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A selector evaluated the slow way: boxed values in a map, null for what is unknown, regular expressions for LIKE. It shares nothing with
 * what it checks but the specification.
 */
final class Naive {
    private Naive() {}

    /** A piece of a selector that knows its text and its value: a Boolean, Long, Double, String or null. */
    interface Node {
        String text();

        Object evaluate(Map<String, Object> message);
    }

    record Literal(String text, Object value) implements Node {
        @Override
        public Object evaluate(Map<String, Object> message) {
            return value;
        }
    }

    record Property(String text) implements Node {
        @Override
        public Object evaluate(Map<String, Object> message) {
            return widened(message.get(text));
        }
    }

    private static Object widened(Object value) {
        if (value instanceof Byte || value instanceof Short || value instanceof Integer) {
            return ((Number) value).longValue();
        }
        return value instanceof Float number ? (Object) number.doubleValue() : value;
    }

    record Calculation(Node left, char operator, Node right) implements Node {
        @Override
        public String text() {
            return "(" + left.text() + " " + operator + " " + right.text() + ")";
        }

        @Override
        public Object evaluate(Map<String, Object> message) {
            if (!(left.evaluate(message) instanceof Number a) || !(right.evaluate(message) instanceof Number b)) {
                return null;
            }
            if (a instanceof Long x && b instanceof Long y) {
                if (operator == '/' && y == 0) return null;
                return switch (operator) {
                    case '+' -> x + y;
                    case '-' -> x - y;
                    case '*' -> x * y;
                    default -> x / y;
                };
            }
            double x = a.doubleValue();
            double y = b.doubleValue();
            return switch (operator) {
                case '+' -> x + y;
                case '-' -> x - y;
                case '*' -> x * y;
                default -> x / y;
            };
        }
    }

    record Negative(Node of) implements Node {
        @Override
        public String text() {
            return "- " + of.text();
        }

        @Override
        public Object evaluate(Map<String, Object> message) {
            Object value = of.evaluate(message);
            if (value instanceof Long number) return -number;
            return value instanceof Double number ? (Object) (-number) : null;
        }
    }

    record Comparison(Node left, String operator, Node right) implements Node {
        @Override
        public String text() {
            return left.text() + operator + right.text();
        }

        @Override
        public Object evaluate(Map<String, Object> message) {
            return compare(left.evaluate(message), operator, right.evaluate(message));
        }
    }

    private static Boolean compare(Object a, String operator, Object b) {
        if (a == null || b == null) return null;
        boolean equality = operator.equals("=") || operator.equals("<>");
        if (a instanceof Number x && b instanceof Number y) {
            if (x instanceof Long && y instanceof Long) {
                int order = Long.compare(x.longValue(), y.longValue());
                return switch (operator) {
                    case "=" -> order == 0;
                    case "<>" -> order != 0;
                    case "<" -> order < 0;
                    case "<=" -> order <= 0;
                    case ">" -> order > 0;
                    default -> order >= 0;
                };
            }
            double p = x.doubleValue();
            double q = y.doubleValue();
            return switch (operator) {
                case "=" -> p == q;
                case "<>" -> p != q;
                case "<" -> p < q;
                case "<=" -> p <= q;
                case ">" -> p > q;
                default -> p >= q;
            };
        }
        if (!equality || a.getClass() != b.getClass()) return false;
        return a.equals(b) == operator.equals("=");
    }

    record Between(Node value, boolean not, Node low, Node high) implements Node {
        @Override
        public String text() {
            return value.text() + (not ? " NOT" : "") + " BETWEEN " + low.text() + " AND " + high.text();
        }

        @Override
        public Object evaluate(Map<String, Object> message) {
            Object it = value.evaluate(message);
            Object from = low.evaluate(message);
            Object to = high.evaluate(message);
            return not
                    ? or(compare(it, "<", from), compare(it, ">", to))
                    : and(compare(it, ">=", from), compare(it, "<=", to));
        }
    }

    record In(Property value, boolean not, List<String> members) implements Node {
        @Override
        public String text() {
            StringBuilder list = new StringBuilder();
            for (String each : members) list.append(list.isEmpty() ? "" : ", ").append(quoted(each));
            return value.text() + (not ? " not" : "") + " in (" + list + ")";
        }

        @Override
        public Object evaluate(Map<String, Object> message) {
            Object it = value.evaluate(message);
            if (it == null) return null;
            return it instanceof String text && members.contains(text) != not;
        }
    }

    record Like(Property value, boolean not, String pattern, String escape) implements Node {
        @Override
        public String text() {
            return value.text() + (not ? " NOT" : "") + " LIKE " + quoted(pattern)
                    + (escape.isEmpty() ? "" : " ESCAPE " + quoted(escape));
        }

        @Override
        public Object evaluate(Map<String, Object> message) {
            Object it = value.evaluate(message);
            if (it == null) return null;
            return it instanceof String text
                    && asRegularExpression().matcher(text).matches() != not;
        }

        private Pattern asRegularExpression() {
            StringBuilder expression = new StringBuilder();
            boolean escaped = false;
            for (int letter : pattern.codePoints().toArray()) {
                String one = Character.toString(letter);
                if (!escaped && one.equals(escape)) {
                    escaped = true;
                    continue;
                }
                if (!escaped && letter == '%') expression.append(".*");
                else if (!escaped && letter == '_') expression.append('.');
                else expression.append(Pattern.quote(one));
                escaped = false;
            }
            return Pattern.compile(expression.toString(), Pattern.DOTALL);
        }
    }

    record IsNull(Property value, boolean not) implements Node {
        @Override
        public String text() {
            return value.text() + " IS " + (not ? "NOT " : "") + "NULL";
        }

        @Override
        public Object evaluate(Map<String, Object> message) {
            return (value.evaluate(message) == null) != not;
        }
    }

    record Not(Node of) implements Node {
        @Override
        public String text() {
            return "NOT " + (of instanceof Joined || of instanceof Comparison ? "(" + of.text() + ")" : of.text());
        }

        @Override
        public Object evaluate(Map<String, Object> message) {
            return of.evaluate(message) instanceof Boolean is ? (Object) !is : null;
        }
    }

    /** Without parentheses where precedence makes them needless: that is checked too. */
    record Joined(Node left, boolean both, Node right) implements Node {
        @Override
        public String text() {
            return side(left) + (both ? " AND " : " or ") + side(right);
        }

        private String side(Node node) {
            return both && node instanceof Joined other && !other.both ? "(" + node.text() + ")" : node.text();
        }

        @Override
        public Object evaluate(Map<String, Object> message) {
            Boolean a = left.evaluate(message) instanceof Boolean is ? is : null;
            Boolean b = right.evaluate(message) instanceof Boolean is ? is : null;
            return both ? and(a, b) : or(a, b);
        }
    }

    private static Boolean and(Boolean a, Boolean b) {
        if (Boolean.FALSE.equals(a) || Boolean.FALSE.equals(b)) return false;
        return a == null || b == null ? null : Boolean.TRUE;
    }

    private static Boolean or(Boolean a, Boolean b) {
        if (Boolean.TRUE.equals(a) || Boolean.TRUE.equals(b)) return true;
        return a == null || b == null ? null : Boolean.FALSE;
    }

    static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
