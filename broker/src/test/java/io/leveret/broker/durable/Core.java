package io.leveret.broker.durable;

import io.leveret.amqp.Method;
import io.leveret.amqp.Properties;
import io.leveret.amqp.Table;
import io.leveret.broker.disk.ForgetfulDisk;
import io.leveret.broker.journal.FileJournal;
import io.leveret.broker.journal.MessageStore;
import io.leveret.broker.journal.Restored;
import io.leveret.broker.loop.Turns;
import io.leveret.broker.message.MemoryBudget;
import io.leveret.broker.security.Directory;
import io.leveret.broker.security.PasswordHash;
import io.leveret.broker.security.Permission;
import io.leveret.broker.security.User;
import io.leveret.broker.session.Batch;
import io.leveret.broker.session.Connection;
import io.leveret.broker.session.Outbound;
import io.leveret.broker.session.Peer;
import io.leveret.broker.session.SessionSettings;
import io.leveret.broker.session.Sessions;
import io.leveret.broker.topology.QueueHouse;
import io.leveret.broker.topology.VirtualHost;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** One life of a virtual host, from its start to its crash: everything real but time, threads, sockets and the disk. */
final class Core {
    private static final User USER = new User("u", PasswordHash.NONE, Set.of());
    private static final Directory DIRECTORY =
            Directory.EMPTY.withUser(USER).withPermission(Permission.all(USER.name(), "/"));

    final Time time;
    private final ForgetfulDisk disk;
    final ArrayDeque<Runnable> writer = new ArrayDeque<>();
    final ArrayDeque<Runnable> reader = new ArrayDeque<>();
    final List<String> violations = new ArrayList<>();
    final Turns turns;
    final FileJournal.Opened opened;
    final Restored restored = new Restored();
    private final FileJournal journal;
    private ToldJournal toldJournal;
    private QueueHouse house;
    private MessageStore store;
    VirtualHost host;
    boolean closing;
    private Sessions sessions;

    Core(ForgetfulDisk disk, int segmentBytes, Time time, Random random) throws IOException {
        this.time = time;
        this.disk = disk;
        turns = new Turns(time, time, this::endTurn, this::fault);
        opened = FileJournal.open(disk, segmentBytes, true, random, workers(), restored);
        journal = opened.journal();
    }

    private FileJournal.Workers workers() {
        return new FileJournal.Workers(
                time,
                writer::addLast,
                reader::addLast,
                turns::post,
                (task, millis) -> turns.timers().in(millis, task));
    }

    /** The core begins to work. */
    void begin(Told told, long memory, Random random) {
        toldJournal = new ToldJournal(journal, told, time, lost -> {
            if (!disk.failed()) violations.add(lost);
        });
        MemoryBudget budget = new MemoryBudget(memory);
        store = new MessageStore(toldJournal, new HeapScratch(turns), budget);
        house = new QueueHouse(time, turns, store);
        host = new VirtualHost("/", toldJournal, random, house);
        sessions = new Sessions(
                host,
                time,
                turns,
                time,
                toldJournal,
                store,
                DIRECTORY,
                new SessionSettings(131072, 2047, 60, 1 << 20, 0, 1000, true),
                random);
        host.restore(restored);
        turns.post(() -> toldJournal.cleanFor(host));
        time.runAll();
    }

    FileJournal journal() {
        return journal;
    }

    private void endTurn() {
        if (store == null) return;
        house.keepWithinBudget();
        store.endOfTurn();
    }

    private void fault(Throwable fault) {
        StringBuilder where = new StringBuilder(fault.toString());
        for (StackTraceElement at : fault.getStackTrace()) {
            if (at.getClassName().startsWith("io.leveret") && where.length() < 2_000) {
                where.append("\n    at ").append(at);
            }
        }
        violations.add("a fault in the core: " + where);
    }

    Connection connect(String name, Outbound out) {
        Table properties = Table.of("capabilities", Table.of("basic.nack", true, "consumer_cancel_notify", true));
        Connection connection =
                new Connection(sessions, new Peer(name, USER, properties, "", 2047, 131072, 60, 0), out);
        connection.enter();
        return connection;
    }

    void send(Connection connection, int channel, Method method) {
        Batch batch = new Batch();
        batch.method(channel, method);
        connection.receive(batch);
        time.runAll();
    }

    void send(Connection connection, int channel, Method method, Properties properties, byte[] body) {
        Batch batch = new Batch();
        batch.content(channel, method, properties, body);
        connection.receive(batch);
        time.runAll();
    }

    void write() {
        if (!writer.isEmpty()) onDisk(writer.pollFirst());
    }

    void read() {
        if (!reader.isEmpty()) onDisk(reader.pollFirst());
    }

    private void onDisk(Runnable work) {
        work.run();
        disk.ifOff();
        time.runAll();
    }

    /** Until disk and readers have nothing to do. */
    void settle() {
        time.runAll();
        for (int left = 20_000; !writer.isEmpty() || !reader.isEmpty(); left--) {
            if (left == 0) throw new AssertionError("the journal never comes to rest");
            write();
            read();
        }
    }

    /** Ends in order. */
    void close() {
        closing = true;
        boolean[] closed = {false};
        turns.post(() -> {
            sessions.closeAll("the end");
            turns.later(stopAt -> {
                toldJournal.close(() -> closed[0] = true);
                return true;
            });
        });
        settle();
        if (!closed[0]) throw new AssertionError("the journal does not close");
    }
}
