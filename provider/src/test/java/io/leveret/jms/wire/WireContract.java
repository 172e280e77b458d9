package io.leveret.jms.wire;

import static io.leveret.jms.wire.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leveret.amqp.LeveretMethod;
import io.leveret.amqp.Properties;
import io.leveret.amqp.QueueMethod;
import io.leveret.amqp.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What holds whoever is at the other end. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
abstract class WireContract {
    static final Properties PLAIN = Properties.EMPTY;
    private static final Duration SOON = Duration.ofSeconds(20);

    final Told told = new Told();
    WireConnection connection;
    WireChannel channel;
    String queue;

    abstract WireOptions.Builder options();

    @BeforeEach
    void open() throws Exception {
        connection = WireConnection.open(options().build(), told);
        channel = connection.openChannel(told);
        queue = declare();
    }

    @AfterEach
    void close() {
        connection.close(SOON);
    }

    String declare() throws WireException {
        var request = new QueueMethod.Declare("", false, false, true, false, false, Table.EMPTY);
        return channel.call(request, QueueMethod.DeclareOk.class).queue();
    }

    int depth() throws WireException {
        var request = new QueueMethod.Declare(queue, true, false, false, false, false, Table.EMPTY);
        return channel.call(request, QueueMethod.DeclareOk.class).messageCount();
    }

    /** With as many messages on their way as wanted; on Leveret that takes credit. */
    String consume(WireChannel on, int credit) throws WireException {
        boolean jms = connection.server().jms();
        String tag =
                on.consume(new ConsumeSpec(queue, false, false, jms ? Table.of("x-credit", true) : Table.EMPTY), told);
        on.credit(tag, credit);
        return tag;
    }

    void send(Object... bodies) throws WireException {
        for (Object each : bodies) {
            channel.publish("", queue, false, PLAIN, each.toString().getBytes(), Outcome.NONE);
        }
    }

    @Test
    void messagesComeInTheOrderOfSendingWithWhatTheyWereSentWith() throws Exception {
        Properties properties = Properties.builder()
                .contentType("text/plain")
                .headers(Table.of("a", 1, "b", true))
                .build();
        channel.publish("", queue, false, properties, "one".getBytes(), Outcome.NONE);
        send("two", "three", "");
        consume(channel, 10);
        Delivery first = told.next();
        assertEquals("one", new String(first.body()));
        assertEquals(properties, first.properties());
        assertEquals("", first.exchange());
        assertEquals(queue, first.routingKey());
        assertFalse(first.redelivered());
        assertEquals(List.of("two", "three", ""), List.of(told.nextBody(), told.nextBody(), told.nextBody()));
    }

    @Test
    void outcomesAreToldInTheOrderOfPublishing() throws Exception {
        channel.confirmSelect();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            boolean nowhere = i % 7 == 3;
            channel.publish("", nowhere ? "nowhere" : queue, true, PLAIN, new byte[i % 300], told.outcome(i));
            expected.add(i + (nowhere ? " refused 312" : " confirmed"));
        }
        eventually("all are told", () -> told.events.size() == 2000);
        assertEquals(expected, told.events);
    }

    @Test
    void anOutcomeNeedsConfirms() {
        assertThrows(
                IllegalStateException.class,
                () -> channel.publish("", queue, false, PLAIN, new byte[0], told.outcome("x")));
    }

    @Test
    void withoutConfirmsTheChannelIsToldWhatComesBack() throws Exception {
        channel.publish("", "nowhere", true, PLAIN, new byte[3], Outcome.NONE);
        eventually("it came back", () -> told.events.equals(List.of("returned 312 nowhere")));
    }

    @Test
    void manyThreadsPublishAndEachOnesOrderHolds() throws Exception {
        int threads = 4;
        int each = 5000;
        channel.confirmSelect();
        AtomicInteger confirmed = new AtomicInteger();
        Outcome counting = new Outcome() {
            @Override
            public void confirmed() {
                confirmed.incrementAndGet();
            }

            @Override
            public void refused(int code, String text) {}

            @Override
            public void lost(WireException why) {}
        };
        List<Thread> all = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int number = t;
            Thread thread = new Thread(() -> {
                try {
                    for (int i = 0; i < each; i++) {
                        channel.publish("", queue, false, PLAIN, (number + " " + i).getBytes(), counting);
                    }
                } catch (WireException e) {
                    throw new IllegalStateException(e);
                }
            });
            thread.start();
            all.add(thread);
        }
        for (Thread thread : all) thread.join();
        eventually("all are confirmed", () -> confirmed.get() == threads * each);
        consume(channel, threads * each);
        int[] next = new int[threads];
        for (Delivery delivery : told.next(threads * each)) {
            String[] body = new String(delivery.body()).split(" ");
            assertEquals(next[Integer.parseInt(body[0])]++, Integer.parseInt(body[1]));
        }
    }

    @Test
    void whatIsAcknowledgedIsGoneAndWhatIsNotComesBack() throws Exception {
        send(IntStream.range(0, 100).boxed().toArray());
        WireChannel other = connection.openChannel(told);
        consume(other, 100);
        List<Delivery> all = told.next(100);
        List<Delivery> some = new ArrayList<>();
        Random random = new Random(7);
        for (int i = 0; i < 40; i++) assertTrue(other.ack(all.get(i)));
        for (int i = 40; i < 90; i++) if (random.nextBoolean()) some.add(all.get(i));
        assertTrue(other.ackAll(some));
        other.close();
        assertEquals(100 - 40 - some.size(), depth());
    }

    @Test
    void anAcknowledgementOfAnotherChannelDoesNothing() throws Exception {
        send("x");
        WireChannel other = connection.openChannel(told);
        consume(other, 10);
        Delivery delivery = told.next();
        assertFalse(channel.ack(delivery));
        assertFalse(channel.ackAll(List.of(delivery)));
        assertFalse(channel.giveBack(List.of(delivery), LeveretMethod.UNSEEN, Table.EMPTY));
        assertTrue(other.ack(delivery));
        assertTrue(other.ack(delivery), "a second time is ignored");
        other.close();
        assertEquals(0, depth());
        assertFalse(other.ack(delivery));
    }

    @Test
    void whatIsGivenBackIsInItsOldOrder() throws Exception {
        send(IntStream.range(0, 50).boxed().toArray());
        WireChannel other = connection.openChannel(told);
        String tag = consume(other, 50);
        List<Delivery> all = told.next(50);
        other.cancel(tag);
        List<Delivery> back = new ArrayList<>();
        for (int i = 0; i < 50; i++) if (i % 5 != 0) back.add(all.get(i));
        assertTrue(other.giveBack(back, LeveretMethod.SEEN, Table.EMPTY));
        eventually("all are back", () -> depth() == 40);
        consume(channel, 50);
        for (Delivery each : back) {
            Delivery again = told.next();
            assertArrayEquals(each.body(), again.body());
            assertTrue(again.redelivered());
        }
    }

    @Test
    void aTransactionCountsWhenCommittedAndNotBefore() throws Exception {
        send("old");
        WireChannel tx = connection.openChannel(told);
        tx.txSelect();
        String tag = consume(tx, 1);
        Delivery old = told.next();
        tx.cancel(tag);
        tx.publish("", queue, false, PLAIN, "new".getBytes(), Outcome.NONE);
        tx.ack(old);
        tx.rollback();
        tx.publish("", queue, false, PLAIN, "newer".getBytes(), Outcome.NONE);
        assertEquals(0, depth());
        tx.commit("id-1");
        assertEquals(1, depth());
        tx.close();
        // What the rolled back transaction had acknowledged was out again.
        assertEquals(2, depth());
    }

    @Test
    void afterARollbackWhatWasAcknowledgedCanBeGivenBack() throws Exception {
        send("a", "b", "c");
        WireChannel tx = connection.openChannel(told);
        tx.txSelect();
        String tag = consume(tx, 3);
        List<Delivery> all = told.next(3);
        tx.cancel(tag);
        tx.ackAll(all);
        tx.rollback();
        tx.giveBack(all, LeveretMethod.FAILED, Table.EMPTY);
        eventually("all are back", () -> depth() == 3);
        consume(channel, 3);
        assertEquals(List.of("a", "b", "c"), List.of(told.nextBody(), told.nextBody(), told.nextBody()));
        tx.commit("id-2");
    }

    @Test
    void drainingWaitsForAllThatTheBrokerHas() throws Exception {
        String tag = consume(channel, 0);
        assertEquals(3, channel.drain(tag, 3));
        for (int round = 1; round <= 20; round++) {
            send(IntStream.range(0, round).boxed().toArray());
            int left = channel.drain(tag, 30);
            assertEquals(round, told.deliveries.size());
            if (connection.server().jms()) assertEquals(30 - round, left);
            channel.ackAll(told.next(round));
        }
    }

    @Test
    void aCancelledConsumerIsGivenNothingMore() throws Exception {
        String tag = consume(channel, 100);
        channel.cancel(tag);
        send("x");
        eventually("it waits in its queue", () -> depth() == 1);
        assertEquals(0, told.deliveries.size());
        assertEquals(-1, channel.drain(tag, 1));
    }

    @Test
    void whatIsFetchedIsThereAtOnceOrNotAtAll() throws Exception {
        assertTrue(channel.get(queue, false).isEmpty());
        send("x");
        Delivery got = fetch();
        assertEquals("x", new String(got.body()));
        channel.giveBack(List.of(got), LeveretMethod.SEEN, Table.EMPTY);
        got = fetch();
        assertTrue(got.redelivered());
        channel.ack(got);
        assertTrue(channel.get(queue, true).isEmpty());
    }

    /** A server may take its time to put a message into its queue. */
    private Delivery fetch() throws Exception {
        AtomicReference<Delivery> got = new AtomicReference<>();
        eventually("it is there", () -> {
            channel.get(queue, false).ifPresent(got::set);
            return got.get() != null;
        });
        return got.get();
    }

    @Test
    void aRefusalClosesTheChannelAndNamesItsReason() throws Exception {
        channel.confirmSelect();
        var request = new QueueMethod.Declare("not there", true, false, false, false, false, Table.EMPTY);
        var refused =
                assertThrows(WireException.Refused.class, () -> channel.call(request, QueueMethod.DeclareOk.class));
        assertEquals(404, refused.code());
        assertEquals(50, refused.classId());
        assertEquals(10, refused.methodId());
        assertTrue(refused.text().contains("not there"), refused.text());
        eventually("the channel is told", () -> told.events.contains("channel closed"));
        assertFalse(channel.isOpen());
        assertInstanceOf(WireException.Refused.class, assertThrows(WireException.class, () -> send("x")));
        assertTrue(connection.isOpen());
        assertTrue(connection.openChannel(told).isOpen());
    }

    @Test
    void whatWasPublishedToAChannelThatIsRefusedIsLost() throws Exception {
        channel.confirmSelect();
        // On the loop, so that both are under way before the refusal is heard.
        connection.execute(() -> {
            try {
                channel.publish("no such exchange", "k", false, PLAIN, new byte[1], told.outcome("a"));
                channel.publish("", queue, false, PLAIN, new byte[1], told.outcome("b"));
            } catch (WireException e) {
                told.events.add(e.toString());
            }
        });
        eventually("it is told", () -> told.events.contains("channel closed"));
        assertEquals(List.of("a lost", "b lost", "channel closed"), told.events);
        assertEquals(404, ((WireException.Refused) told.reasons.get(0)).code());
    }

    @Test
    void largeMessagesArriveWhole() throws Exception {
        byte[] body = new byte[20 << 20];
        new Random(3).nextBytes(body);
        channel.confirmSelect();
        channel.publish("", queue, false, PLAIN, body, told.outcome("large"));
        channel.publish("", queue, false, PLAIN, "small".getBytes(), told.outcome("small"));
        eventually("both are confirmed", () -> told.events.equals(List.of("large confirmed", "small confirmed")));
        consume(channel, 2);
        assertArrayEquals(body, told.next().body());
        assertEquals("small", told.nextBody());
    }

    @Test
    void anOrderlyCloseSendsEverythingFirstAndTellsNobody() throws Exception {
        String durable = "closing-" + connection.server().connectionId();
        var declare = new QueueMethod.Declare(durable, false, true, false, false, false, Table.EMPTY);
        channel.call(declare, QueueMethod.DeclareOk.class);
        for (int i = 0; i < 1000; i++) channel.publish("", durable, false, PLAIN, new byte[1000], Outcome.NONE);
        connection.close(SOON);
        connection.close(SOON);
        assertFalse(connection.isOpen());
        assertFalse(channel.isOpen());
        assertEquals(List.of(), told.events);
        assertThrows(WireException.Closed.class, () -> send("x"));
        assertThrows(WireException.Closed.class, () -> connection.openChannel(told));
        connection = WireConnection.open(options().build(), told);
        channel = connection.openChannel(told);
        var delete = new QueueMethod.Delete(durable, false, false, false);
        assertEquals(1000, channel.call(delete, QueueMethod.DeleteOk.class).messageCount());
    }

    @Test
    void lossIsToldOnceToEverybodyWhoWaits() throws Exception {
        channel.confirmSelect();
        CountDownLatch lost = new CountDownLatch(1);
        String tag = consume(channel, 0);
        connection.execute(() -> {
            // Nothing of this can be answered: the socket goes before it is written.
            channel.drainThen(tag, 1, returned -> told.events.add("drained " + returned));
            new Thread(() -> {
                        try {
                            channel.prefetch(1);
                        } catch (WireException.Lost e) {
                            lost.countDown();
                        } catch (WireException e) {
                            told.events.add("" + e);
                        }
                    })
                    .start();
            try {
                channel.publish("", queue, false, PLAIN, new byte[1], told.outcome("publish"));
            } catch (WireException e) {
                told.events.add("" + e);
            }
            connection.cut();
            try {
                TimeUnit.MILLISECONDS.sleep(1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        assertTrue(lost.await(20, TimeUnit.SECONDS));
        eventually("the connection is told", () -> told.events.contains("connection lost"));
        assertTrue(told.events.contains("drained -1") || told.events.contains("drained 1"), told.events.toString());
        List<String> ends = told.events.stream()
                .filter(each -> !each.startsWith("drained") && !each.startsWith("publish"))
                .toList();
        assertEquals(List.of("channel closed", "connection lost"), ends);
        assertThrows(WireException.Lost.class, () -> send("x"));
        connection.close(SOON);
    }

    @Test
    void channelNumbersAreUsedAgain() throws Exception {
        WireConnection narrow = WireConnection.open(options().channelMax(3).build(), told);
        try {
            for (int round = 0; round < 20; round++) {
                List<WireChannel> all = new ArrayList<>();
                for (int i = 0; i < 3; i++) all.add(narrow.openChannel(told));
                var refused = assertThrows(WireException.Refused.class, () -> narrow.openChannel(told));
                assertEquals(504, refused.code());
                for (WireChannel each : all) each.close();
            }
        } finally {
            narrow.close(SOON);
        }
    }

    @Test
    void aWrongPasswordIsToldAsSuch() {
        var refused = assertThrows(
                WireException.AccessRefused.class,
                () -> WireConnection.open(options().password("wrong").build(), told));
        assertTrue(refused.getMessage().startsWith("ACCESS_REFUSED"), refused.getMessage());
    }

    @Test
    void aVirtualHostThatIsNotThereIsToldAsSuch() {
        assertThrows(
                WireException.AccessRefused.class,
                () -> WireConnection.open(options().virtualHost("nowhere").build(), told));
    }
}
