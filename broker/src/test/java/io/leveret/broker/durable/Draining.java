package io.leveret.broker.durable;

import io.leveret.amqp.BasicMethod;
import io.leveret.amqp.Method;
import io.leveret.amqp.Properties;
import io.leveret.broker.message.Message;
import io.leveret.broker.session.Outbound;
import java.util.ArrayList;
import java.util.List;

/** Hears what comes out of a queue, one by one. */
final class Draining implements Outbound {
    final List<String> ids = new ArrayList<>();
    boolean answered;
    boolean empty;

    @Override
    public void send(int channel, Method method) {
        if (!(method instanceof BasicMethod.GetEmpty)) return;
        answered = true;
        empty = true;
    }

    @Override
    public void send(int channel, Method method, Properties properties, byte[] body) {
        answered = true;
        ids.add(properties.messageId());
    }

    @Override
    public void deliver(
            int channel, byte[] consumerTag, long tag, boolean redelivered, Message message, Properties properties) {
        throw new AssertionError("nobody consumes here");
    }

    @Override
    public void ack(int channel, long tag, boolean multiple) {
        throw new AssertionError("nobody publishes here");
    }

    @Override
    public boolean hasRoom() {
        return true;
    }

    @Override
    public void flush() {
        // It was heard when it was said.
    }

    @Override
    public void tuned(int frameMax, int heartbeatSeconds) {
        // Nothing to agree on.
    }

    @Override
    public void pauseReading() {
        // It sends nothing that could wait.
    }

    @Override
    public void resumeReading() {
        // As above.
    }

    @Override
    public void finish() {
        // The test ends it.
    }
}
