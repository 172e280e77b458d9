package io.leveret.broker.definitions;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.leveret.amqp.Binary;
import io.leveret.amqp.LongString;
import io.leveret.amqp.Table;
import io.leveret.amqp.Timestamp;
import io.leveret.amqp.Unsigned;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Field tables as JSON, which has fewer types: integers come back as Integer where they fit and as Long where not, times as the number
 * of their seconds, bytes that are no text with replacement characters.
 */
public final class JsonTable {
    private JsonTable() {}

    static Table read(Place place, JsonNode node) {
        if (!node.isObject()) {
            throw place.error(node, "allowed is an object in braces");
        }
        return table(place, node, 1);
    }

    private static Table table(Place place, JsonNode node, int depth) {
        Table.Builder table = Table.builder();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            Place here = place.of(entry.getKey());
            Object value = value(here, entry.getValue(), depth);
            try {
                table.put(entry.getKey(), value);
            } catch (IllegalArgumentException e) {
                throw here.problem(e.getMessage());
            }
        }
        return table.build();
    }

    private static Object value(Place place, JsonNode node, int depth) {
        if (node.isContainerNode() && depth >= Table.MAX_DEPTH) {
            throw place.problem("it is nested deeper than " + Table.MAX_DEPTH + " levels, which is the most");
        }
        return switch (node.getNodeType()) {
            case OBJECT -> table(place, node, depth + 1);
            case ARRAY -> {
                var list = new ArrayList<Object>(node.size());
                for (int i = 0; i < node.size(); i++) {
                    list.add(value(place.at(i), node.get(i), depth + 1));
                }
                yield list;
            }
            case STRING -> node.textValue();
            case BOOLEAN -> node.booleanValue();
            case NUMBER -> number(place, node);
            case NULL -> Table.VOID;
            case BINARY, MISSING, POJO -> throw place.problem("a parser of text does not make a " + node.getNodeType());
        };
    }

    private static Object number(Place place, JsonNode node) {
        if (node.isIntegralNumber()) {
            if (!node.canConvertToLong()) {
                throw place.error(node, "allowed are integers from " + Long.MIN_VALUE + " to " + Long.MAX_VALUE);
            }
            return node.canConvertToInt() ? (Object) node.intValue() : (Object) node.longValue();
        }
        double value = node.doubleValue();
        if (Double.isInfinite(value)) {
            throw place.error(node, "allowed are numbers up to " + Double.MAX_VALUE);
        }
        return value;
    }

    /** Also what the management API shows of arguments and headers. */
    public static void write(JsonGenerator out, Table table) throws IOException {
        out.writeStartObject();
        for (Map.Entry<String, Object> entry : table.entries().entrySet()) {
            out.writeFieldName(entry.getKey());
            value(out, entry.getValue());
        }
        out.writeEndObject();
    }

    private static void value(JsonGenerator out, Object value) throws IOException {
        if (value instanceof String s) {
            out.writeString(s);
        } else if (value instanceof Boolean b) {
            out.writeBoolean(b);
        } else if (value instanceof BigDecimal d) {
            out.writeNumber(d);
        } else if (value instanceof Double || value instanceof Float) {
            real(out, (Number) value);
        } else if (value instanceof Number n) {
            out.writeNumber(n.longValue());
        } else if (value instanceof Unsigned u) {
            out.writeNumber(u.type() == 'L' ? Long.toUnsignedString(u.value()) : Long.toString(u.value()));
        } else if (value instanceof Timestamp t) {
            out.writeNumber(t.seconds());
        } else if (value instanceof LongString s) {
            out.writeString(new String(s.bytes(), StandardCharsets.UTF_8));
        } else if (value instanceof Binary b) {
            out.writeString(new String(b.bytes(), StandardCharsets.UTF_8));
        } else if (value instanceof Table t) {
            write(out, t);
        } else if (value instanceof List<?> list) {
            out.writeStartArray();
            for (Object element : list) {
                value(out, element);
            }
            out.writeEndArray();
        } else {
            out.writeNull();
        }
    }

    /** JSON has no word for infinity, nor for what is not a number. */
    private static void real(JsonGenerator out, Number number) throws IOException {
        if (!Double.isFinite(number.doubleValue())) {
            out.writeString(number.toString());
        } else if (number instanceof Float f) {
            out.writeNumber(f);
        } else {
            out.writeNumber(number.doubleValue());
        }
    }
}
