package io.leveret.broker.http;

import io.leveret.broker.admin.Admin;
import io.leveret.broker.admin.Snapshots;
import io.leveret.broker.definitions.DefinitionsWriter;
import io.leveret.broker.insight.Alarm;
import io.leveret.broker.insight.BindingInfo;
import io.leveret.broker.insight.ConnectionInfo;
import io.leveret.broker.insight.Overview;
import io.leveret.broker.insight.VirtualHostInfo;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;

/** What the API tells. */
final class Readings {
    private final Admin admin;
    private final Snapshots snapshots;

    Readings(Admin admin) {
        this.admin = admin;
        snapshots = admin.snapshots();
    }

    private static CompletableFuture<Answer> now(Answer answer) {
        return CompletableFuture.completedFuture(answer);
    }

    // ---- the whole

    /** Who may not monitor is shown the sums over what that user may see. */
    CompletableFuture<Answer> overview(Request request) {
        return snapshots.overview().thenApply(all -> {
            List<VirtualHostInfo> hosts = all.virtualHosts().stream()
                    .filter(host -> request.caller().sees(host.name()))
                    .toList();
            var seen = new Overview(
                    all.product(),
                    all.announced(),
                    all.version(),
                    all.since(),
                    all.listeners(),
                    hosts,
                    all.alarms(),
                    all.memoryBudget());
            return Answer.of(out -> Views.overview(out, seen));
        });
    }

    CompletableFuture<Answer> whoAmI(Request request) {
        return now(Answer.of(out -> Views.user(out, request.caller().user())));
    }

    CompletableFuture<Answer> alarms(Request request) {
        Set<Alarm> alarms = admin.alarms();
        return now(new Answer.Document(alarms.isEmpty() ? 200 : 503, out -> {
            out.writeStartObject();
            out.writeStringField("status", alarms.isEmpty() ? "ok" : "failed");
            if (!alarms.isEmpty()) out.writeStringField("reason", "There are alarms in effect: publishers wait");
            out.writeArrayFieldStart("alarms");
            for (Alarm alarm : alarms) out.writeString(alarm.reason());
            out.writeEndArray();
            out.writeEndObject();
        }));
    }

    // ---- virtual hosts

    CompletableFuture<Answer> virtualHosts(Request request) {
        return snapshots.overview().thenApply(all -> {
            List<VirtualHostInfo> seen = all.virtualHosts().stream()
                    .filter(host -> request.caller().sees(host.name()))
                    .toList();
            return Lists.VIRTUAL_HOSTS.answer(seen, request);
        });
    }

    CompletableFuture<Answer> virtualHost(Request request) {
        String name = one(request);
        return snapshots.virtualHost(name).thenApply(host -> Answer.of(out -> Views.virtualHost(out, host)));
    }

    CompletableFuture<Answer> tracing(Request request) {
        return snapshots
                .virtualHost(one(request))
                .thenApply(host -> Answer.of(out -> {
                    out.writeStartObject();
                    out.writeStringField("vhost", host.name());
                    out.writeBooleanField("on", host.tracing());
                    out.writeEndObject();
                }));
    }

    /** The virtual host that the path names, if it is there for who asks. */
    private String one(Request request) {
        String name = request.name(0);
        if (!snapshots.virtualHostNames().contains(name)) throw Caller.unseen(name);
        request.caller().mustSee(name);
        return name;
    }

    /** The one that the path names, else all that are there for who asks. */
    private Collection<String> which(Request request) {
        return request.names().isEmpty()
                ? request.caller().visible(snapshots.virtualHostNames())
                : List.of(one(request));
    }

    // ---- connections and what is in them

    CompletableFuture<Answer> connections(Request request) {
        return list(
                request,
                snapshots::connections,
                connection -> request.caller().seesConnectionsOf(connection.user()),
                Lists.CONNECTIONS);
    }

    CompletableFuture<Answer> connection(Request request) {
        return find(request).thenApply(connection -> Answer.of(out -> Views.connection(out, connection)));
    }

    /** Names are unique in the broker, but only its virtual host knows a connection. */
    CompletableFuture<ConnectionInfo> find(Request request) {
        String name = request.name(0);
        return snapshots
                .connections(snapshots.virtualHostNames())
                .thenApply(all -> all.stream()
                        .filter(connection -> connection.name().equals(name)
                                && request.caller().seesConnectionsOf(connection.user()))
                        .findFirst()
                        .orElseThrow(
                                () -> Problem.notFound("there is no connection '%s'; it may be gone by now", name)));
    }

    CompletableFuture<Answer> channels(Request request) {
        return list(
                request,
                snapshots::channels,
                channel -> request.caller().seesConnectionsOf(channel.user()),
                Lists.CHANNELS);
    }

    CompletableFuture<Answer> consumers(Request request) {
        return list(request, snapshots::consumers, consumer -> true, Lists.CONSUMERS);
    }

    // ---- exchanges, queues, bindings

    CompletableFuture<Answer> exchanges(Request request) {
        return list(request, snapshots::exchanges, exchange -> true, Lists.EXCHANGES);
    }

    CompletableFuture<Answer> exchange(Request request) {
        return snapshots
                .exchange(one(request), exchangeName(request))
                .thenApply(exchange -> Answer.of(out -> Views.exchange(out, exchange)));
    }

    CompletableFuture<Answer> queues(Request request) {
        return list(request, snapshots::queues, queue -> true, Lists.QUEUES);
    }

    CompletableFuture<Answer> queue(Request request) {
        return snapshots
                .queue(one(request), request.name(1))
                .thenApply(queue -> Answer.of(out -> Views.queue(out, queue)));
    }

    CompletableFuture<Answer> bindings(Request request) {
        return list(request, snapshots::bindings, binding -> true, Lists.BINDINGS);
    }

    CompletableFuture<Answer> bindingsFrom(Request request) {
        String source = exchangeName(request);
        return bindings(request, binding -> binding.source().equals(source));
    }

    CompletableFuture<Answer> bindingsToExchange(Request request) {
        String destination = exchangeName(request);
        return bindings(
                request, binding -> !binding.toQueue() && binding.destination().equals(destination));
    }

    CompletableFuture<Answer> bindingsToQueue(Request request) {
        String destination = request.name(1);
        return bindings(
                request, binding -> binding.toQueue() && binding.destination().equals(destination));
    }

    private CompletableFuture<Answer> bindings(Request request, Predicate<BindingInfo> which) {
        return list(request, snapshots::bindings, which, Lists.BINDINGS);
    }

    private static String exchangeName(Request request) {
        return request.name(1).equals("amq.default") ? "" : request.name(1);
    }

    private <T> CompletableFuture<Answer> list(
            Request request,
            Function<Collection<String>, CompletableFuture<List<T>>> read,
            Predicate<T> seen,
            Listed<T> listed) {
        return read.apply(which(request)).thenApply(all -> {
            List<T> shown = new ArrayList<>(all);
            shown.removeIf(seen.negate());
            return listed.answer(shown, request);
        });
    }

    // ---- users and what they may do

    CompletableFuture<Answer> users(Request request) {
        return now(Lists.USERS.answer(List.copyOf(admin.directory().users()), request));
    }

    CompletableFuture<Answer> user(Request request) {
        var user = admin.directory().user(request.name(0)).orElseThrow(() -> noUser(request.name(0)));
        return now(Answer.of(out -> Views.user(out, user)));
    }

    private static Problem noUser(String name) {
        return Problem.notFound("there is no user '%s'", name);
    }

    CompletableFuture<Answer> permissions(Request request) {
        return now(Lists.PERMISSIONS.answer(admin.directory().permissions(), request));
    }

    CompletableFuture<Answer> permissionsOfUser(Request request) {
        return now(Lists.PERMISSIONS.answer(
                admin.directory().permissions().stream()
                        .filter(each -> each.user().equals(request.name(0)))
                        .toList(),
                request));
    }

    CompletableFuture<Answer> permissionsInVirtualHost(Request request) {
        return now(Lists.PERMISSIONS.answer(
                admin.directory().permissions().stream()
                        .filter(each -> each.virtualHost().equals(request.name(0)))
                        .toList(),
                request));
    }

    CompletableFuture<Answer> permission(Request request) {
        String host = request.name(0);
        String user = request.name(1);
        var permission = admin.directory()
                .permission(user, host)
                .orElseThrow(() -> Problem.notFound("user '%s' has no permissions in vhost '%s'", user, host));
        return now(Answer.of(out -> Views.permission(out, permission)));
    }

    CompletableFuture<Answer> topicPermissions(Request request) {
        return now(Lists.TOPIC_PERMISSIONS.answer(admin.directory().topicPermissions(), request));
    }

    CompletableFuture<Answer> topicPermissionsOf(Request request) {
        return now(Lists.TOPIC_PERMISSIONS.answer(
                admin.directory().topicPermissions(request.name(1), request.name(0)), request));
    }

    // ---- definitions

    CompletableFuture<Answer> definitions(Request request) {
        return admin.exportDefinitions()
                .thenCombine(
                        snapshots.overview(),
                        (all, overview) -> file(overview, (writer, out) -> writer.write(all, out)));
    }

    CompletableFuture<Answer> definitionsOfVirtualHost(Request request) {
        String host = one(request);
        return admin.exportDefinitions()
                .thenCombine(
                        snapshots.overview(),
                        (all, overview) -> file(overview, (writer, out) -> writer.writeVirtualHost(all, host, out)));
    }

    private interface Writing {
        void write(DefinitionsWriter writer, ByteArrayOutputStream out) throws IOException;
    }

    private static Answer file(Overview overview, Writing writing) {
        var out = new ByteArrayOutputStream();
        try {
            writing.write(new DefinitionsWriter(overview.product(), overview.announced()), out);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return new Answer.Content(
                200,
                "application/json",
                out.toByteArray(),
                Map.of("content-disposition", "attachment; filename=\"definitions.json\""));
    }
}
