package io.leveret.tck.wire;

import static io.leveret.amqp.LeveretMethod.FAILED;
import static io.leveret.amqp.LeveretMethod.SEEN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leveret.amqp.BasicMethod;
import io.leveret.amqp.ExchangeMethod;
import io.leveret.amqp.Properties;
import io.leveret.amqp.Table;
import io.leveret.amqp.Timestamp;
import java.util.List;

class RedeliveryTest extends ExtensionTest {

    private static Table death(Message dead) {
        return (Table) ((List<?>) dead.properties().headers().get("x-death")).get(0);
    }

    private static void fail(RawPeer peer, String tag, int times, Object... reason) {
        for (int i = 0; i < times; i++) giveBack(peer, receive(peer, tag), FAILED, reason);
        // Dead letters arrive at the end of the turn.
        peer.sync();
    }

    private static void consumeBy(RawPeer peer, String queue, String tag, Object... more) {
        Table.Builder all = Table.builder().put("x-credit", true).put("x-counts", true);
        for (int i = 0; i < more.length; i += 2) all.put((String) more[i], more[i + 1]);
        peer.send(new BasicMethod.Consume(queue, tag, false, false, false, false, all.build()))
                .expect(BasicMethod.ConsumeOk.class);
    }

    @Protocol("L1")
    void aConsumersLimitSendsWhatFailsTooOftenToItsDeadLetterQueue() {
        var peer = speaker();
        String queue = queue(peer);
        String dead = "DLQ." + queue;
        fill(peer, queue, "bad", "good");
        consumeBy(peer, queue, "c", "x-delivery-limit", 2, "x-dead-letter-queue", dead);
        fail(peer, "c", 2);
        assertEquals(2, attempts(receive(peer, "c").is("bad", true)));
        peer.send(new BasicMethod.Nack(0, true, true));
        receive(peer, "c").is("good", false);
        take(peer, dead).is("bad");
        delete(peer, dead);
    }

    @Protocol("L1")
    void onlyFailuresCount() {
        var peer = speaker();
        String queue = queue(peer);
        fill(peer, queue, "m");
        consumeBy(peer, queue, "c", "x-delivery-limit", 0, "x-dead-letter-queue", "DLQ." + queue);
        for (int i = 0; i < 5; i++) giveBack(peer, receive(peer, "c").is("m"), SEEN);
        fail(peer, "c", 1);
        take(peer, "DLQ." + queue).is("m");
        delete(peer, "DLQ." + queue);
    }

    @Protocol("L2")
    void theQueuesWordGoesBeforeTheConsumers() {
        var peer = speaker();
        String dead = fresh("dead");
        declare(peer, dead);
        String queue = queue(peer, "x-delivery-limit", 0, "x-dead-letter-queue", dead);
        fill(peer, queue, "m");
        consumeBy(peer, queue, "c", "x-delivery-limit", 9, "x-dead-letter-queue", "DLQ." + queue);
        fail(peer, "c", 1);
        take(peer, dead).is("m");
    }

    @Protocol("L2")
    void aDeadLetterExchangeGoesBeforeADeadLetterQueue() {
        var peer = speaker();
        String dead = fresh("dead");
        declare(peer, dead);
        String queue = queue(peer, "x-dead-letter-exchange", "", "x-dead-letter-routing-key", dead);
        fill(peer, queue, "m");
        consumeBy(peer, queue, "c", "x-delivery-limit", 0, "x-dead-letter-queue", "DLQ." + queue);
        fail(peer, "c", 1);
        take(peer, dead).is("m");
    }

    @Protocol("L2")
    void whatIsRejectedForGoodGoesThereToo() {
        var peer = speaker();
        String queue = queue(peer);
        fill(peer, queue, "m");
        consumeBy(peer, queue, "c", "x-dead-letter-queue", "DLQ." + queue);
        reject(peer, receive(peer, "c"));
        peer.sync();
        take(peer, "DLQ." + queue).is("m");
        delete(peer, "DLQ." + queue);
    }

    @Protocol("L3")
    void theDeadLetterTellsWhyWhereFromHowOftenAndWhen() {
        var peer = speaker();
        String queue = queue(peer);
        publish(peer, "amq.fanout", "", "nobody");
        bind(peer, queue, "amq.direct", "key");
        long before = System.currentTimeMillis() / 1000;
        publish(
                peer,
                "amq.direct",
                "key",
                Properties.builder().headers(Table.of("mine", 1)).build(),
                "m");
        assertReady(1, peer, queue);
        consumeBy(peer, queue, "c", "x-delivery-limit", 1, "x-dead-letter-queue", "DLQ." + queue);
        fail(peer, "c", 1, "exception", "java.lang.IllegalStateException", "message", "first");
        fail(peer, "c", 1, "exception", "java.lang.NullPointerException", "message", "no \u00e9t\u00e9");
        peer.sync();
        var dead = take(peer, "DLQ." + queue).is("m", false);
        long after = System.currentTimeMillis() / 1000;
        Table headers = dead.properties().headers();
        assertEquals(1, headers.get("mine"));
        assertEquals("java.lang.NullPointerException", headers.get("x-exception"));
        assertEquals("no \u00e9t\u00e9", headers.get("x-exception-message"));
        assertEquals("delivery_limit", headers.get("x-first-death-reason"));
        assertEquals(queue, headers.get("x-first-death-queue"));
        Table death = death(dead);
        assertEquals("delivery_limit", death.get("reason"));
        assertEquals(queue, death.get("queue"));
        assertEquals("amq.direct", death.get("exchange"));
        assertEquals(List.of("key"), death.get("routing-keys"));
        assertEquals(1L, death.get("count"));
        assertBetween(before, after, ((Timestamp) death.get("time")).seconds(), "first time");
        assertBetween(before, after, ((Timestamp) death.get("last-time")).seconds(), "last time");
        delete(peer, "DLQ." + queue);
    }

    @Protocol("L3")
    void aReasonIsForgottenWhenTheMessageLives() {
        var peer = speaker();
        String queue = queue(peer);
        fill(peer, queue, "m");
        consumeByCredit(peer, queue, "c");
        giveBack(peer, receive(peer, "c"), FAILED, "exception", "java.lang.Exception");
        assertFalse(receive(peer, "c").properties().headers().contains("x-exception"));
    }

    @Protocol("L3")
    void aLongReasonIsCut() {
        var peer = speaker();
        String queue = queue(peer);
        fill(peer, queue, "m");
        consumeBy(peer, queue, "c", "x-delivery-limit", 0, "x-dead-letter-queue", "DLQ." + queue);
        fail(peer, "c", 1, "message", "x".repeat(2_000));
        peer.sync();
        var dead = take(peer, "DLQ." + queue);
        assertEquals("x".repeat(500), dead.properties().headers().get("x-exception-message"));
        delete(peer, "DLQ." + queue);
    }

    @Protocol("L4")
    void anotherDeadLetterQueueThanTheConventionalNeedsRights() {
        var owner = peer();
        String queue = queue(owner);
        String user = "limited";
        server.operator().permissions(user, "^$", "^$", "^" + queue + "$");
        var peer = peer(Login.as(user).speakingLeveret());
        consumeBy(peer, queue, "c", "x-delivery-limit", 1, "x-dead-letter-queue", "DLQ." + queue);
        peer.send(new BasicMethod.Consume(
                        queue, "d", false, false, false, false, Table.of("x-dead-letter-queue", "other")))
                .expectChannelClose(403, "ACCESS_REFUSED - access to queue 'other' in vhost '/' refused", 60, 20);
    }

    @Protocol("L4")
    void whatCannotBeIs406() {
        var peer = speaker();
        String queue = queue(peer);
        refused(peer, queue, "x-delivery-limit", -1, "-1 is negative, at least 0 is allowed");
        refused(peer, queue, "x-delivery-limit", "3", "\"expected integer, got longstr\"");
        refused(peer, queue, "x-dead-letter-queue", "amq.mine", "'amq.mine' cannot be declared");
        refused(peer, queue, "x-dead-letter-queue", "", "'' cannot be declared");
        refused(peer, queue, "x-redelivery-delay", -5, "-5 is negative");
        refused(peer, queue, "x-redelivery-multiplier", 0.5, "0.5 is not allowed");
        refused(peer, queue, "x-redelivery-multiplier", Double.NaN, "NaN is not allowed");
        refused(peer, queue, "x-redelivery-delay-max", true, "\"expected integer, got bool\"");
    }

    private static void refused(RawPeer peer, String queue, String argument, Object value, String why) {
        String text = "PRECONDITION_FAILED - invalid arg '" + argument + "' for queue '" + queue + "' in vhost '/': ";
        peer.send(new BasicMethod.Consume(queue, "c", false, false, false, false, Table.of(argument, value)))
                .expectChannelClose(406, text + why, 60, 20);
        peer.channel(1);
    }

    @Protocol("L5")
    void whatFailedComesAgainAfterItsDelayAndHoldsBackNobody() {
        var peer = speaker();
        String queue = queue(peer);
        fill(peer, queue, "1", "2");
        consumeBy(peer, queue, "c", "x-redelivery-delay", 300, "x-redelivery-multiplier", 2.0);
        long failed = System.nanoTime();
        giveBack(peer, receive(peer, "c").is("1"), FAILED);
        receive(peer, "c").is("2");
        drain(peer, "c", 1);
        expectDrained(peer, "c", 1);
        credit(peer, "c", 1);
        var again = delivery(peer).is("1", true);
        assertBetween(300, 1_000, (System.nanoTime() - failed) / 1_000_000, "first delay");
        failed = System.nanoTime();
        giveBack(peer, again, FAILED);
        credit(peer, "c", 1);
        delivery(peer).is("1", true);
        assertBetween(600, 1_500, (System.nanoTime() - failed) / 1_000_000, "second delay");
    }

    @Protocol("L5")
    void theDelayDoesNotOutgrowItsMost() {
        var peer = speaker();
        String queue =
                queue(peer, "x-redelivery-delay", 60_000, "x-redelivery-multiplier", 10, "x-redelivery-delay-max", 100);
        fill(peer, queue, "1");
        consumeByCredit(peer, queue, "c");
        fail(peer, "c", 1);
        credit(peer, "c", 1);
        giveBack(peer, delivery(peer), FAILED);
        credit(peer, "c", 1);
        assertEquals(2, attempts(delivery(peer)));
    }

    @Protocol("L5")
    void itComesAgainWhereItStood() {
        var peer = speaker();
        String queue = queue(peer);
        fill(peer, queue, "1", "2", "3");
        consumeBy(peer, queue, "c", "x-redelivery-delay", 50);
        giveBack(peer, receive(peer, "c"), FAILED);
        assertReady(3, peer, queue);
        assertHolds(peer, queue, "1", "2", "3");
    }

    // ---- the queue's own business

    private static Properties jms(int priority) {
        return Properties.builder()
                .headers(Table.of("x-jms", (byte) 1))
                .priority(priority)
                .build();
    }

    @Protocol("Q1")
    void prioritiesOfJmsCountWhereNobodyHasDeclaredAny() {
        var peer = peer();
        String queue = queue(peer);
        publish(peer, "", queue, headers("x-jms", (byte) 1), "four");
        publish(peer, "", queue, jms(3), "three");
        publish(peer, "", queue, Properties.builder().priority(9).build(), "not of JMS, so in the middle");
        publish(peer, "", queue, jms(9), "nine");
        publish(peer, "", queue, jms(200), "more than nine is nine");
        publish(peer, "", queue, jms(5), "five");
        publish(peer, "", queue, jms(0), "zero");
        assertReady(7, peer, queue);
        assertHolds(
                peer,
                queue,
                "nine",
                "more than nine is nine",
                "five",
                "four",
                "not of JMS, so in the middle",
                "three",
                "zero");
    }

    @Protocol("Q2")
    void whoseLifeEndsBeforeItsDelayIsSeenByNobody() {
        var peer = peer();
        String dead = queue(peer);
        String queue = queue(peer, "x-dead-letter-exchange", "", "x-dead-letter-routing-key", dead);
        consume(peer, queue, "c");
        Table delayed = Table.of("x-delay", 400);
        Properties.Builder properties = Properties.builder().headers(delayed);
        publish(peer, "", queue, properties.expiration("100").build(), "short");
        assertReady(1, peer, dead);
        assertEquals("expired", death(take(peer, dead).is("short")).get("reason"));
        publish(peer, "", queue, properties.expiration("60000").build(), "long");
        delivery(peer).is("long");
    }

    @Protocol("Q2")
    void inADelayedExchangeLifeBeginsAfterTheDelay() {
        var peer = peer();
        String queue = queue(peer);
        String exchange = fresh("delayed");
        peer.send(exchanging(exchange, "x-delayed-message", "x-delayed-type", "fanout"))
                .expect(ExchangeMethod.DeclareOk.class);
        bind(peer, queue, exchange, "");
        consume(peer, queue, "c");
        Properties properties = Properties.builder()
                .headers(Table.of("x-delay", 200))
                .expiration("100")
                .build();
        publish(peer, exchange, "", properties, "m");
        delivery(peer).is("m");
        assertTrue(ready(peer, queue) == 0);
    }
}
