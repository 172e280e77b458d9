package io.leveret.broker.definitions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.leveret.amqp.Table;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/** One object of the file, that knows where it stands and which of its keys nobody asked for. */
final class Item {
    /** A name has to fit a short string. */
    private static final int LONGEST_NAME = 255;

    private final Place place;
    private final ObjectNode node;
    private final Set<String> asked = new HashSet<>();

    Item(Place place, JsonNode node) {
        if (!(node instanceof ObjectNode object)) {
            throw place.error(node, "allowed is an object in braces");
        }
        this.place = place;
        this.node = object;
    }

    Place place() {
        return place;
    }

    boolean has(String key) {
        asked.add(key);
        return node.hasNonNull(key);
    }

    /** Required, and not empty. */
    String name(String key) {
        if (!has(key)) {
            throw place.of(key).missing("a text of 1 to " + LONGEST_NAME + " bytes is needed");
        }
        return checkedName(key);
    }

    String nameOr(String key, String otherwise) {
        return has(key) ? checkedName(key) : otherwise;
    }

    private String checkedName(String key) {
        String text = shortTextOr(key, "");
        if (text.isEmpty()) {
            throw place.of(key).error(node.get(key), "allowed is a text of 1 to " + LONGEST_NAME + " bytes");
        }
        return text;
    }

    String shortTextOr(String key, String otherwise) {
        String text = textOr(key, otherwise);
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > LONGEST_NAME) {
            throw place.of(key).error(node.get(key), "it has " + bytes + " bytes, allowed are at most " + LONGEST_NAME);
        }
        return text;
    }

    String textOr(String key, String otherwise) {
        if (!has(key)) {
            return otherwise;
        }
        JsonNode value = node.get(key);
        if (!value.isTextual()) {
            throw place.of(key).error(value, "allowed is a text in quotes");
        }
        return value.textValue();
    }

    /** Never shown in an error. */
    String secret(String key) {
        has(key);
        JsonNode value = node.get(key);
        if (!value.isTextual()) {
            throw place.of(key)
                    .problem("what stands there is hidden here, but is not a text in quotes, which is needed");
        }
        return value.textValue();
    }

    boolean flagOr(String key, boolean otherwise) {
        if (!has(key)) {
            return otherwise;
        }
        JsonNode value = node.get(key);
        if (!value.isBoolean()) {
            throw place.of(key).error(value, "allowed are true and false");
        }
        return value.booleanValue();
    }

    Table table(String key) {
        return has(key) ? JsonTable.read(place.of(key), node.get(key)) : Table.EMPTY;
    }

    /** A list of texts, or one text with commas: both forms are about. */
    List<String> words(String key) {
        var words = new ArrayList<String>();
        if (!has(key)) {
            return words;
        }
        JsonNode value = node.get(key);
        if (value.isTextual()) {
            for (String word : value.textValue().split(",")) {
                words.add(word.strip());
            }
        } else if (value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                if (!value.get(i).isTextual()) {
                    throw place.of(key).at(i).error(value.get(i), "allowed is a text in quotes");
                }
                words.add(value.get(i).textValue().strip());
            }
        } else {
            throw place.of(key).error(value, "allowed is a list of texts, or one text with commas");
        }
        words.removeIf(String::isEmpty);
        return words;
    }

    DefinitionsException error(String key, String allowed) {
        return place.of(key).error(node.get(key), allowed);
    }

    /** The whole of it is told as ignored, so its keys need not be. */
    void dropRest() {
        node.fieldNames().forEachRemaining(asked::add);
    }

    /** Keys with something in them that nobody asked for. */
    List<String> leftOver() {
        var left = new ArrayList<String>();
        for (Iterator<String> keys = node.fieldNames(); keys.hasNext(); ) {
            String key = keys.next();
            if (!asked.contains(key) && !saysNothing(node.get(key))) {
                left.add(key);
            }
        }
        return left;
    }

    /** What an export writes for "not set". */
    private static boolean saysNothing(JsonNode value) {
        return value.isNull()
                || value.isContainerNode() && value.isEmpty()
                || value.isTextual()
                        && (value.textValue().isEmpty() || value.textValue().equals("undefined"))
                || value.isBoolean() && !value.booleanValue();
    }
}
