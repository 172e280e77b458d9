package io.leveret.jms.wire;

import io.leveret.amqp.FrameWriter;
import io.leveret.amqp.Properties;

/** One message on its way, from the caller until its outcome is told. */
final class Publishing extends Work {
    /** A body up to this size is written in one go. */
    private static final int SMALL = 64 << 10;

    final ChannelCore channel;
    final String exchange;
    final String key;
    final boolean mandatory;
    final Outcome outcome;
    final Properties properties;
    private byte[] body;

    /** The broker has said yes or no, but not yet to all before it. */
    boolean decided;

    /** Why not, where it has said no; else null. */
    String refusal;

    int refusalCode;

    Publishing(
            ChannelCore channel,
            String exchange,
            String key,
            boolean mandatory,
            Properties properties,
            byte[] body,
            Outcome outcome) {
        this.channel = channel;
        this.exchange = exchange;
        this.key = key;
        this.mandatory = mandatory;
        this.properties = properties;
        this.body = body;
        this.outcome = outcome;
    }

    /** What it takes of the {@link Room}. */
    long size() {
        return Room.PER_MESSAGE + properties.size() + body.length;
    }

    @Override
    void run(Outgoing out) {
        out.freed(channel.confirming() ? size() - Room.PER_MESSAGE : size());
        if (!channel.publishing(this)) {
            body = null;
            return;
        }
        var buffer = out.buffer();
        FrameWriter.publish(buffer, channel.number(), exchange, key, mandatory, properties, body.length);
        int perFrame = out.frameMax() - FrameWriter.FRAME_OVERHEAD;
        if (body.length > Math.min(SMALL, perFrame)) {
            out.goOnWith(this, body);
        } else if (body.length > 0) {
            FrameWriter.body(buffer, channel.number(), body, 0, body.length);
        }
        // The body is not kept until the confirm: it may be large, and there is nothing left to do with it.
        body = null;
    }

    @Override
    void lost(WireException why) {
        channel.tell(outcome, why);
    }

    void refused(int code, String text) {
        refusalCode = code;
        refusal = text;
    }
}
