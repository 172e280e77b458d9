package io.leveret.broker.definitions;

import io.leveret.broker.security.Directory;
import io.leveret.broker.security.Permission;
import io.leveret.broker.security.TopicPermission;
import java.security.SecureRandom;
import java.util.List;

/**
 * What a definitions file holds, in its order.
 *
 * @param ignored what is named there but not applied, in words, for the log
 */
public record Definitions(
        List<VirtualHostDefinition> virtualHosts,
        List<UserDefinition> users,
        List<Permission> permissions,
        List<TopicPermission> topicPermissions,
        List<ExchangeDefinition> exchanges,
        List<QueueDefinition> queues,
        List<BindingDefinition> bindings,
        List<String> ignored) {
    public Definitions {
        virtualHosts = List.copyOf(virtualHosts);
        users = List.copyOf(users);
        permissions = List.copyOf(permissions);
        topicPermissions = List.copyOf(topicPermissions);
        exchanges = List.copyOf(exchanges);
        queues = List.copyOf(queues);
        bindings = List.copyOf(bindings);
        ignored = List.copyOf(ignored);
    }

    /**
     * The directory with these users and permissions added, those of the same name replaced. Slow where there are plain passwords.
     *
     * @throws IllegalArgumentException if a permission is for a user that neither has
     */
    public Directory addedTo(Directory directory, int iterations, SecureRandom random) {
        return directory.changed(builder -> {
            users.forEach(user -> builder.user(user.toUser(iterations, random)));
            permissions.forEach(builder::permission);
            topicPermissions.forEach(builder::topicPermission);
        });
    }
}
