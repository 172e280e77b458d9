package io.leveret.broker.definitions;

import com.fasterxml.jackson.databind.JsonNode;

/** Where in which file: {@code queues[3].arguments.x-message-ttl}. */
record Place(String file, String path) {
    private static final int LONGEST_SHOWN = 80;

    static Place section(String file, String name) {
        return new Place(file, name);
    }

    Place of(String key) {
        // A key with dots in it would read as several.
        return new Place(file, path + (key.matches("[\\w-]+") ? "." + key : "['" + key + "']"));
    }

    Place at(int index) {
        return new Place(file, path + "[" + index + "]");
    }

    DefinitionsException error(JsonNode value, String allowed) {
        String shown = value.toString();
        if (shown.length() > LONGEST_SHOWN) {
            shown = shown.substring(0, LONGEST_SHOWN) + "...";
        }
        return new DefinitionsException(file, path + " is " + shown + "; " + allowed);
    }

    DefinitionsException missing(String needed) {
        return new DefinitionsException(file, path + " is missing; " + needed);
    }

    DefinitionsException problem(String problem) {
        return new DefinitionsException(file, path + ": " + problem);
    }
}
