package io.leveret.jms.wire;

import io.leveret.amqp.ChannelMethod;
import io.leveret.amqp.ReplyCode;
import java.util.OptionalInt;

/** The first question on a channel, before which it has no number. */
final class ChannelOpening extends Call {

    ChannelOpening(ChannelCore channel) {
        super(channel, new ChannelMethod.Open(), ChannelMethod.OpenOk.class);
    }

    @Override
    void run(Outgoing out) {
        OptionalInt number = channel.connection().incoming().assign(channel);
        if (number.isEmpty()) {
            failed(new WireException.Refused(
                    ReplyCode.CHANNEL_ERROR.code(),
                    "all channels that this connection may have are open; close some, or raise channel-max at both ends",
                    request.classId(),
                    request.methodId(),
                    null));
            return;
        }
        channel.opening(number.getAsInt());
        super.run(out);
    }
}
