package io.leveret.broker.http;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** What a request gets. */
sealed interface Answer {
    interface Json {
        void write(JsonGenerator out) throws IOException;
    }

    interface Item<T> {
        void write(JsonGenerator out, T item) throws IOException;
    }

    /** Done, and nothing to say. */
    record Empty(int status) implements Answer {}

    record Document(int status, Json json) implements Answer {}

    /** A list as long as it likes: it is written piece by piece, as the socket takes it. */
    record Listing<T>(List<T> items, Item<T> item) implements Answer {}

    record Content(int status, String type, byte[] bytes, Map<String, String> headers) implements Answer {}

    static Answer of(Json json) {
        return new Document(200, json);
    }

    static Answer changed(boolean created) {
        return new Empty(created ? 201 : 204);
    }

    static Answer of(Problem problem) {
        return new Document(problem.status(), out -> {
            out.writeStartObject();
            out.writeStringField("error", problem.error());
            out.writeStringField("reason", problem.reason());
            out.writeEndObject();
        });
    }
}
