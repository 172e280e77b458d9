package io.leveret.broker.topology;

import io.leveret.amqp.Properties;
import io.leveret.amqp.Properties.Field;
import io.leveret.amqp.Table;
import io.leveret.amqp.Timestamp;
import io.leveret.broker.message.Message;
import java.util.List;
import java.util.Locale;

/** The firehose: while it is on, a copy of each published and each delivered message goes to {@code amq.rabbitmq.trace}. */
public final class Trace {
    public static final String EXCHANGE = "amq.rabbitmq.trace";

    private final VirtualHost host;
    private boolean on;

    public Trace(VirtualHost host) {
        this.host = host;
    }

    public boolean on() {
        return on;
    }

    public void on(boolean on) {
        this.on = on;
    }

    /** @param where of whom: node, connection, channel and user as a table */
    public void published(Message message, Table where) {
        if (isOwn(message)) return;
        Table headers = common(message, where);
        send("publish." + message.exchange(), headers, message);
    }

    public void delivered(Message message, String queue, boolean redelivered, Table where) {
        if (isOwn(message)) return;
        Table headers = common(message, where).with("redelivered", redelivered ? 1 : 0);
        send("deliver." + queue, headers, message);
    }

    private Table common(Message message, Table where) {
        Table headers = where.with("exchange_name", message.exchange())
                .with("routing_keys", List.<Object>of(message.routingKey()))
                .with("vhost", host.name());
        return headers.with("properties", described(message.properties()));
    }

    /** The properties that a message has, as a table. */
    private static Table described(Properties properties) {
        Table.Builder table = Table.builder();
        for (Field field : Field.values()) {
            if (!properties.has(field)) continue;
            String name = field.name().toLowerCase(Locale.ROOT);
            switch (field) {
                case CONTENT_TYPE -> table.put(name, properties.contentType());
                case CONTENT_ENCODING -> table.put(name, properties.contentEncoding());
                case HEADERS -> table.put(name, properties.headers());
                case DELIVERY_MODE -> table.put(name, properties.deliveryMode());
                case PRIORITY -> table.put(name, properties.priority());
                case CORRELATION_ID -> table.put(name, properties.correlationId());
                case REPLY_TO -> table.put(name, properties.replyTo());
                case EXPIRATION -> table.put(name, properties.expiration());
                case MESSAGE_ID -> table.put(name, properties.messageId());
                case TIMESTAMP -> table.put(name, new Timestamp(properties.timestamp()));
                case TYPE -> table.put(name, properties.type());
                case USER_ID -> table.put(name, properties.userId());
                case APP_ID -> table.put(name, properties.appId());
                case CLUSTER_ID -> table.put(name, properties.clusterId());
            }
        }
        return table.build();
    }

    /** What has left by the firehose does not come in again: its own delivery would make the next one, for ever. */
    private static boolean isOwn(Message message) {
        return message.exchange().equals(EXCHANGE);
    }

    private void send(String key, Table headers, Message original) {
        Exchange exchange = host.exchange(EXCHANGE);
        Properties properties = Properties.builder().headers(headers).build();
        host.delivery().publishAside(exchange, new Message(EXCHANGE, key, properties, original.body()));
    }
}
