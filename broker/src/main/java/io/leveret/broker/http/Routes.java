package io.leveret.broker.http;

import io.leveret.broker.admin.Admin;
import io.leveret.broker.security.User;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Which path leads where, and what rank it needs. */
final class Routes {
    /** What a request's body may have where not more is said. */
    private static final int BODY = 64 << 10;

    private static final int DEFINITIONS = 32 << 20;

    /** The rank that a user needs, by tags. */
    enum Rank {
        MANAGEMENT("management, monitoring or administrator"),
        MONITORING("monitoring or administrator"),
        ADMINISTRATOR("administrator");

        private final String tags;

        Rank(String tags) {
            this.tags = tags;
        }

        private boolean isOf(User user) {
            return switch (this) {
                case MANAGEMENT -> user.mayManage();
                case MONITORING -> user.mayMonitor();
                case ADMINISTRATOR -> user.isAdministrator();
            };
        }
    }

    interface Handler extends Function<Request, CompletableFuture<Answer>> {}

    /** @param pattern its parts; a name in braces stands for any one part */
    record Route(String method, List<String> pattern, Rank rank, int mostBytes, Handler handler) {
        void check(User user) {
            if (rank.isOf(user)) return;
            throw Problem.forbidden(
                    "user '%s' may not do this here: it needs the tag %s, which an administrator can give",
                    user.name(), rank.tags);
        }

        private boolean matches(List<String> path) {
            if (path.size() != pattern.size()) return false;
            for (int i = 0; i < path.size(); i++) {
                if (!isName(i) && !pattern.get(i).equals(path.get(i))) return false;
            }
            return true;
        }

        private boolean isName(int i) {
            return pattern.get(i).startsWith("{");
        }

        List<String> names(List<String> path) {
            var names = new ArrayList<String>();
            for (int i = 0; i < path.size(); i++) if (isName(i)) names.add(path.get(i));
            return names;
        }
    }

    private final List<Route> routes = new ArrayList<>();

    Routes(Admin admin, Metrics metrics) {
        var read = new Readings(admin);
        var change = new Changes(admin, read);
        whole(read);
        get("/metrics", Rank.MONITORING, metrics::answer);
        connections(read, change);
        topology(read, change);
        users(read, change);
        get("/api", Rank.MANAGEMENT, request -> CompletableFuture.completedFuture(index()));
    }

    private void whole(Readings read) {
        get("/api/overview", Rank.MANAGEMENT, read::overview);
        get("/api/whoami", Rank.MANAGEMENT, read::whoAmI);
        get("/api/health/checks/alarms", Rank.MANAGEMENT, read::alarms);
        get("/api/health/checks/local-alarms", Rank.MANAGEMENT, read::alarms);
    }

    private void connections(Readings read, Changes change) {
        get("/api/connections", Rank.MANAGEMENT, read::connections);
        get("/api/vhosts/{vhost}/connections", Rank.MANAGEMENT, read::connections);
        get("/api/connections/{name}", Rank.MANAGEMENT, read::connection);
        add("DELETE", "/api/connections/{name}", Rank.MANAGEMENT, change::closeConnection);
        get("/api/channels", Rank.MANAGEMENT, read::channels);
        get("/api/vhosts/{vhost}/channels", Rank.MANAGEMENT, read::channels);
        get("/api/consumers", Rank.MANAGEMENT, read::consumers);
        get("/api/consumers/{vhost}", Rank.MANAGEMENT, read::consumers);
    }

    private void topology(Readings read, Changes change) {
        get("/api/vhosts", Rank.MANAGEMENT, read::virtualHosts);
        get("/api/vhosts/{vhost}", Rank.MANAGEMENT, read::virtualHost);
        add("PUT", "/api/vhosts/{vhost}", Rank.ADMINISTRATOR, change::putVirtualHost);
        add("DELETE", "/api/vhosts/{vhost}", Rank.ADMINISTRATOR, change::deleteVirtualHost);
        get("/api/trace/{vhost}", Rank.MANAGEMENT, read::tracing);
        add("PUT", "/api/trace/{vhost}", Rank.ADMINISTRATOR, change::trace);
        get("/api/exchanges", Rank.MANAGEMENT, read::exchanges);
        get("/api/exchanges/{vhost}", Rank.MANAGEMENT, read::exchanges);
        get("/api/exchanges/{vhost}/{name}", Rank.MANAGEMENT, read::exchange);
        get("/api/exchanges/{vhost}/{name}/bindings/source", Rank.MANAGEMENT, read::bindingsFrom);
        get("/api/exchanges/{vhost}/{name}/bindings/destination", Rank.MANAGEMENT, read::bindingsToExchange);
        get("/api/queues", Rank.MANAGEMENT, read::queues);
        get("/api/queues/{vhost}", Rank.MANAGEMENT, read::queues);
        get("/api/queues/{vhost}/{name}", Rank.MANAGEMENT, read::queue);
        get("/api/queues/{vhost}/{name}/bindings", Rank.MANAGEMENT, read::bindingsToQueue);
        add("DELETE", "/api/queues/{vhost}/{name}", Rank.MANAGEMENT, change::deleteQueue);
        add("DELETE", "/api/queues/{vhost}/{name}/contents", Rank.MANAGEMENT, change::purgeQueue);
        get("/api/bindings", Rank.MANAGEMENT, read::bindings);
        get("/api/bindings/{vhost}", Rank.MANAGEMENT, read::bindings);
        get("/api/definitions", Rank.ADMINISTRATOR, read::definitions);
        get("/api/definitions/{vhost}", Rank.ADMINISTRATOR, read::definitionsOfVirtualHost);
        add("POST", "/api/definitions", Rank.ADMINISTRATOR, DEFINITIONS, change::importDefinitions);
        add("POST", "/api/definitions/{vhost}", Rank.ADMINISTRATOR, DEFINITIONS, change::importIntoVirtualHost);
    }

    private void users(Readings read, Changes change) {
        get("/api/users", Rank.ADMINISTRATOR, read::users);
        get("/api/users/{name}", Rank.ADMINISTRATOR, read::user);
        get("/api/users/{name}/permissions", Rank.ADMINISTRATOR, read::permissionsOfUser);
        add("PUT", "/api/users/{name}", Rank.ADMINISTRATOR, change::putUser);
        add("DELETE", "/api/users/{name}", Rank.ADMINISTRATOR, change::deleteUser);
        get("/api/permissions", Rank.ADMINISTRATOR, read::permissions);
        get("/api/permissions/{vhost}/{user}", Rank.ADMINISTRATOR, read::permission);
        get("/api/vhosts/{vhost}/permissions", Rank.ADMINISTRATOR, read::permissionsInVirtualHost);
        add("PUT", "/api/permissions/{vhost}/{user}", Rank.ADMINISTRATOR, change::putPermission);
        add("DELETE", "/api/permissions/{vhost}/{user}", Rank.ADMINISTRATOR, change::deletePermission);
        get("/api/topic-permissions", Rank.ADMINISTRATOR, read::topicPermissions);
        get("/api/topic-permissions/{vhost}/{user}", Rank.ADMINISTRATOR, read::topicPermissionsOf);
        add("PUT", "/api/topic-permissions/{vhost}/{user}", Rank.ADMINISTRATOR, change::putTopicPermission);
        add("DELETE", "/api/topic-permissions/{vhost}/{user}", Rank.ADMINISTRATOR, change::deleteTopicPermissions);
    }

    private void get(String path, Rank rank, Handler handler) {
        add("GET", path, rank, handler);
    }

    private void add(String method, String path, Rank rank, Handler handler) {
        add(method, path, rank, BODY, handler);
    }

    private void add(String method, String path, Rank rank, int mostBytes, Handler handler) {
        routes.add(new Route(method, List.of(path.substring(1).split("/")), rank, mostBytes, handler));
    }

    /** @throws Problem 404, or 405 that says which methods there are */
    Route find(String method, List<String> path) {
        var others = new TreeSet<String>();
        for (Route route : routes) {
            if (!route.matches(path)) continue;
            if (route.method().equals(method)) return route;
            others.add(route.method());
        }
        if (others.isEmpty()) {
            throw Problem.notFound("there is nothing at /%s; GET /api lists all that there is", String.join("/", path));
        }
        throw new Problem(
                405,
                "method_not_allowed",
                "%s is not offered for /%s; there are %s"
                        .formatted(method, String.join("/", path), String.join(", ", others)));
    }

    /** Everything that there is, for those who look around. */
    private Answer index() {
        return Answer.of(out -> {
            out.writeStartArray();
            for (Route route : routes) {
                out.writeStartObject();
                out.writeStringField("method", route.method());
                out.writeStringField("path", "/" + String.join("/", route.pattern()));
                out.writeStringField("tag", route.rank().tags);
                out.writeEndObject();
            }
            out.writeEndArray();
        });
    }
}
