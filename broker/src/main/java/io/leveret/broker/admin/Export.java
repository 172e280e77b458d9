package io.leveret.broker.admin;

import io.leveret.broker.definitions.BindingDefinition;
import io.leveret.broker.definitions.Definitions;
import io.leveret.broker.definitions.ExchangeDefinition;
import io.leveret.broker.definitions.QueueDefinition;
import io.leveret.broker.definitions.UserDefinition;
import io.leveret.broker.definitions.VirtualHostDefinition;
import io.leveret.broker.insight.BindingInfo;
import io.leveret.broker.insight.ExchangeInfo;
import io.leveret.broker.insight.QueueInfo;
import io.leveret.broker.security.Directory;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** From what there is to definitions that make the same again. */
final class Export {
    private record Place(String virtualHost, String name) {}

    private Export() {}

    static CompletableFuture<Definitions> of(Estate estate, Snapshots snapshots) {
        List<String> hosts = snapshots.virtualHostNames();
        var exchanges = snapshots.exchanges(hosts);
        var queues = snapshots.queues(hosts);
        var bindings = snapshots.bindings(hosts);
        return CompletableFuture.allOf(exchanges, queues, bindings)
                .thenApply(read -> of(estate.directory(), hosts, exchanges.join(), queues.join(), bindings.join()));
    }

    private static Definitions of(
            Directory directory,
            List<String> hosts,
            List<ExchangeInfo> exchanges,
            List<QueueInfo> queues,
            List<BindingInfo> bindings) {
        Set<Place> exclusive = new HashSet<>();
        for (QueueInfo queue : queues) {
            if (queue.exclusive()) exclusive.add(new Place(queue.virtualHost(), queue.name()));
        }
        return new Definitions(
                hosts.stream().map(VirtualHostDefinition::named).toList(),
                directory.users().stream().map(UserDefinition::of).toList(),
                directory.permissions(),
                directory.topicPermissions(),
                exchanges.stream()
                        .filter(each -> !each.name().isEmpty() && !each.name().startsWith("amq."))
                        .map(each -> new ExchangeDefinition(
                                each.virtualHost(),
                                each.name(),
                                each.type(),
                                each.durable(),
                                each.autoDelete(),
                                each.internal(),
                                each.arguments()))
                        .toList(),
                queues.stream()
                        .filter(each -> !each.exclusive())
                        .map(each -> new QueueDefinition(
                                each.virtualHost(), each.name(), each.durable(), each.autoDelete(), each.arguments()))
                        .toList(),
                bindings.stream()
                        .filter(each -> !each.toQueue()
                                || !exclusive.contains(new Place(each.virtualHost(), each.destination())))
                        .map(each -> new BindingDefinition(
                                each.virtualHost(),
                                each.source(),
                                each.toQueue() ? BindingDefinition.Target.QUEUE : BindingDefinition.Target.EXCHANGE,
                                each.destination(),
                                each.routingKey(),
                                each.arguments()))
                        .toList(),
                List.of());
    }
}
