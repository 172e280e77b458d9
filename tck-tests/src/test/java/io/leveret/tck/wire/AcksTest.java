package io.leveret.tck.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leveret.amqp.BasicMethod;
import io.leveret.amqp.ChannelMethod;
import io.leveret.tck.Eventually;
import java.util.List;

class AcksTest extends WireTest {
    private static String unknown(long tag) {
        return "PRECONDITION_FAILED - unknown delivery tag " + tag;
    }

    @Rule(60)
    void anUnknownTagIs406() {
        peer().send(new BasicMethod.Ack(123, false)).expectChannelClose(406, unknown(123), 60, 80);
        peer().send(new BasicMethod.Ack(123, true)).expectChannelClose(406, unknown(123), 60, 80);
        peer().send(new BasicMethod.Nack(123, false, true)).expectChannelClose(406, unknown(123), 60, 120);
        peer().send(new BasicMethod.Reject(123, true)).expectChannelClose(406, unknown(123), 60, 90);
    }

    @Rule(60)
    void aRepeatedTagIs406() {
        var peer = peer();
        String queue = queue(peer);
        fill(peer, queue, "m");
        var message = get(peer, queue);
        ack(peer, message);
        ack(peer, message);
        peer.expectChannelClose(406, unknown(1), 60, 80);
    }

    @Rule(60)
    void aTagGottenWithoutAckIs406() {
        var peer = peer();
        String queue = queue(peer);
        fill(peer, queue, "m");
        ack(peer, take(peer, queue));
        peer.expectChannelClose(406, unknown(1), 60, 80);
    }

    @Rule(60)
    void anUnknownTagIs406AtOnceInATransactionToo() {
        var peer = peer();
        transactions(peer);
        peer.send(new BasicMethod.Ack(5, false)).expectChannelClose(406, unknown(5), 60, 80);
    }

    @Rule(60)
    void aTagOfAnotherChannelIs406() {
        var peer = peer();
        String queue = queue(peer);
        fill(peer, queue, "m");
        get(peer, queue);
        peer.channel(2).send(new BasicMethod.Ack(1, false)).expectChannelClose(406, unknown(1), 60, 80);
    }

    @Rule(60)
    void acknowledgingAllOfNothingIsFineButOneOfNothingIsNot() {
        var peer = peer();
        peer.send(new BasicMethod.Ack(0, true)).sync();
        peer.send(new BasicMethod.Ack(0, false)).expectChannelClose(406, unknown(0), 60, 80);
    }

    @Rule(60)
    void zeroMeansAllOutstanding() {
        var peer = peer();
        String queue = queue(peer);
        fill(peer, queue, "1", "2");
        get(peer, queue);
        get(peer, queue);
        peer.send(new BasicMethod.Ack(0, true));
        peer.send(new BasicMethod.Recover(true)).expect(BasicMethod.RecoverOk.class);
        assertEmpty(peer, queue);
    }

    @Rule(60)
    void multipleCoversEverythingUpToTheTag() {
        var peer = peer();
        String queue = queue(peer);
        fill(peer, queue, "1", "2", "3");
        get(peer, queue);
        var two = get(peer, queue);
        get(peer, queue);
        peer.send(new BasicMethod.Ack(two.tag(), true));
        peer.send(new BasicMethod.Recover(true)).expect(BasicMethod.RecoverOk.class);
        take(peer, queue).is("3", true);
        assertEmpty(peer, queue);
    }

    @Rule(61)
    void aRequeuedMessageGoesBackToItsOldPlace() {
        var peer = peer();
        String queue = queue(peer);
        fill(peer, queue, "1", "2", "3", "4");
        var one = get(peer, queue);
        var two = get(peer, queue);
        var three = get(peer, queue);
        requeue(peer, two);
        peer.send(new BasicMethod.Reject(three.tag(), true));
        requeue(peer, one);
        take(peer, queue).is("1", true);
        take(peer, queue).is("2", true);
        take(peer, queue).is("3", true);
        take(peer, queue).is("4", false);
    }

    @Rule(61)
    void aRequeuedMessageMayGoToTheSameConsumerAgain() {
        var peer = peer();
        String queue = queue(peer);
        fill(peer, queue, "1", "2");
        qos(peer, 1, false);
        consume(peer, queue, "c");
        requeue(peer, delivery(peer).is("1", false));
        var again = delivery(peer).is("1", true);
        assertEquals(2, again.tag());
        ack(peer, again);
        delivery(peer).is("2", false);
    }

    @Rule(61)
    void nackMayCoverSeveralAndRejectDropsOne() {
        var peer = peer();
        String queue = queue(peer);
        fill(peer, queue, "1", "2", "3", "4");
        get(peer, queue);
        var two = get(peer, queue);
        var three = get(peer, queue);
        peer.send(new BasicMethod.Nack(two.tag(), true, true));
        reject(peer, three);
        assertHolds(peer, queue, "1", "2", "4");
    }

    @Rule(61)
    void nackOfZeroGivesEverythingBack() {
        var peer = peer();
        String queue = queue(peer);
        fill(peer, queue, "1", "2", "3");
        get(peer, queue);
        get(peer, queue);
        peer.send(new BasicMethod.Nack(0, true, true));
        assertHolds(peer, queue, "1", "2", "3");
    }

    @Rule(62)
    void recoveringWithoutRequeueIsNotImplemented() {
        peer().send(new BasicMethod.Recover(false))
                .expectConnectionClose(540, "NOT_IMPLEMENTED - requeue=false", 60, 110);
    }

    @Rule(62)
    void recoveringAnswersFirstAndThenDeliversAnew() {
        var peer = peer();
        String queue = queue(peer);
        fill(peer, queue, "1", "2");
        consume(peer, queue, "c");
        delivery(peer).is("1", false);
        delivery(peer).is("2", false);
        peer.send(new BasicMethod.Recover(true)).expect(BasicMethod.RecoverOk.class);
        assertEquals(3, delivery(peer).is("1", true).tag());
        assertEquals(4, delivery(peer).is("2", true).tag());
        peer.send(new BasicMethod.Ack(1, false)).expectChannelClose(406, unknown(1), 60, 80);
    }

    @Rule(62)
    void recoveringAsynchronouslyHasNoAnswer() {
        var peer = peer();
        String queue = queue(peer);
        fill(peer, queue, "1");
        consume(peer, queue, "c");
        delivery(peer).is("1", false);
        peer.send(new BasicMethod.RecoverAsync(true));
        delivery(peer).is("1", true);
    }

    @Rule(63)
    void whatAClosedConnectionHeldIsRedelivered() {
        var peer = peer();
        String queue = queue(peer);
        fill(peer, queue, "1", "2", "3");
        var gone = peer();
        qos(gone, 2, false);
        consume(gone, queue, "c");
        delivery(gone).is("1");
        delivery(gone).is("2");
        gone.close();
        Eventually.eventually("all are back", () -> ready(peer, queue) == 3);
        take(peer, queue).is("1", true);
        take(peer, queue).is("2", true);
        take(peer, queue).is("3", false);
    }

    @Rule(63)
    void whatAClosedChannelHeldIsRedeliveredToItsNeighbour() {
        var peer = peer();
        String queue = queue(peer);
        fill(peer, queue, "1", "2");
        consume(peer, queue, "c");
        delivery(peer);
        delivery(peer);
        var other = peer();
        consume(other, queue, "o");
        peer.send(new ChannelMethod.Close(200, "", 0, 0)).expect(ChannelMethod.CloseOk.class);
        for (String body : List.of("1", "2"))
            assertTrue(delivery(other).is(body).redelivered());
    }
}
