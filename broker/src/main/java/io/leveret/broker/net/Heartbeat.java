package io.leveret.broker.net;

import io.leveret.amqp.FrameWriter;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Keeps a quiet connection alive and finds a dead one: something is sent at least every half interval, and a client that was
 * silent for two is cut. While the broker does not read, silence proves nothing.
 */
final class Heartbeat {
    private final Channel channel;
    private final TrafficGate gate;
    private final Consumer<String> onDeath;
    private long intervalNanos;
    private long lastRead;
    private long expected;
    private boolean wrote;
    private Future<?> next;

    Heartbeat(Channel channel, TrafficGate gate, Consumer<String> onDeath) {
        this.channel = channel;
        this.gate = gate;
        this.onDeath = onDeath;
    }

    /** @param seconds the interval agreed on, 0 for none */
    void start(int seconds) {
        if (seconds == 0) return;
        intervalNanos = TimeUnit.SECONDS.toNanos(seconds);
        lastRead = System.nanoTime();
        beatLater();
    }

    /** Goes on where the channel is now. */
    void resume() {
        if (intervalNanos > 0) beatLater();
    }

    private void beatLater() {
        expected = System.nanoTime() + intervalNanos / 2;
        next = channel.eventLoop().schedule(this::beat, intervalNanos / 2, TimeUnit.NANOSECONDS);
    }

    private void beat() {
        if (!channel.isActive()) return;
        long now = System.nanoTime();
        if (!gate.isOpen() || now - expected > intervalNanos / 2) {
            // This side did not listen: it was told not to, or something has held up its loop.
            lastRead = now;
        } else if (now - lastRead > 2 * intervalNanos) {
            onDeath.accept("missed heartbeats from the client, timeout: "
                    + TimeUnit.NANOSECONDS.toSeconds(intervalNanos) + "s");
            return;
        }
        if (!wrote) {
            ByteBuf frame = channel.alloc().ioBuffer(8);
            FrameWriter.heartbeat(frame);
            channel.writeAndFlush(frame, channel.voidPromise());
        }
        wrote = false;
        beatLater();
    }

    void read() {
        if (intervalNanos > 0) lastRead = System.nanoTime();
    }

    void wrote() {
        wrote = true;
    }

    void stop() {
        if (next != null) next.cancel(false);
    }
}
