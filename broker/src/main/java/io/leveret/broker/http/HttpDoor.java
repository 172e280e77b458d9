package io.leveret.broker.http;

import io.leveret.broker.admin.Admin;
import io.leveret.broker.security.Login;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.stream.ChunkedWriteHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP server: sockets, one thread for all of them, and what each connection is made of. */
public final class HttpDoor implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HttpDoor.class);

    private static final int MOST_CONNECTIONS = 256;
    private static final int LONGEST_LINE = 8 << 10;
    private static final int LONGEST_HEADERS = 16 << 10;

    /** Judges a name with its password, and answers on whatever thread. */
    public interface Judge {
        void authenticate(String user, byte[] password, InetAddress from, Consumer<Login> answer);
    }

    private final EventLoopGroup loop =
            new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("leveret-http"), NioIoHandler.newFactory());
    private final List<Channel> listeners = new ArrayList<>();
    private final AtomicInteger open = new AtomicInteger();
    private final Metrics metrics;
    private final Site site;

    private HttpDoor(Admin admin, Judge judge) {
        metrics = new Metrics(admin);
        site = new Site(new Routes(admin, metrics), new PageFiles(), new Gate(judge), admin);
    }

    /**
     * @param wanted where to listen; where the first one's port is 0, the others take the one that it got
     * @throws IOException when an address cannot be had
     */
    public static HttpDoor open(List<InetSocketAddress> wanted, Admin admin, Judge judge) throws IOException {
        var door = new HttpDoor(admin, judge);
        try {
            int port = 0;
            for (InetSocketAddress each : wanted) {
                port = each.getPort() == 0 ? port : each.getPort();
                port = door.listen(new InetSocketAddress(each.getAddress(), port));
            }
            return door;
        } catch (IOException | RuntimeException failure) {
            door.close();
            throw failure;
        }
    }

    private int listen(InetSocketAddress address) throws IOException {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                // Nothing is read that was not asked for: a request waits in the socket until the one before it is
                // answered.
                .childOption(ChannelOption.AUTO_READ, false)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel accepted) {
                        enter(accepted);
                    }
                });
        ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    "management-port: cannot listen on %s: %s"
                            .formatted(address, bound.cause().getMessage()),
                    bound.cause());
        }
        listeners.add(bound.channel());
        return ((InetSocketAddress) bound.channel().localAddress()).getPort();
    }

    private void enter(Channel accepted) {
        if (open.incrementAndGet() > MOST_CONNECTIONS) {
            open.decrementAndGet();
            log.warn(
                    "{}: refused, {} management connections are open already",
                    accepted.remoteAddress(),
                    MOST_CONNECTIONS);
            accepted.close();
            return;
        }
        accepted.closeFuture().addListener(closed -> open.decrementAndGet());
        accepted.pipeline()
                .addLast(
                        new HttpServerCodec(new HttpDecoderConfig()
                                .setMaxInitialLineLength(LONGEST_LINE)
                                .setMaxHeaderSize(LONGEST_HEADERS)),
                        new ChunkedWriteHandler(),
                        new Dialogue(site));
    }

    /** With the ports that were really taken. */
    public List<InetSocketAddress> addresses() {
        return listeners.stream()
                .map(channel -> (InetSocketAddress) channel.localAddress())
                .toList();
    }

    @Override
    public void close() {
        listeners.forEach(listener -> listener.close().awaitUninterruptibly());
        loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5_000);
        metrics.close();
    }
}
