package io.leveret.tck.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leveret.amqp.BasicMethod;
import io.leveret.amqp.ChannelMethod;
import io.leveret.amqp.ExchangeMethod;
import io.leveret.amqp.QueueMethod;
import io.leveret.amqp.Table;
import io.leveret.tck.Eventually;
import java.util.List;

class QueuesTest extends WireTest {

    private static String noQueue(String name) {
        return "NOT_FOUND - no queue '" + name + "' in vhost '/'";
    }

    private static void assertMissing(RawPeer peer, String queue) {
        peer.send(passively(queue))
                .expectChannelClose(404, noQueue(queue), 50, 10)
                .channel(1);
    }

    private static void eventuallyMissing(RawPeer peer, String queue) {
        Eventually.eventually("queue " + queue + " is gone", () -> {
            peer.send(passively(queue));
            var answer = peer.any().method();
            if (answer instanceof ChannelMethod.Close)
                peer.send(new ChannelMethod.CloseOk()).channel(1);
            return answer instanceof ChannelMethod.Close;
        });
    }

    // ---- names

    @Rule(39)
    void theServerMakesUpNames() {
        var peer = peer();
        String one =
                peer.send(exclusively("")).expect(QueueMethod.DeclareOk.class).queue();
        String two =
                peer.send(exclusively("")).expect(QueueMethod.DeclareOk.class).queue();
        assertTrue(one.matches("amq\\.gen-[A-Za-z0-9_-]{22}"), one);
        assertFalse(one.equals(two));
    }

    @Rule(39)
    void anEmptyNameMeansTheChannelsLastDeclaredQueue() {
        var peer = peer();
        String exchange = exchange(peer, "direct");
        String queue = queue(peer);
        bind(peer, "", exchange, "");
        bind(peer, "", exchange, "key");
        publish(peer, exchange, queue, "by the queue's name");
        publish(peer, exchange, "key", "by the key");
        publish(peer, exchange, "", "by nothing");
        take(peer, "").is("by the queue's name");
        assertHolds(peer, queue, "by the key");
        peer.send(new QueueMethod.Purge("", false)).expect(QueueMethod.PurgeOk.class);
        consume(peer, "", "c");
        cancel(peer, "c");
        delete(peer, "");
        assertMissing(peer, queue);
    }

    @Rule(39)
    void anEmptyNameWithoutALastQueueIs404() {
        String text = "NOT_FOUND - no previously declared queue";
        var peer = peer();
        peer.send(new QueueMethod.Bind("", "amq.direct", "k", false, Table.EMPTY))
                .expectChannelClose(404, text, 50, 20);
        peer.channel(1).send(new QueueMethod.Purge("", false)).expectChannelClose(404, text, 50, 30);
        peer.channel(1).send(new QueueMethod.Delete("", false, false, false)).expectChannelClose(404, text, 50, 40);
        peer.channel(1).send(consuming("", "c")).expectChannelClose(404, text, 60, 20);
        peer.channel(1).send(new BasicMethod.Get("", false)).expectChannelClose(404, text, 60, 70);
    }

    @Rule(39)
    void aPassiveDeclareOfNoNameIs404() {
        peer().send(passively("")).expectChannelClose(404, noQueue(""), 50, 10);
    }

    @Rule(40)
    void aMissingQueueIs404() {
        var peer = peer();
        String missing = fresh("missing");
        String text = noQueue(missing);
        peer.send(passively(missing)).expectChannelClose(404, text, 50, 10);
        peer.channel(1)
                .send(new QueueMethod.Bind(missing, "amq.direct", "k", false, Table.EMPTY))
                .expectChannelClose(404, text, 50, 20);
        peer.channel(1).send(new QueueMethod.Purge(missing, false)).expectChannelClose(404, text, 50, 30);
        peer.channel(1).send(consuming(missing, "c")).expectChannelClose(404, text, 60, 20);
        peer.channel(1).send(new BasicMethod.Get(missing, false)).expectChannelClose(404, text, 60, 70);
    }

    @Rule(40)
    void bindingToAMissingExchangeIs404() {
        var peer = peer();
        String missing = fresh("missing");
        peer.send(new QueueMethod.Bind(queue(peer), missing, "k", false, Table.EMPTY))
                .expectChannelClose(404, "NOT_FOUND - no exchange '" + missing + "' in vhost '/'", 50, 20);
    }

    @Rule(40)
    void unbindingWhatIsNotBoundIsFine() {
        var peer = peer();
        String queue = queue(peer);
        peer.send(new QueueMethod.Unbind(queue, "amq.direct", "no such key", Table.EMPTY))
                .expect(QueueMethod.UnbindOk.class);
        peer.send(new QueueMethod.Unbind(queue, fresh("missing"), "k", Table.EMPTY))
                .expect(QueueMethod.UnbindOk.class);
    }

    // ---- declaring again

    @Rule(41)
    void declaringAgainMustAgreeInDurableAndAutoDelete() {
        var peer = peer();
        String queue = queue(peer);
        String where = " for queue '" + queue + "' in vhost '/': received 'true' but current is 'false'";
        peer.send(new QueueMethod.Declare(queue, false, true, false, false, false, Table.EMPTY))
                .expectChannelClose(406, "PRECONDITION_FAILED - inequivalent arg 'durable'" + where, 50, 10);
        peer.channel(1)
                .send(new QueueMethod.Declare(queue, false, false, false, true, false, Table.EMPTY))
                .expectChannelClose(406, "PRECONDITION_FAILED - inequivalent arg 'auto_delete'" + where, 50, 10);
    }

    @Rule(41)
    void declaringAgainExclusivelyIs405() {
        var peer = peer();
        String queue = queue(peer);
        peer.send(exclusively(queue)).expectChannelClose(405, locked(queue), 50, 10);
    }

    /** A reply text holds 255 bytes, and this one is shown whole only for short names. */
    private static String locked(String queue) {
        return "RESOURCE_LOCKED - cannot obtain exclusive access to locked queue '" + queue + "' in vhost '/'. "
                + "It could be originally declared on another connection or the exclusive property value does not "
                + "match that of the original declaration.";
    }

    @Rule(42)
    void anExclusiveQueueIsLockedForOtherConnectionsButTakesTheirMessages() {
        var owner = peer();
        String queue = fresh("q");
        owner.send(exclusively(queue)).expect(QueueMethod.DeclareOk.class);
        bind(owner, queue, "amq.direct", queue);
        var other = peer();
        String text = locked(queue);
        other.send(exclusively(queue)).expectChannelClose(405, text, 50, 10);
        other.channel(1).send(passively(queue)).expectChannelClose(405, text, 50, 10);
        other.channel(1).send(consuming(queue, "c")).expectChannelClose(405, text, 60, 20);
        other.channel(1).send(new BasicMethod.Get(queue, false)).expectChannelClose(405, text, 60, 70);
        other.channel(1)
                .send(new QueueMethod.Bind(queue, "amq.direct", "other", false, Table.EMPTY))
                .expectChannelClose(405, text, 50, 20);
        other.channel(1)
                .send(new QueueMethod.Unbind(queue, "amq.direct", queue, Table.EMPTY))
                .expectChannelClose(405, text, 50, 50);
        other.channel(1).send(new QueueMethod.Purge(queue, false)).expectChannelClose(405, text, 50, 30);
        other.channel(1)
                .send(new QueueMethod.Delete(queue, false, false, false))
                .expectChannelClose(405, text, 50, 40);
        other.channel(1);
        confirms(other);
        publish(other, "", queue, "from elsewhere");
        expectAck(other, 1);
        assertHolds(owner, queue, "from elsewhere");
    }

    // ---- arguments

    @Rule(43)
    void declaringAgainMustAgreeInTheArgumentsThatAQueueKnows() {
        var peer = peer();
        inequivalent(peer, "x-message-ttl", 1000, 2000, "received '2000' but current is '1000'");
        inequivalent(peer, "x-expires", 60_000, 70_000, "received '70000' but current is '60000'");
        inequivalent(peer, "x-max-length", 10, 20, "received '20' but current is '10'");
        inequivalent(peer, "x-max-length-bytes", 10, 20, "received '20' but current is '10'");
        inequivalent(
                peer,
                "x-overflow",
                "drop-head",
                "reject-publish",
                "received 'reject-publish' but current is 'drop-head'");
        inequivalent(peer, "x-dead-letter-exchange", "a", "b", "received 'b' but current is 'a'");
        inequivalent(peer, "x-max-priority", 5, 6, "received '6' but current is '5'");
        inequivalent(peer, "x-queue-mode", "default", "lazy", "received 'lazy' but current is 'default'");
        inequivalent(peer, "x-single-active-consumer", true, false, "received 'false' but current is 'true'");
    }

    private static void inequivalent(RawPeer peer, String argument, Object first, Object second, String text) {
        String queue = queue(peer, argument, first);
        declare(peer, queue, argument, first);
        String begin =
                "PRECONDITION_FAILED - inequivalent arg '" + argument + "' for queue '" + queue + "' in vhost '/': ";
        peer.send(declaring(queue, argument, second))
                .expectChannelClose(406, begin + text, 50, 10)
                .channel(1);
        peer.send(declaring(queue)).expectChannelClose(406, begin, 50, 10).channel(1);
        delete(peer, queue);
    }

    @Rule(43)
    void theDeadLetterKeyAndTheTypeAreComparedToo() {
        var peer = peer();
        String letters = queue(peer, "x-dead-letter-exchange", "a", "x-dead-letter-routing-key", "k");
        peer.send(declaring(letters, "x-dead-letter-exchange", "a", "x-dead-letter-routing-key", "l"))
                .expectChannelClose(
                        406, "PRECONDITION_FAILED - inequivalent arg 'x-dead-letter-routing-key' for queue", 50, 10)
                .channel(1);
        String classic = fresh("q");
        peer.send(durably(classic, "x-queue-type", "classic")).expect(QueueMethod.DeclareOk.class);
        peer.send(durably(classic, "x-queue-type", "quorum"))
                .expectChannelClose(406, "PRECONDITION_FAILED - inequivalent arg 'x-queue-type' for queue", 50, 10)
                .channel(1);
        delete(peer, classic);
    }

    @Rule(43)
    void integersOfEveryWidthAreEqualByValueButNoStringIs() {
        var peer = peer();
        String queue = queue(peer, "x-message-ttl", 100);
        declare(peer, queue, "x-message-ttl", 100L);
        declare(peer, queue, "x-message-ttl", (short) 100);
        declare(peer, queue, "x-message-ttl", (byte) 100);
        peer.send(declaring(queue, "x-message-ttl", "100")).expectChannelClose(406, "PRECONDITION_FAILED - ", 50, 10);
    }

    @Rule(43)
    void unknownArgumentsAreAcceptedAndNotCompared() {
        var peer = peer();
        String queue = queue(peer, "x-colour", "blue");
        declare(peer, queue, "x-colour", "red", "x-size", 5);
    }

    @Rule(44)
    void invalidArgumentsAreRefused() {
        for (String name :
                List.of("x-message-ttl", "x-expires", "x-max-length", "x-max-length-bytes", "x-max-priority")) {
            invalid(name, -1);
            invalid(name, "text");
        }
        invalid("x-message-ttl", 1L << 50);
        invalid("x-expires", 1L << 50);
        invalid("x-expires", 0);
        invalid("x-max-priority", 256);
        invalid("x-overflow", "sometimes");
        invalid("x-overflow", 5);
        invalid("x-dead-letter-exchange", 5);
        invalid("x-dead-letter-routing-key", "k");
        invalid("x-dead-letter-routing-key", 5);
        invalid("x-single-active-consumer", "yes");
    }

    private void invalid(String argument, Object value) {
        String queue = fresh("q");
        peer().send(declaring(queue, argument, value))
                .expectChannelClose(
                        406,
                        value instanceof Integer && argument.startsWith("x-dead-letter")
                                ? "PRECONDITION_FAILED - invalid "
                                : "PRECONDITION_FAILED - invalid arg '" + argument + "' for queue '" + queue
                                        + "' in vhost '/': ",
                        50,
                        10);
    }

    @Rule(44)
    void zeroMillisecondsToLiveAreLegal() {
        var peer = peer();
        String queue = queue(peer, "x-message-ttl", 0);
        publish(peer, "", queue, "gone");
        assertEmpty(peer, queue);
    }

    // ---- counts and deletion

    @Rule(45)
    void aPassiveDeclareCountsReadyMessagesAndConsumers() {
        var peer = peer().channel(2);
        String queue = queue(peer);
        fill(peer, queue, "1", "2", "3");
        get(peer, queue);
        var answer = peer.send(passively(queue)).expect(QueueMethod.DeclareOk.class);
        assertEquals(new QueueMethod.DeclareOk(queue, 2, 0), answer);
        var consumer = peer();
        qos(consumer, 1, false);
        consume(consumer, queue, "c");
        delivery(consumer).is("2");
        assertEquals(
                new QueueMethod.DeclareOk(queue, 1, 1),
                peer.send(declaring(queue)).expect(QueueMethod.DeclareOk.class));
    }

    private static QueueMethod.Declare autoDelete(String queue) {
        return new QueueMethod.Declare(queue, false, false, false, true, false, Table.EMPTY);
    }

    @Rule(46)
    void anAutoDeleteQueueGoesWithItsLastConsumer() {
        var peer = peer();
        String queue = fresh("q");
        peer.send(autoDelete(queue)).expect(QueueMethod.DeclareOk.class);
        consume(peer, queue, "a");
        consume(peer, queue, "b");
        cancel(peer, "a");
        assertReady(0, peer, queue);
        cancel(peer, "b");
        assertMissing(peer, queue);
    }

    @Rule(46)
    void anAutoDeleteQueueThatNeverHadAConsumerStays() {
        var peer = peer();
        String queue = fresh("q");
        peer.send(autoDelete(queue)).expect(QueueMethod.DeclareOk.class);
        fill(peer, queue, "m");
        take(peer, queue).is("m");
        peer.close();
        var other = peer();
        assertReady(0, other, queue);
        delete(other, queue);
    }

    @Rule(46)
    void anAutoDeleteQueueGoesWithItsConsumersConnection() {
        var peer = peer();
        String queue = fresh("q");
        peer.send(autoDelete(queue)).expect(QueueMethod.DeclareOk.class);
        var consumer = peer();
        consume(consumer, queue, "c");
        consumer.close();
        eventuallyMissing(peer, queue);
    }

    @Rule(46)
    void anExclusiveQueueStaysWithoutConsumersAndGoesWithItsCutSocket() {
        var owner = peer();
        String queue = fresh("q");
        owner.send(exclusively(queue)).expect(QueueMethod.DeclareOk.class);
        consume(owner, queue, "c");
        cancel(owner, "c");
        assertReady(0, owner, queue);
        owner.close();
        eventuallyMissing(peer(), queue);
    }

    @Rule(47)
    void aQueueThatIsNotEmptyOrInUseStaysWhenAskedTo() {
        var peer = peer();
        String queue = queue(peer);
        fill(peer, queue, "1", "2");
        peer.send(new QueueMethod.Delete(queue, false, true, false))
                .expectChannelClose(406, "PRECONDITION_FAILED - queue '" + queue + "' in vhost '/' not empty", 50, 40)
                .channel(1);
        consume(peer(), queue, "c");
        peer.send(new QueueMethod.Delete(queue, true, false, false))
                .expectChannelClose(406, "PRECONDITION_FAILED - queue '" + queue + "' in vhost '/' in use", 50, 40);
    }

    @Rule(47)
    void deletionCountsReadyMessagesOnly() {
        var peer = peer();
        String queue = queue(peer);
        fill(peer, queue, "1", "2", "3");
        get(peer, queue).is("1");
        peer.send(new QueueMethod.Delete(queue, false, false, false))
                .expect(QueueMethod.DeleteOk.class, ok -> assertEquals(2, ok.messageCount()));
    }

    @Rule(47)
    void purgingCountsAndRemovesReadyMessagesOnly() {
        var peer = peer();
        String queue = queue(peer);
        fill(peer, queue, "1", "2", "3");
        var first = get(peer, queue).is("1");
        peer.send(new QueueMethod.Purge(queue, false))
                .expect(QueueMethod.PurgeOk.class, ok -> assertEquals(2, ok.messageCount()));
        requeue(peer, first);
        take(peer, queue).is("1", true);
        assertEmpty(peer, queue);
    }

    @Rule(48)
    void consumersOfADeletedQueueAreToldSo() {
        var peer = peer();
        var consumer = peer();
        String queue = queue(peer);
        consume(consumer, queue, "far");
        consume(peer, queue, "near");
        delete(peer, queue);
        peer.expect(BasicMethod.Cancel.class, c -> assertEquals(new BasicMethod.Cancel("near", true), c));
        consumer.expect(BasicMethod.Cancel.class, c -> assertEquals(new BasicMethod.Cancel("far", true), c));
        consumer.sync();
    }

    @Rule(48)
    void consumersThatDidNotAskForItAreNotTold() {
        var peer = peer();
        var consumer = peer(Login.guest().withoutCapability("consumer_cancel_notify"));
        String queue = queue(peer);
        consume(consumer, queue, "c");
        delete(peer, queue);
        consumer.sync().sync();
    }

    @Rule(49)
    void anUnusedQueueExpires() {
        var peer = peer();
        var watching = peer();
        String queue = queue(peer, "x-expires", 200);
        // Asking for the queue itself would renew its lease, so its exchange tells when it has gone.
        String exchange = fresh("x");
        peer.send(new ExchangeMethod.Declare(exchange, "fanout", false, false, true, false, false, Table.EMPTY))
                .expect(ExchangeMethod.DeclareOk.class);
        bind(peer, queue, exchange, "");
        Eventually.eventually("the binding is gone", () -> {
            watching.send(new ExchangeMethod.Declare(exchange, "", true, false, false, false, false, Table.EMPTY));
            var answer = watching.any().method();
            if (answer instanceof ChannelMethod.Close)
                watching.send(new ChannelMethod.CloseOk()).channel(1);
            return answer instanceof ChannelMethod.Close;
        });
        assertMissing(peer, queue);
    }

    @Rule(49)
    void declaringGettingAndConsumingRenewTheLease() {
        renewed(700, (peer, queue) -> assertReady(0, peer, queue));
        renewed(700, (peer, queue) -> declare(peer, queue, "x-expires", 700));
        renewed(700, WireTest::assertEmpty);
        var peer = peer();
        String queue = queue(peer, "x-expires", 300);
        consume(peer, queue, "c");
        peer.expectNothing(RawPeer.MOMENT.multipliedBy(4));
        cancel(peer, "c");
        assertReady(0, peer, queue);
    }

    /** Uses a queue again and again for longer than its lease, each time well within it. */
    private void renewed(int lease, Use use) {
        var peer = peer();
        String queue = queue(peer, "x-expires", lease);
        long end = System.nanoTime() + lease * 2_000_000L;
        while (System.nanoTime() < end) {
            use.of(peer, queue);
            peer.expectNothing(RawPeer.MOMENT.dividedBy(2));
        }
    }

    private interface Use {
        void of(RawPeer peer, String queue);
    }

    // ---- nowait

    @Rule(50)
    void nothingAnswersWhatDoesNotWait() {
        var peer = peer();
        String queue = fresh("q");
        String exchange = fresh("x");
        peer.send(new QueueMethod.Declare(queue, false, false, false, false, true, Table.EMPTY))
                .send(new ExchangeMethod.Declare(exchange, "fanout", false, false, false, false, true, Table.EMPTY))
                .send(new QueueMethod.Bind(queue, exchange, "", true, Table.EMPTY))
                .send(new ExchangeMethod.Bind(exchange, "amq.fanout", "", true, Table.EMPTY))
                .send(new ExchangeMethod.Unbind(exchange, "amq.fanout", "", true, Table.EMPTY))
                .sync();
        publish(peer, exchange, "", "purged");
        peer.send(new QueueMethod.Purge(queue, true));
        assertReady(0, peer, queue);
        publish(peer, exchange, "", "m");
        peer.send(new BasicMethod.Consume(queue, "c", false, true, false, true, Table.EMPTY));
        delivery(peer).is("m");
        peer.send(new BasicMethod.Cancel("c", true)).sync();
        peer.send(new QueueMethod.Delete(queue, false, false, true))
                .send(new ExchangeMethod.Delete(exchange, false, true))
                .sync();
        assertMissing(peer, queue);
    }

    @Rule(50)
    void anErrorClosesTheChannelAllTheSame() {
        String missing = fresh("missing");
        peer().send(new QueueMethod.Bind(missing, "amq.direct", "k", true, Table.EMPTY))
                .expectChannelClose(404, noQueue(missing), 50, 20);
    }

    // ---- types

    private static QueueMethod.Declare durably(String queue, Object... arguments) {
        return new QueueMethod.Declare(queue, false, true, false, false, false, Table.of(arguments));
    }

    @Rule(51)
    void classicAndQuorumAreBothAccepted() {
        var peer = peer();
        for (String type : List.of("classic", "quorum")) {
            String queue = fresh("q");
            peer.send(durably(queue, "x-queue-type", type)).expect(QueueMethod.DeclareOk.class);
            fill(peer, queue, "m");
            ack(peer, get(peer, queue).is("m"));
            delete(peer, queue);
        }
    }

    @Rule(51)
    void anUnknownTypeIsRefused() {
        peer().send(durably(fresh("q"), "x-queue-type", "nope"))
                .expectChannelClose(406, "PRECONDITION_FAILED - ", 50, 10);
    }

    @Rule(51)
    void quorumRefusesExclusiveTransientAndAutoDelete() {
        Table quorum = Table.of("x-queue-type", "quorum");
        for (QueueMethod.Declare declare : List.of(
                new QueueMethod.Declare(fresh("q"), false, true, true, false, false, quorum),
                new QueueMethod.Declare(fresh("q"), false, false, false, false, false, quorum),
                new QueueMethod.Declare(fresh("q"), false, true, false, true, false, quorum))) {
            peer().send(declare).expectChannelClose(406, "PRECONDITION_FAILED - ", 50, 10);
        }
    }

    @Rule(51)
    void aDeliveryLimitDropsWhatComesBackTooOften() {
        var peer = peer();
        String queue = fresh("q");
        peer.send(durably(queue, "x-queue-type", "quorum", "x-delivery-limit", 2))
                .expect(QueueMethod.DeclareOk.class);
        fill(peer, queue, "m");
        consume(peer, queue, "c");
        for (int failures = 0; failures <= 2; failures++) {
            var message = delivery(peer).is("m", failures > 0);
            if (failures > 0)
                assertEquals((long) failures, ((Number) message.headers().get("x-delivery-count")).longValue());
            requeue(peer, message);
        }
        cancel(peer, "c");
        Eventually.eventually("the queue is empty", () -> ready(peer, queue) == 0);
        assertEmpty(peer, queue);
        delete(peer, queue);
    }

    // ---- limits

    @Rule(52)
    void aFullQueueDropsItsOldest() {
        var peer = peer();
        String queue = queue(peer, "x-max-length", 2);
        for (String body : List.of("1", "2", "3", "4")) publish(peer, "", queue, body);
        assertHolds(peer, queue, "3", "4");
    }

    @Rule(52)
    void onlyReadyMessagesCountAgainstTheLimit() {
        var peer = peer();
        String queue = queue(peer, "x-max-length", 2);
        fill(peer, queue, "1", "2");
        var one = get(peer, queue).is("1");
        get(peer, queue).is("2");
        fill(peer, queue, "3", "4");
        // What comes back is over the limit, and the head is what goes.
        requeue(peer, one);
        assertReady(2, peer, queue);
        assertHolds(peer, queue, "3", "4");
    }

    @Rule(52)
    void bytesMayBeLimitedToo() {
        var peer = peer();
        String queue = queue(peer, "x-max-length-bytes", 10);
        for (String body : List.of("12345", "67890", "abc")) publish(peer, "", queue, body);
        assertHolds(peer, queue, "67890", "abc");
    }

    @Rule(52)
    void aLimitOfZeroStillServesAWaitingConsumer() {
        var peer = peer();
        String queue = queue(peer, "x-max-length", 0);
        publish(peer, "", queue, "dropped");
        assertReady(0, peer, queue);
        consumeWithoutAck(peer, queue, "c");
        publish(peer, "", queue, "handed over");
        delivery(peer).is("handed over");
    }

    @Rule(52)
    void aFullQueueMayRejectInstead() {
        var peer = peer();
        String queue = queue(peer, "x-max-length", 1, "x-overflow", "reject-publish");
        confirms(peer);
        publish(peer, "", queue, "1");
        expectAck(peer, 1);
        publish(peer, "", queue, "2");
        peer.expect(BasicMethod.Nack.class, nack -> assertEquals(2, nack.deliveryTag()));
        publish(peer, "", queue, "3");
        peer.expect(BasicMethod.Nack.class, nack -> assertEquals(3, nack.deliveryTag()));
        assertHolds(peer, queue, "1");
        publish(peer, "", queue, "4");
        expectAck(peer, 4);
    }

    @Rule(52)
    void whatIsDroppedGoesToTheDeadLetterExchange() throws Exception {
        var peer = peer();
        String letters = queue(peer);
        String queue =
                queue(peer, "x-max-length", 1, "x-dead-letter-exchange", "", "x-dead-letter-routing-key", letters);
        publish(peer, "", queue, "old");
        publish(peer, "", queue, "new");
        Eventually.eventually("a dead letter", () -> ready(peer, letters) == 1);
        var death = (Table) ((List<?>) take(peer, letters).is("old").headers().get("x-death")).get(0);
        assertEquals("maxlen", death.get("reason"));
        assertHolds(peer, queue, "new");
    }
}
