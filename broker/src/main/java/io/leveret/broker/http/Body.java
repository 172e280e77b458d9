package io.leveret.broker.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The JSON object of a request: fields are asked for by name, and what is wrong with one is told with it. */
final class Body {
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(32).build())
                    .build())
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final JsonNode node;

    private Body(JsonNode node) {
        this.node = node;
    }

    /** Nothing at all is an object without fields. */
    static Body of(byte[] bytes) {
        if (bytes.length == 0) return new Body(JsonNodeFactory.instance.objectNode());
        JsonNode node;
        try {
            node = MAPPER.readTree(bytes);
        } catch (JsonProcessingException e) {
            String where = e.getLocation() == null
                    ? ""
                    : " (line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr() + ")";
            throw Problem.badRequest("the body is not JSON: %s%s", e.getOriginalMessage(), where);
        } catch (IOException e) {
            throw Problem.badRequest("the body cannot be read: %s", e.getMessage());
        }
        if (!node.isObject()) {
            throw Problem.badRequest("the body must be a JSON object, in braces, as {\"configure\": \".*\"}");
        }
        return new Body(node);
    }

    String text(String field) {
        return optionalText(field)
                .orElseThrow(() -> Problem.badRequest("the field '%s' is missing: a text is needed", field));
    }

    Optional<String> optionalText(String field) {
        if (!node.hasNonNull(field)) return Optional.empty();
        if (!node.get(field).isTextual()) {
            throw Problem.badRequest("the field '%s' must be a text in quotes", field);
        }
        return Optional.of(node.get(field).textValue());
    }

    boolean flag(String field) {
        return optionalFlag(field)
                .orElseThrow(() -> Problem.badRequest("the field '%s' is missing: true or false is needed", field));
    }

    Optional<Boolean> optionalFlag(String field) {
        if (!node.hasNonNull(field)) return Optional.empty();
        if (!node.get(field).isBoolean()) throw Problem.badRequest("the field '%s' must be true or false", field);
        return Optional.of(node.get(field).booleanValue());
    }

    /** A list of texts, or one text with commas: both forms are about. */
    Set<String> words(String field) {
        var words = new TreeSet<String>();
        JsonNode value = node.path(field);
        if (value.isTextual()) {
            for (String word : value.textValue().split(",")) words.add(word.strip());
        } else if (value.isArray()) {
            for (JsonNode each : value) {
                if (!each.isTextual()) throw Problem.badRequest("the field '%s' must be a list of texts", field);
                words.add(each.textValue().strip());
            }
        } else if (!value.isMissingNode() && !value.isNull()) {
            throw Problem.badRequest("the field '%s' must be a list of texts, or one text with commas", field);
        }
        words.remove("");
        return words;
    }
}
