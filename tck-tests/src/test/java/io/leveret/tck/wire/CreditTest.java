package io.leveret.tck.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.leveret.amqp.BasicMethod;
import io.leveret.amqp.LeveretMethod;

class CreditTest extends ExtensionTest {

    @Protocol("C1")
    void aConsumerByCreditBeginsWithNoneAndGetsWhatItIsGranted() {
        var peer = speaker();
        String queue = queue(peer);
        fill(peer, queue, "1", "2", "3", "4");
        consumeByCredit(peer, queue, "c");
        peer.sync();
        credit(peer, "c", 1);
        credit(peer, "c", 2);
        delivery(peer).is("1");
        delivery(peer).is("2");
        delivery(peer).is("3");
        peer.sync();
        assertEquals(1, ready(peer, queue));
    }

    @Protocol("C1")
    void whatItDoesNotAcknowledgeCountsToo() {
        var peer = speaker();
        String queue = queue(peer);
        fill(peer, queue, "1", "2");
        peer.send(new BasicMethod.Consume(
                        queue, "c", false, true, false, false, io.leveret.amqp.Table.of("x-credit", true)))
                .expect(BasicMethod.ConsumeOk.class);
        credit(peer, "c", 1);
        delivery(peer).is("1");
        peer.sync();
        assertEquals(1, ready(peer, queue));
    }

    @Protocol("C2")
    void theWindowOfQosHoldsBesideCredit() {
        var peer = speaker();
        String queue = queue(peer);
        fill(peer, queue, "1", "2");
        qos(peer, 1, false);
        consumeByCredit(peer, queue, "c");
        credit(peer, "c", 10);
        var first = delivery(peer).is("1");
        peer.sync();
        ack(peer, first);
        delivery(peer).is("2");
    }

    @Protocol("C3")
    void aDrainEndsWithWhatIsLeftAndNothingComesAfterIt() {
        var peer = speaker();
        String queue = queue(peer);
        fill(peer, queue, "1", "2");
        consumeByCredit(peer, queue, "c");
        drain(peer, "c", 5);
        delivery(peer).is("1");
        delivery(peer).is("2");
        expectDrained(peer, "c", 3);
        fill(peer, queue, "3");
        peer.sync();
        credit(peer, "c", 1);
        delivery(peer).is("3");
    }

    @Protocol("C3")
    void aDrainOfAnEmptyQueueReturnsAllOfIt() {
        var peer = speaker();
        String queue = queue(peer);
        consumeByCredit(peer, queue, "c");
        drain(peer, "c", 1);
        expectDrained(peer, "c", 1);
        drain(peer, "c", 0);
        expectDrained(peer, "c", 0);
    }

    @Protocol("C3")
    void creditThatWasGrantedBeforeIsDrainedToo() {
        var peer = speaker();
        String queue = queue(peer);
        consumeByCredit(peer, queue, "c");
        credit(peer, "c", 7);
        drain(peer, "c", 0);
        expectDrained(peer, "c", 7);
    }

    @Protocol("C4")
    void aDrainEndsWhereTheWindowDoes() {
        var peer = speaker();
        String queue = queue(peer);
        fill(peer, queue, "1", "2");
        qos(peer, 1, false);
        consumeByCredit(peer, queue, "c");
        drain(peer, "c", 2);
        delivery(peer).is("1");
        expectDrained(peer, "c", 1);
    }

    @Protocol("C4")
    void aDrainOfAConsumerThatIsNotTheActiveOneFindsNothing() {
        var peer = speaker();
        String queue = queue(peer, "x-single-active-consumer", true);
        fill(peer, queue, "1");
        consumeByCredit(peer, queue, "active");
        consumeByCredit(peer, queue, "waiting");
        drain(peer, "waiting", 1);
        expectDrained(peer, "waiting", 1);
    }

    @Protocol("C5")
    void everyDrainIsAnswered() {
        var peer = speaker();
        String queue = queue(peer);
        consumeByCredit(peer, queue, "c");
        drain(peer, "c", 2);
        drain(peer, "c", 1);
        // Those that come in one turn end together: what was left is told once.
        int first = peer.expect(LeveretMethod.Drained.class).returned();
        int second = peer.expect(LeveretMethod.Drained.class).returned();
        assertEquals(3, first + second);
    }

    @Protocol("C6")
    void twoWhoWaitAreServedInTurnBeginningWithTheFirst() {
        var one = speaker();
        var two = speaker();
        var producer = peer();
        String queue = queue(producer);
        consumeByCredit(one, queue, "c");
        consumeByCredit(two, queue, "c");
        for (int round = 0; round < 3; round++) {
            credit(one, "c", 1);
            one.sync();
            credit(two, "c", 1);
            two.sync();
            publish(producer, "", queue, "a" + round);
            delivery(one).is("a" + round);
            publish(producer, "", queue, "b" + round);
            delivery(two).is("b" + round);
        }
    }

    @Protocol("C7")
    void creditForAConsumerThatIsGoneIsIgnored() {
        var peer = speaker();
        String queue = queue(peer);
        consumeByCredit(peer, queue, "c");
        cancel(peer, "c");
        credit(peer, "c", 1);
        drain(peer, "never", 1);
        peer.sync();
    }

    @Protocol("C7")
    void negativeCreditIs503() {
        var peer = speaker();
        String queue = queue(peer);
        consumeByCredit(peer, queue, "c");
        credit(peer, "c", -1);
        peer.expectConnectionClose(503, "COMMAND_INVALID - a credit of -1 for consumer 'c'", 200, 10);
    }

    @Protocol("C8")
    void creditForAConsumerThatDoesNotGoByItIs406() {
        var peer = speaker();
        String queue = queue(peer);
        consume(peer, queue, "c");
        credit(peer, "c", 1);
        peer.expectChannelClose(
                406, "PRECONDITION_FAILED - consumer 'c' does not go by credit: consume with x-credit", 200, 10);
    }

    @Protocol("C8")
    void whoCannotGrantCreditCannotConsumeByIt() {
        var peer = peer();
        String queue = queue(peer);
        peer.send(new BasicMethod.Consume(
                        queue, "c", false, false, false, false, io.leveret.amqp.Table.of("x-credit", true)))
                .expectChannelClose(
                        406, "PRECONDITION_FAILED - invalid arg 'x-credit' for queue '" + queue + "'", 60, 20);
        peer.channel(1)
                .send(new BasicMethod.Consume(
                        queue, "c", false, false, false, false, io.leveret.amqp.Table.of("x-credit", "yes")))
                .expectChannelClose(
                        406, "PRECONDITION_FAILED - invalid arg 'x-credit' for queue '" + queue + "'", 60, 20);
    }

    @Protocol("C9")
    void whoseQueueGoesHearsOfThatInsteadOfItsDrain() {
        var peer = speaker();
        var other = peer();
        String queue = queue(other);
        consumeByCredit(peer, queue, "c");
        credit(peer, "c", 1);
        peer.sync();
        delete(other, queue);
        peer.expect(BasicMethod.Cancel.class, cancel -> assertEquals("c", cancel.consumerTag()));
        peer.send(new LeveretMethod.Credit("c", 0, true)).sync();
    }
}
