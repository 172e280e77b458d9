package io.leveret.jms.wire;

import static io.leveret.jms.wire.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leveret.amqp.BasicMethod;
import io.leveret.amqp.ChannelMethod;
import io.leveret.amqp.ConfirmMethod;
import io.leveret.amqp.ConnectionMethod;
import io.leveret.amqp.FrameWriter;
import io.leveret.amqp.LeveretMethod;
import io.leveret.amqp.Properties;
import io.leveret.amqp.QueueMethod;
import io.leveret.amqp.Table;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that stall, lie and die at chosen moments. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class ScriptedServerTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Table NOTHING = Table.EMPTY;

    private final Told told = new Told();

    private static WireOptions.Builder options(Script server) {
        return WireOptions.builder()
                .endpoint(server.endpoint())
                .callTimeout(SOON)
                .connectTimeout(SOON);
    }

    private WireConnection open(Script server) throws WireException {
        return WireConnection.open(options(server).build(), told);
    }

    private static void channel(Script server) throws Exception {
        server.expect(ChannelMethod.Open.class);
        server.send(1, new ChannelMethod.OpenOk());
    }

    private static void confirms(Script server) throws Exception {
        channel(server);
        server.expect(ConfirmMethod.Select.class);
        server.send(1, new ConfirmMethod.SelectOk());
    }

    private static void farewell(Script server) throws Exception {
        server.expect(ConnectionMethod.Close.class);
        server.send(0, new ConnectionMethod.CloseOk());
    }

    private void publish(WireChannel channel, int number) throws WireException {
        channel.publish("", "q", true, Properties.EMPTY, new byte[] {(byte) number}, told.outcome(number));
    }

    @Test
    void confirmsInAnyOrderAreToldInTheOrderOfPublishing() throws Exception {
        try (Script server = Script.afterLogin(0, s -> {
            confirms(s);
            for (int i = 0; i < 6; i++) s.expect(BasicMethod.Publish.class);
            s.send(1, new BasicMethod.Ack(3, false), new BasicMethod.Nack(2, false, false));
            s.send(1, new BasicMethod.Return(312, "NO_ROUTE", "", "q"), Properties.EMPTY, new byte[1]);
            s.send(1, new BasicMethod.Ack(1, false), new BasicMethod.Nack(5, true, false));
            s.send(1, new BasicMethod.Ack(6, true));
            farewell(s);
        })) {
            WireConnection connection = open(server);
            WireChannel channel = connection.openChannel(told);
            channel.confirmSelect();
            for (int i = 1; i <= 6; i++) publish(channel, i);
            eventually("all are told", () -> told.events.size() == 6);
            assertEquals(
                    List.of("1 refused 312", "2 refused 0", "3 confirmed", "4 refused 0", "5 refused 0", "6 confirmed"),
                    told.events);
            connection.close(SOON);
            server.join();
        }
    }

    @Test
    void whatComesBackIsFoundByWhatItIs() throws Exception {
        Properties second = Properties.builder().messageId("ID:2").build();
        try (Script server = Script.afterLogin(0, s -> {
            confirms(s);
            for (int i = 0; i < 2; i++) s.expect(BasicMethod.Publish.class);
            s.send(1, new BasicMethod.Return(312, "NO_ROUTE", "", "q"), second, new byte[1]);
            s.send(1, new BasicMethod.Ack(2, true));
            farewell(s);
        })) {
            WireConnection connection = open(server);
            WireChannel channel = connection.openChannel(told);
            channel.confirmSelect();
            publish(channel, 1);
            channel.publish("", "q", true, second, new byte[1], told.outcome(2));
            eventually("both are told", () -> told.events.equals(List.of("1 confirmed", "2 refused 312")));
            connection.close(SOON);
            server.join();
        }
    }

    @Test
    void manyAcknowledgementsOfOneBatchAreOneFrame() throws Exception {
        CountDownLatch loopIsBusy = new CountDownLatch(1);
        try (Script server = Script.afterLogin(0, s -> {
            channel(s);
            var consume = s.expect(BasicMethod.Consume.class);
            s.send(1, new BasicMethod.ConsumeOk(consume.consumerTag()));
            for (int i = 1; i <= 10; i++) {
                var deliver = new BasicMethod.Deliver(consume.consumerTag(), i, false, "", "q");
                s.send(1, deliver, Properties.EMPTY, new byte[1]);
            }
            assertEquals(new BasicMethod.Ack(6, true), s.next().method());
            assertEquals(new BasicMethod.Ack(9, false), s.next().method());
            assertEquals(new BasicMethod.Ack(8, true), s.next().method());
            farewell(s);
        })) {
            WireConnection connection = open(server);
            WireChannel channel = connection.openChannel(told);
            channel.consume(new ConsumeSpec("q", false, false, NOTHING), told);
            List<Delivery> all = told.next(10);
            connection.execute(() -> {
                try {
                    loopIsBusy.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            for (int i = 5; i >= 0; i--) channel.ack(all.get(i));
            channel.ack(all.get(8));
            loopIsBusy.countDown();
            CountDownLatch later = new CountDownLatch(1);
            connection.execute(later::countDown);
            later.await();
            channel.ackAll(List.of(all.get(7), all.get(6)));
            connection.close(SOON);
            server.join();
        }
    }

    @Test
    void aMessageThatNoHeapHasRoomForIsGivenBackAndTold() throws Exception {
        long size = 1L << 40;
        try (Script server = Script.afterLogin(0, s -> {
            channel(s);
            var consume = s.expect(BasicMethod.Consume.class);
            s.send(1, new BasicMethod.ConsumeOk(consume.consumerTag()));
            var back = s.expect(LeveretMethod.GiveBack.class);
            assertEquals(LeveretMethod.FAILED, back.outcome());
            assertTrue(back.reason().get("message").toString().contains("too large"), back.toString());
            farewell(s);
        })) {
            WireConnection connection = open(server);
            WireChannel channel = connection.openChannel(told);
            String tag = channel.consume(new ConsumeSpec("q", false, false, NOTHING), told);
            // As the reader tells it after the last byte; a terabyte would take long.
            var deliver = new BasicMethod.Deliver(tag, 1, false, "", "q");
            connection.execute(() -> {
                connection.incoming().tooLarge(1, deliver, size);
                connection.incoming().readComplete();
            });
            eventually("it is told", () -> told.events.equals(List.of("too large " + size)));
            connection.close(SOON);
            server.join();
            assertEquals(0, told.deliveries.size());
        }
    }

    @Test
    void aBrokersCancelIsTold() throws Exception {
        try (Script server = Script.afterLogin(0, s -> {
            channel(s);
            var consume = s.expect(BasicMethod.Consume.class);
            s.send(1, new BasicMethod.ConsumeOk(consume.consumerTag()));
            s.expect(LeveretMethod.Credit.class);
            s.send(1, new BasicMethod.Cancel(consume.consumerTag(), true));
            farewell(s);
        })) {
            WireConnection connection = open(server);
            WireChannel channel = connection.openChannel(told);
            String tag = channel.consume(new ConsumeSpec("q", false, false, NOTHING), told);
            assertEquals(-1, channel.drain(tag, 5));
            eventually("it is told", () -> told.events.contains("cancelled"));
            connection.close(SOON);
            server.join();
        }
    }

    @Test
    void aSilentBrokerIsDeadAfterTwoHeartbeats() throws Exception {
        AtomicReference<Script> playing = new AtomicReference<>();
        try (Script server = Script.afterLogin(1, Script::untilClosed)) {
            playing.set(server);
            WireConnection connection = open(server);
            eventually("it is found dead", () -> told.events.equals(List.of("connection lost")));
            assertTrue(told.reasons.get(0).getMessage().contains("heartbeats"), told.reasons.toString());
            server.join();
            assertTrue(server.heartbeats() >= 2, "ours went on: " + server.heartbeats());
            connection.close(SOON);
        }
    }

    @Test
    void heartbeatsOfTheBrokerKeepTheConnection() throws Exception {
        try (Script server = Script.afterLogin(1, s -> {
            for (int i = 0; i < 8; i++) {
                TimeUnit.MILLISECONDS.sleep(500);
                s.write(Unpooled.wrappedBuffer(new byte[] {8, 0, 0, 0, 0, 0, 0, (byte) 0xce}));
            }
            farewell(s);
        })) {
            WireConnection connection = open(server);
            eventually("eight heartbeats came and went", () -> server.heartbeats() >= 4 || !connection.isOpen());
            assertTrue(connection.isOpen());
            connection.close(SOON);
            server.join();
            assertEquals(List.of(), told.events);
        }
    }

    @Test
    void aCallThatIsNotAnsweredTimesOutAndItsLateAnswerIsNotTakenForAnother() throws Exception {
        CountDownLatch timedOut = new CountDownLatch(1);
        try (Script server = Script.afterLogin(0, s -> {
            channel(s);
            s.expect(QueueMethod.Purge.class);
            timedOut.await();
            s.send(1, new QueueMethod.PurgeOk(1));
            s.expect(QueueMethod.Purge.class);
            s.send(1, new QueueMethod.PurgeOk(2));
            farewell(s);
        })) {
            WireOptions hasty =
                    options(server).callTimeout(Duration.ofMillis(200)).build();
            WireConnection connection = WireConnection.open(hasty, told);
            WireChannel channel = connection.openChannel(told);
            var purge = new QueueMethod.Purge("q", false);
            assertThrows(WireException.TimedOut.class, () -> channel.call(purge, QueueMethod.PurgeOk.class));
            timedOut.countDown();
            assertEquals(2, channel.call(purge, QueueMethod.PurgeOk.class).messageCount());
            connection.close(SOON);
            server.join();
        }
    }

    @Test
    void aChannelThatOpensTooLateIsClosedAgain() throws Exception {
        CountDownLatch timedOut = new CountDownLatch(1);
        CountDownLatch closedAgain = new CountDownLatch(1);
        try (Script server = Script.afterLogin(0, s -> {
            s.expect(ChannelMethod.Open.class);
            timedOut.await();
            s.send(1, new ChannelMethod.OpenOk());
            s.expect(ChannelMethod.Close.class);
            s.send(1, new ChannelMethod.CloseOk());
            closedAgain.countDown();
            // Under whatever number: the one above is free as soon as the client has read so.
            Script.Came again = s.next();
            s.send(again.channel(), new ChannelMethod.OpenOk());
            farewell(s);
        })) {
            WireOptions hasty =
                    options(server).callTimeout(Duration.ofSeconds(1)).build();
            WireConnection connection = WireConnection.open(hasty, told);
            assertThrows(WireException.TimedOut.class, () -> connection.openChannel(told));
            timedOut.countDown();
            assertTrue(closedAgain.await(SOON.toMillis(), TimeUnit.MILLISECONDS));
            assertTrue(connection.openChannel(told).isOpen());
            connection.close(SOON);
            server.join();
        }
    }

    @Test
    void aMethodThatCannotBeWrittenDoesNotHoldUpOthers() throws Exception {
        try (Script server = Script.afterLogin(0, s -> {
            channel(s);
            s.expect(BasicMethod.Qos.class);
            s.send(1, new BasicMethod.QosOk());
            farewell(s);
        })) {
            WireConnection connection = open(server);
            WireChannel channel = connection.openChannel(told);
            channel.tell(new QueueMethod.Purge("x".repeat(256), true));
            channel.prefetch(1);
            connection.close(SOON);
            server.join();
        }
    }

    @Test
    void whileTheBrokerAsksForAPausePublishersWait() throws Exception {
        CountDownLatch waiting = new CountDownLatch(1);
        try (Script server = Script.afterLogin(0, s -> {
            channel(s);
            s.send(0, new ConnectionMethod.Blocked("low on memory"));
            waiting.await();
            s.send(0, new ConnectionMethod.Unblocked());
            s.expect(BasicMethod.Publish.class);
            farewell(s);
        })) {
            WireOptions hasty =
                    options(server).callTimeout(Duration.ofMillis(300)).build();
            WireConnection connection = WireConnection.open(hasty, told);
            WireChannel channel = connection.openChannel(told);
            eventually("it is told", () -> told.events.equals(List.of("blocked")));
            assertTrue(connection.isBlocked());
            var timedOut = assertThrows(
                    WireException.TimedOut.class,
                    () -> channel.publish("", "q", false, Properties.EMPTY, new byte[1], Outcome.NONE));
            assertTrue(timedOut.getMessage().contains("connection.blocked"), timedOut.getMessage());
            Thread publisher = new Thread(() -> {
                try {
                    channel.publish("", "q", false, Properties.EMPTY, new byte[1], Outcome.NONE);
                } catch (WireException e) {
                    told.events.add("" + e);
                }
            });
            publisher.start();
            eventually("it waits", () -> publisher.getState() == Thread.State.TIMED_WAITING);
            waiting.countDown();
            publisher.join();
            eventually("both are told", () -> told.events.equals(List.of("blocked", "unblocked")));
            connection.close(SOON);
            server.join();
        }
    }

    @Test
    void aBrokerThatDoesNotReadStopsPublishersBeforeMemoryIsFull() throws Exception {
        CountDownLatch readOn = new CountDownLatch(1);
        int messages = 3000;
        try (Script server = Script.afterLogin(0, s -> {
            channel(s);
            readOn.await();
            for (int i = 0; i < messages; i++) s.expect(BasicMethod.Publish.class);
            farewell(s);
        })) {
            WireConnection connection = open(server);
            WireChannel channel = connection.openChannel(told);
            byte[] body = new byte[32 << 10];
            int[] sent = {0};
            Thread publisher = new Thread(() -> {
                try {
                    for (; sent[0] < messages; sent[0]++) {
                        channel.publish("", "q", false, Properties.EMPTY, body, Outcome.NONE);
                    }
                } catch (WireException e) {
                    told.events.add("" + e);
                }
            });
            publisher.start();
            eventually("it waits", () -> publisher.getState() == Thread.State.TIMED_WAITING);
            assertTrue(sent[0] < messages, sent[0] + " messages of 32 KiB are on their way");
            readOn.countDown();
            publisher.join();
            assertEquals(List.of(), told.events);
            connection.close(SOON);
            server.join();
        }
    }

    @Test
    void whoWaitsToPublishIsWokenByTheLoss() throws Exception {
        CountDownLatch cut = new CountDownLatch(1);
        try (Script server = Script.afterLogin(0, s -> {
            channel(s);
            s.send(0, new ConnectionMethod.Blocked("low on memory"));
            cut.await();
        })) {
            WireConnection connection = open(server);
            WireChannel channel = connection.openChannel(told);
            eventually("it is blocked", connection::isBlocked);
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            Thread publisher = new Thread(() -> {
                try {
                    channel.publish("", "q", false, Properties.EMPTY, new byte[1], Outcome.NONE);
                } catch (WireException e) {
                    thrown.set(e);
                }
            });
            publisher.start();
            eventually("it waits", () -> publisher.getState() == Thread.State.TIMED_WAITING);
            cut.countDown();
            server.join();
            server.close();
            publisher.join();
            assertInstanceOf(WireException.Lost.class, thrown.get());
            connection.close(SOON);
        }
    }

    @Test
    void aBrokersFarewellIsToldWithItsCode() throws Exception {
        try (Script server = Script.afterLogin(0, s -> {
            confirms(s);
            s.expect(BasicMethod.Publish.class);
            s.send(0, new ConnectionMethod.Close(320, "CONNECTION_FORCED - shutdown", 0, 0));
            s.expect(ConnectionMethod.CloseOk.class);
        })) {
            WireConnection connection = open(server);
            WireChannel channel = connection.openChannel(told);
            channel.confirmSelect();
            publish(channel, 1);
            eventually("it is told", () -> told.events.contains("connection lost"));
            assertEquals(List.of("1 lost", "channel closed", "connection lost"), told.events);
            assertEquals(320, ((WireException.Lost) told.reasons.get(2)).code());
            server.join();
            connection.close(SOON);
        }
    }

    @Test
    void whatStandsBehindAFarewellIsForNobody() throws Exception {
        try (Script server = Script.afterLogin(0, s -> {
            channel(s);
            var consume = s.expect(BasicMethod.Consume.class);
            ByteBuf out = Unpooled.buffer();
            FrameWriter.method(out, 1, new BasicMethod.ConsumeOk(consume.consumerTag()));
            FrameWriter.method(out, 0, new ConnectionMethod.Close(320, "CONNECTION_FORCED - shutdown", 0, 0));
            var deliver = new BasicMethod.Deliver(consume.consumerTag(), 1, false, "", "q");
            FrameWriter.content(out, 1, deliver, Properties.EMPTY, new byte[1], 4096);
            FrameWriter.method(out, 0, new ConnectionMethod.Close(320, "CONNECTION_FORCED - shutdown", 0, 0));
            s.write(out);
            s.untilClosed();
        })) {
            WireConnection connection = open(server);
            WireChannel channel = connection.openChannel(told);
            channel.consume(new ConsumeSpec("q", false, false, NOTHING), told);
            eventually("it is lost", () -> told.events.contains("connection lost"));
            server.join();
            assertEquals(List.of("channel closed", "connection lost"), told.events);
            assertEquals(0, told.deliveries.size());
            connection.close(SOON);
        }
    }

    @Test
    void nonsenseEndsTheConnectionAndIsNamed() throws Exception {
        try (Script server = Script.afterLogin(0, s -> {
            s.write(Unpooled.wrappedBuffer(new byte[64]));
            assertEquals(501, s.expect(ConnectionMethod.Close.class).replyCode());
        })) {
            WireConnection connection = open(server);
            eventually("it is lost", () -> told.events.equals(List.of("connection lost")));
            assertTrue(told.reasons.get(0).getMessage().contains("not understood"), told.reasons.toString());
            server.join();
            connection.close(SOON);
        }
    }

    @Test
    void anAnswerThatNobodyAskedForEndsTheConnection() throws Exception {
        try (Script server = Script.afterLogin(0, s -> {
            channel(s);
            s.send(1, new QueueMethod.PurgeOk(3));
            s.untilClosed();
        })) {
            WireConnection connection = open(server);
            connection.openChannel(told);
            eventually("it is lost", () -> told.events.contains("connection lost"));
            server.join();
            connection.close(SOON);
        }
    }

    @Test
    void anOrderlyCloseDoesNotWaitForeverForTheBroker() throws Exception {
        try (Script server = Script.afterLogin(0, Script::untilClosed)) {
            WireConnection connection = open(server);
            connection.close(Duration.ofMillis(100));
            assertFalse(connection.isOpen());
            assertEquals(List.of(), told.events);
            server.join();
        }
    }

    @Test
    void theFirstEndpointThatAnswersIsTaken() throws Exception {
        int nobody;
        try (ServerSocket free = new ServerSocket(0)) {
            nobody = free.getLocalPort();
        }
        Script.Scene slamsTheDoor = s -> s.socket().close();
        try (Script rude = Script.of(slamsTheDoor);
                Script server = Script.afterLogin(0, ScriptedServerTest::farewell)) {
            List<Endpoint> all = Stream.of(Endpoint.amqp("127.0.0.1", nobody), rude.endpoint(), server.endpoint())
                    .toList();
            WireConnection connection =
                    WireConnection.open(WireOptions.builder().endpoints(all).build(), told);
            assertEquals(server.endpoint(), connection.endpoint());
            assertEquals("Script", connection.server().product());
            connection.close(SOON);
            server.join();
            var none = assertThrows(
                    WireException.Lost.class,
                    () -> WireConnection.open(
                            WireOptions.builder()
                                    .endpoint(Endpoint.amqp("127.0.0.1", nobody))
                                    .build(),
                            told));
            assertTrue(none.getMessage().contains("127.0.0.1:" + nobody), none.getMessage());
        }
    }

    @Test
    void aServerThatNeverAnswersIsGivenUp() throws Exception {
        try (Script server = Script.of(s -> {
            s.header();
            s.untilClosed();
        })) {
            WireOptions hasty =
                    options(server).connectTimeout(Duration.ofMillis(200)).build();
            assertThrows(WireException.Lost.class, () -> WireConnection.open(hasty, told));
            server.join();
        }
    }

    @Test
    void aServerOfAnotherProtocolIsNamedAsSuch() throws Exception {
        try (Script server = Script.of(s -> {
            s.header();
            s.write(Unpooled.wrappedBuffer(new byte[] {'A', 'M', 'Q', 'P', 0, 1, 0, 0}));
            s.untilClosed();
        })) {
            var refused = assertThrows(WireException.Lost.class, () -> open(server));
            assertTrue(refused.getMessage().contains("AMQP 0-9-1"), refused.getMessage());
            server.join();
        }
    }

    @Test
    void limitsAreTheSmallerOfBothEnds() throws Exception {
        try (Script server = Script.of(s -> {
            s.header();
            s.send(0, Script.start());
            s.expect(ConnectionMethod.StartOk.class);
            s.send(0, new ConnectionMethod.Tune(0, 200_000, 10));
            assertEquals(new ConnectionMethod.TuneOk(77, 100_000, 5), s.next().method());
            s.expect(ConnectionMethod.Open.class);
            s.send(0, new ConnectionMethod.OpenOk());
            farewell(s);
        })) {
            WireOptions options = options(server)
                    .channelMax(77)
                    .frameMax(100_000)
                    .heartbeatSeconds(5)
                    .build();
            WireConnection.open(options, told).close(SOON);
            server.join();
        }
    }

    @Test
    void oneLoopServesManyConnectionsAndStays() throws Exception {
        WireLoop loop = WireLoop.shared("shared");
        for (int i : IntStream.range(0, 3).toArray()) {
            try (Script one = Script.afterLogin(0, ScriptedServerTest::farewell);
                    Script two = Script.afterLogin(0, ScriptedServerTest::farewell)) {
                WireConnection first = WireConnection.open(options(one).build(), told, loop);
                WireConnection second = WireConnection.open(options(two).build(), told, loop);
                AtomicReference<Boolean> same = new AtomicReference<>();
                first.execute(() -> same.set(second.onLoop()));
                eventually("it is the same thread, round " + i, () -> Boolean.TRUE.equals(same.get()));
                first.close(SOON);
                second.close(SOON);
            }
        }
        loop.close();
    }
}
