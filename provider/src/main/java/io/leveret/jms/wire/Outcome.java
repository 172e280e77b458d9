package io.leveret.jms.wire;

/**
 * What became of a message published on a confirming channel: exactly one of these, in the order of publishing, on the connection's loop.
 * Implementations must not block.
 */
public interface Outcome {

    /** For whom it does not matter. */
    Outcome NONE = new Outcome() {
        @Override
        public void confirmed() {}

        @Override
        public void refused(int code, String text) {}

        @Override
        public void lost(WireException why) {}
    };

    /** The code of {@link #refused} where the broker has said no without a code (basic.nack). */
    int NACKED = 0;

    /** The broker answers for the message. */
    void confirmed();

    /** The broker does not have the message: returned as unroutable (312, 313), or {@link #NACKED}. */
    void refused(int code, String text);

    /** The channel or the connection went first: the broker may have the message or not. */
    void lost(WireException why);
}
