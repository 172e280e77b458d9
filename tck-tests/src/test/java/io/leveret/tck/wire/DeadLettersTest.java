package io.leveret.tck.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leveret.amqp.ExchangeMethod;
import io.leveret.amqp.Properties;
import io.leveret.amqp.Table;
import io.leveret.amqp.Timestamp;
import java.util.ArrayList;
import java.util.List;

class DeadLettersTest extends WireTest {

    private static void awaitReady(RawPeer peer, String queue, int count) {
        assertReady(count, peer, queue);
    }

    private static List<Table> deaths(Message message) {
        var deaths = new ArrayList<Table>();
        for (Object death : assertInstanceOf(List.class, message.headers().get("x-death"))) deaths.add((Table) death);
        return deaths;
    }

    /** A queue whose dead letters go straight to another one. */
    private static String queueTo(RawPeer peer, String letters, Object... more) {
        var arguments =
                new ArrayList<Object>(List.of("x-dead-letter-exchange", "", "x-dead-letter-routing-key", letters));
        arguments.addAll(List.of(more));
        return queue(peer, arguments.toArray());
    }

    @Rule(73)
    void aRejectedMessageTellsItsDeath() {
        var peer = peer();
        String letters = queue(peer);
        String exchange = exchange(peer, "direct");
        String queue = queueTo(peer, letters);
        bind(peer, queue, exchange, "key");
        publish(peer, exchange, "key", headers("kept", "yes"), "m");
        long before = System.currentTimeMillis() / 1000;
        reject(peer, get(peer, queue));
        awaitReady(peer, letters, 1);
        var message = take(peer, letters).is("m");
        assertEquals("", message.got().exchange());
        assertEquals(letters, message.got().routingKey());
        assertEquals("yes", message.headers().get("kept"));
        assertEquals(exchange, message.headers().get("x-first-death-exchange"));
        assertEquals(queue, message.headers().get("x-first-death-queue"));
        assertEquals("rejected", message.headers().get("x-first-death-reason"));
        assertEquals(1, deaths(message).size());
        Table death = deaths(message).get(0);
        assertEquals(1L, death.get("count"));
        assertEquals("rejected", death.get("reason"));
        assertEquals(queue, death.get("queue"));
        assertEquals(exchange, death.get("exchange"));
        assertEquals(List.of("key"), death.get("routing-keys"));
        assertBetween(
                before - 1,
                before + 60,
                assertInstanceOf(Timestamp.class, death.get("time")).seconds(),
                "the time of death");
    }

    @Rule(73)
    void anExpiredMessageTellsItsExpirationAndLosesIt() {
        var peer = peer();
        String letters = queue(peer);
        String queue = queueTo(peer, letters);
        publish(peer, "", queue, Properties.builder().expiration("10").build(), "m");
        awaitReady(peer, letters, 1);
        var message = take(peer, letters).is("m");
        assertFalse(message.properties().has(Properties.Field.EXPIRATION));
        Table death = deaths(message).get(0);
        assertEquals("expired", death.get("reason"));
        assertEquals("10", death.get("original-expiration"));
    }

    @Rule(73)
    void eachQueueAndReasonHasOneEntryWithACountAndTheNewestComesFirst() {
        var peer = peer();
        String last = queue(peer);
        String second = queueTo(peer, last);
        String first = queueTo(peer, second);
        publish(peer, "", first, "m");
        reject(peer, get(peer, first));
        awaitReady(peer, second, 1);
        reject(peer, get(peer, second));
        awaitReady(peer, last, 1);
        var message = take(peer, last);
        assertEquals(
                List.of(second, first),
                deaths(message).stream().map(d -> d.get("queue")).toList());
        // Once more the same way, as a client does that publishes what it got.
        publish(peer, "", first, message.properties(), "m");
        reject(peer, get(peer, first));
        awaitReady(peer, second, 1);
        var again = deaths(take(peer, second));
        assertEquals(
                List.of(first, second), again.stream().map(d -> d.get("queue")).toList());
        assertEquals(List.of(2L, 1L), again.stream().map(d -> d.get("count")).toList());
    }

    @Rule(73)
    void countsGoOnAcrossCycles() {
        var peer = peer();
        String retry = fresh("retry");
        String work = queueTo(peer, retry);
        declare(peer, retry, "x-message-ttl", 1, "x-dead-letter-exchange", "", "x-dead-letter-routing-key", work);
        publish(peer, "", work, "m");
        for (long round = 1; round <= 3; round++) {
            reject(peer, get(peer, work));
            awaitReady(peer, work, 1);
            var message = get(peer, work);
            var deaths = deaths(message);
            assertEquals(
                    List.of(retry, work),
                    deaths.stream().map(d -> d.get("queue")).toList());
            assertEquals(
                    List.of(round, round),
                    deaths.stream().map(d -> d.get("count")).toList());
            requeue(peer, message);
        }
    }

    @Rule(73)
    void aDeathHeaderThatIsNoneIsReplaced() {
        var peer = peer();
        String letters = queue(peer);
        String queue = queueTo(peer, letters);
        for (Object odd : List.of("text", 5, Table.of("a", 1))) {
            publish(peer, "", queue, headers("x-death", odd), "m");
            reject(peer, get(peer, queue));
            awaitReady(peer, letters, 1);
            assertEquals(queue, deaths(take(peer, letters)).get(0).get("queue"));
        }
    }

    @Rule(74)
    void withoutAKeyOfItsOwnTheLetterKeepsItsKeyAndCopies() {
        var peer = peer();
        String letters = queue(peer);
        String exchange = exchange(peer, "direct");
        String copies = queue(peer);
        String queue = queue(peer, "x-dead-letter-exchange", exchange);
        bind(peer, letters, exchange, queue);
        bind(peer, copies, exchange, "copy");
        publish(peer, "", queue, headers("CC", List.of("copy")), "m");
        reject(peer, get(peer, queue));
        awaitReady(peer, letters, 1);
        awaitReady(peer, copies, 1);
        assertEquals(queue, take(peer, letters).is("m").got().routingKey());
        var copy = take(peer, copies).is("m");
        assertEquals(List.of(queue, "copy"), deaths(copy).get(0).get("routing-keys"));
    }

    @Rule(74)
    void withAKeyOfItsOwnTheCopiesEnd() {
        var peer = peer();
        String letters = queue(peer);
        String copies = queue(peer);
        String queue = queueTo(peer, letters);
        publish(peer, "", queue, headers("CC", List.of(copies)), "m");
        take(peer, copies).is("m");
        reject(peer, get(peer, queue));
        awaitReady(peer, letters, 1);
        assertFalse(take(peer, letters).is("m").headers().contains("CC"));
        assertReady(0, peer, copies);
    }

    @Rule(74)
    void aMissingExchangeDropsAndMayBeMadeLater() {
        var peer = peer();
        String exchange = fresh("x");
        String letters = queue(peer);
        String queue = queue(peer, "x-dead-letter-exchange", exchange);
        fill(peer, queue, "dropped", "kept");
        reject(peer, get(peer, queue).is("dropped"));
        assertReady(1, peer, queue);
        peer.send(exchanging(exchange, "fanout")).expect(ExchangeMethod.DeclareOk.class);
        bind(peer, letters, exchange, "");
        reject(peer, get(peer, queue).is("kept"));
        awaitReady(peer, letters, 1);
        assertHolds(peer, letters, "kept");
    }

    @Rule(74)
    void aCyclingMessageThatNobodyRejectedIsDropped() {
        var peer = peer();
        String queue = fresh("q");
        declare(peer, queue, "x-message-ttl", 1, "x-dead-letter-exchange", "", "x-dead-letter-routing-key", queue);
        publish(peer, "", queue, "m");
        awaitReady(peer, queue, 0);
        peer.expectNothing(RawPeer.MOMENT);
        assertEmpty(peer, queue);
    }

    @Rule(74)
    void aCycleWithARejectionGoesOn() {
        var peer = peer();
        String queue = fresh("q");
        declare(peer, queue, "x-dead-letter-exchange", "", "x-dead-letter-routing-key", queue);
        publish(peer, "", queue, "m");
        for (long round = 1; round <= 3; round++) {
            reject(peer, get(peer, queue).is("m"));
            awaitReady(peer, queue, 1);
        }
        assertEquals(3L, deaths(take(peer, queue)).get(0).get("count"));
    }

    @Rule(75)
    void deadLettersKeepTheirOrderAndComePromptly() {
        var peer = peer();
        String letters = queue(peer);
        int ttl = 1000;
        String queue = queueTo(peer, letters, "x-message-ttl", ttl);
        consumeWithoutAck(peer, letters, "c");
        long before = System.nanoTime();
        for (int i = 0; i < 50; i++) publish(peer, "", queue, "" + i);
        long after = System.nanoTime();
        for (int i = 0; i < 50; i++) delivery(peer).is("" + i);
        long now = System.nanoTime();
        assertTrue(now - before >= ttl * 1_000_000L, "too early");
        // A fifth of the time to live, and as much again for a machine that does other things too.
        assertBetween(0, 2 * ttl / 5, (now - after) / 1_000_000 - ttl, "milliseconds too late");
    }
}
