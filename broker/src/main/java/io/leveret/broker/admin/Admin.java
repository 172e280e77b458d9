package io.leveret.broker.admin;

import io.leveret.broker.definitions.Definitions;
import io.leveret.broker.definitions.DefinitionsException;
import io.leveret.broker.definitions.UserDefinition;
import io.leveret.broker.insight.Alarm;
import io.leveret.broker.security.Directory;
import io.leveret.broker.security.Permission;
import io.leveret.broker.security.TopicPermission;
import io.leveret.broker.security.User;
import io.leveret.broker.session.Sessions;
import io.leveret.broker.topology.Owner;
import io.leveret.broker.topology.VirtualHost;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The operator's verbs. Each answers at once with a future; one that cannot be done ends it with an {@link AdminError} or, where the
 * rules of AMQP forbid it, with the channel error that a client would get. Who asks may do everything: rights are the door's business.
 */
public final class Admin implements AutoCloseable {
    private static final int LONGEST_NAME = 255;

    private final Estate estate;
    private final Snapshots snapshots;
    private final Patience patience;
    /** What concerns the whole broker is done one after another, and may take its time. */
    private final ExecutorService changes = thread("leveret-admin");

    private final ExecutorService answers = thread("leveret-answers");

    public Admin(Estate estate) {
        this.estate = estate;
        snapshots = new Snapshots(estate, answers);
        patience = new Patience(answers);
    }

    /** There is a thread only while there is something to do. */
    private static ExecutorService thread(String name) {
        var executor = new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    /** What there is to see. */
    public Snapshots snapshots() {
        return snapshots;
    }

    /** Users and what they may do, as of now. */
    public Directory directory() {
        return estate.directory();
    }

    public Set<Alarm> alarms() {
        return estate.alarms();
    }

    // ---- connections

    /** The client is told 320, with the reason. */
    public CompletableFuture<Void> closeConnection(String virtualHost, String connection, String reason) {
        return ask(virtualHost, host -> host.close(connection, reason)).thenAccept(closed -> {
            if (!closed) throw AdminError.notFound("there is no connection '%s'; it may be gone by now", connection);
        });
    }

    /** @return how many there were, in all virtual hosts */
    public CompletableFuture<Integer> closeConnectionsOf(String user, String reason) {
        CompletableFuture<Integer> sum = CompletableFuture.completedFuture(0);
        for (Desk desk : estate.virtualHosts()) {
            sum = sum.thenCombine(desk.ask(sessions -> sessions.closeAllOf(user, reason)), Integer::sum);
        }
        return patience.with(sum);
    }

    // ---- queues

    /** @return how many ready messages went with it */
    public CompletableFuture<Integer> deleteQueue(String virtualHost, String queue, boolean ifUnused, boolean ifEmpty) {
        return askDurably(virtualHost, sessions -> {
            VirtualHost host = sessions.host();
            host.queue(queue);
            return host.deleteQueue(queue, ifUnused, ifEmpty, Owner.NOBODY);
        });
    }

    /** @return how many messages are gone; what is out for delivery stays */
    public CompletableFuture<Integer> purgeQueue(String virtualHost, String queue) {
        return askDurably(virtualHost, sessions -> {
            VirtualHost host = sessions.host();
            return host.purge(host.queueFor(queue, Owner.NOBODY));
        });
    }

    // ---- virtual hosts

    /** @return false when there was one of that name already */
    public CompletableFuture<Boolean> addVirtualHost(String name) {
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes < 1 || bytes > LONGEST_NAME) {
            return CompletableFuture.failedFuture(AdminError.invalid(
                    "the name of a virtual host has 1 to %d bytes, and this one has %d", LONGEST_NAME, bytes));
        }
        return change(() -> estate.addVirtualHost(name));
    }

    /** Its connections are ended, and what it holds is gone: queues, messages, permissions. */
    public CompletableFuture<Void> removeVirtualHost(String name) {
        return change(() -> {
            if (!estate.removeVirtualHost(name)) throw AdminError.notFound("there is no virtual host '%s'", name);
            return null;
        });
    }

    /** Sends a copy of each message that is published or delivered to the exchange amq.rabbitmq.trace, or stops that. */
    public CompletableFuture<Void> trace(String virtualHost, boolean on) {
        return ask(virtualHost, sessions -> {
            sessions.trace().on(on);
            return null;
        });
    }

    // ---- users

    /**
     * Adds the user, or changes the one of that name; permissions stay.
     *
     * @param secret none leaves the password as it is, which a new user has not
     * @return whether the user is new
     */
    public CompletableFuture<Boolean> putUser(String name, Optional<UserDefinition.Secret> secret, Set<String> tags) {
        return change(() -> {
            Optional<User> before = estate.directory().user(name);
            if (before.isEmpty() && secret.isEmpty()) {
                throw AdminError.invalid("user '%s' is new and needs a password", name);
            }
            boolean losesRank = !tags.contains(User.ADMINISTRATOR);
            if (losesRank && before.filter(User::isAdministrator).isPresent()) keepAnAdministrator(name);
            User user = secret.map(given -> estate.user(new UserDefinition(name, given, tags)))
                    .orElseGet(() -> before.get().withTags(tags));
            estate.change(directory -> directory.withUser(user));
            return before.isEmpty();
        });
    }

    /** The user's connections are ended. */
    public CompletableFuture<Void> deleteUser(String name) {
        return change(() -> {
            User user =
                    estate.directory().user(name).orElseThrow(() -> AdminError.notFound("there is no user '%s'", name));
            if (user.isAdministrator()) keepAnAdministrator(name);
            estate.change(before -> before.withoutUser(name));
            return null;
        });
    }

    private void keepAnAdministrator(String leaving) {
        boolean another = estate.directory().users().stream()
                .anyMatch(user -> user.isAdministrator() && !user.name().equals(leaving));
        if (!another) {
            throw AdminError.inTheWay(
                    "'%s' is the last administrator: make another first, or nobody could change anything", leaving);
        }
    }

    // ---- what users may do

    /** @return whether there was none for that user and virtual host before */
    public CompletableFuture<Boolean> putPermission(Permission permission) {
        return change(() -> {
            mustExist(permission.virtualHost());
            boolean isNew = estate.directory()
                    .permission(permission.user(), permission.virtualHost())
                    .isEmpty();
            estate.change(before -> before.withPermission(permission));
            return isNew;
        });
    }

    public CompletableFuture<Void> deletePermission(String user, String virtualHost) {
        return change(() -> {
            if (estate.directory().permission(user, virtualHost).isEmpty()) {
                throw AdminError.notFound("user '%s' has no permissions in vhost '%s'", user, virtualHost);
            }
            return directory(before -> before.withoutPermission(user, virtualHost));
        });
    }

    /** @return whether there was none for that user, virtual host and exchange before */
    public CompletableFuture<Boolean> putTopicPermission(TopicPermission permission) {
        return change(() -> {
            mustExist(permission.virtualHost());
            boolean isNew = estate.directory().topicPermissions(permission.user(), permission.virtualHost()).stream()
                    .noneMatch(known -> known.exchange().equals(permission.exchange()));
            estate.change(before -> before.withTopicPermission(permission));
            return isNew;
        });
    }

    public CompletableFuture<Void> deleteTopicPermissions(String user, String virtualHost) {
        return change(() -> {
            if (estate.directory().topicPermissions(user, virtualHost).isEmpty()) {
                throw AdminError.notFound("user '%s' has no topic permissions in vhost '%s'", user, virtualHost);
            }
            return directory(before -> before.withoutTopicPermissions(user, virtualHost));
        });
    }

    private void mustExist(String virtualHost) {
        estate.desk(virtualHost);
    }

    private Void directory(UnaryOperator<Directory> change) {
        estate.change(change);
        return null;
    }

    // ---- definitions

    /** Everything that is declared, to be written by {@code DefinitionsWriter}; exclusive queues are left out. */
    public CompletableFuture<Definitions> exportDefinitions() {
        return Export.of(estate, snapshots);
    }

    /** Adds what there is not yet; what is there already stays. */
    public CompletableFuture<Void> importDefinitions(Definitions definitions, String name) {
        return change(() -> {
            new DefinitionsLoader(estate).load(definitions, name);
            return null;
        });
    }

    // ---- alarms

    /** Raises an alarm whatever there is of memory or disk, to see what clients make of it; or ends that. */
    public CompletableFuture<Void> rehearse(Alarm alarm, boolean on) {
        return change(() -> {
            estate.rehearse(alarm, on);
            return null;
        });
    }

    // ---- how

    private <T> CompletableFuture<T> ask(String virtualHost, Function<Sessions, T> question) {
        Desk desk;
        try {
            desk = estate.desk(virtualHost);
        } catch (AdminError unknown) {
            return CompletableFuture.failedFuture(unknown);
        }
        return patience.with(desk.ask(question));
    }

    /** The answer comes when what was done is on the disk: it would not come back after a crash. */
    private <T> CompletableFuture<T> askDurably(String virtualHost, Function<Sessions, T> question) {
        CompletableFuture<T> durable = new CompletableFuture<>();
        return ask(virtualHost, sessions -> {
                    T done = question.apply(sessions);
                    sessions.onceDurable(() -> durable.complete(done));
                    return done;
                })
                .thenCompose(done -> patience.with(durable));
    }

    private <T> CompletableFuture<T> change(Callable<T> change) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        changes.execute(() -> {
            try {
                answer.complete(change.call());
            } catch (AdminError known) {
                answer.completeExceptionally(known);
            } catch (IllegalArgumentException | DefinitionsException wrong) {
                answer.completeExceptionally(AdminError.invalid("%s", wrong.getMessage()));
            } catch (Exception fault) {
                answer.completeExceptionally(fault);
            }
        });
        return patience.hand(answer);
    }

    @Override
    public void close() {
        changes.shutdownNow();
        answers.shutdown();
    }
}
