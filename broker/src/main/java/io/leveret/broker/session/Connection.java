package io.leveret.broker.session;

import io.leveret.amqp.AmqpError;
import io.leveret.amqp.BasicMethod;
import io.leveret.amqp.ChannelMethod;
import io.leveret.amqp.ConnectionError;
import io.leveret.amqp.ConnectionMethod;
import io.leveret.amqp.Method;
import io.leveret.amqp.Table;
import io.leveret.broker.insight.ChannelInfo;
import io.leveret.broker.insight.ConnectionInfo;
import io.leveret.broker.insight.ConsumerInfo;
import io.leveret.broker.loop.Slice;
import io.leveret.broker.loop.Turns;
import io.leveret.broker.security.Access;
import io.leveret.broker.topology.Owner;
import io.netty.util.collection.IntObjectHashMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An open connection: its channels, and the order in which its batches are worked off. */
public final class Connection implements Conversation, Owner, Turns.Ending {
    private static final Logger log = LoggerFactory.getLogger(Connection.class);

    /** How long a client may take to answer connection.close before the socket is closed without it. */
    private static final long FAREWELL_MILLIS = 5_000;

    private enum State {
        OPEN,
        /** The broker has sent connection.close and waits for the answer; nothing else counts. */
        CLOSING,
        CLOSED
    }

    private final Sessions sessions;
    private final Peer peer;
    private final Outbound out;
    private final IntObjectHashMap<Channel> channels = new IntObjectHashMap<>(2);
    /** Batches that came while publishing was blocked. */
    private final ArrayDeque<Batch> waiting = new ArrayDeque<>(0);

    private State state = State.OPEN;
    private Access access;
    private boolean touched;
    private boolean hasPublished;
    /** The next method is a publish, and publishers must wait: it waits, and all that follows it. */
    private boolean held;

    /** It must read its answers before it gets more: the next method waits, and all that follows it. */
    private boolean owesReading;

    /** So many channels have taken more than they can work off for now: all that comes waits until each has caught up. */
    private int crowded;

    private boolean toldBlocked;
    private boolean starved;
    private long received;

    public Connection(Sessions sessions, Peer peer, Outbound out) {
        this.sessions = sessions;
        this.peer = peer;
        this.out = out;
    }

    /** The first thing that happens to it on its virtual host's loop. */
    public void enter() {
        sessions.turns().run(() -> {
            touch();
            if (sessions.isClosed()) {
                log.info("{} came while the broker is closing", peer.name());
                fail(ConnectionError.forced("broker forced connection closure with reason 'shutdown'"));
                return;
            }
            sessions.enter(this);
            access = sessions.access(peer.user().name());
            out.send(0, new ConnectionMethod.OpenOk());
            log.info(
                    "{} user '{}' opened vhost '{}'",
                    peer.name(),
                    peer.user().name(),
                    sessions.host().name());
        });
    }

    // ---- what comes in

    @Override
    public boolean receive(Batch batch) {
        if (mustNotWork() || !waiting.isEmpty()) {
            waiting.addLast(batch);
            return false;
        }
        boolean[] done = {false};
        sessions.turns().run(() -> done[0] = work(batch));
        return done[0];
    }

    private boolean work(Batch batch) {
        touch();
        try {
            while (state != State.CLOSED && batch.advance()) {
                Method method = batch.method();
                if (crowded > 0 || method.id() == BasicMethod.Publish.ID && mustWait() || mustRead()) {
                    batch.stepBack();
                    waiting.addFirst(batch);
                    return false;
                }
                received++;
                try {
                    dispatch(batch, method);
                } catch (ConnectionError error) {
                    fail(
                            error.offendingClass() == 0 && error.offendingMethod() == 0
                                    ? error.offendedBy(method)
                                    : error);
                }
            }
            if (batch.error() != null) fail(batch.error());
        } catch (RuntimeException | AssertionError fault) {
            fault(fault);
        }
        return true;
    }

    void fault(Throwable fault) {
        log.error("{}: a fault of the broker ends this connection", peer.name(), fault);
        fail(ConnectionError.internalError("a fault in the broker, which its log describes"));
    }

    /** Work of this client's for as many turns as it takes. A fault in it ends the connection: the answer would never come. */
    void later(Slice work) {
        sessions.turns().later(stopAt -> {
            try {
                return work.run(stopAt);
            } catch (RuntimeException | AssertionError fault) {
                fault(fault);
                return true;
            }
        });
    }

    private void dispatch(Batch batch, Method method) {
        if (state != State.OPEN) {
            if (method instanceof ConnectionMethod.CloseOk) end("closed");
            else if (method instanceof ConnectionMethod.Close) out.send(0, new ConnectionMethod.CloseOk());
            return;
        }
        int number = batch.channel();
        if (number == 0) {
            onConnection(method);
            return;
        }
        Channel channel = channels.get(number);
        if (method instanceof ChannelMethod.Open) open(number, channel);
        else if (channel == null) orphan(method, number);
        else channel.receive(method, batch.content(), batch.body(), batch.tooLargeBy());
    }

    private void open(int number, Channel existing) {
        if (existing != null) throw ConnectionError.channelError("second 'channel.open' seen");
        if (channels.size() >= peer.channelMax()) {
            throw ConnectionError.notAllowed(
                    "number of channels opened (%d) has reached the negotiated channel_max (%d)",
                    channels.size(), peer.channelMax());
        }
        channels.put(number, new Channel(number, this, sessions));
        out.send(number, new ChannelMethod.OpenOk());
    }

    private static void orphan(Method method, int number) {
        // Both ends may have closed at once: an answer to what is gone already harms nobody.
        if (method instanceof ChannelMethod.CloseOk) return;
        throw ConnectionError.channelError(
                "expected 'channel.open' on channel %d, got '%s'", number, method.protocolName());
    }

    private void onConnection(Method method) {
        switch (method.id()) {
            case ConnectionMethod.Close.ID -> {
                out.send(0, new ConnectionMethod.CloseOk());
                end("closed by the client");
            }
            case ConnectionMethod.UpdateSecret.ID -> out.send(0, new ConnectionMethod.UpdateSecretOk());
            case ConnectionMethod.CloseOk.ID -> end("closed");
            default -> {
                if (method instanceof ConnectionMethod) {
                    throw ConnectionError.channelError("unexpected method in connection state running");
                }
                throw ConnectionError.commandInvalid("%s on channel 0", method.protocolName());
            }
        }
    }

    // ---- what goes out, once a turn

    Outbound out() {
        return out;
    }

    /** Something goes out to this client in this turn. */
    void touch() {
        if (touched) return;
        touched = true;
        sessions.turns().atEnd(this);
    }

    boolean hasRoom() {
        if (out.hasRoom()) return true;
        starved = true;
        return false;
    }

    @Override
    public void endTurn() {
        touched = false;
        if (state == State.CLOSED) return;
        long durable = sessions.journal().durable();
        for (Channel channel : channels.values()) channel.endTurn(durable);
        out.flush();
    }

    @Override
    public void roomAgain() {
        if (owesReading) {
            owesReading = false;
            sessions.turns().post(this::workOffWaiting);
        }
        if (!starved || state != State.OPEN) return;
        starved = false;
        sessions.turns().run(() -> {
            for (Channel channel : channels.values()) channel.consuming().wakeAll();
        });
    }

    /** The journal will force nothing more: who is owed an answer is told that it will not come. */
    void journalSealed() {
        for (Channel channel : channels.values()) {
            if (!channel.isWaiting() && !channel.publishing().owesConfirms()) continue;
            fail(sessions.sealedError());
            return;
        }
    }

    /** The journal has forced something: confirms may be due. */
    void durable() {
        for (Channel channel : channels.values()) {
            if (channel.publishing().owesConfirms()) {
                touch();
                return;
            }
        }
    }

    // ---- publishers wait

    private boolean mustWait() {
        hasPublished = true;
        if (!sessions.publishersWait() || state != State.OPEN) return false;
        if (!sessions.alarm().isEmpty()) tellBlocked();
        held = true;
        out.pauseReading();
        return true;
    }

    /** One small question may have a large answer, so the next one has to wait even within a batch. */
    private boolean mustRead() {
        owesReading = state == State.OPEN && out.owesReading();
        return owesReading;
    }

    private boolean mustNotWork() {
        return held || owesReading || crowded > 0;
    }

    /** A channel has so much to do later that the client must not send more. */
    void crowded() {
        if (crowded++ == 0) out.pauseReading();
    }

    /** Nobody counts any more once the connection ends. */
    void lessCrowded() {
        if (crowded > 0 && --crowded == 0) sessions.turns().post(this::workOffWaiting);
    }

    void alarmRaised() {
        if (hasPublished) tellBlocked();
    }

    private void tellBlocked() {
        if (toldBlocked || state != State.OPEN) return;
        toldBlocked = true;
        if (!peer.can("connection.blocked")) return;
        touch();
        out.send(0, new ConnectionMethod.Blocked(sessions.alarm()));
    }

    void unblock() {
        if (toldBlocked && peer.can("connection.blocked") && state == State.OPEN) {
            touch();
            out.send(0, new ConnectionMethod.Unblocked());
        }
        toldBlocked = false;
        if (!held) return;
        held = false;
        sessions.turns().post(this::workOffWaiting);
    }

    /** Each batch in a turn of its own: all that waited at once would make a long one. */
    private void workOffWaiting() {
        if (mustNotWork()) return;
        Batch next = waiting.pollFirst();
        if (next != null) work(next);
        if (!waiting.isEmpty()) sessions.turns().post(this::workOffWaiting);
        else if (!held && crowded == 0) out.resumeReading();
    }

    // ---- the end

    void fail(AmqpError error) {
        if (state != State.OPEN) return;
        log.warn("{} user '{}': {}", peer.name(), peer.user().name(), error.text());
        touch();
        release();
        state = State.CLOSING;
        sessions.leaving(this);
        out.send(
                0,
                new ConnectionMethod.Close(
                        error.code().code(), error.text(), error.offendingClass(), error.offendingMethod()));
        sessions.turns().timers().in(FAREWELL_MILLIS, () -> end("closed, the client did not answer"));
    }

    /** Ends the connection from this side: by an operator, or because the broker stops. */
    void force(String reason) {
        fail(ConnectionError.forced("%s", reason));
    }

    private void end(String how) {
        if (state == State.CLOSED) return;
        if (state == State.CLOSING) sessions.left(this);
        else release();
        state = State.CLOSED;
        log.info("{} {}", peer.name(), how);
        out.finish();
    }

    @Override
    public void disconnected(String why) {
        sessions.turns().run(() -> end(why));
    }

    /** What it held goes back or goes with it: deliveries first, so that nothing is given to its own consumers again. */
    private void release() {
        sessions.leave(this);
        waiting.clear();
        if (held || crowded > 0) {
            // What is left to read is the client's farewell.
            held = false;
            crowded = 0;
            out.resumeReading();
        }
        List<Channel> all = new ArrayList<>(channels.values());
        for (Channel channel : all) channel.endTurn(sessions.journal().durable());
        for (Channel channel : all) channel.abandon();
        channels.clear();
        sessions.host().deleteQueuesOf(this);
    }

    void forget(Channel channel) {
        channels.remove(channel.number());
    }

    // ---- rights

    Access access() {
        return access;
    }

    void rightsChanged() {
        if (sessions.directory().user(peer.user().name()).isEmpty()) {
            force("user '" + peer.user().name() + "' was deleted");
            return;
        }
        access = sessions.access(peer.user().name());
    }

    void lookForSilence() {
        for (Channel channel : new ArrayList<>(channels.values())) channel.lookForSilence();
    }

    // ---- who it is

    public String name() {
        return peer.name();
    }

    Peer peer() {
        return peer;
    }

    /** Who a traced message came from or went to. */
    Table traceTable(int channel) {
        return Table.of(
                "node",
                "leveret",
                "connection",
                peer.name(),
                "channel",
                channel,
                "user",
                peer.user().name());
    }

    public ConnectionInfo info() {
        return new ConnectionInfo(
                peer.name(),
                sessions.host().name(),
                peer.user().name(),
                state.name().toLowerCase(java.util.Locale.ROOT),
                toldBlocked,
                channels.size(),
                peer.properties(),
                peer.tls(),
                peer.frameMax(),
                peer.channelMax(),
                peer.heartbeat(),
                peer.since(),
                received);
    }

    public Stream<ChannelInfo> channelInfos() {
        return channels.values().stream().map(Channel::info);
    }

    public Stream<ConsumerInfo> consumerInfos() {
        return channels.values().stream().flatMap(channel -> channel.consuming().infos());
    }
}
