package io.leveret.jms.wire;

import static io.leveret.jms.wire.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leveret.amqp.LeveretMethod;
import io.leveret.amqp.Properties;
import io.leveret.amqp.QueueMethod;
import io.leveret.amqp.Table;
import io.leveret.broker.Broker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What only a broker with capability {@code leveret.jms} can do for us. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ExtensionsTest {
    private static final Table CREDIT = Table.of("x-credit", true, "x-counts", true);

    private static Broker broker;

    private final Told told = new Told();
    private WireConnection connection;
    private WireChannel channel;
    private String queue;

    @BeforeAll
    static void start() throws Exception {
        broker = Broker.builder().port(0).inMemory().start();
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    private static WireOptions options() {
        return WireOptions.builder()
                .endpoint(Endpoint.amqp("127.0.0.1", broker.port()))
                .build();
    }

    @BeforeEach
    void open() throws Exception {
        connection = WireConnection.open(options(), told);
        channel = connection.openChannel(told);
        var request = new QueueMethod.Declare("", false, false, true, false, false, Table.EMPTY);
        queue = channel.call(request, QueueMethod.DeclareOk.class).queue();
    }

    @AfterEach
    void close() {
        connection.close(Duration.ofSeconds(20));
    }

    private void send(Object... bodies) throws WireException {
        for (Object each : bodies) {
            channel.publish("", queue, false, Properties.EMPTY, each.toString().getBytes(), Outcome.NONE);
        }
    }

    private String consume() throws WireException {
        return channel.consume(new ConsumeSpec(queue, false, false, CREDIT), told);
    }

    @Test
    void theServerIsKnown() {
        assertTrue(connection.server().jms());
        assertEquals("Leveret", connection.server().product());
        assertFalse(connection.server().version().isEmpty());
    }

    @Test
    void extensionsThatAreNotWantedAreNotUsed() throws Exception {
        WireOptions plain = WireOptions.builder()
                .endpoint(Endpoint.amqp("127.0.0.1", broker.port()))
                .extensions(false)
                .build();
        WireConnection other = WireConnection.open(plain, told);
        assertFalse(other.server().jms());
        other.close(Duration.ofSeconds(20));
    }

    @Test
    void noMoreComesThanCreditWasGiven() throws Exception {
        send(IntStream.range(0, 20).boxed().toArray());
        String tag = consume();
        assertEquals(0, channel.drain(tag, 0));
        assertEquals(0, told.deliveries.size());
        channel.credit(tag, 3);
        channel.credit(tag, 4);
        assertEquals(0, channel.drain(tag, 0));
        assertEquals(7, told.deliveries.size());
        assertEquals(87, channel.drain(tag, 100));
        assertEquals(20, told.deliveries.size());
        send("late");
        assertEquals(4, channel.drain(tag, 5), "drained credit is gone, so this takes its own");
    }

    @Test
    void eachDrainIsAnsweredAndTogetherTheyReturnWhatWasLeft() throws Exception {
        String tag = consume();
        send("a", "b", "c");
        List<Integer> returned = new CopyOnWriteArrayList<>();
        for (int i = 1; i <= 5; i++) channel.drainThen(tag, i, returned::add);
        eventually("all are answered", () -> returned.size() == 5);
        // The first drain to end takes what the others have added by then.
        assertEquals(
                1 + 2 + 3 + 4 + 5 - 3,
                returned.stream().mapToInt(Integer::intValue).sum());
    }

    @Test
    void whatNobodySawComesBackAsNew() throws Exception {
        send("x");
        String tag = consume();
        channel.credit(tag, 1);
        channel.giveBack(List.of(told.next()), LeveretMethod.UNSEEN, Table.EMPTY);
        channel.credit(tag, 1);
        Delivery again = told.next();
        assertFalse(again.redelivered());
        channel.giveBack(List.of(again), LeveretMethod.SEEN, Table.EMPTY);
        channel.credit(tag, 1);
        again = told.next();
        assertTrue(again.redelivered());
        assertEquals(1, again.properties().headers().get("x-attempts"));
    }

    @Test
    void aClientIdIsUniqueUntilItsConnectionIsClosed() throws Exception {
        assertTrue(connection.identify("me"));
        WireConnection other = WireConnection.open(options(), told);
        assertFalse(other.identify("me"));
        connection.close(Duration.ofSeconds(20));
        assertTrue(other.identify("me"));
        other.close(Duration.ofSeconds(20));
    }

    @Test
    void aCommitThatCannotBeHadWholeIsRolledBack() throws Exception {
        send("taken");
        String tag = consume();
        channel.credit(tag, 1);
        Delivery delivery = told.next();
        channel.txSelect();
        channel.ack(delivery);
        channel.publish("", "nowhere", true, Properties.EMPTY, new byte[1], Outcome.NONE);
        var rolledBack = assertThrows(WireException.RolledBack.class, () -> channel.commit("t1"));
        assertTrue(rolledBack.getMessage().contains("nowhere"), rolledBack.getMessage());
        assertTrue(channel.isOpen());
        channel.giveBack(List.of(delivery), LeveretMethod.FAILED, Table.EMPTY);
        channel.credit(tag, 1);
        assertTrue(told.next().redelivered());
        channel.commit("t2");
    }
}
