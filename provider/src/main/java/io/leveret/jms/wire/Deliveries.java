package io.leveret.jms.wire;

/** Where a consumer's messages go, told on the connection's loop: implementations must not block. */
public interface Deliveries {

    void delivered(Delivery delivery);

    /** The broker has ended this consumer (basic.cancel), as when its queue is deleted. Not told when the channel ends. */
    void cancelled(WireException why);

    /**
     * In place of {@link #delivered}, for a message that this JVM's heap has no room for. Its body was thrown away; it has been given back
     * as failed, and has used up one credit.
     */
    default void tooLarge(Delivery withoutBody, long size) {}

    /**
     * All that the last read from the socket has brought for this consumer was delivered: the moment to wake another thread. Told before
     * anything that says more than the deliveries: the answer to a drain, {@link #tooLarge}, {@link #cancelled}, the end of the channel.
     */
    default void batchEnded() {}
}
