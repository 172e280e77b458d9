package io.leveret.broker.definitions;

import java.util.List;

/** A virtual host to be. */
public record VirtualHostDefinition(String name, String description, List<String> tags) {
    public VirtualHostDefinition {
        tags = List.copyOf(tags);
    }

    public static VirtualHostDefinition named(String name) {
        return new VirtualHostDefinition(name, "", List.of());
    }
}
