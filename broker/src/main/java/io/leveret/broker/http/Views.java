package io.leveret.broker.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.leveret.amqp.Table;
import io.leveret.broker.definitions.JsonTable;
import io.leveret.broker.insight.Alarm;
import io.leveret.broker.insight.BindingInfo;
import io.leveret.broker.insight.ChannelInfo;
import io.leveret.broker.insight.ConnectionInfo;
import io.leveret.broker.insight.ConsumerInfo;
import io.leveret.broker.insight.ExchangeInfo;
import io.leveret.broker.insight.ListenerInfo;
import io.leveret.broker.insight.Overview;
import io.leveret.broker.insight.QueueInfo;
import io.leveret.broker.insight.VirtualHostInfo;
import io.leveret.broker.security.Permission;
import io.leveret.broker.security.TopicPermission;
import io.leveret.broker.security.User;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Snapshots as JSON, under the names that RabbitMQ's API has for them. */
final class Views {
    private static final String NODE = "leveret";

    private Views() {}

    static void overview(JsonGenerator out, Overview overview) throws IOException {
        out.writeStartObject();
        out.writeStringField("product_name", overview.product());
        out.writeStringField("product_version", overview.announced());
        out.writeStringField("rabbitmq_version", overview.announced());
        out.writeStringField("management_version", overview.version());
        out.writeStringField("leveret_version", overview.version());
        out.writeStringField("cluster_name", NODE);
        out.writeStringField("node", NODE);
        out.writeStringField("java_version", Runtime.version().toString());
        out.writeNumberField("started_at", overview.since());
        out.writeNumberField("uptime", System.currentTimeMillis() - overview.since());
        out.writeObjectFieldStart("object_totals");
        out.writeNumberField("connections", overview.sum(VirtualHostInfo::connections));
        out.writeNumberField("channels", overview.sum(VirtualHostInfo::channels));
        out.writeNumberField("consumers", overview.sum(VirtualHostInfo::consumers));
        out.writeNumberField("exchanges", overview.sum(VirtualHostInfo::exchanges));
        out.writeNumberField("queues", overview.sum(VirtualHostInfo::queues));
        out.writeEndObject();
        out.writeObjectFieldStart("queue_totals");
        messages(
                out,
                overview.sum(VirtualHostInfo::ready),
                overview.sum(VirtualHostInfo::unacknowledged),
                overview.sum(VirtualHostInfo::delayed));
        out.writeNumberField("message_bytes_ready", overview.sum(VirtualHostInfo::readyBytes));
        out.writeEndObject();
        out.writeObjectFieldStart("message_stats");
        out.writeNumberField("publish", overview.sum(VirtualHostInfo::published));
        out.writeNumberField("deliver_get", overview.sum(VirtualHostInfo::delivered));
        out.writeNumberField("ack", overview.sum(VirtualHostInfo::acknowledged));
        out.writeEndObject();
        out.writeObjectFieldStart("memory");
        out.writeNumberField("messages_used", overview.sum(VirtualHostInfo::memory));
        out.writeNumberField("messages_budget", overview.memoryBudget());
        Runtime runtime = Runtime.getRuntime();
        out.writeNumberField("heap_used", runtime.totalMemory() - runtime.freeMemory());
        out.writeNumberField("heap_max", runtime.maxMemory());
        out.writeEndObject();
        out.writeArrayFieldStart("alarms");
        for (Alarm alarm : overview.alarms()) out.writeString(alarm.reason());
        out.writeEndArray();
        out.writeArrayFieldStart("listeners");
        for (ListenerInfo listener : overview.listeners()) {
            out.writeStartObject();
            out.writeStringField("node", NODE);
            out.writeStringField("protocol", listener.protocol());
            out.writeStringField("ip_address", listener.address());
            out.writeNumberField("port", listener.port());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    private static void messages(JsonGenerator out, long ready, long unacknowledged, long delayed) throws IOException {
        out.writeNumberField("messages", ready + unacknowledged + delayed);
        out.writeNumberField("messages_ready", ready);
        out.writeNumberField("messages_unacknowledged", unacknowledged);
        out.writeNumberField("messages_delayed", delayed);
    }

    static void virtualHost(JsonGenerator out, VirtualHostInfo host) throws IOException {
        out.writeStartObject();
        out.writeStringField("name", host.name());
        out.writeBooleanField("tracing", host.tracing());
        messages(out, host.ready(), host.unacknowledged(), host.delayed());
        out.writeNumberField("message_bytes_ready", host.readyBytes());
        out.writeNumberField("connections", host.connections());
        out.writeNumberField("channels", host.channels());
        out.writeNumberField("consumers", host.consumers());
        out.writeNumberField("exchanges", host.exchanges());
        out.writeNumberField("queues", host.queues());
        out.writeNumberField("memory", host.memory());
        out.writeObjectFieldStart("message_stats");
        out.writeNumberField("publish", host.published());
        out.writeNumberField("deliver_get", host.delivered());
        out.writeNumberField("ack", host.acknowledged());
        out.writeEndObject();
        out.writeEndObject();
    }

    static void connection(JsonGenerator out, ConnectionInfo connection) throws IOException {
        out.writeStartObject();
        out.writeStringField("name", connection.name());
        out.writeStringField("vhost", connection.virtualHost());
        out.writeStringField("user", connection.user());
        out.writeStringField("node", NODE);
        out.writeStringField("protocol", "AMQP 0-9-1");
        out.writeStringField("state", state(connection));
        out.writeNumberField("channels", connection.channels());
        ends(out, connection.name());
        out.writeBooleanField("ssl", !connection.tls().isEmpty());
        if (!connection.tls().isEmpty()) {
            String[] parts = connection.tls().split(" ", 2);
            out.writeStringField("ssl_protocol", parts[0]);
            out.writeStringField("ssl_cipher", parts.length > 1 ? parts[1] : "");
        }
        out.writeNumberField("timeout", connection.heartbeatSeconds());
        out.writeNumberField("frame_max", connection.frameMax());
        out.writeNumberField("channel_max", connection.channelMax());
        out.writeNumberField("connected_at", connection.since());
        out.writeNumberField("recv_cnt", connection.received());
        table(out, "client_properties", connection.clientProperties());
        out.writeEndObject();
    }

    private static String state(ConnectionInfo connection) {
        if (connection.blocked()) return "blocked";
        return connection.state().equals("open") ? "running" : connection.state();
    }

    /** A connection's name is where it comes from and where it leads to. */
    private static void ends(JsonGenerator out, String name) throws IOException {
        String[] ends = name.split(" -> ", 2);
        end(out, ends[0], "peer_host", "peer_port");
        if (ends.length > 1) end(out, ends[1], "host", "port");
    }

    private static void end(JsonGenerator out, String address, String host, String port) throws IOException {
        int colon = address.lastIndexOf(':');
        if (colon < 0 || !address.substring(colon + 1).matches("\\d{1,5}")) return;
        out.writeStringField(host, address.substring(0, colon).replaceAll("[\\[\\]]", ""));
        out.writeNumberField(port, Integer.parseInt(address.substring(colon + 1)));
    }

    static void channel(JsonGenerator out, ChannelInfo channel) throws IOException {
        out.writeStartObject();
        out.writeStringField("name", channelName(channel.connection(), channel.number()));
        out.writeNumberField("number", channel.number());
        out.writeStringField("vhost", channel.virtualHost());
        out.writeStringField("user", channel.user());
        out.writeStringField("node", NODE);
        out.writeStringField("state", "running");
        out.writeNumberField("consumer_count", channel.consumers());
        out.writeNumberField("messages_unacknowledged", channel.unacknowledged());
        out.writeNumberField("prefetch_count", channel.prefetch());
        out.writeBooleanField("confirm", channel.confirming());
        out.writeBooleanField("transactional", channel.transactional());
        out.writeNumberField("messages_unconfirmed", channel.unconfirmed());
        out.writeObjectFieldStart("connection_details");
        out.writeStringField("name", channel.connection());
        out.writeEndObject();
        out.writeEndObject();
    }

    static String channelName(String connection, int number) {
        return connection + " (" + number + ")";
    }

    static void consumer(JsonGenerator out, ConsumerInfo consumer) throws IOException {
        out.writeStartObject();
        out.writeStringField("consumer_tag", consumer.tag());
        out.writeObjectFieldStart("queue");
        out.writeStringField("name", consumer.queue());
        out.writeStringField("vhost", consumer.virtualHost());
        out.writeEndObject();
        out.writeObjectFieldStart("channel_details");
        out.writeStringField("name", channelName(consumer.connection(), consumer.channel()));
        out.writeNumberField("number", consumer.channel());
        out.writeStringField("connection_name", consumer.connection());
        out.writeEndObject();
        out.writeBooleanField("ack_required", consumer.acknowledges());
        out.writeBooleanField("exclusive", consumer.exclusive());
        out.writeNumberField("prefetch_count", consumer.prefetch());
        out.writeNumberField("priority", consumer.priority());
        out.writeBooleanField("active", consumer.active());
        out.writeStringField("activity_status", consumer.active() ? "up" : "waiting");
        out.writeNumberField("messages_unacknowledged", consumer.out());
        out.writeEndObject();
    }

    static void exchange(JsonGenerator out, ExchangeInfo exchange) throws IOException {
        out.writeStartObject();
        out.writeStringField("name", exchange.name());
        out.writeStringField("vhost", exchange.virtualHost());
        out.writeStringField("type", exchange.type());
        out.writeBooleanField("durable", exchange.durable());
        out.writeBooleanField("auto_delete", exchange.autoDelete());
        out.writeBooleanField("internal", exchange.internal());
        out.writeNumberField("bindings", exchange.bindings());
        table(out, "arguments", exchange.arguments());
        out.writeObjectFieldStart("message_stats");
        out.writeNumberField("publish_in", exchange.published());
        out.writeEndObject();
        out.writeEndObject();
    }

    static void queue(JsonGenerator out, QueueInfo queue) throws IOException {
        out.writeStartObject();
        out.writeStringField("name", queue.name());
        out.writeStringField("vhost", queue.virtualHost());
        out.writeStringField("node", NODE);
        out.writeStringField("state", "running");
        out.writeStringField("type", queue.arguments().get("x-queue-type") instanceof String type ? type : "classic");
        out.writeBooleanField("durable", queue.durable());
        out.writeBooleanField("exclusive", queue.exclusive());
        out.writeBooleanField("auto_delete", queue.autoDelete());
        messages(out, queue.ready(), queue.unacknowledged(), queue.delayed());
        out.writeNumberField("message_bytes_ready", queue.readyBytes());
        out.writeNumberField("consumers", queue.consumers());
        table(out, "arguments", queue.arguments());
        out.writeObjectFieldStart("message_stats");
        out.writeNumberField("publish", queue.published());
        out.writeNumberField("deliver_get", queue.delivered());
        out.writeNumberField("ack", queue.acknowledged());
        out.writeNumberField("settled", queue.settled());
        out.writeNumberField("returned", queue.returned());
        out.writeEndObject();
        out.writeEndObject();
    }

    static void binding(JsonGenerator out, BindingInfo binding) throws IOException {
        out.writeStartObject();
        out.writeStringField("source", binding.source());
        out.writeStringField("vhost", binding.virtualHost());
        out.writeStringField("destination", binding.destination());
        out.writeStringField("destination_type", binding.toQueue() ? "queue" : "exchange");
        out.writeStringField("routing_key", binding.routingKey());
        table(out, "arguments", binding.arguments());
        out.writeStringField("properties_key", propertiesKey(binding));
        out.writeEndObject();
    }

    /** Tells apart the bindings between the same two. */
    private static String propertiesKey(BindingInfo binding) {
        String key = binding.routingKey().isEmpty()
                ? "~"
                : URLEncoder.encode(binding.routingKey(), StandardCharsets.UTF_8)
                        .replace("+", "%20");
        return binding.arguments().isEmpty()
                ? key
                : key + "~" + Integer.toHexString(binding.arguments().hashCode());
    }

    /** The hash of the password is left out: it is nobody's business but the definitions'. */
    static void user(JsonGenerator out, User user) throws IOException {
        out.writeStartObject();
        out.writeStringField("name", user.name());
        out.writeArrayFieldStart("tags");
        for (String tag : user.tags()) out.writeString(tag);
        out.writeEndArray();
        out.writeEndObject();
    }

    static void permission(JsonGenerator out, Permission permission) throws IOException {
        out.writeStartObject();
        out.writeStringField("user", permission.user());
        out.writeStringField("vhost", permission.virtualHost());
        out.writeStringField("configure", permission.configure());
        out.writeStringField("write", permission.write());
        out.writeStringField("read", permission.read());
        out.writeEndObject();
    }

    static void topicPermission(JsonGenerator out, TopicPermission permission) throws IOException {
        out.writeStartObject();
        out.writeStringField("user", permission.user());
        out.writeStringField("vhost", permission.virtualHost());
        out.writeStringField("exchange", permission.exchange());
        out.writeStringField("write", permission.write());
        out.writeStringField("read", permission.read());
        out.writeEndObject();
    }

    static void words(JsonGenerator out, Map<String, String> fields) throws IOException {
        out.writeStartObject();
        for (Map.Entry<String, String> field : fields.entrySet()) {
            out.writeStringField(field.getKey(), field.getValue());
        }
        out.writeEndObject();
    }

    private static void table(JsonGenerator out, String field, Table table) throws IOException {
        out.writeFieldName(field);
        JsonTable.write(out, table);
    }
}
