package io.leveret.broker;

import io.leveret.broker.config.BrokerConfig;
import io.leveret.broker.insight.Alarm;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at memory and disk, and makes publishers wait before either runs out. Both alarms must be over before they go on. */
final class Watch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Watch.class);

    private static final long EVERY_MILLIS = 500;
    /** What must be left of the heap after a collection, in percent. */
    private static final int HEAP_PERCENT = 85;

    private final BrokerConfig config;
    private final Registry registry;
    private final boolean inMemory;
    private final ScheduledExecutorService thread;
    private final Set<Alarm> rehearsed = EnumSet.noneOf(Alarm.class);
    private volatile Set<Alarm> alarms = Set.of();

    Watch(BrokerConfig config, Registry registry, boolean inMemory) {
        this.config = config;
        this.registry = registry;
        this.inMemory = inMemory;
        thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread watching = new Thread(task, "leveret-watch");
            watching.setDaemon(true);
            return watching;
        });
    }

    void start() {
        thread.scheduleWithFixedDelay(this::look, 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Why publishers wait, as of the last look. */
    Set<Alarm> alarms() {
        return alarms;
    }

    /** Raises an alarm whatever there is, or ends that; it holds when this returns. */
    synchronized void rehearse(Alarm alarm, boolean on) {
        if (on) rehearsed.add(alarm);
        else rehearsed.remove(alarm);
        look();
    }

    private synchronized void look() {
        try {
            Set<Alarm> found = EnumSet.copyOf(rehearsed);
            if (isMemoryLow()) found.add(Alarm.MEMORY);
            if (!inMemory && isDiskLow()) found.add(Alarm.DISK);
            String reason = text(found);
            if (!found.equals(alarms)) {
                if (found.isEmpty()) log.info("publishers go on: {} is over", text(alarms));
                else log.warn("publishers wait: {}", reason);
            }
            for (VirtualHostRuntime host : registry.virtualHosts()) host.tell(sessions -> sessions.alarm(reason));
            // An alarm that is shown is in effect.
            if (!found.equals(alarms)) registry.waitUntilHeard();
            alarms = Collections.unmodifiableSet(found);
        } catch (RuntimeException fault) {
            log.error("memory and disk could not be looked at", fault);
        }
    }

    private static String text(Set<Alarm> alarms) {
        return alarms.stream().map(Alarm::reason).collect(Collectors.joining(", "));
    }

    private boolean isMemoryLow() {
        if (inMemory && usedByMessages() > registry.memoryBudget()) return true;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            MemoryUsage afterCollection = pool.getType() == MemoryType.HEAP ? pool.getCollectionUsage() : null;
            // Young pools are empty after a collection or full of what will die: only what is old tells.
            if (afterCollection == null || !isOld(pool.getName()) || afterCollection.getMax() <= 0) continue;
            if (afterCollection.getUsed() > afterCollection.getMax() / 100 * HEAP_PERCENT) return true;
        }
        return false;
    }

    private static boolean isOld(String pool) {
        return pool.contains("Old") || pool.contains("Tenured") || pool.equals("ZHeap") || pool.contains("Shenandoah");
    }

    private long usedByMessages() {
        return registry.virtualHosts().stream()
                .mapToLong(VirtualHostRuntime::memoryUsed)
                .sum();
    }

    private boolean isDiskLow() {
        if (registry.virtualHosts().stream().anyMatch(VirtualHostRuntime::isWithoutRoom)) return true;
        try {
            Path folder = existing(config.dataDir().toAbsolutePath());
            return Files.getFileStore(folder).getUsableSpace()
                    < config.limits().diskFreeLimit().bytes();
        } catch (IOException failure) {
            log.warn("free space of {} cannot be told: {}", config.dataDir(), failure.toString());
            return false;
        }
    }

    private static Path existing(Path folder) {
        while (!Files.exists(folder)) folder = folder.getParent();
        return folder;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
