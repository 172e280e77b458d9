package io.leveret.broker.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request as far as it concerns who answers it.
 *
 * @param names what stands in the path where the route has a name in braces, decoded
 * @param reason of the header X-Reason, or ''
 */
record Request(Caller caller, List<String> names, Map<String, String> query, String reason, byte[] body) {
    String name(int index) {
        return names.get(index);
    }

    boolean flag(String name) {
        return "true".equals(query.get(name));
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(query.get(name)).filter(value -> !value.isEmpty());
    }

    Body json() {
        return Body.of(body);
    }
}
