package io.leveret.jms.wire;

import java.time.Duration;

/** A connection to a broker, open from {@link #open} until it is closed or lost; then for good. For any number of threads. */
public final class WireConnection {

    /** Connects with a loop of its own. Blocks; tries the endpoints in order; an {@link WireException.AccessRefused} ends the trying. */
    public static WireConnection open(WireOptions options, ConnectionEvents events) throws WireException {
        throw new UnsupportedOperationException();
    }

    /** The same on a loop that others use too, and that stays when this connection goes. */
    public static WireConnection open(WireOptions options, ConnectionEvents events, WireLoop loop)
            throws WireException {
        throw new UnsupportedOperationException();
    }

    public Server server() {
        throw new UnsupportedOperationException();
    }

    /** Where it is connected to. */
    public Endpoint endpoint() {
        throw new UnsupportedOperationException();
    }

    /**
     * Claims a client id, unique within the virtual host until this connection is closed; false if another connection has it. On a server
     * without the extensions nothing is asked, and the answer is true.
     */
    public boolean identify(String clientId) throws WireException {
        throw new UnsupportedOperationException();
    }

    /** Blocks for the broker's answer. */
    public WireChannel openChannel(ChannelEvents events) throws WireException {
        throw new UnsupportedOperationException();
    }

    public boolean isOpen() {
        throw new UnsupportedOperationException();
    }

    /** Whether the broker has asked publishers to wait. */
    public boolean isBlocked() {
        throw new UnsupportedOperationException();
    }

    /** Whether the calling thread is this connection's loop, where nothing may block. */
    public boolean onLoop() {
        throw new UnsupportedOperationException();
    }

    /** Runs something on this connection's loop, later; dropped when the loop has ended. */
    public void execute(Runnable task) {
        throw new UnsupportedOperationException();
    }

    /**
     * An orderly end: all that was asked before goes out, the broker says good-bye, the socket is closed. After the time limit it is closed
     * anyway. Silent where the connection was lost before, and at a second call. Called on the loop it does not wait.
     */
    public void close(Duration limit) {
        throw new UnsupportedOperationException();
    }

    /** Ends the socket without a word, as a crash would; {@link ConnectionEvents#lost} is told. */
    public void cut() {
        throw new UnsupportedOperationException();
    }
}
