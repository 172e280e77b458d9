package io.leveret.broker.http;

import io.leveret.broker.security.Directory;
import io.leveret.broker.security.User;
import java.util.List;

/** Who asks, and what that user may see and do here, by tags and permissions as of the moment of the request. */
record Caller(User user, Directory directory) {
    String name() {
        return user.name();
    }

    /** Whether there is anything of that virtual host to see. */
    boolean sees(String virtualHost) {
        return user.mayMonitor()
                || directory.permission(user.name(), virtualHost).isPresent();
    }

    List<String> visible(List<String> virtualHosts) {
        return virtualHosts.stream().filter(this::sees).toList();
    }

    /** Connections and what is in them are seen by their own user, and by those who monitor. */
    boolean seesConnectionsOf(String owner) {
        return user.mayMonitor() || owner.equals(user.name());
    }

    void mustSee(String virtualHost) {
        if (!sees(virtualHost)) throw unseen(virtualHost);
    }

    /** The same whether there is none, or this user has no business in it. */
    static Problem unseen(String virtualHost) {
        return Problem.notFound(
                "there is no virtual host '%s', or you have no permissions in it; GET /api/vhosts lists those that you see",
                virtualHost);
    }

    void mustConfigure(String virtualHost, String queue) {
        mustSee(virtualHost);
        if (user.isAdministrator()) return;
        if (!directory.access(user.name(), virtualHost).mayConfigure(queue)) {
            throw Problem.forbidden(
                    "user '%s' has no configure permission for '%s' in vhost '%s'", user.name(), queue, virtualHost);
        }
    }

    void mustRead(String virtualHost, String queue) {
        mustSee(virtualHost);
        if (user.isAdministrator()) return;
        if (!directory.access(user.name(), virtualHost).mayRead(queue)) {
            throw Problem.forbidden(
                    "user '%s' has no read permission for '%s' in vhost '%s'", user.name(), queue, virtualHost);
        }
    }
}
