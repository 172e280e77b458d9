package io.leveret.broker.session;

/** Who is being talked to on a socket: first the {@link Handshake}, then the {@link Connection}. */
public interface Conversation {
    /**
     * All that one read of the socket held.
     *
     * @return whether the batch is done with and may be used again; otherwise it belongs to the conversation now
     */
    boolean receive(Batch batch);

    /** The socket is closed. */
    void disconnected(String why);

    /** The client has taken what was sent to it. */
    void roomAgain();
}
