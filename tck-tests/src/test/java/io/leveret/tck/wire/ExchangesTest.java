package io.leveret.tck.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.leveret.amqp.BasicMethod;
import io.leveret.amqp.ChannelMethod;
import io.leveret.amqp.ConnectionMethod;
import io.leveret.amqp.ExchangeMethod;
import io.leveret.amqp.QueueMethod;
import io.leveret.amqp.Table;
import io.leveret.tck.Eventually;
import java.util.List;

class ExchangesTest extends WireTest {
    private static final String DEFAULT_REFUSED = "ACCESS_REFUSED - operation not permitted on the default exchange";

    private static ExchangeMethod.Declare passive(String name) {
        return new ExchangeMethod.Declare(name, "", true, false, false, false, false, Table.EMPTY);
    }

    private static void assertExists(RawPeer peer, String exchange) {
        peer.send(passive(exchange)).expect(ExchangeMethod.DeclareOk.class);
    }

    private static void assertMissing(RawPeer peer, String exchange) {
        peer.send(passive(exchange))
                .expectChannelClose(404, "NOT_FOUND - no exchange '" + exchange + "' in vhost '/'", 40, 10)
                .channel(1);
    }

    // ---- declaring

    @Rule(25)
    @LeveretOnly("an unknown type ends the channel, as in RabbitMQ 4; RabbitMQ 3 ends the connection")
    void anUnknownTypeEndsTheChannel() {
        peer().send(exchanging(fresh("x"), "nope"))
                .expectChannelClose(406, "PRECONDITION_FAILED - ", 40, 10)
                .channel(1)
                .sync();
    }

    @Rule(26)
    void namesThatBeginWithAmqAreReserved() {
        peer().send(exchanging("amq.mine", "direct"))
                .expectChannelClose(
                        403, "ACCESS_REFUSED - exchange name 'amq.mine' contains reserved prefix 'amq.*'", 40, 10);
    }

    @Rule(26)
    void aPredeclaredExchangeMayBeDeclaredAgainButNotOtherwise() {
        var peer = peer();
        peer.send(new ExchangeMethod.Declare("amq.direct", "direct", false, true, false, false, false, Table.EMPTY))
                .expect(ExchangeMethod.DeclareOk.class);
        peer.send(exchanging("amq.direct", "fanout"))
                .expectChannelClose(
                        406,
                        "PRECONDITION_FAILED - inequivalent arg 'type' for exchange 'amq.direct' in vhost '/': "
                                + "received 'fanout' but current is 'direct'",
                        40,
                        10);
    }

    @Rule(27)
    void theDefaultExchangeCannotBeTouched() {
        var peer = peer();
        String queue = queue(peer);
        peer.send(exchanging("", "direct")).expectChannelClose(403, DEFAULT_REFUSED, 40, 10);
        peer.channel(1).send(passive("")).expectChannelClose(403, DEFAULT_REFUSED, 40, 10);
        peer.channel(1)
                .send(new ExchangeMethod.Delete("", false, false))
                .expectChannelClose(403, DEFAULT_REFUSED, 40, 20);
        peer.channel(1)
                .send(new QueueMethod.Bind(queue, "", "k", false, Table.EMPTY))
                .expectChannelClose(403, DEFAULT_REFUSED, 50, 20);
        peer.channel(1)
                .send(new QueueMethod.Unbind(queue, "", queue, Table.EMPTY))
                .expectChannelClose(403, DEFAULT_REFUSED, 50, 50);
        peer.channel(1)
                .send(new ExchangeMethod.Bind("amq.fanout", "", "k", false, Table.EMPTY))
                .expectChannelClose(403, DEFAULT_REFUSED, 40, 30);
        peer.channel(1)
                .send(new ExchangeMethod.Unbind("", "amq.fanout", "k", false, Table.EMPTY))
                .expectChannelClose(403, DEFAULT_REFUSED, 40, 40);
    }

    @Rule(28)
    void aPredeclaredExchangeCannotBeDeleted() {
        peer().send(new ExchangeMethod.Delete("amq.direct", false, false))
                .expectChannelClose(
                        403,
                        "ACCESS_REFUSED - deletion of system exchange 'amq.direct' in vhost '/' not allowed",
                        40,
                        20);
    }

    @Rule(28)
    void deletingWhatIsNotThereIsFine() {
        var peer = peer();
        peer.send(new ExchangeMethod.Delete(fresh("x"), false, false)).expect(ExchangeMethod.DeleteOk.class);
        peer.send(new QueueMethod.Delete(fresh("q"), false, false, false))
                .expect(QueueMethod.DeleteOk.class, ok -> assertEquals(0, ok.messageCount()));
    }

    @Rule(28)
    void anExchangeInUseStaysWhenAskedTo() {
        var peer = peer();
        String exchange = exchange(peer, "direct");
        String queue = queue(peer);
        bind(peer, queue, exchange, "k");
        peer.send(new ExchangeMethod.Delete(exchange, true, false))
                .expectChannelClose(
                        406, "PRECONDITION_FAILED - exchange '" + exchange + "' in vhost '/' in use", 40, 20);
        delete(peer.channel(1), queue);
        peer.send(new ExchangeMethod.Delete(exchange, true, false)).expect(ExchangeMethod.DeleteOk.class);
        assertMissing(peer, exchange);
    }

    @Rule(29)
    void declaringAgainMustAgreeInTypeFlagsAndAlternateExchange() {
        var peer = peer();
        String name = exchange(peer, "direct");
        String where = " for exchange '" + name + "' in vhost '/': received ";
        inequivalent(
                peer,
                new ExchangeMethod.Declare(name, "topic", false, false, false, false, false, Table.EMPTY),
                "'type'" + where + "'topic' but current is 'direct'");
        inequivalent(
                peer,
                new ExchangeMethod.Declare(name, "direct", false, true, false, false, false, Table.EMPTY),
                "'durable'" + where + "'true' but current is 'false'");
        inequivalent(
                peer,
                new ExchangeMethod.Declare(name, "direct", false, false, true, false, false, Table.EMPTY),
                "'auto_delete'" + where + "'true' but current is 'false'");
        inequivalent(
                peer,
                new ExchangeMethod.Declare(name, "direct", false, false, false, true, false, Table.EMPTY),
                "'internal'" + where + "'true' but current is 'false'");
        inequivalent(
                peer,
                exchanging(name, "direct", "alternate-exchange", "amq.fanout"),
                "'alternate-exchange'" + where + "the value 'amq.fanout' of type 'longstr' but current is none");
    }

    private static void inequivalent(RawPeer peer, ExchangeMethod.Declare declare, String text) {
        peer.send(declare)
                .expectChannelClose(406, "PRECONDITION_FAILED - inequivalent arg " + text, 40, 10)
                .channel(1);
    }

    @Rule(29)
    void unknownArgumentsAreNotComparedAndPassiveDeclareComparesNothing() {
        var peer = peer();
        String name = exchange(peer, "direct", "alternate-exchange", "amq.fanout");
        peer.send(exchanging(name, "direct", "alternate-exchange", "amq.fanout", "colour", "blue"))
                .expect(ExchangeMethod.DeclareOk.class);
        peer.send(new ExchangeMethod.Declare(name, "topic", true, true, true, true, false, Table.EMPTY))
                .expect(ExchangeMethod.DeclareOk.class);
    }

    @Rule(30)
    void anInternalExchangeTakesBindingsButNoPublishes() {
        var peer = peer();
        String internal = fresh("x-internal");
        peer.send(new ExchangeMethod.Declare(internal, "fanout", false, false, false, true, false, Table.EMPTY))
                .expect(ExchangeMethod.DeclareOk.class);
        String queue = queue(peer);
        String outer = exchange(peer, "direct");
        bind(peer, queue, internal, "");
        bindExchange(peer, internal, outer, "k");
        publish(peer, outer, "k", "through");
        assertHolds(peer, queue, "through");
        publish(peer, internal, "k", "no");
        peer.expectChannelClose(
                403, "ACCESS_REFUSED - cannot publish to internal exchange '" + internal + "' in vhost '/'", 60, 40);
    }

    // ---- life and names

    private static String autoDelete(RawPeer peer) {
        String name = fresh("x-auto");
        peer.send(new ExchangeMethod.Declare(name, "fanout", false, false, true, false, false, Table.EMPTY))
                .expect(ExchangeMethod.DeclareOk.class);
        return name;
    }

    @Rule(31)
    void anAutoDeleteExchangeGoesWithItsLastQueueBinding() {
        var peer = peer();
        String exchange = autoDelete(peer);
        assertExists(peer, exchange);
        String one = queue(peer);
        String two = queue(peer);
        bind(peer, one, exchange, "");
        bind(peer, two, exchange, "");
        peer.send(new QueueMethod.Unbind(one, exchange, "", Table.EMPTY)).expect(QueueMethod.UnbindOk.class);
        assertExists(peer, exchange);
        peer.send(new QueueMethod.Unbind(two, exchange, "", Table.EMPTY)).expect(QueueMethod.UnbindOk.class);
        assertMissing(peer, exchange);
    }

    @Rule(31)
    void anAutoDeleteExchangeGoesWithItsLastBindingToAnExchange() {
        var peer = peer();
        String source = autoDelete(peer);
        String target = exchange(peer, "fanout");
        bindExchange(peer, target, source, "");
        peer.send(new ExchangeMethod.Unbind(target, source, "", false, Table.EMPTY))
                .expect(ExchangeMethod.UnbindOk.class);
        assertMissing(peer, source);
        String again = autoDelete(peer);
        bindExchange(peer, target, again, "");
        peer.send(new ExchangeMethod.Delete(target, false, false)).expect(ExchangeMethod.DeleteOk.class);
        assertMissing(peer, again);
    }

    @Rule(31)
    void anAutoDeleteExchangeGoesWithTheDeletedQueue() {
        var peer = peer();
        String exchange = autoDelete(peer);
        String queue = queue(peer);
        bind(peer, queue, exchange, "");
        delete(peer, queue);
        assertMissing(peer, exchange);
    }

    @Rule(31)
    void anAutoDeleteExchangeGoesWithTheConnectionOfAnExclusiveQueue() throws Exception {
        var peer = peer();
        String exchange = autoDelete(peer);
        var owner = peer();
        String queue = fresh("q");
        owner.send(exclusively(queue)).expect(QueueMethod.DeclareOk.class);
        bind(owner, queue, exchange, "");
        assertExists(peer, exchange);
        owner.close();
        Eventually.eventually("the exchange is gone", () -> {
            peer.send(passive(exchange));
            var answer = peer.any().method();
            if (answer instanceof ChannelMethod.Close)
                peer.send(new ChannelMethod.CloseOk()).channel(1);
            return answer instanceof ChannelMethod.Close;
        });
    }

    @Rule(32)
    void lineBreaksAreStrippedFromNames() {
        var peer = peer();
        String name = fresh("lines");
        peer.send(exclusively("\r\n" + name.replace("-", "\n-\r")))
                .expect(QueueMethod.DeclareOk.class, ok -> assertEquals(name, ok.queue()));
        peer.send(exchanging(name.replace("-", "\r\n-"), "fanout")).expect(ExchangeMethod.DeclareOk.class);
        assertExists(peer, name);
        bind(peer, name, name, "");
        publish(peer, name, "", "m");
        assertHolds(peer, name, "m");
    }

    @Rule(33)
    void publishingToAMissingExchangeIsAnAsynchronous404() {
        var peer = peer();
        String missing = fresh("x");
        confirms(peer);
        publish(peer, missing, "k", "lost");
        peer.expectChannelClose(404, "NOT_FOUND - no exchange '" + missing + "' in vhost '/'", 60, 40)
                .channel(1)
                .sync();
    }

    @Rule(34)
    void theStandardExchangesAreThere() {
        var peer = peer();
        for (var exchange : List.of("direct", "fanout", "topic", "headers", "match:headers", "rabbitmq.trace:topic")) {
            String[] nameAndType = exchange.split(":");
            String name = "amq." + nameAndType[0];
            String type = nameAndType[nameAndType.length - 1];
            boolean internal = name.endsWith("trace");
            peer.send(new ExchangeMethod.Declare(name, type, false, true, false, internal, false, Table.EMPTY))
                    .expect(ExchangeMethod.DeclareOk.class);
        }
    }

    @Rule(34)
    void theTraceExchangeTakesNoPublishes() {
        var peer = peer();
        publish(peer, "amq.rabbitmq.trace", "k", "no");
        peer.expectChannelClose(
                403, "ACCESS_REFUSED - cannot publish to internal exchange 'amq.rabbitmq.trace' in vhost '/'", 60, 40);
    }

    // ---- chains

    @Rule(37)
    void theAlternateExchangeGetsWhatWasNotRouted() {
        var peer = peer();
        String last = exchange(peer, "fanout");
        String second = exchange(peer, "direct", "alternate-exchange", last);
        String first = exchange(peer, "direct", "alternate-exchange", second);
        String routed = queue(peer);
        String unrouted = queue(peer);
        bind(peer, routed, first, "known");
        bind(peer, unrouted, last, "");
        publish(peer, first, "known", "a");
        peer.send(new BasicMethod.Publish(first, "unknown", true, false), RawPeer.NONE, "b");
        // No basic.return comes: by the alternate exchange the mandatory message was routed.
        peer.sync();
        assertHolds(peer, routed, "a");
        assertHolds(peer, unrouted, "b");
    }

    @Rule(37)
    void aLoopOfAlternateExchangesEnds() {
        var peer = peer();
        String one = fresh("x-one");
        String two = fresh("x-two");
        peer.send(exchanging(one, "direct", "alternate-exchange", two)).expect(ExchangeMethod.DeclareOk.class);
        peer.send(exchanging(two, "direct", "alternate-exchange", one)).expect(ExchangeMethod.DeclareOk.class);
        peer.send(new BasicMethod.Publish(one, "k", true, false), RawPeer.NONE, "b");
        peer.expectMessage(BasicMethod.Return.class).is("b");
        peer.sync();
    }

    @Rule(37)
    void aMissingAlternateExchangeIsNoError() {
        var peer = peer();
        String exchange = exchange(peer, "direct", "alternate-exchange", fresh("missing"));
        publish(peer, exchange, "k", "lost");
        peer.sync();
    }

    @Rule(36)
    void aLoopOfExchangeBindingsDeliversOnce() {
        var peer = peer();
        String one = exchange(peer, "fanout");
        String two = exchange(peer, "fanout");
        bindExchange(peer, one, two, "");
        bindExchange(peer, two, one, "");
        String queue = queue(peer);
        bind(peer, queue, one, "");
        bind(peer, queue, two, "");
        publish(peer, one, "", "m");
        assertHolds(peer, queue, "m");
    }

    @Rule(28)
    void whatIsGoneIsGoneForOthersToo() {
        var peer = peer();
        String exchange = exchange(peer, "fanout");
        peer.send(new ExchangeMethod.Delete(exchange, false, true)).sync();
        assertMissing(peer(), exchange);
        peer.send(new ConnectionMethod.Close(200, "bye", 0, 0)).expect(ConnectionMethod.CloseOk.class);
    }
}
