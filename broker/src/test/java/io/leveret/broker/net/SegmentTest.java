package io.leveret.broker.net;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.leveret.broker.Broker;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import org.junit.jupiter.api.Test;

/**
 * On the loopback, too, several segments fit into the window of a client with buffers of the usual size (64 KiB). A longer one would
 * have to wait for the kernel's timer each time that the client has read a little less than all.
 */
class SegmentTest {
    private static final ChannelOption<Integer> TCP_MAXSEG = new IntegerUnixChannelOption("TCP_MAXSEG", 6, 2);

    @Test
    void segmentsAreShortOnTheLoopbackToo() throws Exception {
        assumeTrue(Epoll.isAvailable(), "the option is Linux's");
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        try (Broker broker = Broker.builder().port(0).inMemory().start()) {
            Channel client = new Bootstrap()
                    .group(group)
                    .channel(EpollSocketChannel.class)
                    .handler(new ChannelInboundHandlerAdapter())
                    .connect("127.0.0.1", broker.port())
                    .sync()
                    .channel();
            int bytes = client.config().getOption(TCP_MAXSEG);
            assertTrue(bytes <= 16 * 1024, "segments of " + bytes + " bytes");
            client.close().sync();
        } finally {
            group.shutdownGracefully().sync();
        }
    }
}
