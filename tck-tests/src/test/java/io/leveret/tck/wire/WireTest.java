package io.leveret.tck.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leveret.amqp.BasicMethod;
import io.leveret.amqp.ConfirmMethod;
import io.leveret.amqp.ExchangeMethod;
import io.leveret.amqp.Properties;
import io.leveret.amqp.QueueMethod;
import io.leveret.amqp.Table;
import io.leveret.amqp.TxMethod;
import io.leveret.tck.Eventually;
import io.leveret.tck.Server;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.TestInstance;

/** One broker for the class, peers that are cut when their test ends, and the verbs that most tests begin with. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DisplayNameGeneration(RuleNames.class)
abstract class WireTest {
    private static final AtomicInteger NAMES = new AtomicInteger();
    private static final String RUN =
            Integer.toHexString(ThreadLocalRandom.current().nextInt());

    private final Deque<AutoCloseable> toClose = new ArrayDeque<>();
    protected Server server;

    /** What this class needs set otherwise than by default. */
    protected Map<String, String> settings() {
        return Map.of();
    }

    @BeforeAll
    void startServer() {
        server = Server.start(settings());
    }

    @AfterAll
    void stopServer() {
        server.close();
    }

    @AfterEach
    void closePeers() throws Exception {
        while (!toClose.isEmpty()) toClose.pop().close();
    }

    protected <T extends AutoCloseable> T closing(T resource) {
        toClose.push(resource);
        return resource;
    }

    /** A name that no other test uses, also not on a broker that keeps what earlier runs left. */
    protected static String fresh(String kind) {
        return kind + "-" + RUN + "-" + NAMES.incrementAndGet();
    }

    // ---- peers

    /** A peer of guest with channel 1 open. */
    protected RawPeer peer() {
        return peer(Login.guest());
    }

    protected RawPeer peer(Login login) {
        return login(login).channel(1);
    }

    protected RawPeer login(Login login) {
        return closing(RawPeer.login(server, login));
    }

    protected RawPeer connected() {
        return closing(RawPeer.connect(server));
    }

    protected RawPeer started() {
        return closing(RawPeer.started(server));
    }

    // ---- topology

    /** A new transient queue that outlives its connection, declared by this peer. */
    protected static String queue(RawPeer peer, Object... arguments) {
        String name = fresh("q");
        declare(peer, name, arguments);
        return name;
    }

    protected static void declare(RawPeer peer, String queue, Object... arguments) {
        peer.send(declaring(queue, arguments))
                .expect(QueueMethod.DeclareOk.class, ok -> assertEquals(queue, ok.queue()));
    }

    protected static QueueMethod.Declare declaring(String queue, Object... arguments) {
        return new QueueMethod.Declare(queue, false, false, false, false, false, Table.of(arguments));
    }

    protected static QueueMethod.Declare exclusively(String queue, Object... arguments) {
        return new QueueMethod.Declare(queue, false, false, true, false, false, Table.of(arguments));
    }

    protected static QueueMethod.Declare passively(String queue) {
        return new QueueMethod.Declare(queue, true, false, false, false, false, Table.EMPTY);
    }

    /** A new transient exchange. */
    protected static String exchange(RawPeer peer, String type, Object... arguments) {
        String name = fresh("x-" + type);
        peer.send(exchanging(name, type, arguments)).expect(ExchangeMethod.DeclareOk.class);
        return name;
    }

    protected static ExchangeMethod.Declare exchanging(String name, String type, Object... arguments) {
        return new ExchangeMethod.Declare(name, type, false, false, false, false, false, Table.of(arguments));
    }

    protected static void bind(RawPeer peer, String queue, String exchange, String key, Object... arguments) {
        peer.send(new QueueMethod.Bind(queue, exchange, key, false, Table.of(arguments)))
                .expect(QueueMethod.BindOk.class);
    }

    protected static void bindExchange(RawPeer peer, String destination, String source, String key) {
        peer.send(new ExchangeMethod.Bind(destination, source, key, false, Table.EMPTY))
                .expect(ExchangeMethod.BindOk.class);
    }

    protected static int ready(RawPeer peer, String queue) {
        return peer.send(passively(queue)).expect(QueueMethod.DeclareOk.class).messageCount();
    }

    /** Waits for it: a declare may overtake what was published before it. */
    protected static void assertReady(int expected, RawPeer peer, String queue) {
        Eventually.eventually(() -> assertEquals(expected, ready(peer, queue), () -> "ready messages in " + queue));
    }

    protected static void delete(RawPeer peer, String queue) {
        peer.send(new QueueMethod.Delete(queue, false, false, false)).expect(QueueMethod.DeleteOk.class);
    }

    // ---- messages

    protected static void publish(RawPeer peer, String exchange, String key, Properties properties, String body) {
        peer.send(new BasicMethod.Publish(exchange, key, false, false), properties, body);
    }

    protected static void publish(RawPeer peer, String exchange, String key, String body) {
        publish(peer, exchange, key, Properties.EMPTY, body);
    }

    /** Publishes through the default exchange and waits until the queue has all of it. */
    protected static void fill(RawPeer peer, String queue, String... bodies) {
        int before = ready(peer, queue);
        for (String body : bodies) publish(peer, "", queue, body);
        assertReady(before + bodies.length, peer, queue);
    }

    protected static Message get(RawPeer peer, String queue) {
        return peer.send(new BasicMethod.Get(queue, false)).expectMessage(BasicMethod.GetOk.class);
    }

    /** Gets and acknowledges at once. */
    protected static Message take(RawPeer peer, String queue) {
        return peer.send(new BasicMethod.Get(queue, true)).expectMessage(BasicMethod.GetOk.class);
    }

    protected static void assertEmpty(RawPeer peer, String queue) {
        peer.send(new BasicMethod.Get(queue, true)).expect(BasicMethod.GetEmpty.class);
    }

    /** Takes all that is ready and compares the bodies, in order. */
    protected static void assertHolds(RawPeer peer, String queue, String... bodies) {
        for (String body : bodies) take(peer, queue).is(body);
        assertEmpty(peer, queue);
    }

    protected static BasicMethod.Consume consuming(String queue, String tag) {
        return new BasicMethod.Consume(queue, tag, false, false, false, false, Table.EMPTY);
    }

    protected static void consume(RawPeer peer, String queue, String tag, Object... arguments) {
        peer.send(new BasicMethod.Consume(queue, tag, false, false, false, false, Table.of(arguments)))
                .expect(BasicMethod.ConsumeOk.class, ok -> assertEquals(tag, ok.consumerTag()));
    }

    protected static void consumeWithoutAck(RawPeer peer, String queue, String tag) {
        peer.send(new BasicMethod.Consume(queue, tag, false, true, false, false, Table.EMPTY))
                .expect(BasicMethod.ConsumeOk.class);
    }

    protected static Message delivery(RawPeer peer) {
        return peer.expectMessage(BasicMethod.Deliver.class);
    }

    protected static void cancel(RawPeer peer, String tag) {
        peer.send(new BasicMethod.Cancel(tag, false)).expect(BasicMethod.CancelOk.class);
    }

    protected static void qos(RawPeer peer, int count, boolean global) {
        peer.send(new BasicMethod.Qos(0, count, global)).expect(BasicMethod.QosOk.class);
    }

    protected static void ack(RawPeer peer, Message message) {
        peer.send(new BasicMethod.Ack(message.tag(), false));
    }

    protected static void requeue(RawPeer peer, Message message) {
        peer.send(new BasicMethod.Nack(message.tag(), false, true));
    }

    protected static void reject(RawPeer peer, Message message) {
        peer.send(new BasicMethod.Reject(message.tag(), false));
    }

    // ---- modes

    protected static void confirms(RawPeer peer) {
        peer.send(new ConfirmMethod.Select(false)).expect(ConfirmMethod.SelectOk.class);
    }

    protected static void expectAck(RawPeer peer, long upTo) {
        long seen = 0;
        while (seen < upTo) seen = peer.expect(BasicMethod.Ack.class).deliveryTag();
        assertEquals(upTo, seen);
    }

    protected static void transactions(RawPeer peer) {
        peer.send(new TxMethod.Select()).expect(TxMethod.SelectOk.class);
    }

    protected static void commit(RawPeer peer) {
        peer.send(new TxMethod.Commit()).expect(TxMethod.CommitOk.class);
    }

    protected static void rollback(RawPeer peer) {
        peer.send(new TxMethod.Rollback()).expect(TxMethod.RollbackOk.class);
    }

    protected static Properties headers(Object... namesAndValues) {
        return Properties.builder().headers(Table.of(namesAndValues)).build();
    }

    protected static void assertBetween(long least, long most, long value, String what) {
        assertTrue(value >= least && value <= most, () -> what + " is " + value + ", not in " + least + ".." + most);
    }
}
