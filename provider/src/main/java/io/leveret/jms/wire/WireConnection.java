package io.leveret.jms.wire;

import io.leveret.amqp.ConnectionMethod;
import io.leveret.amqp.FrameWriter;
import io.leveret.amqp.LeveretMethod;
import io.leveret.amqp.Method;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection to a broker, open from {@link #open} until it is closed or lost; then for good. For any number of threads. */
public final class WireConnection {
    private static final Logger log = LoggerFactory.getLogger(WireConnection.class);

    private final WireOptions options;
    private final ConnectionEvents events;
    private final Endpoint endpoint;
    private final Runnable whenEnded;
    private final String connectionId = UUID.randomUUID().toString();
    private final Room room = new Room();
    private final ChannelCore zero = new ChannelCore(this, why -> {});
    private final Incoming incoming = new Incoming(this, zero);
    private final CountDownLatch over = new CountDownLatch(1);
    private Line line;
    private Outgoing outgoing;
    private volatile Server server;
    /** This end wants it to end. */
    private volatile boolean closing;
    /** Why it has ended; null while it has not. */
    private volatile WireException ended;

    WireConnection(WireOptions options, ConnectionEvents events, Endpoint endpoint, Runnable whenEnded) {
        this.options = options;
        this.events = events;
        this.endpoint = endpoint;
        this.whenEnded = whenEnded;
    }

    /** Connects with a loop of its own. Blocks; tries the endpoints in order; an {@link WireException.AccessRefused} ends the trying. */
    public static WireConnection open(WireOptions options, ConnectionEvents events) throws WireException {
        WireLoop own = WireLoop.shared("leveret-wire");
        boolean connected = false;
        try {
            WireConnection connection = new Dialer(options, events, own, own::close).dial();
            connected = true;
            return connection;
        } finally {
            if (!connected) own.close();
        }
    }

    /** The same on a loop that others use too, and that stays when this connection goes. Not to be called on that loop. */
    public static WireConnection open(WireOptions options, ConnectionEvents events, WireLoop loop)
            throws WireException {
        return new Dialer(options, events, loop, () -> {}).dial();
    }

    void line(Line made) {
        line = made;
        outgoing = new Outgoing(made, room);
    }

    // ---- for any thread

    public Server server() {
        return server;
    }

    /** Where it is connected to. */
    public Endpoint endpoint() {
        return endpoint;
    }

    /** How it was opened. */
    public WireOptions options() {
        return options;
    }

    String connectionId() {
        return connectionId;
    }

    /**
     * Claims a client id, unique within the virtual host until this connection is closed; false if another connection has it. On a server
     * without the extensions nothing is asked, and the answer is true.
     */
    public boolean identify(String clientId) throws WireException {
        requireOpen();
        if (!server.jms()) return true;
        Call call = new Call(zero, new LeveretMethod.Identify(clientId), LeveretMethod.IdentifyOk.class);
        return ((LeveretMethod.IdentifyOk) ask(call)).granted();
    }

    /** Blocks for the broker's answer. */
    public WireChannel openChannel(ChannelEvents channelEvents) throws WireException {
        requireOpen();
        ChannelCore core = new ChannelCore(this, channelEvents);
        try {
            ask(new ChannelOpening(core));
        } catch (WireException.TimedOut late) {
            // It may open after all, and then nobody has it.
            outgoing.add(new ChannelClosing(core));
            throw late;
        }
        return new WireChannel(this, core);
    }

    /** Hands a question over and waits for its answer. */
    Object ask(Call call) throws WireException {
        String what = call.request.protocolName();
        if (onLoop()) throw new IllegalStateException(what + " waits for the broker, which the loop must not do");
        if (!outgoing.add(call)) throw ended.again();
        return call.asker.await(options.callTimeout(), what);
    }

    void requireOpen() throws WireException {
        WireException why = ended;
        if (why != null) throw why.again();
        if (closing) throw new WireException.Closed("this connection was closed", null);
    }

    public boolean isOpen() {
        return ended == null && !closing;
    }

    /** Whether the broker has asked publishers to wait. */
    public boolean isBlocked() {
        return room.isBlocked();
    }

    /** Whether the calling thread is this connection's loop, where nothing may block. */
    public boolean onLoop() {
        return line.loop().inEventLoop();
    }

    /** Runs something on this connection's loop, later; dropped when the loop has ended. */
    public void execute(Runnable task) {
        try {
            line.loop().execute(task);
        } catch (RejectedExecutionException over) {
            log.debug("{}: the loop has ended, a task is dropped", endpoint);
        }
    }

    /** Runs something on this connection's loop again and again, until the connection has ended. */
    public void every(Duration period, Runnable task) {
        long nanos = period.toNanos();
        execute(() -> again(nanos, task));
    }

    private void again(long nanos, Runnable task) {
        if (ended != null) return;
        line.loop()
                .schedule(
                        () -> {
                            tell("every", task);
                            again(nanos, task);
                        },
                        nanos,
                        TimeUnit.NANOSECONDS);
    }

    /**
     * An orderly end: all that was asked before goes out, the broker says good-bye, the socket is closed. After the time limit it is closed
     * anyway. Silent where the connection was lost before, and at a second call. Called on the loop it does not wait.
     */
    public void close(Duration limit) {
        boolean first;
        synchronized (over) {
            first = !closing;
            closing = true;
        }
        room.wake();
        if (first) outgoing.add(new Farewell(zero, line));
        WireException tooSlow =
                new WireException.Closed("closed by this end; the broker did not answer within " + limit, null);
        if (onLoop()) {
            line.loop().schedule(() -> line.end(tooSlow), limit.toMillis(), TimeUnit.MILLISECONDS);
            return;
        }
        if (isOver(limit)) return;
        execute(() -> line.end(tooSlow));
        // It may be busy, but it does nothing that blocks.
        isOver(Duration.ofSeconds(5));
    }

    private boolean isOver(Duration limit) {
        boolean interrupted = false;
        long end = System.nanoTime() + limit.toNanos();
        try {
            while (true) {
                try {
                    return over.await(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    // Half closed would be worse than late.
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
        }
    }

    /** Ends the socket without a word, as a crash would; {@link ConnectionEvents#lost} is told. */
    public void cut() {
        execute(() -> line.end(new WireException.Lost("this end has cut the connection", 0, null)));
    }

    // ---- on the loop

    Line line() {
        return line;
    }

    Room room() {
        return room;
    }

    Outgoing outgoing() {
        return outgoing;
    }

    Incoming incoming() {
        return incoming;
    }

    /** The login was accepted. */
    void opened(Server who, int channelMax) {
        server = who;
        incoming.channelMax(channelMax);
        line.voice(incoming);
    }

    /** A word of the wire's own, ahead of what waits to be written; it goes out when the read has ended. */
    void say(int channel, Method method) {
        FrameWriter.method(line.buffer(), channel, method);
    }

    void blocked(String reason) {
        room.blocked(true);
        tell("blocked", () -> events.blocked(reason));
    }

    void unblocked() {
        room.blocked(false);
        tell("unblocked", events::unblocked);
    }

    private void tell(String what, Runnable callback) {
        try {
            callback.run();
        } catch (RuntimeException fault) {
            log.error("{}: the callback for '{}' has failed", endpoint, what, fault);
        }
    }

    void channelEnded(ChannelCore channel) {
        incoming.free(channel.number());
        line.reader().channelClosed(channel.number());
    }

    void closedByBroker(ConnectionMethod.Close close) {
        say(0, new ConnectionMethod.CloseOk());
        line.end(new WireException.Lost(
                "the broker has closed the connection: " + close.replyText(), close.replyCode(), null));
    }

    /** The socket is closed: everybody who waits for anything is told, in the order in which they asked. */
    void ended(WireException why) {
        boolean wanted = closing;
        WireException reason = wanted ? new WireException.Closed("this connection was closed", why) : why;
        // First: whoever is turned away from now on reads it.
        ended = reason;
        outgoing.close();
        List<ChannelCore> all = incoming.end();
        all.forEach(each -> each.end(reason));
        zero.end(reason);
        room.wake();
        outgoing.tellLost(reason);
        if (!wanted) {
            log.info("{}: {}", endpoint, reason.getMessage());
            all.forEach(each -> each.tellClosed(reason));
            tell("lost", () -> events.lost(reason));
        }
        over.countDown();
        whenEnded.run();
    }
}
