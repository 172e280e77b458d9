package io.leveret.broker.net;

import io.leveret.amqp.ConnectionError;
import io.leveret.amqp.FrameReader;
import io.leveret.amqp.FrameWriter;
import io.leveret.broker.session.Batch;
import io.leveret.broker.session.Connection;
import io.leveret.broker.session.Conversation;
import io.leveret.broker.session.Doorman;
import io.leveret.broker.session.Doorway;
import io.leveret.broker.session.Handshake;
import io.leveret.broker.session.Outbound;
import io.leveret.broker.session.Sessions;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SslHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One socket's way from bytes to batches. Everything here runs on the socket's I/O loop, except what {@link SocketOutbound} is
 * asked by the connection's owner.
 */
final class FramePipeline extends ChannelInboundHandlerAdapter implements Doorway {
    private static final Logger log = LoggerFactory.getLogger(FramePipeline.class);

    /** One batch holds no more than this, however much a socket has to give: others want their turn. */
    private static final int METHODS_A_BATCH = 512;

    private static final long BYTES_A_BATCH = 1 << 20;

    /** So many batches may be on their way to another thread before nothing more is read. */
    private static final int BATCHES_UNDER_WAY = 4;

    private final Doorman doorman;
    private final EventLoops loops;
    private final ArrivingBytes arriving;
    private final FrameReader reader;
    private long arrivingHere;
    private Channel channel;
    private SocketOutbound out;
    private TrafficGate gate;
    private Heartbeat heartbeat;
    private Handshake handshake;
    private ByteBuf unread = Unpooled.EMPTY_BUFFER;
    private boolean headerSeen;
    /** It did not speak AMQP 0-9-1: what else it says is not read. */
    private boolean refused;

    private Batch batch = new Batch();

    /** Whom batches go to, and on which loop. Both change once, on the I/O loop, when the connection gets its virtual host. */
    private Conversation conversation;

    private Executor owner;
    private volatile Sessions sessions;

    /** Batches handed to another thread and not worked off. */
    private final AtomicInteger underWay = new AtomicInteger();

    /** Between two loops what is read waits here; null at all other times. */
    private List<Batch> moving;

    FramePipeline(Doorman doorman, EventLoops loops, ArrivingBytes arriving) {
        this.doorman = doorman;
        this.loops = loops;
        this.arriving = arriving;
        reader = new FrameReader(Handshake.FRAME_MAX, doorman.settings().maxMessageSize());
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        channel = context.channel();
        gate = new TrafficGate(channel);
        out = new SocketOutbound(channel, this, gate);
        heartbeat = new Heartbeat(channel, gate, this::cut);
        handshake = new Handshake(this, doorman);
        conversation = handshake;
    }

    // ---- bytes come

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf in = (ByteBuf) message;
        if (refused) {
            in.release();
            return;
        }
        heartbeat.read();
        unread = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(channel.alloc(), unread, in);
        if (!headerSeen && !readHeader()) return;
        decode();
        if (!unread.isReadable()) {
            unread.release();
            unread = Unpooled.EMPTY_BUFFER;
        } else {
            // A stream that never pauses between two frames would keep, and copy, all that it has ever sent.
            unread.discardSomeReadBytes();
        }
        if (batch.size() >= METHODS_A_BATCH || batch.bytes() >= BYTES_A_BATCH) handOver();
    }

    private void decode() {
        try {
            reader.read(unread, batch);
            countArriving(reader.assembling());
        } catch (ConnectionError error) {
            // Whoever found it, the reader or the limit: nothing more is put together, and what had come is let go.
            reader.stop();
            countArriving(0);
            batch.fail(error);
            handOver();
            // What stands behind the broken frame may still hold the client's close-ok.
            if (unread.isReadable()) decode();
        }
    }

    /** Messages that are still arriving take memory too, and nobody has allowed them to take all of it. */
    private void countArriving(long now) {
        if (now == arrivingHere) return;
        arriving.add(now - arrivingHere);
        arrivingHere = now;
        arriving.check(now);
    }

    private boolean readHeader() {
        byte[] expected = FrameWriter.PROTOCOL_HEADER;
        int available = Math.min(expected.length, unread.readableBytes());
        for (int i = 0; i < available; i++) {
            if (unread.getByte(unread.readerIndex() + i) != expected[i]) {
                log.warn("{}: not the AMQP 0-9-1 protocol header, answered with ours and closed", name());
                refused = true;
                unread.skipBytes(unread.readableBytes());
                channel.writeAndFlush(Unpooled.wrappedBuffer(expected)).addListener(ChannelFutureListener.CLOSE);
                return false;
            }
        }
        if (available < expected.length) return false;
        unread.skipBytes(expected.length);
        headerSeen = true;
        handshake.start();
        return true;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        handOver();
    }

    /** Once a read: all that it brought. On the owner's own thread this is a plain call. */
    private void handOver() {
        if (batch.isEmpty()) return;
        Batch full = batch;
        if (moving != null) {
            moving.add(full);
            batch = new Batch();
        } else if (sessions == null || sessions.loop().inLoop()) {
            batch = spare(full, conversation.receive(full));
        } else {
            batch = new Batch();
            Conversation to = conversation;
            if (underWay.incrementAndGet() == BATCHES_UNDER_WAY) gate.close(TrafficGate.Reason.BEHIND);
            onOwner(() -> workedOff(to, full));
        }
    }

    /** On the owner's loop. A client that sends faster than it is served is slowed by TCP, not kept in memory. */
    private void workedOff(Conversation by, Batch full) {
        by.receive(full);
        if (underWay.decrementAndGet() == BATCHES_UNDER_WAY / 2) gate.open(TrafficGate.Reason.BEHIND);
    }

    private static Batch spare(Batch used, boolean done) {
        if (!done) return new Batch();
        used.clear();
        return used;
    }

    // ---- the handshake's way through

    @Override
    public Outbound out() {
        return out;
    }

    @Override
    public Executor loop() {
        return channel.eventLoop();
    }

    @Override
    public String name() {
        return text(channel.remoteAddress()) + " -> " + text(channel.localAddress());
    }

    private static String text(Object address) {
        if (!(address instanceof InetSocketAddress inet)) return String.valueOf(address);
        String host = inet.getAddress().getHostAddress();
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + inet.getPort();
    }

    @Override
    public InetAddress address() {
        return channel.remoteAddress() instanceof InetSocketAddress inet
                ? inet.getAddress()
                : InetAddress.getLoopbackAddress();
    }

    @Override
    public Optional<X509Certificate> certificate() {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) return Optional.empty();
        try {
            return Optional.of((X509Certificate) tls.engine().getSession().getPeerCertificates()[0]);
        } catch (SSLPeerUnverifiedException none) {
            return Optional.empty();
        }
    }

    @Override
    public String tls() {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) return "";
        var session = tls.engine().getSession();
        return session.getProtocol() + " " + session.getCipherSuite();
    }

    void tuned(int frameMax, int heartbeatSeconds) {
        reader.frameMax(frameMax);
        heartbeat.start(heartbeatSeconds);
    }

    @Override
    public void entrust(Connection connection, Sessions to, List<Batch> rest) {
        if (!loops.shared()) {
            become(connection, to);
            to.loop().execute(() -> begin(connection, rest));
            return;
        }
        // What this loop still reads before it lets go must not overtake what is unread.
        moving = rest;
        var target = ((EventLoops.VirtualHostLoop) to.loop()).eventLoop();
        String name = name();
        heartbeat.stop();
        channel.deregister()
                .addListener(left -> target.register(channel).addListener(moved -> {
                    moving = null;
                    if (!moved.isSuccess()) {
                        if (channel.isOpen()) log.error("{}: could not move to its virtual host", name, moved.cause());
                        else log.info("{}: closed by the client at connection.open", name);
                        channel.close();
                        return;
                    }
                    become(connection, to);
                    heartbeat.resume();
                    begin(connection, rest);
                    if (!channel.isActive()) connection.disconnected("connection lost");
                }));
    }

    private void become(Connection connection, Sessions to) {
        conversation = connection;
        sessions = to;
        owner = to.loop();
    }

    private static void begin(Connection connection, List<Batch> rest) {
        connection.enter();
        rest.forEach(connection::receive);
    }

    boolean isEntrusted() {
        return sessions != null;
    }

    @Override
    public void closeAfter(long millis) {
        channel.eventLoop().schedule(() -> channel.close(), millis, TimeUnit.MILLISECONDS);
    }

    // ---- room, silence, the end

    void wrote() {
        heartbeat.wrote();
    }

    /** In a turn of its own: the one that filled the socket is still running. */
    void roomAgain() {
        Conversation to = conversation;
        Executor executor = sessions == null ? channel.eventLoop() : owner;
        executor.execute(to::roomAgain);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (!channel.isWritable()) return;
        gate.open(TrafficGate.Reason.DEAF);
        onOwner(out::writable);
    }

    private void cut(String why) {
        disconnected(why);
        channel.close();
    }

    private void disconnected(String why) {
        Conversation from = conversation;
        onOwner(() -> from.disconnected(why));
    }

    /** Plainly where the owner's thread is this one. An owner that has ended does not care any more. */
    private void onOwner(Runnable task) {
        if (sessions == null || sessions.loop().inLoop()) {
            task.run();
            return;
        }
        try {
            owner.execute(task);
        } catch (RejectedExecutionException ended) {
            log.debug("{}: its virtual host has ended", name());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        heartbeat.stop();
        countArriving(0);
        handOver();
        disconnected("connection closed by the client without connection.close");
        unread.release();
        unread = Unpooled.EMPTY_BUFFER;
        onOwner(out::discard);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Optional<String> tls = TlsTrouble.meaning(cause);
        if (tls.isPresent()) log.warn("{}: {}; closed", name(), tls.get());
        else if (cause instanceof java.io.IOException) log.info("{}: {}", name(), cause.getMessage());
        else log.error("{}: a fault of the broker closes this socket", name(), cause);
        channel.close();
    }
}
