package io.leveret.broker.net;

import io.netty.channel.Channel;

/** Whether a socket is read: closed for whatever reason, its client is slowed by TCP and nothing is lost. */
final class TrafficGate {
    /** Why nothing is read. */
    enum Reason {
        /** Whoever the socket belongs to has asked for it. */
        OWNER,
        /** Enough was handed over that the virtual host has not worked off yet. */
        BEHIND,
        /** The client does not take what it is answered. */
        DEAF
    }

    private final Channel channel;
    /** A bit for each reason; touched on the socket's I/O loop only, so that who comes second never undoes the first. */
    private int closedFor;

    TrafficGate(Channel channel) {
        this.channel = channel;
    }

    void close(Reason reason) {
        onLoop(() -> {
            // What was asked from elsewhere may be over by now, and then nobody would come to open again.
            if (reason == Reason.DEAF && channel.isWritable()) return;
            closedFor |= 1 << reason.ordinal();
            channel.config().setAutoRead(false);
        });
    }

    void open(Reason reason) {
        onLoop(() -> {
            closedFor &= ~(1 << reason.ordinal());
            if (closedFor == 0) channel.config().setAutoRead(true);
        });
    }

    private void onLoop(Runnable change) {
        if (channel.eventLoop().inEventLoop()) change.run();
        else channel.eventLoop().execute(change);
    }

    boolean isOpen() {
        return closedFor == 0;
    }
}
