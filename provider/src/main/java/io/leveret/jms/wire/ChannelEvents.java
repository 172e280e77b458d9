package io.leveret.jms.wire;

/** What happens to a channel, told on the connection's loop: implementations must not block. */
public interface ChannelEvents {

    /** Once, when the broker closed the channel or the connection went, not when {@link WireChannel#close} was called. */
    void closed(WireException why);

    /** A mandatory message came back on a channel without confirms; with them its {@link Outcome} is told instead. */
    default void returned(int code, String text, String exchange, String routingKey) {}
}
