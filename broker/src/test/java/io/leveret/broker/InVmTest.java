package io.leveret.broker;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leveret.amqp.BasicMethod;
import io.leveret.amqp.ChannelMethod;
import io.leveret.amqp.ConnectionError;
import io.leveret.amqp.ConnectionMethod;
import io.leveret.amqp.FrameReader;
import io.leveret.amqp.FrameWriter;
import io.leveret.amqp.Method;
import io.leveret.amqp.Properties;
import io.leveret.amqp.QueueMethod;
import io.leveret.amqp.Table;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalIoHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A broker that has a name is reached by it from within its JVM, by the same protocol without a socket. */
class InVmTest {
    private static final EventLoopGroup LOOPS = new MultiThreadIoEventLoopGroup(2, LocalIoHandler.newFactory());

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) open.get(i).close();
    }

    private Broker broker(String name, int ioThreads) throws IOException {
        Broker broker = Broker.builder()
                .name(name)
                .port(0)
                .inMemory()
                .set("io-threads", Integer.toString(ioThreads))
                .start();
        open.add(broker);
        return broker;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void itIsReachedByItsNameWithoutASocket(int ioThreads) throws Exception {
        broker("house", ioThreads);
        Guest guest = new Guest("house");
        guest.login();
        guest.tell(1, new QueueMethod.Declare("q", false, false, false, false, false, Table.EMPTY));
        guest.hears(QueueMethod.DeclareOk.class);
        guest.tell(1, new BasicMethod.Consume("q", "c", false, true, false, false, Table.EMPTY));
        guest.hears(BasicMethod.ConsumeOk.class);
        byte[] body = new byte[300_000];
        body[299_999] = 7;
        for (int i = 0; i < 100; i++) guest.publish("q", body);
        for (int i = 1; i <= 100; i++) {
            assertEquals(i, guest.hears(BasicMethod.Deliver.class).deliveryTag());
            assertArrayEquals(body, guest.body);
        }
        guest.tell(0, new ConnectionMethod.Close(200, "", 0, 0));
        guest.hears(ConnectionMethod.CloseOk.class);
        guest.channel.closeFuture().await(10, TimeUnit.SECONDS);
        assertTrue(!guest.channel.isOpen());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void manyComeAndGoAtOnce(int ioThreads) throws Exception {
        broker("busy", ioThreads);
        for (int round = 0; round < 20; round++) {
            List<Guest> guests = new ArrayList<>();
            for (int i = 0; i < 20; i++) guests.add(new Guest("busy"));
            for (Guest each : guests) each.tellHeader();
            for (Guest each : guests) each.login(false);
            for (Guest each : guests) each.channel.close();
        }
        Guest last = new Guest("busy");
        last.login();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void clientsHearThatItCloses(int ioThreads) throws Exception {
        Broker broker = broker("closing", ioThreads);
        Guest guest = new Guest("closing");
        guest.login();
        Thread closing = new Thread(broker::close);
        closing.start();
        assertEquals(320, guest.hears(ConnectionMethod.Close.class).replyCode());
        guest.tell(0, new ConnectionMethod.CloseOk());
        closing.join();
        assertTrue(guest.channel.closeFuture().await(10, TimeUnit.SECONDS));
    }

    @ParameterizedTest
    @ValueSource(ints = 0)
    void aNameIsTakenOnceAndFreeAgainAfterClose(int ioThreads) throws Exception {
        Broker first = broker("only", ioThreads);
        assertThrows(IOException.class, () -> broker("only", ioThreads));
        first.close();
        broker("only", ioThreads);
    }

    /** A client that is told each step. */
    private final class Guest extends ChannelInboundHandlerAdapter implements FrameReader.Sink {
        private final FrameReader reader = new FrameReader(131072, 1 << 20);
        private final BlockingQueue<Object[]> heard = new LinkedBlockingQueue<>();
        private final Channel channel;
        private ByteBuf unread = Unpooled.buffer();
        private byte[] body;

        Guest(String name) {
            channel = new Bootstrap()
                    .group(LOOPS)
                    .channel(LocalChannel.class)
                    .handler(new ChannelInitializer<>() {
                        @Override
                        protected void initChannel(Channel made) {
                            made.pipeline().addLast(Guest.this);
                        }
                    })
                    .connect(new LocalAddress("leveret:" + name))
                    .syncUninterruptibly()
                    .channel();
            open.add(() -> channel.close().awaitUninterruptibly());
        }

        void tellHeader() {
            channel.writeAndFlush(Unpooled.wrappedBuffer(FrameWriter.PROTOCOL_HEADER));
        }

        void login() throws InterruptedException {
            login(true);
        }

        void login(boolean withHeader) throws InterruptedException {
            if (withHeader) tellHeader();
            hears(ConnectionMethod.Start.class);
            byte[] response = "\0guest\0guest".getBytes(StandardCharsets.UTF_8);
            tell(0, new ConnectionMethod.StartOk(Table.EMPTY, "PLAIN", response, "en_US"));
            hears(ConnectionMethod.Tune.class);
            tell(0, new ConnectionMethod.TuneOk(2047, 131072, 0));
            tell(0, new ConnectionMethod.Open("/"));
            hears(ConnectionMethod.OpenOk.class);
            tell(1, new ChannelMethod.Open());
            hears(ChannelMethod.OpenOk.class);
        }

        void tell(int number, Method method) {
            ByteBuf out = Unpooled.buffer();
            FrameWriter.method(out, number, method);
            channel.writeAndFlush(out);
        }

        void publish(String queue, byte[] content) {
            ByteBuf out = Unpooled.buffer();
            FrameWriter.content(
                    out, 1, new BasicMethod.Publish("", queue, false, false), Properties.EMPTY, content, 131072);
            channel.writeAndFlush(out);
        }

        <M extends Method> M hears(Class<M> type) throws InterruptedException {
            Object[] next = heard.poll(20, TimeUnit.SECONDS);
            if (next == null) throw new AssertionError("nothing came where a " + type + " should");
            body = (byte[]) next[1];
            return assertInstanceOf(type, next[0]);
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf in = (ByteBuf) message;
            unread.writeBytes(in);
            in.release();
            reader.read(unread, this);
            unread.discardReadBytes();
        }

        @Override
        public void method(int number, Method method) {
            heard.add(new Object[] {method, new byte[0]});
        }

        @Override
        public void content(int number, Method method, Properties properties, byte[] content) {
            heard.add(new Object[] {method, content});
        }

        @Override
        public void tooLarge(int number, Method method, long size) {
            throw ConnectionError.internalError("a content of %d bytes", size);
        }

        @Override
        public void heartbeat() {
            // Of no interest.
        }
    }
}
