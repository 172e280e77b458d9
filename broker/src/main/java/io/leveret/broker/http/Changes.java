package io.leveret.broker.http;

import io.leveret.broker.admin.Admin;
import io.leveret.broker.definitions.Definitions;
import io.leveret.broker.definitions.DefinitionsException;
import io.leveret.broker.definitions.DefinitionsReader;
import io.leveret.broker.definitions.UserDefinition.Secret;
import io.leveret.broker.security.PasswordHash;
import io.leveret.broker.security.Permission;
import io.leveret.broker.security.TopicPermission;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the API does. Who did it is told to the log. */
final class Changes {
    private static final Logger log = LoggerFactory.getLogger(Changes.class);

    private static final Answer DONE = new Answer.Empty(204);

    private final Admin admin;
    private final Readings readings;

    Changes(Admin admin, Readings readings) {
        this.admin = admin;
        this.readings = readings;
    }

    private static void tell(Request request, String what, Object... about) {
        log.info("user '{}' {}", request.caller().name(), what.formatted(about));
    }

    // ---- connections

    CompletableFuture<Answer> closeConnection(Request request) {
        String reason = request.reason().isEmpty() ? "closed by an operator" : request.reason();
        return readings.find(request)
                .thenCompose(connection -> {
                    boolean own = connection.user().equals(request.caller().name());
                    if (!own && !request.caller().user().isAdministrator()) {
                        throw Problem.forbidden("only an administrator closes connections of others");
                    }
                    tell(request, "closes connection %s: %s", connection.name(), reason);
                    return admin.closeConnection(connection.virtualHost(), connection.name(), reason);
                })
                .thenApply(done -> DONE);
    }

    // ---- queues

    CompletableFuture<Answer> deleteQueue(Request request) {
        String host = request.name(0);
        String queue = request.name(1);
        request.caller().mustConfigure(host, queue);
        return admin.deleteQueue(host, queue, request.flag("if-unused"), request.flag("if-empty"))
                .thenApply(messages -> {
                    tell(request, "deleted queue '%s' in vhost '%s' with %d messages", queue, host, messages);
                    return DONE;
                });
    }

    CompletableFuture<Answer> purgeQueue(Request request) {
        String host = request.name(0);
        String queue = request.name(1);
        request.caller().mustRead(host, queue);
        return admin.purgeQueue(host, queue).thenApply(messages -> {
            tell(request, "purged queue '%s' in vhost '%s' of %d messages", queue, host, messages);
            return DONE;
        });
    }

    // ---- virtual hosts

    /** Who makes one may do everything in it. */
    CompletableFuture<Answer> putVirtualHost(Request request) {
        String name = request.name(0);
        Optional<Boolean> tracing = request.json().optionalFlag("tracing");
        return admin.addVirtualHost(name)
                .thenCompose(created -> {
                    if (!created) return CompletableFuture.completedFuture(false);
                    tell(request, "made vhost '%s'", name);
                    return admin.putPermission(Permission.all(request.caller().name(), name))
                            .thenApply(permitted -> true);
                })
                .thenCompose(created -> tracing.map(on -> admin.trace(name, on))
                        .orElse(CompletableFuture.completedFuture(null))
                        .thenApply(done -> Answer.changed(created)));
    }

    CompletableFuture<Answer> deleteVirtualHost(Request request) {
        return admin.removeVirtualHost(request.name(0)).thenApply(done -> {
            tell(request, "deleted vhost '%s'", request.name(0));
            return DONE;
        });
    }

    CompletableFuture<Answer> trace(Request request) {
        boolean on = request.json().flag("on");
        return admin.trace(request.name(0), on).thenApply(done -> {
            tell(request, "turned tracing %s in vhost '%s'", on ? "on" : "off", request.name(0));
            return DONE;
        });
    }

    // ---- users

    CompletableFuture<Answer> putUser(Request request) {
        String name = request.name(0);
        Body body = request.json();
        Set<String> tags = body.words("tags");
        return admin.putUser(name, secret(body), tags).thenApply(created -> {
            tell(request, "%s user '%s', tags %s", created ? "made" : "changed", name, tags);
            return Answer.changed(created);
        });
    }

    private static Optional<Secret> secret(Body body) {
        Optional<String> password = body.optionalText("password");
        Optional<String> hash = body.optionalText("password_hash");
        if (password.isPresent() && hash.isPresent()) {
            throw Problem.badRequest("the fields 'password' and 'password_hash' are both there: give one of them");
        }
        try {
            if (password.isPresent()) {
                if (password.get().isEmpty()) throw new IllegalArgumentException("the password is empty");
                return Optional.of(new Secret.Plain(password.get()));
            }
            Optional<String> algorithm = body.optionalText("hashing_algorithm");
            return hash.map(encoded -> new Secret.Hashed(
                    algorithm.isPresent()
                            ? PasswordHash.of(algorithm.get(), encoded)
                            : PasswordHash.ofUnnamedAlgorithm(encoded)));
        } catch (IllegalArgumentException wrong) {
            throw Problem.badRequest("%s", wrong.getMessage());
        }
    }

    CompletableFuture<Answer> deleteUser(Request request) {
        return admin.deleteUser(request.name(0)).thenApply(done -> {
            tell(request, "deleted user '%s'", request.name(0));
            return DONE;
        });
    }

    // ---- what users may do

    CompletableFuture<Answer> putPermission(Request request) {
        Body body = request.json();
        Permission permission;
        try {
            permission = new Permission(
                    request.name(1), request.name(0), body.text("configure"), body.text("write"), body.text("read"));
        } catch (IllegalArgumentException wrong) {
            throw Problem.badRequest("%s", wrong.getMessage());
        }
        return admin.putPermission(permission).thenApply(created -> {
            tell(request, "set %s", permission);
            return Answer.changed(created);
        });
    }

    CompletableFuture<Answer> deletePermission(Request request) {
        return admin.deletePermission(request.name(1), request.name(0)).thenApply(done -> {
            tell(request, "took the permissions of user '%s' in vhost '%s'", request.name(1), request.name(0));
            return DONE;
        });
    }

    CompletableFuture<Answer> putTopicPermission(Request request) {
        Body body = request.json();
        TopicPermission permission;
        try {
            permission = new TopicPermission(
                    request.name(1), request.name(0), body.text("exchange"), body.text("write"), body.text("read"));
        } catch (IllegalArgumentException wrong) {
            throw Problem.badRequest("%s", wrong.getMessage());
        }
        return admin.putTopicPermission(permission).thenApply(created -> {
            tell(request, "set %s", permission);
            return Answer.changed(created);
        });
    }

    CompletableFuture<Answer> deleteTopicPermissions(Request request) {
        return admin.deleteTopicPermissions(request.name(1), request.name(0)).thenApply(done -> {
            tell(request, "took the topic permissions of user '%s' in vhost '%s'", request.name(1), request.name(0));
            return DONE;
        });
    }

    // ---- definitions

    CompletableFuture<Answer> importDefinitions(Request request) {
        return load(request, "/");
    }

    CompletableFuture<Answer> importIntoVirtualHost(Request request) {
        return load(request, request.name(0));
    }

    private CompletableFuture<Answer> load(Request request, String virtualHost) {
        Definitions definitions;
        try {
            definitions = DefinitionsReader.read("the body", new ByteArrayInputStream(request.body()), virtualHost);
        } catch (DefinitionsException wrong) {
            throw Problem.badRequest("%s", wrong.getMessage());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        tell(request, "loads definitions");
        return admin.importDefinitions(
                        definitions, "definitions of user '" + request.caller().name() + "'")
                .thenApply(done -> DONE);
    }
}
