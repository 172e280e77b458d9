package io.leveret.broker.definitions;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import io.leveret.broker.security.Permission;
import io.leveret.broker.security.TopicPermission;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Collection;
import java.util.List;

/** Writes what {@link DefinitionsReader} reads, and RabbitMQ too, save for users whose hash is of a kind that it does not know. */
public final class DefinitionsWriter {
    private static final JsonFactory JSON = new JsonFactory();

    private final String product;
    private final String version;

    private interface Entry<T> {
        void write(T entry) throws IOException;
    }

    public DefinitionsWriter(String product, String version) {
        this.product = product;
        this.version = version;
    }

    /** The stream is flushed and left open. */
    public void write(Definitions definitions, OutputStream target) throws IOException {
        try (JsonGenerator out = open(target)) {
            list(out, "users", definitions.users(), user -> user(out, user));
            list(out, "vhosts", definitions.virtualHosts(), host -> virtualHost(out, host));
            list(out, "permissions", definitions.permissions(), p -> permission(out, p));
            list(out, "topic_permissions", definitions.topicPermissions(), p -> topicPermission(out, p));
            topology(out, definitions, true);
            out.writeEndObject();
        }
    }

    /** What one virtual host holds, to be read into any: neither its name nor its users are in it. */
    public void writeVirtualHost(Definitions definitions, String virtualHost, OutputStream target) throws IOException {
        var its = new Definitions(
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                definitions.exchanges().stream()
                        .filter(e -> e.virtualHost().equals(virtualHost))
                        .toList(),
                definitions.queues().stream()
                        .filter(q -> q.virtualHost().equals(virtualHost))
                        .toList(),
                definitions.bindings().stream()
                        .filter(b -> b.virtualHost().equals(virtualHost))
                        .toList(),
                List.of());
        try (JsonGenerator out = open(target)) {
            topology(out, its, false);
            out.writeEndObject();
        }
    }

    private JsonGenerator open(OutputStream target) throws IOException {
        JsonGenerator out = JSON.createGenerator(target).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        // A line for each entry's key, always ending in a line feed: the file is made to be kept under version control.
        var printer = new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));
        printer.indentArraysWith(new DefaultIndenter("  ", "\n"));
        out.setPrettyPrinter(printer);
        out.writeStartObject();
        out.writeStringField("product_name", product);
        out.writeStringField("product_version", version);
        return out;
    }

    private static <T> void list(JsonGenerator out, String section, Collection<T> entries, Entry<T> one)
            throws IOException {
        out.writeArrayFieldStart(section);
        for (T entry : entries) {
            out.writeStartObject();
            one.write(entry);
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static void user(JsonGenerator out, UserDefinition user) throws IOException {
        out.writeStringField("name", user.name());
        if (user.secret() instanceof UserDefinition.Secret.Hashed hashed) {
            out.writeStringField("password_hash", hashed.hash().encoded());
            out.writeStringField("hashing_algorithm", hashed.hash().algorithm());
        } else if (user.secret() instanceof UserDefinition.Secret.Plain plain) {
            out.writeStringField("password", plain.password());
        }
        words(out, "tags", user.tags().stream().sorted().toList());
    }

    private static void virtualHost(JsonGenerator out, VirtualHostDefinition host) throws IOException {
        out.writeStringField("name", host.name());
        out.writeStringField("description", host.description());
        words(out, "tags", host.tags());
    }

    private static void permission(JsonGenerator out, Permission permission) throws IOException {
        out.writeStringField("user", permission.user());
        out.writeStringField("vhost", permission.virtualHost());
        out.writeStringField("configure", permission.configure());
        out.writeStringField("write", permission.write());
        out.writeStringField("read", permission.read());
    }

    private static void topicPermission(JsonGenerator out, TopicPermission permission) throws IOException {
        out.writeStringField("user", permission.user());
        out.writeStringField("vhost", permission.virtualHost());
        out.writeStringField("exchange", permission.exchange());
        out.writeStringField("write", permission.write());
        out.writeStringField("read", permission.read());
    }

    private static void topology(JsonGenerator out, Definitions definitions, boolean named) throws IOException {
        list(out, "queues", definitions.queues(), queue -> {
            out.writeStringField("name", queue.name());
            host(out, queue.virtualHost(), named);
            out.writeBooleanField("durable", queue.durable());
            out.writeBooleanField("auto_delete", queue.autoDelete());
            out.writeFieldName("arguments");
            JsonTable.write(out, queue.arguments());
        });
        list(out, "exchanges", definitions.exchanges(), exchange -> {
            out.writeStringField("name", exchange.name());
            host(out, exchange.virtualHost(), named);
            out.writeStringField("type", exchange.type());
            out.writeBooleanField("durable", exchange.durable());
            out.writeBooleanField("auto_delete", exchange.autoDelete());
            out.writeBooleanField("internal", exchange.internal());
            out.writeFieldName("arguments");
            JsonTable.write(out, exchange.arguments());
        });
        list(out, "bindings", definitions.bindings(), binding -> {
            out.writeStringField("source", binding.source());
            host(out, binding.virtualHost(), named);
            out.writeStringField("destination", binding.destination());
            out.writeStringField("destination_type", binding.target().text());
            out.writeStringField("routing_key", binding.routingKey());
            out.writeFieldName("arguments");
            JsonTable.write(out, binding.arguments());
        });
    }

    private static void host(JsonGenerator out, String virtualHost, boolean named) throws IOException {
        if (named) {
            out.writeStringField("vhost", virtualHost);
        }
    }

    private static void words(JsonGenerator out, String key, List<String> words) throws IOException {
        out.writeArrayFieldStart(key);
        for (String word : words) {
            out.writeString(word);
        }
        out.writeEndArray();
    }
}
