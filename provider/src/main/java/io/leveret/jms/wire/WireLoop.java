package io.leveret.jms.wire;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The thread of one or several connections. Daemon: a loop alone keeps no JVM alive, since what applications wait for (their listeners)
 * runs on threads of the layers above.
 */
public final class WireLoop implements AutoCloseable {
    private final String name;
    // A thread that waits for sockets cannot wait for other threads of this JVM, so there are two kinds, made when
    // needed.
    private EventLoopGroup sockets;
    private EventLoopGroup local;
    private boolean closed;

    private WireLoop(String name) {
        this.name = name;
    }

    /** A loop for several connections, which lives until it is closed. Its thread starts with the first connection. */
    public static WireLoop shared(String name) {
        return new WireLoop(name);
    }

    synchronized EventLoopGroup group(Endpoint.Kind kind) {
        if (closed) throw new IllegalStateException("the loop " + name + " is closed");
        if (kind == Endpoint.Kind.VM) {
            if (local == null) local = start(LocalIoHandler.newFactory());
            return local;
        }
        if (sockets == null) sockets = start(NioIoHandler.newFactory());
        return sockets;
    }

    private EventLoopGroup start(IoHandlerFactory io) {
        ThreadFactory daemons = new DefaultThreadFactory(name, true);
        return new MultiThreadIoEventLoopGroup(
                1,
                task -> {
                    Thread thread = daemons.newThread(task);
                    // Whoever happened to connect first may be an application that is undeployed before others are.
                    thread.setContextClassLoader(WireLoop.class.getClassLoader());
                    return thread;
                },
                io);
    }

    /** Ends the connections that are still open (they are lost), then the thread. Does not wait for it. */
    @Override
    public synchronized void close() {
        closed = true;
        if (sockets != null) sockets.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        // The other end of a local channel works on this thread when it closes: it stays until that is quiet.
        if (local != null) local.shutdownGracefully(1, 10, TimeUnit.SECONDS);
    }
}
