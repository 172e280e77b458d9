package io.leveret.broker.http;

import io.leveret.broker.insight.BindingInfo;
import io.leveret.broker.insight.ChannelInfo;
import io.leveret.broker.insight.ConnectionInfo;
import io.leveret.broker.insight.ConsumerInfo;
import io.leveret.broker.insight.ExchangeInfo;
import io.leveret.broker.insight.QueueInfo;
import io.leveret.broker.insight.VirtualHostInfo;
import io.leveret.broker.security.Permission;
import io.leveret.broker.security.TopicPermission;
import io.leveret.broker.security.User;
import java.util.Comparator;
import java.util.Map;

/** The lists of the API, each with what it can be sorted by. */
final class Lists {
    static final Listed<VirtualHostInfo> VIRTUAL_HOSTS = new Listed<>(
            Views::virtualHost,
            VirtualHostInfo::name,
            Comparator.comparing(VirtualHostInfo::name),
            Map.of("name", Comparator.comparing(VirtualHostInfo::name)));

    static final Listed<ConnectionInfo> CONNECTIONS = new Listed<>(
            Views::connection,
            connection -> connection.name() + " " + connection.user(),
            Comparator.comparing(ConnectionInfo::name),
            Map.of(
                    "name", Comparator.comparing(ConnectionInfo::name),
                    "vhost", Comparator.comparing(ConnectionInfo::virtualHost),
                    "user", Comparator.comparing(ConnectionInfo::user),
                    "channels", Comparator.comparingInt(ConnectionInfo::channels),
                    "connected_at", Comparator.comparingLong(ConnectionInfo::since),
                    "recv_cnt", Comparator.comparingLong(ConnectionInfo::received)));

    static final Listed<ChannelInfo> CHANNELS = new Listed<>(
            Views::channel,
            channel -> Views.channelName(channel.connection(), channel.number()),
            Comparator.comparing(ChannelInfo::connection).thenComparingInt(ChannelInfo::number),
            Map.of(
                    "name", Comparator.comparing(ChannelInfo::connection).thenComparingInt(ChannelInfo::number),
                    "vhost", Comparator.comparing(ChannelInfo::virtualHost),
                    "user", Comparator.comparing(ChannelInfo::user),
                    "consumer_count", Comparator.comparingInt(ChannelInfo::consumers),
                    "messages_unacknowledged", Comparator.comparingInt(ChannelInfo::unacknowledged),
                    "messages_unconfirmed", Comparator.comparingInt(ChannelInfo::unconfirmed),
                    "prefetch_count", Comparator.comparingInt(ChannelInfo::prefetch)));

    static final Listed<ConsumerInfo> CONSUMERS = new Listed<>(
            Views::consumer,
            ConsumerInfo::tag,
            Comparator.comparing(ConsumerInfo::virtualHost)
                    .thenComparing(ConsumerInfo::queue)
                    .thenComparing(ConsumerInfo::tag)
                    .thenComparing(ConsumerInfo::connection),
            Map.of(
                    "consumer_tag", Comparator.comparing(ConsumerInfo::tag),
                    "queue", Comparator.comparing(ConsumerInfo::queue)));

    static final Listed<ExchangeInfo> EXCHANGES = new Listed<>(
            Views::exchange,
            ExchangeInfo::name,
            Comparator.comparing(ExchangeInfo::name).thenComparing(ExchangeInfo::virtualHost),
            Map.of(
                    "name", Comparator.comparing(ExchangeInfo::name),
                    "vhost", Comparator.comparing(ExchangeInfo::virtualHost),
                    "type", Comparator.comparing(ExchangeInfo::type),
                    "bindings", Comparator.comparingInt(ExchangeInfo::bindings),
                    "message_stats.publish_in", Comparator.comparingLong(ExchangeInfo::published)));

    static final Listed<QueueInfo> QUEUES = new Listed<>(
            Views::queue,
            QueueInfo::name,
            Comparator.comparing(QueueInfo::name).thenComparing(QueueInfo::virtualHost),
            Map.of(
                    "name", Comparator.comparing(QueueInfo::name),
                    "vhost", Comparator.comparing(QueueInfo::virtualHost),
                    "messages", Comparator.comparingLong(Lists::messages),
                    "messages_ready", Comparator.comparingInt(QueueInfo::ready),
                    "messages_unacknowledged", Comparator.comparingInt(QueueInfo::unacknowledged),
                    "message_bytes_ready", Comparator.comparingLong(QueueInfo::readyBytes),
                    "consumers", Comparator.comparingInt(QueueInfo::consumers),
                    "message_stats.publish", Comparator.comparingLong(QueueInfo::published),
                    "message_stats.deliver_get", Comparator.comparingLong(QueueInfo::delivered),
                    "message_stats.ack", Comparator.comparingLong(QueueInfo::acknowledged)));

    static final Listed<BindingInfo> BINDINGS = new Listed<>(
            Views::binding,
            binding -> binding.source() + " " + binding.destination() + " " + binding.routingKey(),
            Comparator.comparing(BindingInfo::virtualHost)
                    .thenComparing(BindingInfo::source)
                    .thenComparing(BindingInfo::destination)
                    .thenComparing(BindingInfo::routingKey),
            Map.of(
                    "source", Comparator.comparing(BindingInfo::source),
                    "destination", Comparator.comparing(BindingInfo::destination),
                    "routing_key", Comparator.comparing(BindingInfo::routingKey)));

    static final Listed<User> USERS = new Listed<>(
            Views::user,
            User::name,
            Comparator.comparing(User::name),
            Map.of("name", Comparator.comparing(User::name)));

    static final Listed<Permission> PERMISSIONS = new Listed<>(
            Views::permission,
            Permission::user,
            Comparator.comparing(Permission::user).thenComparing(Permission::virtualHost),
            Map.of(
                    "user", Comparator.comparing(Permission::user),
                    "vhost", Comparator.comparing(Permission::virtualHost)));

    static final Listed<TopicPermission> TOPIC_PERMISSIONS = new Listed<>(
            Views::topicPermission,
            TopicPermission::user,
            Comparator.comparing(TopicPermission::user)
                    .thenComparing(TopicPermission::virtualHost)
                    .thenComparing(TopicPermission::exchange),
            Map.of(
                    "user", Comparator.comparing(TopicPermission::user),
                    "vhost", Comparator.comparing(TopicPermission::virtualHost),
                    "exchange", Comparator.comparing(TopicPermission::exchange)));

    private Lists() {}

    private static long messages(QueueInfo queue) {
        return (long) queue.ready() + queue.unacknowledged() + queue.delayed();
    }
}
