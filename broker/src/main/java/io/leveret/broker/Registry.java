package io.leveret.broker;

import io.leveret.amqp.ConnectionError;
import io.leveret.amqp.Table;
import io.leveret.broker.config.BrokerConfig;
import io.leveret.broker.config.FirstUser;
import io.leveret.broker.config.Limits;
import io.leveret.broker.config.TlsConfig;
import io.leveret.broker.definitions.Definitions;
import io.leveret.broker.definitions.UserDefinition;
import io.leveret.broker.definitions.VirtualHostDefinition;
import io.leveret.broker.journal.Backup;
import io.leveret.broker.net.EventLoops;
import io.leveret.broker.security.Authenticator;
import io.leveret.broker.security.CertificateName;
import io.leveret.broker.security.Directory;
import io.leveret.broker.security.Login;
import io.leveret.broker.security.PasswordHash;
import io.leveret.broker.security.Permission;
import io.leveret.broker.security.User;
import io.leveret.broker.session.Doorman;
import io.leveret.broker.session.SessionSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What belongs to the broker as a whole: its users and their rights, and the list of its virtual hosts. Changes are made one at a
 * time; everybody else reads immutable snapshots, and each virtual host is sent the one that is new.
 */
final class Registry implements Doorman, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Registry.class);

    private static final int VERIFIERS = 2;
    private static final int HEARD_SECONDS = 2;

    private final BrokerConfig config;
    private final EventLoops loops;
    private final boolean inMemory;
    private final SecureRandom random = new SecureRandom();
    private final SessionSettings settings;
    private final Table serverProperties;
    private final ExecutorService verifiers;
    private final Authenticator authenticator;
    private final int iterations;

    private volatile Directory directory = Directory.EMPTY;
    private volatile Map<String, VirtualHostRuntime> virtualHosts = Map.of();

    Registry(BrokerConfig config, EventLoops loops, boolean inMemory) {
        this.config = config;
        this.loops = loops;
        this.inMemory = inMemory;
        Limits limits = config.limits();
        settings = new SessionSettings(
                limits.frameMax(),
                limits.channelMax(),
                (int) limits.heartbeat().toSeconds(),
                limits.maxMessageSize().bytes(),
                limits.consumerTimeout().toMillis(),
                limits.deliveryLimit().orElse(-1),
                config.jmsCreatesQueues());
        serverProperties = ServerProperties.of(config.announcement());
        verifiers = Executors.newFixedThreadPool(VERIFIERS, task -> {
            Thread thread = new Thread(task, "leveret-login");
            thread.setDaemon(true);
            return thread;
        });
        // A broker that keeps nothing is for tests and demonstrations: there a password need not be slow to guess.
        iterations = inMemory ? 1_000 : PasswordHash.DEFAULT_ITERATIONS;
        authenticator = new Authenticator(
                new Authenticator.Settings(
                        iterations,
                        config.loopbackUsers(),
                        Duration.ofSeconds(30),
                        10_000,
                        2_000,
                        config.tls().certLogin() == TlsConfig.CertLogin.CN
                                ? CertificateName.COMMON_NAME
                                : CertificateName.DISTINGUISHED_NAME),
                verifiers,
                System::nanoTime,
                random);
    }

    /** Opens what is kept; at the very first start, makes the first virtual host and the first user. */
    void open() {
        if (!inMemory && RegistryFile.exists(config.dataDir())) {
            Definitions kept = RegistryFile.read(config.dataDir());
            directory = kept.addedTo(directory, iterations, random);
            for (VirtualHostDefinition host : kept.virtualHosts()) openVirtualHost(host.name());
            shareMemory();
            return;
        }
        FirstUser first = config.firstUser();
        PasswordHash hash = PasswordHash.hash(first.password(), iterations, random);
        directory = directory
                .withUser(new User(first.name(), hash, Set.of(User.ADMINISTRATOR)))
                .withPermission(Permission.all(first.name(), first.virtualHost()));
        openVirtualHost(first.virtualHost());
        // Both at once: after a crash between the two nobody could log in.
        keep(virtualHosts.keySet(), directory);
        shareMemory();
    }

    // ---- virtual hosts

    /** @return false when there is one of that name already */
    synchronized boolean addVirtualHost(String name) {
        if (virtualHosts.containsKey(name)) return false;
        if (!inMemory) RegistryFile.setAside(journalFolder(name));
        Set<String> names = new LinkedHashSet<>(virtualHosts.keySet());
        names.add(name);
        keep(names, directory);
        openVirtualHost(name);
        shareMemory();
        return true;
    }

    private void openVirtualHost(String name) {
        Optional<HostStorage.Folders> folders = inMemory
                ? Optional.empty()
                : Optional.of(new HostStorage.Folders(
                        journalFolder(name), config.transientSpill().resolve(folderName(name)), config.store()));
        VirtualHostRuntime added = new VirtualHostRuntime(
                name, loops.forVirtualHost(name), memoryBudget(), folders, directory, settings, random);
        Map<String, VirtualHostRuntime> more = new LinkedHashMap<>(virtualHosts);
        more.put(name, added);
        virtualHosts = more;
    }

    /** It takes a moment: clients are told, and have a second to answer. */
    synchronized boolean removeVirtualHost(String name) {
        VirtualHostRuntime removed = virtualHosts.get(name);
        if (removed == null) return false;
        Map<String, VirtualHostRuntime> fewer = new LinkedHashMap<>(virtualHosts);
        fewer.remove(name);
        virtualHosts = fewer;
        change(before -> before.withoutVirtualHost(name));
        removed.close("vhost '" + name + "' was deleted");
        if (!inMemory) RegistryFile.deleteFolder(journalFolder(name));
        shareMemory();
        return true;
    }

    /** A copy of everything that is kept, in a folder that is there only when it is whole. */
    synchronized void backup(Path target) throws IOException {
        if (inMemory) throw new IllegalArgumentException("this broker keeps nothing: there is nothing to copy");
        Path making = Backup.begin(target);
        for (VirtualHostRuntime host : virtualHosts.values()) {
            host.backup(journalFolder(host.name()), making.resolve(folderName(host.name())));
        }
        Backup.finish(config.dataDir(), making, target);
    }

    private Path journalFolder(String virtualHost) {
        return config.dataDir().resolve(folderName(virtualHost));
    }

    /** Names may hold anything, folders may not. */
    private static String folderName(String virtualHost) {
        StringBuilder folder = new StringBuilder("vhost-");
        for (char c : virtualHost.toCharArray()) {
            if (c < 128 && Character.isLetterOrDigit(c)) folder.append(c);
            else folder.append('_').append(Integer.toHexString(c));
        }
        return folder.toString();
    }

    long memoryBudget() {
        return config.limits().memoryBudget().bytes(Runtime.getRuntime().maxMemory());
    }

    private void shareMemory() {
        long each = memoryBudget() / Math.max(1, virtualHosts.size());
        virtualHosts.values().forEach(host -> host.memory(each));
    }

    Collection<VirtualHostRuntime> virtualHosts() {
        return virtualHosts.values();
    }

    Optional<VirtualHostRuntime> virtualHost(String name) {
        return Optional.ofNullable(virtualHosts.get(name));
    }

    // ---- users

    Directory directory() {
        return directory;
    }

    /** Everybody hears of it: live connections too. */
    synchronized void change(UnaryOperator<Directory> change) {
        Directory changed = change.apply(directory);
        keep(virtualHosts.keySet(), changed);
        directory = changed;
        for (VirtualHostRuntime host : virtualHosts.values()) host.tell(sessions -> sessions.directory(changed));
    }

    /** Returns when every virtual host has done what it was told before: then what follows finds them knowing. */
    void waitUntilHeard() {
        CompletableFuture<?>[] heard = virtualHosts.values().stream()
                .map(host -> host.ask(sessions -> true))
                .toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(heard).get(HEARD_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException late) {
            log.warn("a virtual host that is ending or very busy hears of a change later");
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    /** Hashes the password where there is a plain one: slow, so not for an event loop. */
    User user(UserDefinition definition) {
        return definition.toUser(iterations, random);
    }

    /** Users, rights and the list of virtual hosts are on the disk before anybody hears of them. */
    private void keep(Set<String> names, Directory users) {
        if (!inMemory) RegistryFile.write(config.dataDir(), names, users);
    }

    // ---- at the door

    @Override
    public SessionSettings settings() {
        return settings;
    }

    @Override
    public Table serverProperties() {
        return serverProperties;
    }

    @Override
    public void authenticate(Authenticator.Attempt attempt, Consumer<Login> answer) {
        authenticator.authenticate(attempt, directory).thenAccept(answer);
    }

    void authenticate(String user, byte[] password, InetAddress from, Consumer<Login> answer) {
        authenticator.authenticate(user, password, from, directory).thenAccept(answer);
    }

    @Override
    public Admission admit(String virtualHost, User user) {
        VirtualHostRuntime host = virtualHosts.get(virtualHost);
        if (host == null) return refused("vhost %s not found", virtualHost);
        if (!directory.access(user.name(), virtualHost).mayEnter()) {
            return refused("access to vhost '%s' refused for user '%s'", virtualHost, user.name());
        }
        return new Admission.Welcome(host.sessions());
    }

    private static Admission refused(String why, Object... about) {
        return new Admission.Refused(ConnectionError.notAllowed(why, about));
    }

    /** Ends all connections and virtual hosts, each host on its own loop, all at once. */
    @Override
    public void close() {
        List<Thread> closing = new ArrayList<>();
        for (VirtualHostRuntime host : virtualHosts.values()) {
            Thread thread = new Thread(host::close, "leveret-closing " + host.name());
            thread.start();
            closing.add(thread);
        }
        for (Thread thread : closing) {
            try {
                thread.join(TimeUnit.SECONDS.toMillis(15));
            } catch (InterruptedException impatient) {
                Thread.currentThread().interrupt();
            }
        }
        verifiers.shutdownNow();
    }
}
