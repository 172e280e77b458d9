package io.leveret.jms.wire;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the first endpoint that accepts us. */
final class Dialer {
    private static final Logger log = LoggerFactory.getLogger(Dialer.class);

    private static final WriteBufferWaterMark WATERMARK = new WriteBufferWaterMark(128 << 10, 512 << 10);

    private final WireOptions options;
    private final ConnectionEvents events;
    private final WireLoop loop;
    private final Runnable whenEnded;
    private final List<String> failures = new ArrayList<>();
    private Throwable lastFailure;

    Dialer(WireOptions options, ConnectionEvents events, WireLoop loop, Runnable whenEnded) {
        this.options = options;
        this.events = events;
        this.loop = loop;
        this.whenEnded = whenEnded;
    }

    WireConnection dial() throws WireException {
        for (Endpoint endpoint : options.endpoints()) {
            for (SocketAddress address : addresses(endpoint)) {
                try {
                    return dial(endpoint, address);
                } catch (WireException.Lost | WireException.TimedOut failure) {
                    failed(endpoint, failure);
                }
            }
        }
        throw new WireException.Lost("no connection: " + String.join("; ", failures), 0, lastFailure);
    }

    private void failed(Endpoint endpoint, Exception failure) {
        log.debug("{} does not answer", endpoint, failure);
        lastFailure = failure;
        failures.add(endpoint + ": " + failure.getMessage());
    }

    /** Names are resolved here, on the caller's thread, since that may block. */
    private List<SocketAddress> addresses(Endpoint endpoint) {
        if (endpoint.kind() == Endpoint.Kind.VM) return List.of(new LocalAddress("leveret:" + endpoint.host()));
        try {
            List<SocketAddress> all = new ArrayList<>();
            for (InetAddress each : InetAddress.getAllByName(endpoint.host())) {
                all.add(new InetSocketAddress(each, endpoint.port()));
            }
            return all;
        } catch (UnknownHostException unknown) {
            failed(endpoint, new UnknownHostException("no address is known for the host '" + endpoint.host() + "'"));
            return List.of();
        }
    }

    private WireConnection dial(Endpoint endpoint, SocketAddress address) throws WireException {
        Optional<SslContext> tls =
                endpoint.kind() == Endpoint.Kind.AMQPS ? Optional.of(TlsContext.of(options.tls())) : Optional.empty();
        boolean certified = tls.isPresent() && !options.tls().keyStore().isEmpty();
        WireConnection connection = new WireConnection(options, events, endpoint, whenEnded);
        Login login = new Login(connection, options, certified);
        Line line = new Line(login, options.frameMax());
        connection.line(line);
        ChannelFuture opening = bootstrap(endpoint, tls, line).connect(address);
        opening.addListener(opened -> {
            if (opened.isSuccess()) login.begin();
            else login.ended(new WireException.Lost(why(opened.cause()), 0, opened.cause()));
        });
        Duration limit = options.connectTimeout().multipliedBy(2);
        try {
            login.answer().await(limit, "the login");
            return connection;
        } catch (WireException failure) {
            // Whatever comes of it now, nobody waits for it any more.
            opening.channel().close();
            throw failure;
        }
    }

    private static String why(Throwable cause) {
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    private Bootstrap bootstrap(Endpoint endpoint, Optional<SslContext> tls, Line line) {
        boolean vm = endpoint.kind() == Endpoint.Kind.VM;
        Bootstrap bootstrap = new Bootstrap()
                .group(loop.group(endpoint.kind()))
                .channel(vm ? LocalChannel.class : NioSocketChannel.class)
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, millis(options.connectTimeout()))
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATERMARK)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        tls.ifPresent(context -> channel.pipeline().addLast(handler(context, channel, endpoint)));
                        channel.pipeline().addLast(line);
                    }
                });
        if (!vm) bootstrap.option(ChannelOption.TCP_NODELAY, true).option(ChannelOption.SO_KEEPALIVE, true);
        return bootstrap;
    }

    private SslHandler handler(SslContext context, Channel channel, Endpoint endpoint) {
        SslHandler handler = context.newHandler(channel.alloc(), endpoint.host(), endpoint.port());
        handler.setHandshakeTimeoutMillis(options.connectTimeout().toMillis());
        return handler;
    }

    private static int millis(Duration duration) {
        return (int) Math.min(Integer.MAX_VALUE, duration.toMillis());
    }
}
