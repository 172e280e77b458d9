package io.leveret.broker.insight;

import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * The broker at one glance.
 *
 * @param product what it calls itself to clients, and {@code announced} the version that goes with it
 * @param version of Leveret
 * @param since when it started, in milliseconds of the wall clock
 * @param memoryBudget what messages may take of memory, in bytes
 */
public record Overview(
        String product,
        String announced,
        String version,
        long since,
        List<ListenerInfo> listeners,
        List<VirtualHostInfo> virtualHosts,
        Set<Alarm> alarms,
        long memoryBudget) {
    public Overview {
        listeners = List.copyOf(listeners);
        virtualHosts = List.copyOf(virtualHosts);
        alarms = Set.copyOf(alarms);
    }

    public long sum(ToLongFunction<VirtualHostInfo> of) {
        return virtualHosts.stream().mapToLong(of).sum();
    }
}
