package io.leveret.tck.wire;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leveret.amqp.BasicMethod;
import io.leveret.amqp.ChannelMethod;
import io.leveret.amqp.ExchangeMethod;
import io.leveret.amqp.Method;
import io.leveret.amqp.QueueMethod;
import io.leveret.amqp.Table;
import io.leveret.tck.Eventually;

class PermissionsTest extends WireTest {
    private static final int CONFIGURE = 4;
    private static final int WRITE = 2;
    private static final int READ = 1;

    /** The text says which right was missing in newer brokers, so only its kind is compared. */
    private static final String REFUSED = "ACCESS_REFUSED - ";

    private String queue;
    private String exchange;

    private void topology() {
        var guest = peer();
        queue = queue(guest);
        exchange = exchange(guest, "topic");
    }

    /** Who has all the rights that are needed may, and whoever lacks one of them may not. */
    private void needs(int rights, Method method) {
        expectRefusal("nothing", rights != 0, method);
        expectRefusal("configuring", (rights & ~CONFIGURE) != 0, method);
        expectRefusal("writing", (rights & ~WRITE) != 0, method);
        expectRefusal("reading", (rights & ~READ) != 0, method);
    }

    private void expectRefusal(String user, boolean refused, Method method) {
        var peer = peer(Login.as(user)).send(method);
        if (method.hasContent()) {
            peer.header(60, 0, RawPeer.NONE);
            if (!refused) peer.sync();
        }
        if (refused) {
            var close = peer.expect(ChannelMethod.Close.class);
            assertTrue(
                    close.replyCode() == 403
                            && close.replyText().startsWith(REFUSED)
                            && close.replyText().endsWith("refused for user '" + user + "'"),
                    () -> user + " " + method + ": " + close);
        } else if (!method.hasContent()) {
            var answer = peer.any().method();
            assertTrue(!(answer instanceof ChannelMethod.Close), () -> user + " " + method + ": " + answer);
        }
    }

    @Rule(78)
    void declaringAndDeletingNeedConfigure() {
        topology();
        needs(CONFIGURE, declaring(fresh("q")));
        needs(CONFIGURE, exclusively(""));
        needs(CONFIGURE, new QueueMethod.Delete(fresh("q"), false, false, false));
        needs(CONFIGURE, exchanging(fresh("x"), "direct"));
        needs(CONFIGURE, new ExchangeMethod.Delete(fresh("x"), false, false));
    }

    @Rule(78)
    void gettingConsumingAndPurgingNeedRead() {
        topology();
        needs(READ, new BasicMethod.Get(queue, true));
        needs(READ, consuming(queue, "c"));
        needs(READ, new QueueMethod.Purge(queue, false));
    }

    @Rule(78)
    void publishingNeedsWrite() {
        topology();
        needs(WRITE, new BasicMethod.Publish(exchange, "k", false, false));
        needs(WRITE, new BasicMethod.Publish("", queue, false, false));
    }

    @Rule(78)
    void bindingNeedsWriteOnTheDestinationAndReadOnTheSource() {
        topology();
        needs(WRITE | READ, new QueueMethod.Bind(queue, exchange, "k", false, Table.EMPTY));
        needs(WRITE | READ, new QueueMethod.Unbind(queue, exchange, "k", Table.EMPTY));
        needs(WRITE | READ, new ExchangeMethod.Bind("amq.fanout", exchange, "k", false, Table.EMPTY));
        needs(WRITE | READ, new ExchangeMethod.Unbind("amq.fanout", exchange, "k", false, Table.EMPTY));
        var limited = peer(Login.as("limited"));
        String own = fresh("own");
        declare(limited, own);
        limited.send(new QueueMethod.Bind(own, exchange, "k", false, Table.EMPTY))
                .expectChannelClose(
                        403,
                        "ACCESS_REFUSED - access to exchange '" + exchange
                                + "' in vhost '/' refused for user 'limited'",
                        50,
                        20);
    }

    @Rule(78)
    void namingAnotherExchangeInADeclareNeedsReadAndWrite() {
        topology();
        needs(CONFIGURE | READ | WRITE, declaring(fresh("q"), "x-dead-letter-exchange", exchange));
        needs(CONFIGURE | READ | WRITE, exchanging(fresh("x"), "direct", "alternate-exchange", exchange));
        var limited = peer(Login.as("limited"));
        limited.send(declaring(fresh("own"), "x-dead-letter-exchange", "foreign"))
                .expectChannelClose(403, REFUSED, 50, 10);
        limited.channel(1)
                .send(declaring(fresh("own"), "x-dead-letter-exchange", "own-letters"))
                .expect(QueueMethod.DeclareOk.class);
    }

    @Rule(78)
    void theDefaultExchangeHasANameForTheRefusal() {
        peer(Login.as("limited"))
                .send(new BasicMethod.Publish("", "q", false, false), RawPeer.NONE, "m")
                .expectChannelClose(
                        403,
                        "ACCESS_REFUSED - access to exchange 'amq.default' in vhost '/' refused for user 'limited'",
                        60,
                        40);
    }

    @Rule(78)
    void rightsAreAskedBeforeExistence() {
        var limited = peer(Login.as("limited"));
        String missing = fresh("missing");
        limited.send(new BasicMethod.Get(missing, false))
                .expectChannelClose(
                        403,
                        "ACCESS_REFUSED - access to queue '" + missing + "' in vhost '/' refused for user 'limited'",
                        60,
                        70);
        limited.channel(1).send(passively(missing)).expectChannelClose(404, "NOT_FOUND", 50, 10);
        limited.channel(1)
                .send(exclusively(""))
                .expectChannelClose(403, "ACCESS_REFUSED - access to queue 'amq.gen-", 50, 10);
    }

    @Rule(78)
    void topicRightsComeOnTopForTopicExchanges() {
        var guest = peer();
        String all = queue(guest);
        bind(guest, all, "amq.topic", "topical.#");
        bind(guest, all, "amq.direct", "other.key");
        var topical = peer(Login.as("topical"));
        publish(topical, "amq.topic", "topical.mine", "allowed");
        publish(topical, "amq.direct", "other.key", "not a topic");
        topical.sync();
        Eventually.eventually("both came", () -> ready(guest, all) == 2);
        publish(topical, "amq.topic", "other.key", "refused");
        topical.expectChannelClose(403, REFUSED, 60, 40).channel(1);
        String own = queue(topical);
        bind(topical, own, "amq.topic", "topical.#");
        topical.send(new QueueMethod.Bind(own, "amq.topic", "#", false, Table.EMPTY))
                .expectChannelClose(403, REFUSED, 50, 20);
        delete(guest, all);
        delete(guest, own);
    }

    @Rule(78)
    void changesApplyToLiveConnections() {
        var peer = peer(Login.as("changing"));
        String mine = queue(peer);
        var operator = server.operator();
        try {
            operator.permissions("changing", "", "", "");
            Eventually.eventually("the rights are gone", () -> {
                peer.send(new BasicMethod.Get(mine, true));
                var answer = peer.any().method();
                if (answer instanceof ChannelMethod.Close)
                    peer.send(new ChannelMethod.CloseOk()).channel(1);
                return answer instanceof ChannelMethod.Close;
            });
        } finally {
            operator.permissions("changing", ".*", ".*", ".*");
        }
        Eventually.eventually("the rights are back", () -> {
            peer.send(new BasicMethod.Get(mine, true));
            var answer = peer.any().method();
            if (answer instanceof ChannelMethod.Close)
                peer.send(new ChannelMethod.CloseOk()).channel(1);
            return answer instanceof BasicMethod.GetEmpty;
        });
        delete(peer, mine);
    }
}
