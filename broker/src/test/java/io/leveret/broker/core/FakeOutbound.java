package io.leveret.broker.core;

import io.leveret.amqp.Method;
import io.leveret.amqp.Properties;
import io.leveret.broker.message.Message;
import io.leveret.broker.session.Outbound;
import java.nio.charset.StandardCharsets;

/** A client's socket that hands each word to a listener at the moment it is said. */
final class FakeOutbound implements Outbound {
    /** What a client sees. */
    interface Listener {
        void method(int channel, Method method);

        void content(int channel, Method method, Properties properties, byte[] body);

        void delivery(int channel, String consumerTag, long tag, boolean redelivered, Message message, Properties as);

        void ack(int channel, long tag, boolean multiple);

        void finished();
    }

    private final Listener listener;
    private boolean room = true;
    private boolean finished;
    /** Nothing would be read from its socket now; the test may send what it likes. */
    private boolean paused;

    FakeOutbound(Listener listener) {
        this.listener = listener;
    }

    void room(boolean has) {
        room = has;
    }

    boolean isPaused() {
        return paused;
    }

    @Override
    public void send(int channel, Method method) {
        if (!finished) listener.method(channel, method);
    }

    @Override
    public void send(int channel, Method method, Properties properties, byte[] body) {
        if (!finished) listener.content(channel, method, properties, body);
    }

    @Override
    public void deliver(
            int channel,
            byte[] consumerTag,
            long deliveryTag,
            boolean redelivered,
            Message message,
            Properties properties) {
        if (finished) return;
        String tag = new String(consumerTag, StandardCharsets.UTF_8);
        listener.delivery(channel, tag, deliveryTag, redelivered, message, properties);
    }

    @Override
    public void ack(int channel, long deliveryTag, boolean multiple) {
        if (!finished) listener.ack(channel, deliveryTag, multiple);
    }

    @Override
    public boolean hasRoom() {
        return room;
    }

    @Override
    public void flush() {
        // Everything was told when it was said.
    }

    @Override
    public void tuned(int frameMax, int heartbeatSeconds) {
        // Of no interest above the frames.
    }

    @Override
    public void pauseReading() {
        paused = true;
    }

    @Override
    public void resumeReading() {
        paused = false;
    }

    @Override
    public void finish() {
        finished = true;
        listener.finished();
    }
}
