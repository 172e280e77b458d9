package io.leveret.broker.http;

import io.leveret.broker.admin.Admin;
import io.leveret.broker.insight.Alarm;
import io.leveret.broker.insight.Overview;
import io.leveret.broker.insight.VirtualHostInfo;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToLongFunction;

/** Figures for Prometheus, one set a virtual host, read when they are asked for: between two askings they cost nothing. */
final class Metrics implements AutoCloseable {
    private static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final Admin admin;
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<String, List<Meter>> byVirtualHost = new HashMap<>();
    private volatile Map<String, VirtualHostInfo> last = Map.of();
    private volatile long budget;

    Metrics(Admin admin) {
        this.admin = admin;
        for (Alarm alarm : Alarm.values()) {
            Gauge.builder("leveret.alarm", admin, a -> a.alarms().contains(alarm) ? 1 : 0)
                    .description("1 while publishers wait because of it")
                    .tag("alarm", alarm.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
        Gauge.builder("leveret.memory.messages.budget.bytes", this, metrics -> metrics.budget)
                .description("What messages may take of memory")
                .register(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
    }

    CompletableFuture<Answer> answer(Request request) {
        return admin.snapshots().overview().thenApply(this::text);
    }

    /** One at a time: what is registered follows the virtual hosts that there are. */
    private synchronized Answer text(Overview overview) {
        var now = new HashMap<String, VirtualHostInfo>();
        for (VirtualHostInfo host : overview.virtualHosts()) now.put(host.name(), host);
        last = now;
        budget = overview.memoryBudget();
        byVirtualHost.entrySet().removeIf(entry -> {
            if (now.containsKey(entry.getKey())) return false;
            entry.getValue().forEach(registry::remove);
            return true;
        });
        now.keySet().forEach(host -> byVirtualHost.computeIfAbsent(host, this::register));
        return new Answer.Content(200, TYPE, registry.scrape(TYPE).getBytes(StandardCharsets.UTF_8), Map.of());
    }

    private List<Meter> register(String host) {
        List<Meter> meters = new ArrayList<>();
        gauge(meters, host, "connections", "Client connections", VirtualHostInfo::connections);
        gauge(meters, host, "channels", "Open channels", VirtualHostInfo::channels);
        gauge(meters, host, "consumers", "Consumers", VirtualHostInfo::consumers);
        gauge(meters, host, "exchanges", "Exchanges", VirtualHostInfo::exchanges);
        gauge(meters, host, "queues", "Queues", VirtualHostInfo::queues);
        gauge(meters, host, "messages.ready", "Messages that wait for a consumer", VirtualHostInfo::ready);
        gauge(meters, host, "messages.unacknowledged", "Messages that are out", VirtualHostInfo::unacknowledged);
        gauge(meters, host, "messages.delayed", "Messages whose time has not come", VirtualHostInfo::delayed);
        gauge(meters, host, "messages.ready.bytes", "Bodies of the ready messages", VirtualHostInfo::readyBytes);
        gauge(meters, host, "memory.messages.bytes", "Memory that messages take", VirtualHostInfo::memory);
        counter(meters, host, "messages.published", "Messages published", VirtualHostInfo::published);
        counter(meters, host, "messages.delivered", "Messages delivered and fetched", VirtualHostInfo::delivered);
        counter(meters, host, "messages.acknowledged", "Messages acknowledged", VirtualHostInfo::acknowledged);
        return meters;
    }

    private void gauge(
            List<Meter> meters, String host, String name, String what, ToLongFunction<VirtualHostInfo> figure) {
        meters.add(Gauge.builder("leveret." + name, this, metrics -> metrics.figure(host, figure))
                .description(what)
                .tag("vhost", host)
                .register(registry));
    }

    private void counter(
            List<Meter> meters, String host, String name, String what, ToLongFunction<VirtualHostInfo> figure) {
        meters.add(FunctionCounter.builder("leveret." + name, this, metrics -> metrics.figure(host, figure))
                .description(what)
                .tag("vhost", host)
                .register(registry));
    }

    private double figure(String host, ToLongFunction<VirtualHostInfo> figure) {
        VirtualHostInfo info = last.get(host);
        return info == null ? 0 : figure.applyAsLong(info);
    }

    @Override
    public void close() {
        registry.close();
    }
}
