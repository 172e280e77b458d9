package io.leveret.tck.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.leveret.amqp.BasicMethod;
import io.leveret.amqp.LeveretMethod;
import io.leveret.amqp.Properties;
import io.leveret.amqp.QueueMethod;
import io.leveret.amqp.Table;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Consumers of a queue that take what their selector selects, and browsers, which take nothing. */
@LeveretOnly("x-selector and x-browse are extensions")
class SelectorConsumersTest extends WireTest {
    private static final Login LEVERET =
            Login.guest().clientProperties(Table.of("capabilities", Table.of("leveret.jms", true)));

    private static void fillNumbered(RawPeer peer, String queue, int from, int to) {
        int before = ready(peer, queue);
        for (int i = from; i < to; i++) publish(peer, "", queue, headers("n", i, "odd", i % 2 == 1), "" + i);
        assertReady(before + to - from, peer, queue);
    }

    private static void browse(RawPeer peer, String queue, String tag, Object... more) {
        Table arguments = Table.of("x-credit", true, "x-browse", true);
        for (int i = 0; i < more.length; i += 2) arguments = arguments.with((String) more[i], more[i + 1]);
        peer.send(new BasicMethod.Consume(queue, tag, false, false, false, false, arguments))
                .expect(BasicMethod.ConsumeOk.class);
    }

    private static RawPeer drain(RawPeer peer, String tag, int credit) {
        return peer.send(new LeveretMethod.Credit(tag, credit, true));
    }

    private static void expectDrained(RawPeer peer, int returned) {
        peer.expect(LeveretMethod.Drained.class, end -> assertEquals(returned, end.returned()));
    }

    @Test
    void aConsumerGetsWhatItSelectsInOrderAndTheRestStaysForOthers() {
        var peer = peer();
        String queue = queue(peer);
        fillNumbered(peer, queue, 0, 6);
        consume(peer, queue, "odd", "x-selector", "odd");
        for (String each : List.of("1", "3", "5")) ack(peer, delivery(peer).is(each));
        fillNumbered(peer, queue, 6, 7);
        publish(peer, "", queue, headers("odd", true), "7");
        ack(peer, delivery(peer).is("7"));
        cancel(peer, "odd");
        assertHolds(peer, queue, "0", "2", "4", "6");
    }

    @Test
    void whatComesBackIsOfferedAgainInItsPlace() {
        var peer = peer();
        String queue = queue(peer);
        fillNumbered(peer, queue, 0, 10);
        qos(peer, 3, false);
        consume(peer, queue, "odd", "x-selector", "odd");
        delivery(peer).is("1");
        var second = delivery(peer).is("3");
        delivery(peer).is("5");
        peer.send(new BasicMethod.Nack(second.tag(), true, true));
        delivery(peer).is("1", true);
        delivery(peer).is("3", true);
        peer.send(new BasicMethod.Recover(true)).expect(BasicMethod.RecoverOk.class);
        delivery(peer).is("1", true);
        delivery(peer).is("3", true);
        delivery(peer).is("5", true);
    }

    @Test
    void whatOneGivesBackAnotherMayHave() {
        var peer = peer();
        String queue = queue(peer);
        fillNumbered(peer, queue, 0, 4);
        var other = peer();
        consume(other, queue, "large", "x-selector", "n >= 2");
        delivery(other).is("2");
        delivery(other).is("3");
        consume(peer, queue, "odd", "x-selector", "odd");
        delivery(peer).is("1");
        cancel(other, "large");
        other.send(new BasicMethod.Nack(0, true, true));
        delivery(peer).is("3", true);
    }

    @Test
    void selectingConsumersAndOthersShareAQueue() {
        var peer = peer();
        String queue = queue(peer);
        consume(peer, queue, "odd", "x-selector", "odd");
        var other = peer();
        qos(other, 1, false);
        consume(other, queue, "all");
        List<String> selected = new ArrayList<>();
        for (int i = 0; i < 9; i++) publish(peer, "", queue, headers("n", i, "odd", true), "" + i);
        String taken = delivery(other).text();
        for (int i = 0; i < 8; i++) selected.add(delivery(peer).text());
        assertFalse(selected.contains(taken));
        assertEquals(selected.stream().sorted().toList(), selected);
    }

    @Test
    void higherPrioritiesComeFirst() {
        var peer = peer();
        String queue = queue(peer, "x-max-priority", 9);
        for (int i : new int[] {1, 5, 3}) {
            publish(peer, "", queue, Properties.builder().priority(i).type("t").build(), "" + i);
            publish(peer, "", queue, Properties.builder().priority(i).type("u").build(), "no");
        }
        assertReady(6, peer, queue);
        consume(peer, queue, "c", "x-selector", "JMSType = 't'");
        for (String each : List.of("5", "3", "1")) delivery(peer).is(each);
    }

    @Test
    void aDrainEndsWhenTheWholeQueueWasLookedThrough() {
        var peer = peer(LEVERET);
        String queue = queue(peer);
        fillNumbered(peer, queue, 0, 1000);
        consume(peer, queue, "c", "x-credit", true, "x-selector", "n IN ('x') OR n = 998 OR n = 999");
        drain(peer, "c", 1);
        delivery(peer).is("998");
        expectDrained(peer, 0);
        drain(peer, "c", 5);
        delivery(peer).is("999");
        expectDrained(peer, 4);
        drain(peer, "c", 1);
        expectDrained(peer, 1);
    }

    @Test
    void whatIsOverIsSelectedByNobody() throws Exception {
        var peer = peer(LEVERET);
        String queue = queue(peer);
        publish(peer, "", queue, "first");
        publish(peer, "", queue, Properties.builder().type("t").expiration("1").build(), "over");
        publish(peer, "", queue, Properties.builder().type("t").build(), "still");
        assertReady(3, peer, queue);
        long over = System.nanoTime() + 20_000_000;
        while (System.nanoTime() < over) Thread.onSpinWait();
        consume(peer, queue, "c", "x-credit", true, "x-selector", "JMSType = 't'");
        drain(peer, "c", 2);
        delivery(peer).is("still");
        expectDrained(peer, 1);
    }

    @Test
    void aWrongSelectorIsRefusedWithItsPlace() {
        var peer = peer();
        String queue = queue(peer);
        peer.send(new BasicMethod.Consume(queue, "c", false, false, false, false, Table.of("x-selector", "a = ")))
                .expectChannelClose(406, "PRECONDITION_FAILED - invalid selector, at character 5: expected", 60, 20);
    }

    // ---- browsing

    @Test
    void aBrowserSeesWhatIsReadyOnceEachAndTakesNothing() {
        var peer = peer(LEVERET);
        String queue = queue(peer);
        fillNumbered(peer, queue, 0, 5);
        browse(peer, queue, "b");
        drain(peer, "b", 3);
        for (String each : List.of("0", "1", "2")) {
            Message seen = delivery(peer).is(each, false);
            assertEquals(0, seen.tag());
        }
        expectDrained(peer, 0);
        publish(peer, "", queue, "later");
        assertReady(6, peer, queue);
        drain(peer, "b", 10);
        delivery(peer).is("3");
        delivery(peer).is("4");
        expectDrained(peer, 8);
        cancel(peer, "b");
        assertHolds(peer, queue, "0", "1", "2", "3", "4", "later");
    }

    @Test
    void aBrowserMaySelect() {
        var peer = peer(LEVERET);
        String queue = queue(peer);
        fillNumbered(peer, queue, 0, 6);
        browse(peer, queue, "b", "x-selector", "NOT odd");
        drain(peer, "b", 10);
        for (String each : List.of("0", "2", "4")) delivery(peer).is(each);
        expectDrained(peer, 7);
    }

    @Test
    void aBrowserDoesNotSeeWhatIsOutOrGone() {
        var peer = peer(LEVERET);
        String queue = queue(peer);
        fillNumbered(peer, queue, 0, 4);
        get(peer, queue).is("0");
        browse(peer, queue, "b");
        take(peer, queue).is("1");
        drain(peer, "b", 10);
        delivery(peer).is("2");
        delivery(peer).is("3");
        expectDrained(peer, 8);
    }

    @Test
    void aBrowserIsNoConsumer() {
        var peer = peer(LEVERET);
        String queue = fresh("q");
        peer.send(new QueueMethod.Declare(queue, false, false, false, true, false, Table.EMPTY))
                .expect(QueueMethod.DeclareOk.class);
        browse(peer, queue, "b");
        peer.send(passively(queue)).expect(QueueMethod.DeclareOk.class, ok -> assertEquals(0, ok.consumerCount()));
        cancel(peer, "b");
        assertEquals(0, ready(peer, queue));
        consume(peer, queue, "only");
        var beside = peer(LEVERET.clientProperties(
                Table.of("capabilities", Table.of("leveret.jms", true, "consumer_cancel_notify", true))));
        browse(beside, queue, "beside");
        peer.send(new QueueMethod.Delete(queue, false, false, false)).expect(QueueMethod.DeleteOk.class);
        beside.expect(BasicMethod.Cancel.class, notice -> assertEquals("beside", notice.consumerTag()));
    }

    @Test
    void whoBrowsesGoesByCredit() {
        var peer = peer(LEVERET);
        String queue = queue(peer);
        peer.send(new BasicMethod.Consume(queue, "b", false, false, false, false, Table.of("x-browse", true)))
                .expectChannelClose(406, "PRECONDITION_FAILED - invalid arg 'x-browse'", 60, 20);
    }
}
