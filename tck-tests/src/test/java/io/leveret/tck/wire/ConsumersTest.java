package io.leveret.tck.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leveret.amqp.BasicMethod;
import io.leveret.amqp.QueueMethod;
import io.leveret.amqp.Table;
import java.util.List;

class ConsumersTest extends WireTest {

    @Rule(53)
    void consumeOkComesBeforeTheFirstDelivery() {
        var peer = peer();
        String queue = queue(peer);
        fill(peer, queue, "1", "2");
        peer.send(consuming(queue, "c"));
        peer.expect(BasicMethod.ConsumeOk.class, ok -> assertEquals("c", ok.consumerTag()));
        for (int i = 1; i <= 2; i++) {
            var delivery = delivery(peer).is("" + i, false).delivery();
            assertEquals(new BasicMethod.Deliver("c", i, false, "", queue), delivery);
        }
    }

    @Rule(53)
    void theServerMakesUpConsumerTags() {
        var peer = peer();
        String tag = peer.send(consuming(queue(peer), ""))
                .expect(BasicMethod.ConsumeOk.class)
                .consumerTag();
        assertTrue(tag.matches("amq\\.ctag-[A-Za-z0-9_-]{22}"), tag);
    }

    @Rule(53)
    void usingAConsumerTagTwiceEndsTheConnection() {
        var peer = peer();
        String queue = queue(peer);
        consume(peer, queue, "t");
        peer.send(consuming(queue, "t"))
                .expectConnectionClose(530, "NOT_ALLOWED - attempt to reuse consumer tag 't'", 60, 20);
    }

    @Rule(53)
    void aCancelledTagMayBeUsedAgainAndAnotherChannelsTagToo() {
        var peer = peer();
        String queue = queue(peer);
        consume(peer, queue, "t");
        cancel(peer, "t");
        consume(peer, queue, "t");
        consume(peer.channel(2), queue, "t");
    }

    @Rule(53)
    void anExclusiveConsumerIsAlone() {
        var peer = peer();
        String queue = queue(peer);
        String refused = "ACCESS_REFUSED - queue '" + queue + "' in vhost '/' in exclusive use";
        var exclusive = new BasicMethod.Consume(queue, "only", false, false, true, false, Table.EMPTY);
        peer.send(exclusive).expect(BasicMethod.ConsumeOk.class);
        var other = peer();
        other.send(consuming(queue, "c")).expectChannelClose(403, refused, 60, 20);
        cancel(peer, "only");
        consume(other.channel(1), queue, "c");
        peer.send(exclusive).expectChannelClose(403, refused, 60, 20);
    }

    @Rule(53)
    void cancellingAnUnknownTagIsAnswered() {
        peer().send(new BasicMethod.Cancel("never seen", false))
                .expect(BasicMethod.CancelOk.class, ok -> assertEquals("never seen", ok.consumerTag()));
    }

    @Rule(54)
    void noLocalIsIgnored() {
        var peer = peer();
        String queue = queue(peer);
        peer.send(new BasicMethod.Consume(queue, "c", true, true, false, false, Table.EMPTY))
                .expect(BasicMethod.ConsumeOk.class);
        publish(peer, "", queue, "my own");
        delivery(peer).is("my own");
    }

    @Rule(54)
    void aPriorityMustBeAnInteger() {
        for (Object wrong : List.of("high", Table.EMPTY, List.of(1), Table.VOID)) {
            var peer = peer();
            String queue = queue(peer);
            peer.send(new BasicMethod.Consume(queue, "c", false, false, false, false, Table.of("x-priority", wrong)))
                    .expectChannelClose(
                            406,
                            "PRECONDITION_FAILED - invalid arg 'x-priority' for queue '" + queue + "' in vhost '/': "
                                    + "\"expected integer, got ",
                            60,
                            20);
        }
    }

    @Rule(54)
    void theHigherPriorityIsServedWhileItHasCredit() {
        var peer = peer();
        String queue = queue(peer);
        var low = peer();
        var high = peer();
        consume(low, queue, "low", "x-priority", -1);
        qos(high, 2, false);
        consume(high, queue, "high", "x-priority", 10);
        for (int i = 1; i <= 4; i++) publish(peer, "", queue, "" + i);
        var first = delivery(high).is("1");
        delivery(high).is("2");
        delivery(low).is("3");
        delivery(low).is("4");
        ack(high, first);
        high.sync();
        assertReady(0, high, queue);
        publish(peer, "", queue, "5");
        delivery(high).is("5");
    }

    // ---- qos

    @Rule(55)
    void aPrefetchSizeIsNotImplemented() {
        peer().send(new BasicMethod.Qos(10, 0, false))
                .expectConnectionClose(540, "NOT_IMPLEMENTED - prefetch_size!=0 (10)", 60, 10);
    }

    @Rule(55)
    void aPrefetchCountOfZeroIsNoLimit() {
        var peer = peer();
        String queue = queue(peer);
        qos(peer, 1, false);
        qos(peer, 0, false);
        fill(peer, queue, "1", "2", "3");
        consume(peer, queue, "c");
        for (String body : List.of("1", "2", "3")) delivery(peer).is(body);
    }

    @Rule(56)
    void eachLaterConsumerHasAWindowOfItsOwn() {
        var peer = peer();
        String one = queue(peer);
        String two = queue(peer);
        String free = queue(peer);
        consume(peer, free, "before");
        qos(peer, 1, false);
        consume(peer, one, "a");
        qos(peer, 2, false);
        consume(peer, two, "b");
        for (String queue : List.of(one, two, free)) for (int i = 1; i <= 3; i++) publish(peer, "", queue, "" + i);
        var tags = List.of(any(peer), any(peer), any(peer), any(peer), any(peer), any(peer)).stream()
                .sorted()
                .toList();
        assertEquals(List.of("a1", "b1", "b2", "before1", "before2", "before3"), tags);
        peer.sync();
    }

    private static String any(RawPeer peer) {
        var message = delivery(peer);
        return message.delivery().consumerTag() + message.text();
    }

    @Rule(56)
    void anAckOpensTheWindow() {
        var peer = peer();
        String queue = queue(peer);
        fill(peer, queue, "1", "2", "3", "4", "5");
        qos(peer, 2, false);
        consume(peer, queue, "c");
        delivery(peer).is("1");
        var second = delivery(peer).is("2");
        peer.sync();
        peer.send(new BasicMethod.Ack(second.tag(), true));
        delivery(peer).is("3");
        delivery(peer).is("4");
        assertReady(1, peer, queue);
    }

    @Rule(56)
    void oneWindowForTheChannelCountsEverythingUnacked() {
        var peer = peer();
        String queue = queue(peer);
        fill(peer, queue, "1", "2", "3", "4", "5", "6");
        qos(peer, 1, false);
        consume(peer, queue, "a");
        var one = delivery(peer).is("1");
        qos(peer, 0, false);
        qos(peer, 2, true);
        consume(peer, queue, "b");
        // One is out with the old consumer, so the new one gets one, not two.
        var two = delivery(peer).is("2");
        assertReady(4, peer, queue);
        ack(peer, one);
        var three = delivery(peer).is("3");
        assertReady(3, peer, queue);
        qos(peer, 3, true);
        delivery(peer).is("4");
        assertReady(2, peer, queue);
        qos(peer, 1, true);
        ack(peer, two);
        ack(peer, three);
        assertReady(2, peer, queue);
    }

    @Rule(56)
    void gettingIsOutsideAllLimits() {
        var peer = peer();
        String queue = queue(peer);
        fill(peer, queue, "1", "2", "3");
        qos(peer, 1, true);
        get(peer, queue).is("1");
        get(peer, queue).is("2");
        get(peer, queue).is("3");
    }

    @Rule(56)
    void aConsumerThatDoesNotAcknowledgeHasNoWindow() {
        var peer = peer();
        String queue = queue(peer);
        fill(peer, queue, "1", "2", "3");
        qos(peer, 1, false);
        consumeWithoutAck(peer, queue, "c");
        for (String body : List.of("1", "2", "3")) delivery(peer).is(body);
    }

    @Rule(56)
    void aConsumerThatDoesNotAcknowledgeWaitsWhileTheChannelsWindowIsUsedUp() {
        var peer = peer();
        String mine = queue(peer);
        String other = queue(peer);
        fill(peer, mine, "held");
        qos(peer, 1, true);
        consume(peer, mine, "c");
        var held = delivery(peer).is("held");
        fill(peer, other, "1", "2");
        consumeWithoutAck(peer, other, "n");
        peer.expectNothing(RawPeer.MOMENT);
        ack(peer, held);
        delivery(peer).is("1");
        delivery(peer).is("2");
    }

    @Rule(57)
    void cancellingLeavesUnackedMessagesWithTheChannel() {
        var peer = peer();
        String queue = queue(peer);
        fill(peer, queue, "1", "2");
        consume(peer, queue, "c");
        var one = delivery(peer).is("1");
        delivery(peer).is("2");
        cancel(peer, "c");
        assertReady(0, peer, queue);
        ack(peer, one);
        peer.send(new BasicMethod.Recover(true)).expect(BasicMethod.RecoverOk.class);
        take(peer, queue).is("2", true);
        assertEmpty(peer, queue);
    }

    @Rule(58)
    void consumersTakeTurns() {
        var peer = peer();
        String queue = queue(peer);
        var consumers = List.of(peer(), peer());
        for (RawPeer consumer : consumers) consume(consumer, queue, "c");
        for (int i = 0; i < 10; i++) publish(peer, "", queue, "" + i);
        for (int i = 0; i < 10; i++) delivery(consumers.get(i % 2)).is("" + i);
    }

    @Rule(59)
    void gettingTellsHowManyRemain() {
        var peer = peer();
        String queue = queue(peer);
        fill(peer, queue, "1", "2", "3");
        for (int remaining = 2; remaining >= 0; remaining--)
            assertEquals(remaining, get(peer, queue).got().messageCount());
        peer.send(new BasicMethod.Get(queue, false)).expect(BasicMethod.GetEmpty.class);
    }

    @Rule(59)
    void gettingCarriesWhereTheMessageWasPublished() {
        var peer = peer();
        String exchange = exchange(peer, "fanout");
        String queue = queue(peer);
        bind(peer, queue, exchange, "");
        publish(peer, exchange, "key", "m");
        assertEquals(
                new BasicMethod.GetOk(1, false, exchange, "key", 0),
                get(peer, queue).got());
    }

    @Rule(43)
    void ofConsumersOfASingleActiveQueueTheNextTakesOverWhenTheFirstLeaves() {
        var peer = peer();
        String queue = queue(peer, "x-single-active-consumer", true);
        var first = peer();
        var second = peer();
        consume(first, queue, "1");
        consume(second, queue, "2");
        publish(peer, "", queue, "a");
        publish(peer, "", queue, "b");
        delivery(first).is("a");
        var b = delivery(first).is("b");
        cancel(first, "1");
        publish(peer, "", queue, "c");
        delivery(second).is("c");
        requeue(first, b);
        delivery(second).is("b", true);
        peer.send(new QueueMethod.Delete(queue, false, false, false)).expect(QueueMethod.DeleteOk.class);
    }
}
