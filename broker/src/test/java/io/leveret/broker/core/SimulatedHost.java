package io.leveret.broker.core;

import io.leveret.amqp.Method;
import io.leveret.amqp.Properties;
import io.leveret.amqp.Table;
import io.leveret.broker.insight.QueueInfo;
import io.leveret.broker.journal.MessageStore;
import io.leveret.broker.loop.Turns;
import io.leveret.broker.message.MemoryBudget;
import io.leveret.broker.security.Directory;
import io.leveret.broker.security.PasswordHash;
import io.leveret.broker.security.Permission;
import io.leveret.broker.security.User;
import io.leveret.broker.session.Batch;
import io.leveret.broker.session.Connection;
import io.leveret.broker.session.Peer;
import io.leveret.broker.session.SessionSettings;
import io.leveret.broker.session.Sessions;
import io.leveret.broker.topology.QueueHouse;
import io.leveret.broker.topology.VirtualHost;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** One virtual host on the test's own thread: everything real but time, threads, sockets and disk. */
final class SimulatedHost {
    private static final User USER = new User("u", PasswordHash.NONE, Set.of());
    private static final Directory DIRECTORY =
            Directory.EMPTY.withUser(USER).withPermission(Permission.all(USER.name(), "/"));

    final ManualClock clock;
    final ManualLoop loop;
    final Turns turns;
    final MemoryBudget budget;
    final LateReads reads;
    final LateJournal journal;
    final LateScratch scratch;
    final QueueHouse house;
    final VirtualHost host;
    final Sessions sessions;

    /** What must never happen, in the order in which it did. */
    final List<String> violations = new ArrayList<>();

    SimulatedHost(Random random, long memory) {
        clock = new ManualClock(random);
        loop = new ManualLoop(clock, random);
        turns = new Turns(loop, clock, this::endTurn, this::fault);
        budget = new MemoryBudget(memory);
        reads = new LateReads(random);
        journal = new LateJournal(reads, violations::add);
        scratch = new LateScratch(reads, violations::add);
        MessageStore store = new MessageStore(journal, scratch, budget);
        house = new QueueHouse(clock, turns, store);
        host = new VirtualHost("/", journal, random, house);
        sessions = new Sessions(
                host,
                loop,
                turns,
                clock,
                journal,
                store,
                DIRECTORY,
                new SessionSettings(131072, 2047, 60, 1 << 20, 0, -1, true),
                random);
    }

    private void endTurn() {
        house.keepWithinBudget();
        journal.endOfTurn();
        scratch.endOfTurn();
    }

    private void fault(Throwable fault) {
        StringBuilder where = new StringBuilder(fault.toString());
        for (StackTraceElement at : fault.getStackTrace()) {
            if (at.getClassName().startsWith("io.leveret") && where.length() < 2_000)
                where.append("\n    at ").append(at);
        }
        violations.add("a fault in the core: " + where);
    }

    Connection connect(String name, FakeOutbound out) {
        return connect(name, out, false);
    }

    /** @param speaksLeveret whether the client knows what Leveret adds to the protocol */
    Connection connect(String name, FakeOutbound out, boolean speaksLeveret) {
        Table properties = Table.of(
                "capabilities",
                Table.of(
                        "consumer_cancel_notify",
                        true,
                        "connection.blocked",
                        true,
                        "basic.nack",
                        true,
                        Connection.LEVERET,
                        speaksLeveret));
        Connection connection =
                new Connection(sessions, new Peer(name, USER, properties, "", 2047, 131072, 60, 0), out);
        connection.enter();
        return connection;
    }

    void receive(Connection connection, int channel, Method method) {
        Batch batch = new Batch();
        batch.method(channel, method);
        connection.receive(batch);
    }

    void receive(Connection connection, int channel, Method method, Properties properties, byte[] body) {
        Batch batch = new Batch();
        batch.content(channel, method, properties, body);
        connection.receive(batch);
    }

    QueueInfo info(String queue) {
        return host.queueInfos().stream()
                .filter(info -> info.name().equals(queue))
                .findFirst()
                .orElse(null);
    }

    /** Lets everything come to its end: reads answered, the journal forced. */
    void settle() {
        do {
            turns.run(() -> reads.answer(Integer.MAX_VALUE));
            journal.force(journal.position());
            loop.runAll();
        } while (reads.count() > 0 || journal.durable() < journal.position());
    }
}
