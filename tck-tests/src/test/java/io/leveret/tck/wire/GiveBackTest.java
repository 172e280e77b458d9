package io.leveret.tck.wire;

import static io.leveret.amqp.LeveretMethod.FAILED;
import static io.leveret.amqp.LeveretMethod.SEEN;
import static io.leveret.amqp.LeveretMethod.UNSEEN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leveret.amqp.BasicMethod;
import io.leveret.amqp.ChannelMethod;
import io.leveret.amqp.LeveretMethod;
import io.leveret.amqp.Table;
import io.leveret.tck.Eventually;

class GiveBackTest extends ExtensionTest {

    @Protocol("G1")
    void whatNobodySawComesBackAsIfItHadNeverLeft() {
        var peer = speaker();
        String queue = queue(peer);
        fill(peer, queue, "m");
        consumeByCredit(peer, queue, "c");
        giveBack(peer, receive(peer, "c"), UNSEEN);
        var again = receive(peer, "c").is("m", false);
        assertEquals(0, attempts(again));
    }

    @Protocol("G1")
    void whatWasSeenIsRedeliveredAndCounted() {
        var peer = speaker();
        String queue = queue(peer);
        fill(peer, queue, "m");
        consumeByCredit(peer, queue, "c");
        for (int attempt = 0; attempt < 3; attempt++) {
            var message = receive(peer, "c").is("m", attempt > 0);
            assertEquals(attempt, attempts(message));
            giveBack(peer, message, attempt == 0 ? SEEN : FAILED);
        }
    }

    @Protocol("G2")
    void whatComesBackStandsWhereItStood() {
        var peer = speaker();
        String queue = queue(peer);
        fill(peer, queue, "1", "2", "3", "4");
        consumeByCredit(peer, queue, "c");
        var one = receive(peer, "c").is("1");
        var two = receive(peer, "c").is("2");
        var three = receive(peer, "c").is("3");
        giveBack(peer, three, FAILED);
        giveBack(peer, one, UNSEEN);
        giveBack(peer, two, SEEN);
        assertHolds(peer, queue, "1", "2", "3", "4");
    }

    @Protocol("G3")
    void severalComeBackAtOnce() {
        var peer = speaker();
        String queue = queue(peer);
        fill(peer, queue, "1", "2", "3", "4");
        consumeByCredit(peer, queue, "c");
        receive(peer, "c");
        var two = receive(peer, "c");
        receive(peer, "c");
        peer.send(new LeveretMethod.GiveBack(two.tag(), true, UNSEEN, Table.EMPTY));
        take(peer, queue).is("1", false);
        take(peer, queue).is("2", false);
        peer.send(new LeveretMethod.GiveBack(0, true, SEEN, Table.EMPTY));
        take(peer, queue).is("3", true);
        take(peer, queue).is("4", false);
    }

    @Protocol("G4")
    void inATransactionItHappensAtOnceAndWhatWasAcknowledgedInItStays() {
        var peer = speaker();
        var other = peer();
        String queue = queue(other);
        fill(other, queue, "1", "2");
        transactions(peer);
        consumeByCredit(peer, queue, "c");
        var one = receive(peer, "c");
        receive(peer, "c");
        ack(peer, one);
        peer.send(new LeveretMethod.GiveBack(0, true, UNSEEN, Table.EMPTY)).sync();
        take(other, queue).is("2", false);
        commit(peer);
        assertEmpty(other, queue);
    }

    @Protocol("G4")
    void whatATransactionHasAcknowledgedCannotBeGivenBackByItsTag() {
        var peer = speaker();
        String queue = queue(peer);
        fill(peer, queue, "1");
        transactions(peer);
        consumeByCredit(peer, queue, "c");
        var one = receive(peer, "c");
        ack(peer, one);
        giveBack(peer, one, UNSEEN);
        peer.expectChannelClose(406, "PRECONDITION_FAILED - unknown delivery tag 1", 200, 20);
    }

    @Protocol("G4")
    void afterARollbackItCanBeGivenBack() {
        var peer = speaker();
        String queue = queue(peer);
        fill(peer, queue, "1");
        transactions(peer);
        consumeByCredit(peer, queue, "c");
        var one = receive(peer, "c");
        ack(peer, one);
        rollback(peer);
        giveBack(peer, one, FAILED);
        assertEquals(1, attempts(receive(peer, "c").is("1", true)));
    }

    @Protocol("G5")
    void anUnknownTagIs406() {
        speaker()
                .send(new LeveretMethod.GiveBack(7, false, UNSEEN, Table.EMPTY))
                .expectChannelClose(406, "PRECONDITION_FAILED - unknown delivery tag 7", 200, 20);
    }

    @Protocol("G5")
    void anUnknownOutcomeIs503() {
        var peer = speaker();
        String queue = queue(peer);
        fill(peer, queue, "1");
        consumeByCredit(peer, queue, "c");
        giveBack(peer, receive(peer, "c"), 3);
        peer.expectConnectionClose(503, "COMMAND_INVALID - leveret.give-back with outcome 3", 200, 20);
    }

    @Protocol("G6")
    void nackAndRejectWithRequeueAreFailuresAndRecoverIsNone() {
        var peer = speaker();
        String queue = queue(peer, "x-delivery-limit", 1, "x-dead-letter-queue", fresh("dead"));
        fill(peer, queue, "m");
        consumeByCredit(peer, queue, "c");
        for (int i = 0; i < 3; i++) {
            receive(peer, "c");
            peer.send(new BasicMethod.Recover(true)).expect(BasicMethod.RecoverOk.class);
        }
        requeue(peer, receive(peer, "c"));
        requeue(peer, receive(peer, "c"));
        assertEmpty(peer, queue);
    }

    @Protocol("G7")
    void whoVanishesHasFailedWithTheOldestOfEachChannel() {
        var peer = speaker();
        String queue = queue(peer);
        fill(peer, queue, "1", "2");
        for (int round = 0; round < 2; round++) {
            var gone = speaker();
            consume(
                    gone,
                    queue,
                    "c",
                    "x-credit",
                    true,
                    "x-counts",
                    true,
                    "x-delivery-limit",
                    1,
                    "x-dead-letter-queue",
                    "DLQ." + queue);
            receive(gone, "c").is("1");
            receive(gone, "c").is("2");
            gone.close();
            Eventually.eventually("all are back or dead", () -> ready(peer, queue) > 0);
        }
        consumeByCredit(peer, queue, "c");
        assertEquals(2, attempts(receive(peer, "c").is("2", true)));
        take(peer, "DLQ." + queue).is("1");
    }

    @Protocol("G7")
    void aChannelThatIsClosedGivesBackWhatItHolds() {
        var peer = speaker();
        String queue = queue(peer);
        fill(peer, queue, "1", "2");
        var other = speaker();
        consumeByCredit(other, queue, "c");
        receive(other, "c");
        receive(other, "c");
        other.send(new ChannelMethod.Close(200, "", 0, 0)).expect(ChannelMethod.CloseOk.class);
        assertTrue(take(peer, queue).is("1").redelivered());
        assertTrue(take(peer, queue).is("2").redelivered());
    }

    @Protocol("N1")
    void onlyWhoAsksIsToldTheCount() {
        var peer = speaker();
        String queue = queue(peer);
        fill(peer, queue, "m");
        consume(peer, queue, "silent", "x-credit", true);
        giveBack(peer, receive(peer, "silent"), SEEN);
        var again = receive(peer, "silent").is("m", true);
        assertFalse(again.properties().headers().contains("x-attempts"));
        giveBack(peer, again, SEEN);
        cancel(peer, "silent");
        consume(peer, queue, "told", "x-counts", true);
        assertEquals(2, attempts(delivery(peer).is("m", true)));
    }

    @Protocol("N1")
    void aFirstDeliveryTellsNothing() {
        var peer = speaker();
        String queue = queue(peer);
        fill(peer, queue, "m");
        consumeByCredit(peer, queue, "c");
        assertFalse(receive(peer, "c").properties().headers().contains("x-attempts"));
    }
}
