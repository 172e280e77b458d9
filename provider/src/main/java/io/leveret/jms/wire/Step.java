package io.leveret.jms.wire;

/** Work that nobody waits for. */
final class Step extends Work {
    /** What is done on the loop. */
    interface Action {
        void run(ChannelCore channel, Outgoing out);
    }

    private final ChannelCore channel;
    private final Action action;

    Step(ChannelCore channel, Action action) {
        this.channel = channel;
        this.action = action;
    }

    @Override
    void run(Outgoing out) {
        action.run(channel, out);
    }

    @Override
    void lost(WireException why) {
        // Nobody waits for it, and what it was about is gone with the connection.
    }
}
