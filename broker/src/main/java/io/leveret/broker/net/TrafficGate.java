package io.leveret.broker.net;

import io.netty.channel.Channel;

/** Whether a socket is read: closed, its client is slowed by TCP and nothing is lost. */
final class TrafficGate {
    private final Channel channel;

    TrafficGate(Channel channel) {
        this.channel = channel;
    }

    void close() {
        channel.config().setAutoRead(false);
    }

    void open() {
        channel.config().setAutoRead(true);
    }

    boolean isOpen() {
        return channel.config().isAutoRead();
    }
}
