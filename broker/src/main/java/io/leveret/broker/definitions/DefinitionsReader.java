package io.leveret.broker.definitions;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.leveret.amqp.Table;
import io.leveret.broker.security.PasswordHash;
import io.leveret.broker.security.Permission;
import io.leveret.broker.security.TopicPermission;
import io.leveret.broker.security.User;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Reads a definitions file, one entry at a time: a file of a hundred thousand queues is never in memory as a tree. What it does not
 * know is not an error, since every version of the format has new keys, but told in {@link Definitions#ignored}.
 */
public final class DefinitionsReader {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** Where the file comes from, and what a per-virtual-host export says of itself. */
    private static final Set<String> ABOUT_ITSELF = Set.of(
            "rabbit_version",
            "rabbitmq_version",
            "rabbitmq_definition_format",
            "product_name",
            "product_version",
            "original_cluster_name",
            "original_vhost_name",
            "explanation",
            "name",
            "vhost",
            "metadata",
            "description",
            "tags",
            "limits",
            "default_queue_type");

    private final String file;
    private final String virtualHost;
    private final List<VirtualHostDefinition> virtualHosts = new ArrayList<>();
    private final List<UserDefinition> users = new ArrayList<>();
    private final List<Permission> permissions = new ArrayList<>();
    private final List<TopicPermission> topicPermissions = new ArrayList<>();
    private final List<ExchangeDefinition> exchanges = new ArrayList<>();
    private final List<QueueDefinition> queues = new ArrayList<>();
    private final List<BindingDefinition> bindings = new ArrayList<>();
    private final List<String> ignored = new ArrayList<>();
    private final Map<String, Integer> ignoredKeys = new LinkedHashMap<>();

    private DefinitionsReader(String file, String virtualHost) {
        this.file = file;
        this.virtualHost = virtualHost;
    }

    /**
     * @param virtualHost what entries belong to that name none, as all do in an export of one virtual host
     * @throws DefinitionsException if it cannot be read
     */
    public static Definitions read(Path file, String virtualHost) {
        try (InputStream in = Files.newInputStream(file)) {
            return read(file.toString(), in, virtualHost);
        } catch (NoSuchFileException e) {
            throw new DefinitionsException(
                    file.toString(), "there is no such file; its whole path would be " + file.toAbsolutePath());
        } catch (IOException e) {
            throw new DefinitionsException(file.toString(), "it cannot be read: " + e);
        }
    }

    /** The same for what does not come from a file; the name is for errors. The stream is read to its end and left open. */
    public static Definitions read(String name, InputStream in, String virtualHost) throws IOException {
        var reader = new DefinitionsReader(name, virtualHost);
        try (JsonParser parser = MAPPER.getFactory().createParser(in).disable(JsonParser.Feature.AUTO_CLOSE_SOURCE)) {
            reader.readAll(parser);
        } catch (JsonProcessingException e) {
            String where = e.getLocation() == null
                    ? ""
                    : "line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr() + ": ";
            throw new DefinitionsException(
                    name,
                    where + (e instanceof JsonParseException ? "this is not JSON: " : "") + e.getOriginalMessage());
        }
        return reader.finish();
    }

    private void readAll(JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new DefinitionsException(file, "the file must hold one JSON object, in braces");
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String section = parser.currentName();
            parser.nextToken();
            switch (section) {
                case "vhosts" -> each(parser, section, this::virtualHost);
                case "users" -> each(parser, section, this::user);
                case "permissions" -> each(parser, section, this::permission);
                case "topic_permissions" -> each(parser, section, this::topicPermission);
                case "exchanges" -> each(parser, section, this::exchange);
                case "queues" -> each(parser, section, this::queue);
                case "bindings" -> each(parser, section, this::binding);
                case "policies" -> each(parser, section, item -> ignore("policy", item));
                case "operator_policies" -> each(parser, section, item -> ignore("operator policy", item));
                case "parameters" -> each(parser, section, item -> ignore("parameter", item));
                case "global_parameters" -> each(parser, section, item -> ignore("global parameter", item));
                default -> {
                    parser.skipChildren();
                    if (!ABOUT_ITSELF.contains(section)) {
                        ignored.add("the section '" + section + "'");
                    }
                }
            }
        }
        if (parser.nextToken() != null) {
            throw new DefinitionsException(
                    file, "there is more after the end of the JSON object; the file must hold one");
        }
    }

    private void each(JsonParser parser, String section, Consumer<Item> take) throws IOException {
        Place place = Place.section(file, section);
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw place.error(MAPPER.<JsonNode>readTree(parser), "allowed is a list in square brackets");
        }
        for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
            var item = new Item(place.at(i), MAPPER.<JsonNode>readTree(parser));
            take.accept(item);
            for (String key : item.leftOver()) {
                ignoredKeys.merge("the key '" + key + "' of " + section, 1, Integer::sum);
            }
        }
    }

    private void virtualHost(Item item) {
        // Repeats what stands beside it.
        item.has("metadata");
        virtualHosts.add(
                new VirtualHostDefinition(item.name("name"), item.textOr("description", ""), item.words("tags")));
    }

    private void user(Item item) {
        String name = item.name("name");
        var user = new UserDefinition(name, secret(item), Set.copyOf(item.words("tags")));
        checked(item.place(), () -> new User(name, PasswordHash.NONE, user.tags()));
        users.add(user);
    }

    private UserDefinition.Secret secret(Item item) {
        boolean plain = item.has("password");
        boolean hashed = item.has("password_hash");
        if (plain == hashed) {
            throw item.place()
                    .problem(
                            plain
                                    ? "there are both 'password' and 'password_hash'; allowed is one of them"
                                    : "there is neither 'password' nor 'password_hash'; give one, an empty 'password_hash' for a user who"
                                            + " logs in with a certificate only");
        }
        if (plain) {
            String password = item.secret("password");
            if (password.isEmpty()) {
                throw item.error(
                        "password", "it would let anyone in; give one, or an empty 'password_hash' for no password");
            }
            return new UserDefinition.Secret.Plain(password);
        }
        String hash = item.secret("password_hash");
        if (!item.has("hashing_algorithm")) {
            return new UserDefinition.Secret.Hashed(
                    checked(item.place().of("password_hash"), () -> PasswordHash.ofUnnamedAlgorithm(hash)));
        }
        String algorithm = item.textOr("hashing_algorithm", "");
        if (!PasswordHash.algorithms().contains(algorithm)) {
            throw item.error("hashing_algorithm", "allowed are " + String.join(", ", PasswordHash.algorithms()));
        }
        return new UserDefinition.Secret.Hashed(
                checked(item.place().of("password_hash"), () -> PasswordHash.of(algorithm, hash)));
    }

    private void permission(Item item) {
        permissions.add(checked(
                item.place(),
                () -> new Permission(
                        item.name("user"),
                        virtualHostOf(item),
                        item.textOr("configure", ""),
                        item.textOr("write", ""),
                        item.textOr("read", ""))));
    }

    private void topicPermission(Item item) {
        topicPermissions.add(checked(
                item.place(),
                () -> new TopicPermission(
                        item.name("user"),
                        virtualHostOf(item),
                        item.name("exchange"),
                        item.textOr("write", ""),
                        item.textOr("read", ""))));
    }

    private void exchange(Item item) {
        exchanges.add(new ExchangeDefinition(
                virtualHostOf(item),
                item.name("name"),
                item.nameOr("type", "direct"),
                item.flagOr("durable", true),
                item.flagOr("auto_delete", false),
                item.flagOr("internal", false),
                item.table("arguments")));
    }

    private void queue(Item item) {
        Table arguments = item.table("arguments");
        String type = item.textOr("type", "classic");
        if (!type.equals("classic") && !arguments.contains("x-queue-type")) {
            arguments = arguments.with("x-queue-type", type);
        }
        queues.add(new QueueDefinition(
                virtualHostOf(item),
                item.name("name"),
                item.flagOr("durable", true),
                item.flagOr("auto_delete", false),
                arguments));
    }

    private void binding(Item item) {
        String kind = item.name("destination_type");
        BindingDefinition.Target target = Stream.of(BindingDefinition.Target.values())
                .filter(t -> t.text().equals(kind))
                .findFirst()
                .orElseThrow(() -> item.error("destination_type", "allowed are \"queue\" and \"exchange\""));
        // A hash of the arguments that older exports carry.
        item.has("properties_key");
        bindings.add(new BindingDefinition(
                virtualHostOf(item),
                item.name("source"),
                target,
                item.name("destination"),
                item.shortTextOr("routing_key", ""),
                item.table("arguments")));
    }

    private void ignore(String kind, Item item) {
        String of = item.has("component") ? " of " + item.textOr("component", "") : "";
        String in = item.has("vhost") ? " in virtual host '" + item.textOr("vhost", "") + "'" : "";
        ignored.add(kind + " '" + item.textOr("name", "") + "'" + of + in);
        item.dropRest();
    }

    private String virtualHostOf(Item item) {
        return item.nameOr("vhost", virtualHost);
    }

    private static <T> T checked(Place place, Supplier<T> make) {
        try {
            return make.get();
        } catch (IllegalArgumentException e) {
            throw place.problem(e.getMessage());
        }
    }

    private Definitions finish() {
        ignoredKeys.forEach((key, count) -> ignored.add(key + " (" + count + (count == 1 ? " entry)" : " entries)")));
        return new Definitions(
                virtualHosts, users, permissions, topicPermissions, exchanges, queues, bindings, ignored);
    }
}
