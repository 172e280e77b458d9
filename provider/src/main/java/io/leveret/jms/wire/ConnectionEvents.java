package io.leveret.jms.wire;

/** What happens to a connection, told on its loop: implementations must not block. */
public interface ConnectionEvents {

    /** Once, when the connection went and {@link WireConnection#close} had not been called; after each channel's {@link ChannelEvents#closed}. */
    void lost(WireException why);

    /** Until {@link #unblocked}, publishing threads wait. */
    void blocked(String reason);

    void unblocked();
}
