package io.leveret.broker;

import io.leveret.broker.admin.Desk;
import io.leveret.broker.admin.Estate;
import io.leveret.broker.config.Announcement;
import io.leveret.broker.definitions.UserDefinition;
import io.leveret.broker.insight.Alarm;
import io.leveret.broker.insight.ListenerInfo;
import io.leveret.broker.security.Directory;
import io.leveret.broker.security.User;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** The broker as its operator's verbs see it. */
final class House implements Estate {
    private final Registry registry;
    private final Watch watch;
    private final Announcement announcement;
    private final Supplier<List<ListenerInfo>> listeners;
    private final long since = System.currentTimeMillis();

    House(Registry registry, Watch watch, Announcement announcement, Supplier<List<ListenerInfo>> listeners) {
        this.registry = registry;
        this.watch = watch;
        this.announcement = announcement;
        this.listeners = listeners;
    }

    @Override
    public String product() {
        return announcement.product();
    }

    @Override
    public String announcedVersion() {
        return announcement.version();
    }

    @Override
    public long since() {
        return since;
    }

    @Override
    public long memoryBudget() {
        return registry.memoryBudget();
    }

    @Override
    public List<ListenerInfo> listeners() {
        return listeners.get();
    }

    @Override
    public Collection<Desk> virtualHosts() {
        return List.copyOf(registry.virtualHosts());
    }

    @Override
    public Optional<Desk> virtualHost(String name) {
        return registry.virtualHost(name).map(host -> host);
    }

    @Override
    public boolean addVirtualHost(String name) {
        return registry.addVirtualHost(name);
    }

    @Override
    public boolean removeVirtualHost(String name) {
        return registry.removeVirtualHost(name);
    }

    @Override
    public Directory directory() {
        return registry.directory();
    }

    @Override
    public void change(UnaryOperator<Directory> change) {
        registry.change(change);
        registry.waitUntilHeard();
    }

    @Override
    public User user(UserDefinition definition) {
        return registry.user(definition);
    }

    @Override
    public Set<Alarm> alarms() {
        return watch.alarms();
    }

    @Override
    public void rehearse(Alarm alarm, boolean on) {
        watch.rehearse(alarm, on);
    }
}
