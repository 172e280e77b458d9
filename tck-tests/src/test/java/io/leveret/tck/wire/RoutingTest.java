package io.leveret.tck.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.leveret.amqp.QueueMethod;
import io.leveret.amqp.Table;
import io.leveret.tck.Eventually;
import java.util.List;

class RoutingTest extends WireTest {

    // ---- headers

    private void headersMatch(boolean expected, Table binding, Object... message) {
        var peer = peer();
        String exchange = exchange(peer, "headers");
        String queue = queue(peer);
        peer.send(new QueueMethod.Bind(queue, exchange, "", false, binding)).expect(QueueMethod.BindOk.class);
        publish(peer, exchange, "", headers(message), "m");
        Eventually.eventually(() ->
                assertEquals(expected ? 1 : 0, ready(peer, queue), () -> binding + " against " + List.of(message)));
        delete(peer, queue);
    }

    @Rule(35)
    void headersMustAllMatchUnlessToldOtherwise() {
        var both = Table.of("a", 1, "b", "two");
        headersMatch(true, both, "a", 1, "b", "two", "c", 3);
        headersMatch(false, both, "a", 1);
        headersMatch(false, both, "a", 1, "b", "three");
        headersMatch(true, both.with("x-match", "all"), "a", 1, "b", "two");
        headersMatch(true, Table.EMPTY, "whatever", 1);
    }

    @Rule(35)
    void anyMatchingHeaderIsEnoughForAny() {
        var any = Table.of("x-match", "any", "a", 1, "b", "two");
        headersMatch(true, any, "a", 1, "b", "three");
        headersMatch(true, any, "b", "two");
        headersMatch(false, any, "a", 2, "c", 1);
    }

    @Rule(35)
    void headersWithTheirXAreOnlyComparedWhenAskedFor() {
        headersMatch(true, Table.of("x-match", "all", "a", 1, "x-b", 2), "a", 1);
        headersMatch(false, Table.of("x-match", "all-with-x", "a", 1, "x-b", 2), "a", 1);
        headersMatch(true, Table.of("x-match", "all-with-x", "a", 1, "x-b", 2), "a", 1, "x-b", 2);
        headersMatch(false, Table.of("x-match", "any", "a", 1, "x-b", 2), "x-b", 2);
        headersMatch(true, Table.of("x-match", "any-with-x", "a", 1, "x-b", 2), "x-b", 2);
    }

    @Rule(35)
    void voidInABindingMatchesEveryValueOfAHeaderThatIsThere() {
        headersMatch(true, Table.of("a", Table.VOID), "a", "whatever");
        headersMatch(false, Table.of("a", Table.VOID), "b", "whatever");
    }

    @Rule(35)
    void aWrongMatchIsRefused() {
        var peer = peer();
        String exchange = exchange(peer, "headers");
        String queue = queue(peer);
        peer.send(new QueueMethod.Bind(queue, exchange, "", false, Table.of("x-match", "some")))
                .expectChannelClose(406, "PRECONDITION_FAILED - Invalid x-match field value", 50, 20)
                .channel(1);
        peer.send(new QueueMethod.Bind(queue, exchange, "", false, Table.of("x-match", 5)))
                .expectChannelClose(406, "PRECONDITION_FAILED - Invalid x-match field", 50, 20);
    }

    // ---- topic

    private void topic(String pattern, List<String> matching, List<String> others) {
        var peer = peer();
        String exchange = exchange(peer, "topic");
        String queue = queue(peer);
        bind(peer, queue, exchange, pattern);
        for (String key : others) publish(peer, exchange, key, key);
        assertReady(0, peer, queue);
        for (String key : matching) publish(peer, exchange, key, key);
        assertHolds(peer, queue, matching.toArray(String[]::new));
    }

    @Rule(36)
    void aStarIsOneWordAndAHashAnyNumber() {
        topic("*.info", List.of("app.info", ".info"), List.of("info", "app.info.more", "a.b.info"));
        topic("app.*", List.of("app.info", "app."), List.of("app", "app.info.more"));
        topic("app.#", List.of("app", "app.info", "app.info.more", "app."), List.of("apps", "other.app"));
        topic("#.info", List.of("info", "app.info", "a.b.info", ".info"), List.of("info.app", ""));
        topic("a.#.z", List.of("a.z", "a.b.z", "a.b.c.z", "a.z.z"), List.of("a", "z", "a.z.b"));
        topic("*.*", List.of("a.b", "."), List.of("", "a", "a.b.c"));
        topic("plain", List.of("plain"), List.of("plain.", "Plain", ""));
    }

    @Rule(36)
    void anEmptyKeyMatchesHashAndNothing() {
        topic("#", List.of("", "a", "a.b"), List.of());
        topic("#.#", List.of("", "a", "a.b.c"), List.of());
        topic("", List.of(""), List.of("a", "."));
    }

    @Rule(36)
    void severalMatchingBindingsMakeOneCopy() {
        var peer = peer();
        String exchange = exchange(peer, "topic");
        String queue = queue(peer);
        for (String pattern : List.of("#", "a.*", "*.b", "a.b", "a.#")) bind(peer, queue, exchange, pattern);
        publish(peer, exchange, "a.b", "once");
        assertHolds(peer, queue, "once");
    }

    @Rule(36)
    void anUnboundPatternMatchesNoMoreAndItsNeighboursStillDo() {
        var peer = peer();
        String exchange = exchange(peer, "topic");
        String queue = queue(peer);
        bind(peer, queue, exchange, "a.*.c");
        bind(peer, queue, exchange, "a.b.#");
        peer.send(new QueueMethod.Unbind(queue, exchange, "a.b.#", Table.EMPTY)).expect(QueueMethod.UnbindOk.class);
        publish(peer, exchange, "a.b.d", "no");
        publish(peer, exchange, "a.b.c", "yes");
        assertHolds(peer, queue, "yes");
    }

    // ---- CC and BCC

    @Rule(38)
    void carbonCopiesAddRoutingKeys() {
        var peer = peer();
        String one = queue(peer);
        String two = queue(peer);
        String three = queue(peer);
        publish(peer, "", one, headers("CC", List.of(two, one), "BCC", List.of(three, two), "kept", 1), "m");
        for (String queue : List.of(one, two, three)) {
            var message = take(peer, queue).is("m");
            assertEquals(one, message.got().routingKey());
            assertEquals(List.of(two, one), message.headers().get("CC"));
            assertFalse(message.headers().contains("BCC"));
            assertEquals(1, message.headers().get("kept"));
            assertEmpty(peer, queue);
        }
    }

    @Rule(38)
    void carbonCopiesMustBeAListOfKeys() {
        for (String name : List.of("CC", "BCC")) {
            var peer = peer();
            publish(peer, "", "nowhere", headers(name, "one"), "m");
            peer.expectChannelClose(406, "PRECONDITION_FAILED - invalid message: ", 60, 40);
        }
    }
}
