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
    void onlyTheServerMakesNamesThatBeginWithAmq() {
        peer().send(exclusively("amq.mine"))
                .expectChannelClose(
                        403, "ACCESS_REFUSED - queue name 'amq.mine' contains reserved prefix 'amq.*'", 50, 10);
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
}
