package io.leveret.tck.wire;

import static io.leveret.amqp.LeveretMethod.UNSEEN;

import io.leveret.amqp.Properties;

class GroupsTest extends ExtensionTest {

    private static Properties of(String group) {
        return headers("JMSXGroupID", group);
    }

    private static void fill(RawPeer peer, String queue) {
        for (String each : new String[] {"a1", "b1", "a2", "b2", "a3"}) {
            publish(peer, "", queue, of(each.substring(0, 1)), each);
        }
        assertReady(5, peer, queue);
    }

    @Protocol("Q3")
    void aGroupSticksToOneConsumerAndHoldsBackNobody() {
        var one = speaker();
        var two = speaker();
        String queue = queue(one);
        fill(one, queue);
        consumeByCredit(one, queue, "c");
        consumeByCredit(two, queue, "c");
        receive(one, "c").is("a1");
        receive(two, "c").is("b1");
        receive(two, "c").is("b2");
        drain(two, "c", 1);
        expectDrained(two, "c", 1);
        publish(two, "", queue, "of no group");
        assertReady(3, two, queue);
        receive(two, "c").is("of no group");
        receive(one, "c").is("a2");
        receive(one, "c").is("a3");
    }

    @Protocol("Q3")
    void whenItsConsumerGoesAnotherGetsItInOrder() {
        var one = speaker();
        var two = speaker();
        String queue = queue(one);
        fill(one, queue);
        consumeByCredit(one, queue, "c");
        consumeByCredit(two, queue, "c");
        var first = receive(one, "c").is("a1");
        receive(two, "c").is("b1");
        cancel(one, "c");
        giveBack(one, first, UNSEEN);
        one.sync();
        receive(two, "c").is("a1");
        receive(two, "c").is("a2");
        receive(two, "c").is("b2");
        receive(two, "c").is("a3");
    }

    @Protocol("Q3")
    void aDeadConsumersGroupIsFreeAsWell() {
        var one = speaker();
        var two = speaker();
        String queue = queue(two);
        fill(two, queue);
        consume(one, queue, "c");
        for (int i = 0; i < 5; i++) delivery(one);
        one.close();
        assertReady(5, two, queue);
        consume(two, queue, "c");
        for (String each : new String[] {"a1", "b1", "a2", "b2", "a3"})
            delivery(two).is(each, true);
    }
}
