package io.leveret.broker.security;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Everything that is known of users and their rights, at one moment. It never changes: each {@code with...} and {@code without...}
 * answers a new one, and its owner hands that out.
 */
public final class Directory {
    public static final Directory EMPTY = new Directory(new Builder());

    private record Place(String user, String virtualHost) {}

    private final Map<String, User> users;
    private final Map<Place, Permission> permissions;
    private final Map<Place, Map<String, TopicPermission>> topicPermissions;
    private final int highestCost;

    private Directory(Builder from) {
        users = from.users;
        permissions = from.permissions;
        topicPermissions = from.topicPermissions;
        highestCost = users.values().stream()
                .mapToInt(u -> u.passwordHash().cost())
                .max()
                .orElse(0);
    }

    /** What makes a wrong password most expensive to find out, so that an unknown user may cost the same. */
    int highestCost() {
        return highestCost;
    }

    public Collection<User> users() {
        return List.copyOf(users.values());
    }

    public Optional<User> user(String name) {
        return Optional.ofNullable(users.get(name));
    }

    public List<Permission> permissions() {
        return List.copyOf(permissions.values());
    }

    public Optional<Permission> permission(String user, String virtualHost) {
        return Optional.ofNullable(permissions.get(new Place(user, virtualHost)));
    }

    public List<TopicPermission> topicPermissions() {
        return topicPermissions.values().stream()
                .flatMap(byExchange -> byExchange.values().stream())
                .toList();
    }

    public List<TopicPermission> topicPermissions(String user, String virtualHost) {
        return List.copyOf(topicPermissions
                .getOrDefault(new Place(user, virtualHost), Map.of())
                .values());
    }

    /** What the user may do in the virtual host, as of this snapshot; for one who is unknown or has no permission there: nothing. */
    public Access access(String user, String virtualHost) {
        return permission(user, virtualHost)
                .map(granted -> Access.of(granted, topicPermissions(user, virtualHost)))
                .orElseGet(Access::nothing);
    }

    /** Adds the user, or replaces the one of that name; permissions stay. */
    public Directory withUser(User user) {
        return changed(b -> b.user(user));
    }

    /** The user's permissions go too. */
    public Directory withoutUser(String name) {
        return changed(b -> {
            b.users.remove(name);
            b.permissions.keySet().removeIf(p -> p.user().equals(name));
            b.topicPermissions.keySet().removeIf(p -> p.user().equals(name));
        });
    }

    /** @throws IllegalArgumentException if there is no such user */
    public Directory withPermission(Permission permission) {
        return changed(b -> b.permission(permission));
    }

    public Directory withoutPermission(String user, String virtualHost) {
        return changed(b -> b.permissions.remove(new Place(user, virtualHost)));
    }

    /** @throws IllegalArgumentException if there is no such user */
    public Directory withTopicPermission(TopicPermission permission) {
        return changed(b -> b.topicPermission(permission));
    }

    public Directory withoutTopicPermission(String user, String virtualHost, String exchange) {
        return changed(b -> b.topicPermissions.computeIfPresent(new Place(user, virtualHost), (place, byExchange) -> {
            var rest = new LinkedHashMap<>(byExchange);
            rest.remove(exchange);
            return rest.isEmpty() ? null : rest;
        }));
    }

    public Directory withoutTopicPermissions(String user, String virtualHost) {
        return changed(b -> b.topicPermissions.remove(new Place(user, virtualHost)));
    }

    /** A virtual host of the same name made later must not inherit these. */
    public Directory withoutVirtualHost(String virtualHost) {
        return changed(b -> {
            b.permissions.keySet().removeIf(p -> p.virtualHost().equals(virtualHost));
            b.topicPermissions.keySet().removeIf(p -> p.virtualHost().equals(virtualHost));
        });
    }

    /** For many changes at once, which one by one would each copy the whole. */
    public Directory changed(Consumer<Builder> changes) {
        var builder = new Builder();
        builder.users.putAll(users);
        builder.permissions.putAll(permissions);
        topicPermissions.forEach(
                (place, byExchange) -> builder.topicPermissions.put(place, new LinkedHashMap<>(byExchange)));
        changes.accept(builder);
        builder.sealed = true;
        return new Directory(builder);
    }

    /** Lives for one {@link Directory#changed}. */
    public static final class Builder {
        private final Map<String, User> users = new LinkedHashMap<>();
        private final Map<Place, Permission> permissions = new LinkedHashMap<>();
        private final Map<Place, Map<String, TopicPermission>> topicPermissions = new LinkedHashMap<>();
        private boolean sealed;

        private Builder() {}

        public Builder user(User user) {
            checkOpen();
            users.put(user.name(), user);
            return this;
        }

        public Builder permission(Permission permission) {
            checkOpen();
            checkUser(permission.user(), permission.virtualHost());
            permissions.put(new Place(permission.user(), permission.virtualHost()), permission);
            return this;
        }

        public Builder topicPermission(TopicPermission permission) {
            checkOpen();
            checkUser(permission.user(), permission.virtualHost());
            topicPermissions
                    .computeIfAbsent(new Place(permission.user(), permission.virtualHost()), p -> new LinkedHashMap<>())
                    .put(permission.exchange(), permission);
            return this;
        }

        private void checkOpen() {
            if (sealed) {
                throw new IllegalStateException("this builder's directory is made already and must not change");
            }
        }

        private void checkUser(String user, String virtualHost) {
            if (!users.containsKey(user)) {
                var known = new ArrayList<>(users.keySet());
                throw new IllegalArgumentException(
                        "permissions in virtual host " + Names.shown(virtualHost) + " for user "
                                + Names.shown(user) + ", who does not exist; add the user first"
                                + (known.size() <= 10 ? " (there are " + known + ")" : ""));
            }
        }
    }
}
