package io.leveret.broker.session;

import io.leveret.amqp.ConnectionError;
import io.leveret.broker.insight.ChannelInfo;
import io.leveret.broker.insight.ConnectionInfo;
import io.leveret.broker.insight.ConsumerInfo;
import io.leveret.broker.journal.Journal;
import io.leveret.broker.journal.MessageStore;
import io.leveret.broker.loop.Clock;
import io.leveret.broker.loop.CoreLoop;
import io.leveret.broker.loop.Turns;
import io.leveret.broker.security.Access;
import io.leveret.broker.security.Directory;
import io.leveret.broker.topology.Trace;
import io.leveret.broker.topology.VirtualHost;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections of one virtual host, and what they share: its names, its turns, who may do what, whether publishers must wait.
 */
public final class Sessions implements Journal.Listener {
    private static final Logger log = LoggerFactory.getLogger(Sessions.class);

    /** How often deliveries that nobody acknowledges are looked for. */
    private static final long LOOK_MILLIS = 1_000;

    private record Waiting(long position, Runnable answer) {}

    private final VirtualHost host;
    private final CoreLoop loop;
    private final Turns turns;
    private final Clock clock;
    private final Journal journal;
    private final MessageStore store;
    private final SessionSettings settings;
    private final Names names;
    private final ReplyTo replies = new ReplyTo();
    private final Trace trace;
    private final ClientIds clientIds = new ClientIds();
    private final Outcomes outcomes;
    private final Set<Connection> connections = new LinkedHashSet<>();
    /** Answers that promise what the journal has not forced yet, in the order of their positions. */
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();

    private Directory directory;
    private String alarm = "";
    private boolean closed;
    private String sealed = "";
    private boolean behind;
    private boolean noRoom;
    /** Who was told goodbye and has not answered yet. */
    private final Set<Connection> leaving = new LinkedHashSet<>();

    public Sessions(
            VirtualHost host,
            CoreLoop loop,
            Turns turns,
            Clock clock,
            Journal journal,
            MessageStore store,
            Directory directory,
            SessionSettings settings,
            RandomGenerator random) {
        this.host = host;
        this.loop = loop;
        this.turns = turns;
        this.clock = clock;
        this.journal = journal;
        this.store = store;
        this.directory = directory;
        this.settings = settings;
        names = new Names(random);
        trace = new Trace(host);
        outcomes = new Outcomes(clock);
        journal.listener(this);
        lookForSilence();
    }

    public VirtualHost host() {
        return host;
    }

    public CoreLoop loop() {
        return loop;
    }

    public Turns turns() {
        return turns;
    }

    Clock clock() {
        return clock;
    }

    Journal journal() {
        return journal;
    }

    MessageStore store() {
        return store;
    }

    SessionSettings settings() {
        return settings;
    }

    Names names() {
        return names;
    }

    ReplyTo replies() {
        return replies;
    }

    ClientIds clientIds() {
        return clientIds;
    }

    Outcomes outcomes() {
        return outcomes;
    }

    public Trace trace() {
        return trace;
    }

    // ---- connections come and go

    void enter(Connection connection) {
        connections.add(connection);
    }

    void leave(Connection connection) {
        connections.remove(connection);
    }

    public int connectionCount() {
        return connections.size();
    }

    /** Whether the virtual host is being closed: who comes now is refused. */
    boolean isClosed() {
        return closed;
    }

    /** Ends all connections in order, each with the reason. */
    public void closeAll(String reason) {
        closed = true;
        for (Connection connection : new ArrayList<>(connections)) connection.force(reason);
    }

    /** @return false when no connection has that name */
    public boolean close(String connectionName, String reason) {
        for (Connection connection : connections) {
            if (connection.name().equals(connectionName)) {
                connection.force(reason);
                return true;
            }
        }
        return false;
    }

    /** @return how many connections the user had */
    public int closeAllOf(String user, String reason) {
        int closed = 0;
        for (Connection connection : new ArrayList<>(connections)) {
            if (!connection.peer().user().name().equals(user)) continue;
            connection.force(reason);
            closed++;
        }
        return closed;
    }

    // ---- who may do what

    /** Users or permissions have changed: it holds for live connections at once. */
    public void directory(Directory changed) {
        directory = changed;
        for (Connection connection : new ArrayList<>(connections)) connection.rightsChanged();
    }

    Directory directory() {
        return directory;
    }

    Access access(String user) {
        return directory.access(user, host.name());
    }

    // ---- publishers wait while memory or disk is low

    /** @param reason why publishers must wait, or '' when they need not any more */
    public void alarm(String reason) {
        if (alarm.equals(reason)) return;
        boolean was = !alarm.isEmpty();
        alarm = reason;
        if (was == !reason.isEmpty()) return;
        for (Connection connection : new ArrayList<>(connections)) {
            if (reason.isEmpty()) connection.unblock();
            else connection.alarmRaised();
        }
    }

    String alarm() {
        return alarm;
    }

    /** Whether a publish must wait where it is, because of an alarm or because the disk does not keep up. */
    boolean publishersWait() {
        return behind || noRoom || !alarm.isEmpty();
    }

    String whyPublishersWait() {
        if (!alarm.isEmpty()) return alarm;
        return noRoom ? "no room on the disk" : "the disk does not keep up";
    }

    /** The disk does not keep up with what must be written: publishers wait a moment, and nobody is told. */
    public void storeIsBehind(boolean isBehind) {
        if (behind == isBehind) return;
        behind = isBehind;
        letThemGoOn();
    }

    private void letThemGoOn() {
        if (publishersWait()) return;
        for (Connection connection : new ArrayList<>(connections)) connection.unblock();
    }

    /** Whether a client was told goodbye and has not answered yet. */
    public boolean isAnybodyLeaving() {
        return !leaving.isEmpty();
    }

    /** The virtual host ends: sockets of clients that have not answered are closed without it. */
    public void leaveNobodyBehind() {
        for (Connection connection : new ArrayList<>(leaving))
            connection.disconnected("closed, the client did not answer");
    }

    void leaving(Connection connection) {
        leaving.add(connection);
    }

    void left(Connection connection) {
        leaving.remove(connection);
    }

    // ---- answers that wait for the journal

    /** Runs the answer now if all that was appended so far is durable, else as soon as it is. */
    public void onceDurable(Runnable answer) {
        long position = journal.position();
        if (waiting.isEmpty() && journal.durable() >= position) answer.run();
        else waiting.addLast(new Waiting(position, answer));
    }

    @Override
    public void durableUpTo(long position) {
        turns.run(() -> {
            while (!waiting.isEmpty() && waiting.peekFirst().position <= position) {
                waiting.pollFirst().answer.run();
            }
            for (Connection connection : connections) connection.durable();
        });
    }

    @Override
    public void noRoom(boolean isFull) {
        if (noRoom == isFull) return;
        noRoom = isFull;
        letThemGoOn();
    }

    /** Whether the journal waits for room on the disk. */
    public boolean isWithoutRoom() {
        return noRoom;
    }

    @Override
    public void sealed(String why) {
        sealed = why;
        waiting.clear();
        // Who was held back for want of room is told like everybody else.
        noRoom = false;
        behind = false;
        letThemGoOn();
        // Whoever waits for an answer would wait for ever; and nobody may believe that it was given.
        for (Connection connection : new ArrayList<>(connections)) connection.journalSealed();
    }

    /** Whether nothing can be promised any more. */
    boolean isSealed() {
        return !sealed.isEmpty();
    }

    ConnectionError sealedError() {
        return ConnectionError.internalError(
                "the journal of vhost '%s' is sealed: %s. Nothing is confirmed any more; see to the disk, then restart the"
                        + " broker",
                host.name(), sealed);
    }

    // ---- time

    private void lookForSilence() {
        turns.timers().in(LOOK_MILLIS, () -> {
            for (Connection connection : new ArrayList<>(connections)) connection.lookForSilence();
            log.debug("vhost '{}': longest turn {} us", host.name(), turns.longestSinceAsked() / 1_000);
            lookForSilence();
        });
    }

    // ---- insight

    /** As they are now: the list is the caller's, who may read it later and bit by bit. */
    public List<Connection> connections() {
        return new ArrayList<>(connections);
    }

    public List<ConnectionInfo> connectionInfos() {
        return connections.stream().map(Connection::info).toList();
    }

    public List<ChannelInfo> channelInfos() {
        return connections.stream().flatMap(Connection::channelInfos).toList();
    }

    public List<ConsumerInfo> consumerInfos() {
        return connections.stream().flatMap(Connection::consumerInfos).toList();
    }
}
