package io.leveret.tck.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.leveret.amqp.BasicMethod;
import io.leveret.amqp.ChannelMethod;
import io.leveret.amqp.ConfirmMethod;
import io.leveret.amqp.Properties;
import io.leveret.amqp.QueueMethod;
import io.leveret.amqp.Table;
import io.leveret.amqp.Timestamp;
import io.leveret.amqp.TxMethod;
import io.leveret.amqp.Unsigned;
import io.leveret.tck.Eventually;
import java.math.BigDecimal;
import java.util.List;

class PublishingTest extends WireTest {
    private static final Properties ALL = Properties.builder()
            .contentType("text/plain")
            .contentEncoding("utf-8")
            .headers(Table.of("h", 1))
            .deliveryMode(2)
            .priority(3)
            .correlationId("correlation")
            .replyTo("reply")
            .expiration("60000")
            .messageId("id")
            .timestamp(1_700_000_000L)
            .type("type")
            .userId("guest")
            .appId("app")
            .clusterId("cluster")
            .build();

    // ---- returns and confirms

    @Rule(64)
    void whatCannotBeRoutedIsReturnedBeforeItsAck() {
        var peer = peer();
        confirms(peer);
        String nowhere = fresh("nowhere");
        peer.send(new BasicMethod.Publish("", nowhere, true, false), ALL, "come back");
        var returned = peer.expectMessage(BasicMethod.Return.class).is("come back");
        assertEquals(new BasicMethod.Return(312, "NO_ROUTE", "", nowhere), returned.returned());
        assertArrayEquals(ALL.raw(), returned.properties().raw());
        peer.expect(BasicMethod.Ack.class, ack -> assertEquals(1, ack.deliveryTag()));
    }

    @Rule(64)
    void whatCannotBeRoutedAndNeedNotIsAcked() {
        var peer = peer();
        confirms(peer);
        publish(peer, "", fresh("nowhere"), "lost");
        peer.expect(BasicMethod.Ack.class, ack -> assertEquals(1, ack.deliveryTag()));
    }

    @Rule(64)
    void ackNumbersBeginWithOneAtSelect() {
        var peer = peer();
        String queue = queue(peer);
        publish(peer, "", queue, "before");
        confirms(peer);
        for (int i = 1; i <= 10; i++) publish(peer, "", queue, "" + i);
        expectAck(peer, 10);
        confirms(peer);
        publish(peer, "", queue, "more");
        expectAck(peer, 11);
        peer.send(new ConfirmMethod.Select(true)).sync();
        assertReady(12, peer, queue);
    }

    @Rule(64)
    void withoutConfirmsAnUnroutableMessageIsReturnedAllTheSame() {
        var peer = peer();
        String queue = queue(peer);
        peer.send(new BasicMethod.Publish("", queue, true, false), RawPeer.NONE, "routed");
        peer.send(new BasicMethod.Publish("amq.direct", fresh("k"), true, false), RawPeer.NONE, "not routed");
        peer.expectMessage(BasicMethod.Return.class).is("not routed");
        assertHolds(peer, queue, "routed");
    }

    @Rule(65)
    void immediateIsNotImplemented() {
        peer().send(new BasicMethod.Publish("", "q", false, true), RawPeer.NONE, "m")
                .expectConnectionClose(540, "NOT_IMPLEMENTED - immediate=true", 60, 40);
    }

    @Rule(66)
    void whatIsDroppedByLimitTimeDeletionPurgeOrRejectionIsConfirmed() {
        var peer = peer();
        confirms(peer);
        String limited = queue(peer, "x-max-length", 1);
        String fleeting = queue(peer, "x-message-ttl", 0);
        String soon = queue(peer, "x-message-ttl", 1);
        long number = 0;
        for (String queue : List.of(limited, fleeting, soon, limited, fleeting, soon)) {
            publish(peer, "", queue, "m");
            number++;
        }
        expectAck(peer, number);
        String purged = queue(peer);
        publish(peer, "", purged, "m");
        peer.send(new QueueMethod.Purge(purged, true));
        expectAck(peer, ++number);
        String deleted = queue(peer);
        publish(peer, "", deleted, "m");
        peer.send(new QueueMethod.Delete(deleted, false, false, true));
        expectAck(peer, ++number);
        String rejected = queue(peer);
        var rejecting = peer();
        consume(rejecting, rejected, "c");
        publish(peer, "", rejected, "m");
        reject(rejecting, delivery(rejecting));
        expectAck(peer, ++number);
    }

    // ---- transactions

    @Rule(67)
    void confirmsAndTransactionsExcludeEachOther() {
        var peer = peer();
        transactions(peer);
        peer.send(new ConfirmMethod.Select(false))
                .expectChannelClose(406, "PRECONDITION_FAILED - cannot switch from tx to confirm mode", 85, 10)
                .channel(1);
        confirms(peer);
        peer.send(new TxMethod.Select())
                .expectChannelClose(406, "PRECONDITION_FAILED - cannot switch from confirm to tx mode", 90, 10);
    }

    @Rule(67)
    void committingNeedsATransaction() {
        String text = "PRECONDITION_FAILED - channel is not transactional";
        peer().send(new TxMethod.Commit()).expectChannelClose(406, text, 90, 20);
        peer().send(new TxMethod.Rollback()).expectChannelClose(406, text, 90, 30);
    }

    @Rule(68)
    void publishesAndAcksTakeEffectAtCommit() {
        var peer = peer();
        var outside = peer();
        String in = queue(peer);
        String out = queue(peer);
        fill(peer, in, "m");
        transactions(peer);
        publish(peer, "", out, "1");
        publish(peer, "", out, "2");
        ack(peer, get(peer, in));
        peer.sync();
        assertReady(0, outside, out);
        commit(peer);
        assertHolds(outside, out, "1", "2");
        peer.send(new BasicMethod.Recover(true)).expect(BasicMethod.RecoverOk.class);
        assertEmpty(peer, in);
    }

    @Rule(68)
    void returnsComeBeforeCommitOk() {
        var peer = peer();
        transactions(peer);
        peer.send(new BasicMethod.Publish("", fresh("nowhere"), true, false), RawPeer.NONE, "m")
                .sync();
        peer.send(new TxMethod.Commit());
        peer.expectMessage(BasicMethod.Return.class).is("m");
        peer.expect(TxMethod.CommitOk.class);
    }

    @Rule(68)
    void rollingBackLeavesDeliveriesUnackedAndDropsPublishes() {
        var peer = peer();
        String queue = queue(peer);
        fill(peer, queue, "1");
        transactions(peer);
        var message = get(peer, queue).is("1");
        ack(peer, message);
        publish(peer, "", queue, "2");
        rollback(peer);
        assertEmpty(peer, queue);
        ack(peer, message);
        commit(peer);
        peer.send(new BasicMethod.Recover(true)).expect(BasicMethod.RecoverOk.class);
        assertEmpty(peer, queue);
    }

    @Rule(68)
    void closingTheChannelRollsBackAndRequeues() {
        var peer = peer();
        String queue = queue(peer);
        fill(peer, queue, "1");
        transactions(peer);
        ack(peer, get(peer, queue).is("1"));
        publish(peer, "", queue, "2");
        peer.send(new ChannelMethod.Close(200, "bye", 0, 0)).expect(ChannelMethod.CloseOk.class);
        peer.channel(1);
        take(peer, queue).is("1", true);
        assertEmpty(peer, queue);
    }

    @Rule(68)
    void requeuingInATransactionHappensAtCommit() {
        var peer = peer();
        String queue = queue(peer);
        fill(peer, queue, "1", "2");
        transactions(peer);
        requeue(peer, get(peer, queue).is("1"));
        take(peer, queue).is("2");
        assertEmpty(peer, queue);
        commit(peer);
        take(peer, queue).is("1", true);
    }

    @Rule(68)
    void acksOutOfOrderKeepTheQueuesOrder() {
        var peer = peer();
        String queue = queue(peer);
        fill(peer, queue, "1", "2", "3", "4");
        transactions(peer);
        var messages = List.of(get(peer, queue), get(peer, queue), get(peer, queue), get(peer, queue));
        requeue(peer, messages.get(3));
        ack(peer, messages.get(2));
        requeue(peer, messages.get(0));
        requeue(peer, messages.get(1));
        commit(peer);
        assertHolds(peer, queue, "1", "2", "4");
    }

    @Rule(68)
    void committingToADeletedQueueSucceeds() {
        var peer = peer();
        String queue = queue(peer);
        transactions(peer);
        publish(peer, "", queue, "m");
        delete(peer, queue);
        commit(peer);
    }

    @Rule(68)
    void aMissingExchangeIsAnErrorWhenPublishing() {
        var peer = peer();
        transactions(peer);
        publish(peer, fresh("x"), "k", "m");
        peer.expectChannelClose(404, "NOT_FOUND - no exchange", 60, 40);
    }

    // ---- properties

    @Rule(69)
    void theUserMustBeTheOneWhoLoggedIn() {
        var peer = peer();
        publish(peer, "", "q", Properties.builder().userId("other").build(), "m");
        peer.expectChannelClose(
                406,
                "PRECONDITION_FAILED - user_id property set to 'other' but authenticated user was 'guest'",
                60,
                40);
    }

    @Rule(69)
    void anImpersonatorMaySpeakForOthers() {
        var peer = peer(Login.as("impersonating"));
        String queue = queue(peer);
        publish(peer, "", queue, Properties.builder().userId("other").build(), "m");
        assertEquals("other", take(peer, queue).properties().userId());
        delete(peer, queue);
    }

    private static Properties expiring(String expiration) {
        return Properties.builder().expiration(expiration).build();
    }

    @Rule(70)
    void anExpirationIsAStringOfDigits() {
        for (String wrong : List.of("abc", "-1", "", " 1", "1s", "99999999999999")) {
            var peer = peer();
            publish(peer, "", "q", expiring(wrong), "m");
            peer.expectChannelClose(406, "PRECONDITION_FAILED - invalid expiration '" + wrong + "'", 60, 40);
        }
    }

    @Rule(70)
    void zeroExpiresAtOnceUnlessAConsumerWaits() {
        var peer = peer();
        String queue = queue(peer);
        publish(peer, "", queue, expiring("0"), "gone");
        assertEmpty(peer, queue);
        consumeWithoutAck(peer, queue, "c");
        publish(peer, "", queue, expiring("0"), "handed over");
        delivery(peer).is("handed over");
    }

    @Rule(70)
    void theShorterOfQueueTimeAndExpirationCounts() {
        var peer = peer();
        String impatient = queue(peer, "x-message-ttl", 50);
        String patient = queue(peer, "x-message-ttl", 600_000);
        publish(peer, "", impatient, expiring("600000"), "a");
        publish(peer, "", patient, expiring("50"), "b");
        Eventually.eventually("both are gone", () -> ready(peer, impatient) == 0 && ready(peer, patient) == 0);
    }

    @Rule(70)
    void expiredMessagesLeaveFromTheHeadOnly() {
        var peer = peer();
        String queue = queue(peer);
        publish(peer, "", queue, "stays");
        publish(peer, "", queue, expiring("1"), "expired behind it");
        peer.expectNothing(RawPeer.MOMENT);
        assertReady(2, peer, queue);
        take(peer, queue).is("stays");
        Eventually.eventually("the head expired", () -> ready(peer, queue) == 0);
    }

    @Rule(70)
    void requeuingDoesNotRenewTheTimeToLive() {
        var peer = peer();
        String queue = queue(peer, "x-message-ttl", 300);
        publish(peer, "", queue, "m");
        long end = System.nanoTime() + RawPeer.PATIENCE.toNanos();
        int times = 0;
        while (System.nanoTime() < end) {
            peer.send(new BasicMethod.Get(queue, false));
            var answer = peer.any();
            if (answer.method() instanceof BasicMethod.GetEmpty) break;
            requeue(peer, answer);
            times++;
            peer.expectNothing(RawPeer.MOMENT.dividedBy(5));
        }
        assertBetween(1, 20, times, "times it came back");
    }

    @Rule(71)
    void headersPassUnchanged() {
        var headers = Table.of(
                "boolean",
                true,
                "byte",
                (byte) -5,
                "short",
                (short) -500,
                "int",
                70_000,
                "small long",
                5L,
                "long",
                Long.MIN_VALUE,
                "float",
                1.5f,
                "double",
                -2.25,
                "decimal",
                new BigDecimal("12.34"),
                "text",
                "grüße",
                "time",
                new Timestamp(1_700_000_000L),
                "list",
                List.of(1, "two", List.of(3L), Table.of("four", 4)),
                "table",
                Table.of("inner", Table.of("innermost", Table.VOID)),
                "void",
                Table.VOID,
                "",
                "a name of no length");
        var peer = peer();
        String queue = queue(peer);
        var sent = headers(headers);
        publish(peer, "", queue, sent, "m");
        var received = take(peer, queue).properties();
        assertEquals(headers, received.headers());
        assertArrayEquals(sent.raw(), received.raw());
    }

    private static Properties headers(Table headers) {
        return Properties.builder().headers(headers).build();
    }

    @Rule(71)
    @LeveretOnly("unsigned widths stay as they came; RabbitMQ rewrites some")
    void unsignedNumbersPassUnchanged() {
        var headers = Table.of(
                "B", new Unsigned('B', 200), "u", new Unsigned('u', 60_000), "i", new Unsigned('i', 4_000_000_000L));
        var peer = peer();
        String queue = queue(peer);
        publish(peer, "", queue, headers(headers), "m");
        assertEquals(headers, take(peer, queue).headers());
    }

    @Rule(71)
    void allPropertiesPassUnchanged() {
        var peer = peer();
        String queue = queue(peer);
        publish(peer, "", queue, ALL, "m");
        assertArrayEquals(ALL.raw(), take(peer, queue).properties().raw());
        publish(peer, "", queue, Properties.EMPTY, "m");
        assertArrayEquals(Properties.EMPTY.raw(), take(peer, queue).properties().raw());
    }

    @Rule(72)
    void theHighestPriorityComesFirst() {
        var peer = peer();
        String queue = queue(peer, "x-max-priority", 5);
        for (int priority : List.of(1, 9, 0, 5, 3)) publish(peer, "", queue, prioritized(priority), "p" + priority);
        publish(peer, "", queue, "none");
        assertHolds(peer, queue, "p9", "p5", "p3", "p1", "p0", "none");
    }

    @Rule(72)
    void aRequeuedMessageKeepsItsPriority() {
        var peer = peer();
        String queue = queue(peer, "x-max-priority", 5);
        publish(peer, "", queue, prioritized(2), "a");
        publish(peer, "", queue, prioritized(2), "b");
        var a = get(peer, queue).is("a");
        publish(peer, "", queue, prioritized(3), "c");
        requeue(peer, a);
        assertHolds(peer, queue, "c", "a", "b");
    }

    @Rule(72)
    void thereMayBe255Levels() {
        var peer = peer();
        String queue = queue(peer, "x-max-priority", 255);
        for (int priority : List.of(0, 254, 128, 255, 1))
            publish(peer, "", queue, prioritized(priority), "p" + priority);
        assertHolds(peer, queue, "p255", "p254", "p128", "p1", "p0");
    }

    private static Properties prioritized(int priority) {
        return Properties.builder().priority(priority).build();
    }
}
