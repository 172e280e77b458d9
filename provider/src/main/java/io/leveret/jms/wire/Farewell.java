package io.leveret.jms.wire;

import io.leveret.amqp.ConnectionMethod;
import io.leveret.amqp.Method;

/** The last question of a connection. */
final class Farewell extends Call {
    private final Line line;

    Farewell(ChannelCore zero, Line line) {
        super(zero, new ConnectionMethod.Close(200, "", 0, 0), ConnectionMethod.CloseOk.class);
        this.line = line;
    }

    @Override
    void answered(Method method) {
        line.end(new WireException.Closed("closed by this end", null));
    }

    @Override
    void failed(Throwable why) {
        // It was lost before: over is over.
    }
}
