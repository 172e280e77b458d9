package io.leveret.tck.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.leveret.amqp.BasicMethod;
import io.leveret.amqp.ExchangeMethod;
import io.leveret.amqp.LeveretMethod;
import io.leveret.amqp.Properties;
import io.leveret.amqp.QueueMethod;
import io.leveret.amqp.Table;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What bindings ask of messages beyond their exchange's rule, and whose messages they do not want. */
@LeveretOnly("x-selector and x-no-local are extensions")
class SelectorBindingsTest extends WireTest {
    private static final Login LEVERET =
            Login.guest().clientProperties(Table.of("capabilities", Table.of("leveret.jms", true)));

    @Test
    void aSelectorIsJudgedWhileRoutingOnEveryTypeOfExchange() {
        for (String type : List.of("direct", "fanout", "topic", "headers")) {
            var peer = peer();
            String exchange = exchange(peer, type);
            String queue = queue(peer);
            bind(peer, queue, exchange, "k", "x-selector", "colour = 'red' AND size > 3");
            publish(peer, exchange, "k", headers("colour", "red", "size", 4), "large red");
            publish(peer, exchange, "k", headers("colour", "red", "size", 3), "small red");
            publish(peer, exchange, "k", headers("colour", "blue", "size", 4), "blue");
            publish(peer, exchange, "k", "nothing known");
            publish(peer, exchange, "k", headers("colour", "red", "size", 5L), "larger red");
            assertHolds(peer, queue, "large red", "larger red");
        }
    }

    @Test
    void headersExchangesCompareWhatIsNotTheConditionItself() {
        var peer = peer();
        String exchange = exchange(peer, "headers");
        String queue = queue(peer);
        bind(peer, queue, exchange, "", "x-match", "all-with-x", "a", 1, "x-selector", "b = 2", "x-no-local", "me");
        publish(peer, exchange, "", headers("a", 1, "b", 2), "both");
        publish(peer, exchange, "", headers("a", 1, "b", 3), "one");
        publish(peer, exchange, "", headers("a", 2, "b", 2), "other");
        assertHolds(peer, queue, "both");
    }

    @Test
    void exchangesAreBoundUnderAConditionToo() {
        var peer = peer();
        String first = exchange(peer, "fanout");
        String second = exchange(peer, "fanout");
        String queue = queue(peer);
        bind(peer, queue, second, "");
        peer.send(new ExchangeMethod.Bind(second, first, "", false, Table.of("x-selector", "JMSPriority >= 5")))
                .expect(ExchangeMethod.BindOk.class);
        publish(peer, first, "", Properties.builder().priority(5).build(), "high");
        publish(peer, first, "", "ordinary");
        assertHolds(peer, queue, "high");
    }

    @Test
    void eachBindingOfAQueueIsJudgedForItselfAndMakesOneCopyWithTheOthers() {
        var peer = peer();
        String exchange = exchange(peer, "topic");
        String queue = queue(peer);
        bind(peer, queue, exchange, "#", "x-selector", "a = 1");
        bind(peer, queue, exchange, "#", "x-selector", "b = 1");
        publish(peer, exchange, "k", headers("a", 1, "b", 1), "both");
        publish(peer, exchange, "k", headers("b", 1), "second");
        publish(peer, exchange, "k", headers("c", 1), "none");
        assertHolds(peer, queue, "both", "second");
        peer.send(new QueueMethod.Unbind(queue, exchange, "#", Table.of("x-selector", "a = 1")))
                .expect(QueueMethod.UnbindOk.class);
        publish(peer, exchange, "k", headers("a", 1), "first, unbound");
        publish(peer, exchange, "k", headers("b", 1), "second again");
        assertHolds(peer, queue, "second again");
    }

    @Test
    void whatNoConditionLetsThroughIsUnroutable() {
        var peer = peer();
        String exchange = exchange(peer, "fanout");
        String queue = queue(peer);
        bind(peer, queue, exchange, "", "x-selector", "a = 1");
        peer.send(new BasicMethod.Publish(exchange, "", true, false), headers("a", 2), "two")
                .expectMessage(BasicMethod.Return.class)
                .is("two");
    }

    @Test
    void aWrongSelectorIsRefusedWithItsPlaceAndNothingIsBound() {
        var peer = peer();
        String exchange = exchange(peer, "fanout");
        String queue = queue(peer);
        peer.send(new QueueMethod.Bind(queue, exchange, "", false, Table.of("x-selector", "size > 'three'")))
                .expectChannelClose(
                        406, "PRECONDITION_FAILED - invalid selector, at character 8: > needs numbers", 50, 20)
                .channel(1);
        peer.send(new QueueMethod.Bind(queue, exchange, "", false, Table.of("x-selector", 5)))
                .expectChannelClose(406, "PRECONDITION_FAILED - invalid arg 'x-selector' of a binding", 50, 20)
                .channel(1);
        peer.send(new ExchangeMethod.Bind(exchange, exchange, "", false, Table.of("x-selector", "size >")))
                .expectChannelClose(406, "PRECONDITION_FAILED - invalid selector, at character 7: expected", 40, 30)
                .channel(1);
        publish(peer, exchange, "", "m");
        assertReady(0, peer, queue);
    }

    @Test
    void aBlankSelectorIsNone() {
        var peer = peer();
        String exchange = exchange(peer, "fanout");
        String queue = queue(peer);
        bind(peer, queue, exchange, "", "x-selector", " ", "x-no-local", "");
        publish(peer, exchange, "", "m");
        assertHolds(peer, queue, "m");
    }

    @Test
    void aBindingThatWantsNoMessagesOfAConnectionGetsThoseOfOthers() {
        var mine = peer(Login.guest().clientProperties(Table.of("leveret.connection-id", "me")));
        var other = peer(Login.guest().clientProperties(Table.of("leveret.connection-id", "other")));
        var plain = peer();
        String exchange = exchange(mine, "topic");
        String queue = queue(mine);
        bind(mine, queue, exchange, "#", "x-no-local", "me");
        publish(mine, exchange, "k", "own");
        assertReady(0, mine, queue);
        publish(other, exchange, "k", "another's");
        assertReady(1, mine, queue);
        publish(plain, exchange, "k", "anonymous");
        assertReady(2, mine, queue);
        assertHolds(mine, queue, "another's", "anonymous");
        assertEquals(0, ready(mine, queue));
    }

    @Test
    void aClientIdKeepsMessagesOutToo() {
        var mine = peer(LEVERET);
        mine.on(0).send(new LeveretMethod.Identify("ann")).expect(LeveretMethod.IdentifyOk.class);
        mine.on(1);
        String exchange = exchange(mine, "topic");
        String queue = queue(mine);
        bind(mine, queue, exchange, "#", "x-no-local", "ann");
        publish(mine, exchange, "k", "own");
        assertReady(0, mine, queue);
        publish(peer(LEVERET), exchange, "k", "another's");
        assertReady(1, mine, queue);
    }
}
