package io.leveret.broker.net;

import io.leveret.broker.loop.CoreLoop;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The threads of the broker's sockets and virtual hosts. Handshakes run on loops of their own. After that a connection moves to
 * its virtual host's loop, where reading, working and writing are one thread's plain calls; or, with I/O threads of its own, stays
 * where it is and hands batches over.
 */
public final class EventLoops implements AutoCloseable {
    private final IoHandlerFactory handlers;
    private final EventLoopGroup door;
    private final boolean shared;

    /** @param ioThreads 0 to let each virtual host's loop do the I/O of its connections */
    public EventLoops(int ioThreads) {
        handlers = HouseIoHandler.over(Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        shared = ioThreads == 0;
        door = new MultiThreadIoEventLoopGroup(
                shared ? 1 : ioThreads, new DefaultThreadFactory(shared ? "leveret-door" : "leveret-io"), handlers);
    }

    /** Where listeners live, and connections as long as they have no virtual host. */
    EventLoopGroup door() {
        return door;
    }

    /** Whether connections move to their virtual host's loop. */
    boolean shared() {
        return shared;
    }

    static Class<? extends ServerChannel> serverChannel() {
        return Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    /** A loop for one virtual host. Its thread starts with its first task. */
    public VirtualHostLoop forVirtualHost(String name) {
        return new VirtualHostLoop(
                new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("leveret-vhost " + name), handlers));
    }

    @Override
    public void close() {
        end(door);
    }

    private static void end(EventLoopGroup group) {
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5_000);
    }

    /** The one thread that owns a virtual host; in the shared arrangement it also serves the sockets of its connections. */
    public static final class VirtualHostLoop implements CoreLoop, AutoCloseable {
        private final EventLoopGroup group;
        private final EventLoop loop;

        private VirtualHostLoop(EventLoopGroup group) {
            this.group = group;
            loop = group.next();
        }

        EventLoop eventLoop() {
            return loop;
        }

        @Override
        public boolean inLoop() {
            return loop.inEventLoop();
        }

        @Override
        public void execute(Runnable task) {
            loop.execute(task);
        }

        @Override
        public void wake(Runnable task, long millis) {
            loop.schedule(task, millis, TimeUnit.MILLISECONDS);
        }

        @Override
        public void close() {
            end(group);
        }
    }
}
