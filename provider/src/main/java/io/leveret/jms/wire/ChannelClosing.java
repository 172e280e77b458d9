package io.leveret.jms.wire;

import io.leveret.amqp.ChannelMethod;
import io.leveret.amqp.Method;

/** The last question on a channel. */
final class ChannelClosing extends Call {

    ChannelClosing(ChannelCore channel) {
        super(channel, new ChannelMethod.Close(200, "", 0, 0), ChannelMethod.CloseOk.class);
    }

    @Override
    void asked() {
        channel.closing();
    }

    @Override
    void answered(Method method) {
        channel.endClosing();
        super.answered(method);
    }
}
