package io.leveret.broker.net;

import io.leveret.broker.session.Doorman;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalServerChannel;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One listening socket; or, within the same JVM, a name that is listened on. */
public final class Listener implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Listener.class);

    /** Before the name of a broker in the addresses of its JVM. */
    private static final String IN_VM = "leveret:";

    /**
     * How often one socket is read before the others are looked at. Once: a publisher in full flow would otherwise be read for a megabyte
     * while a consumer that has room again waits.
     */
    private static final int READS = 1;

    private final Channel channel;

    private Listener(Channel channel) {
        this.channel = channel;
    }

    /**
     * @param guests how many connections there are, over all listeners
     * @param tls how to speak TLS, if at all
     * @throws IOException when the address cannot be had
     */
    public static Listener open(
            InetSocketAddress address,
            EventLoops loops,
            Doorman doorman,
            ConnectionCount guests,
            ArrivingBytes arriving,
            long handshakeMillis,
            Optional<SslContext> tls)
            throws IOException {
        ServerBootstrap bootstrap = EventLoops.listening()
                .group(loops.door())
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, 4096)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(
                        ChannelOption.RECVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator().maxMessagesPerRead(READS))
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childHandler(reception(loops, doorman, guests, arriving, handshakeMillis, tls));
        return bind(bootstrap, address);
    }

    /**
     * Listens for clients in this JVM, which reach the broker by its name and speak the same protocol without a socket.
     *
     * @throws IOException when another broker in this JVM has that name
     */
    public static Listener openInVm(
            String name,
            EventLoops loops,
            Doorman doorman,
            ConnectionCount guests,
            ArrivingBytes arriving,
            long handshakeMillis)
            throws IOException {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops.door())
                .channel(LocalServerChannel.class)
                .childHandler(reception(loops, doorman, guests, arriving, handshakeMillis, Optional.empty()));
        return bind(bootstrap, new LocalAddress(IN_VM + name));
    }

    private static ChannelInitializer<Channel> reception(
            EventLoops loops,
            Doorman doorman,
            ConnectionCount guests,
            ArrivingBytes arriving,
            long handshakeMillis,
            Optional<SslContext> tls) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel accepted) {
                if (!guests.enter(accepted)) return;
                tls.ifPresent(context -> accepted.pipeline().addLast(context.newHandler(accepted.alloc())));
                FramePipeline pipeline = new FramePipeline(doorman, loops, arriving);
                accepted.pipeline().addLast(pipeline);
                limitHandshake(accepted, pipeline, handshakeMillis);
            }
        };
    }

    private static Listener bind(ServerBootstrap bootstrap, SocketAddress address) throws IOException {
        ChannelFuture bound = bootstrap
                .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(32 * 1024, 64 * 1024))
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) throw new IOException(bound.cause().getMessage(), bound.cause());
        return new Listener(bound.channel());
    }

    private static void limitHandshake(Channel accepted, FramePipeline pipeline, long millis) {
        accepted.eventLoop()
                .schedule(
                        () -> {
                            if (pipeline.isEntrusted() || !accepted.isActive()) return;
                            log.warn("{}: no connection.open within {} ms, closed", pipeline.name(), millis);
                            accepted.close();
                        },
                        millis,
                        TimeUnit.MILLISECONDS);
    }

    /** Of a socket only. */
    public InetSocketAddress address() {
        return (InetSocketAddress) channel.localAddress();
    }

    /** Takes no new connections; those that are open stay. */
    @Override
    public void close() {
        channel.close().awaitUninterruptibly();
    }
}
