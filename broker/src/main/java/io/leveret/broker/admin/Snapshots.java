package io.leveret.broker.admin;

import io.leveret.broker.config.Version;
import io.leveret.broker.insight.BindingInfo;
import io.leveret.broker.insight.ChannelInfo;
import io.leveret.broker.insight.ConnectionInfo;
import io.leveret.broker.insight.ConsumerInfo;
import io.leveret.broker.insight.ExchangeInfo;
import io.leveret.broker.insight.Overview;
import io.leveret.broker.insight.QueueInfo;
import io.leveret.broker.insight.VirtualHostInfo;
import io.leveret.broker.queue.MessageQueue;
import io.leveret.broker.session.Connection;
import io.leveret.broker.session.Sessions;
import io.leveret.broker.topology.VirtualHost;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What there is, at one moment. Long lists are read between other turns, so parts of them may be some milliseconds apart. Answers
 * come on a thread of their own; what is hung on them must not wait for anything.
 */
public final class Snapshots {
    private final Estate estate;
    private final Patience patience;

    Snapshots(Estate estate, Executor answers) {
        this.estate = estate;
        patience = new Patience(answers);
    }

    public CompletableFuture<Overview> overview() {
        return patience.with(
                all(estate.virtualHosts().stream().map(this::readVirtualHost).toList())
                        .thenApply(hosts -> new Overview(
                                estate.product(),
                                estate.announcedVersion(),
                                Version.current(),
                                estate.since(),
                                estate.listeners(),
                                hosts,
                                estate.alarms(),
                                estate.memoryBudget())));
    }

    public List<String> virtualHostNames() {
        return estate.virtualHosts().stream().map(Desk::name).toList();
    }

    public CompletableFuture<VirtualHostInfo> virtualHost(String name) {
        return patience.with(readVirtualHost(desk(name)));
    }

    public CompletableFuture<List<ConnectionInfo>> connections(Collection<String> virtualHosts) {
        return survey(
                virtualHosts, Sessions::connections, (host, connection, found) -> found.accept(connection.info()));
    }

    public CompletableFuture<List<ChannelInfo>> channels(Collection<String> virtualHosts) {
        return survey(
                virtualHosts,
                Sessions::connections,
                (host, connection, found) -> connection.channelInfos().forEach(found));
    }

    public CompletableFuture<List<ConsumerInfo>> consumers(Collection<String> virtualHosts) {
        return survey(
                virtualHosts,
                Sessions::connections,
                (host, connection, found) -> connection.consumerInfos().forEach(found));
    }

    public CompletableFuture<List<ExchangeInfo>> exchanges(Collection<String> virtualHosts) {
        return survey(
                virtualHosts,
                sessions -> sessions.host().exchanges(),
                (host, exchange, found) -> found.accept(exchange.info(host)));
    }

    public CompletableFuture<List<QueueInfo>> queues(Collection<String> virtualHosts) {
        return survey(
                virtualHosts,
                sessions -> sessions.host().queues(),
                (host, queue, found) -> found.accept(queue.info(host)));
    }

    public CompletableFuture<List<BindingInfo>> bindings(Collection<String> virtualHosts) {
        return survey(
                virtualHosts,
                sessions -> sessions.host().bindings(),
                (host, binding, found) -> found.accept(binding.info(host)));
    }

    public CompletableFuture<ExchangeInfo> exchange(String virtualHost, String name) {
        return patience.with(
                desk(virtualHost).ask(sessions -> sessions.host().exchange(name).info(virtualHost)));
    }

    public CompletableFuture<QueueInfo> queue(String virtualHost, String name) {
        return patience.with(desk(virtualHost)
                .ask(sessions -> sessions.host().queue(name).queue().info(virtualHost)));
    }

    // ---- how

    private interface Reader<S, T> {
        void read(String virtualHost, S element, Consumer<T> found);
    }

    private <S, T> CompletableFuture<List<T>> survey(
            Collection<String> virtualHosts, Function<Sessions, List<S>> list, Reader<S, T> reader) {
        List<CompletableFuture<List<T>>> parts = virtualHosts.stream()
                .map(this::desk)
                .map(desk -> Survey.<S, T>of(desk, list, (element, found) -> reader.read(desk.name(), element, found)))
                .toList();
        return patience.with(all(parts).thenApply(lists -> {
            List<T> together = new ArrayList<>();
            lists.forEach(together::addAll);
            return together;
        }));
    }

    private static <T> CompletableFuture<List<T>> all(List<CompletableFuture<T>> parts) {
        return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
                .thenApply(done -> parts.stream().map(CompletableFuture::join).toList());
    }

    private Desk desk(String virtualHost) {
        return estate.desk(virtualHost);
    }

    /** What was counted before is read first: a queue that is deleted meanwhile is counted once. */
    private CompletableFuture<VirtualHostInfo> readVirtualHost(Desk desk) {
        var sum = new Sum(desk.name(), desk.memoryUsed());
        return Survey.<Object, Object>of(
                        desk,
                        sessions -> {
                            sum.begin(sessions);
                            List<Object> parts = new ArrayList<>(sessions.connections());
                            parts.addAll(sessions.host().queues());
                            return parts;
                        },
                        (part, nothing) -> sum.add(part))
                .thenApply(nothing -> sum.info());
    }

    /** Adds up one virtual host, on its loop. */
    private static final class Sum {
        private final String name;
        private final long memory;
        private boolean tracing;
        private int connections;
        private int channels;
        private int consumers;
        private int exchanges;
        private int queues;
        private long ready;
        private long unacknowledged;
        private long delayed;
        private long readyBytes;
        private long published;
        private long delivered;
        private long acknowledged;

        Sum(String name, long memory) {
            this.name = name;
            this.memory = memory;
        }

        void begin(Sessions sessions) {
            VirtualHost host = sessions.host();
            tracing = sessions.trace().on();
            exchanges = host.exchangeCount();
            published = host.delivery().published();
            delivered = host.deliveredBefore();
            acknowledged = host.acknowledgedBefore();
        }

        void add(Object part) {
            if (part instanceof Connection connection) {
                connections++;
                channels += connection.info().channels();
                return;
            }
            QueueInfo queue = ((MessageQueue) part).info(name);
            queues++;
            consumers += queue.consumers();
            ready += queue.ready();
            unacknowledged += queue.unacknowledged();
            delayed += queue.delayed();
            readyBytes += queue.readyBytes();
            delivered += queue.delivered();
            acknowledged += queue.acknowledged();
        }

        VirtualHostInfo info() {
            return new VirtualHostInfo(
                    name,
                    tracing,
                    connections,
                    channels,
                    consumers,
                    exchanges,
                    queues,
                    ready,
                    unacknowledged,
                    delayed,
                    readyBytes,
                    published,
                    delivered,
                    acknowledged,
                    memory);
        }
    }
}
