package io.leveret.tck.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.leveret.amqp.BasicMethod;
import io.leveret.tck.Server;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("tracing and closing concern everybody who shares a broker")
class OperatorTest extends WireTest {

    @Rule(79)
    void theFirehoseShowsEveryPublishAndDelivery() {
        var peer = peer();
        var watching = peer();
        String trace = queue(watching);
        bind(watching, trace, "amq.rabbitmq.trace", "#");
        String exchange = exchange(peer, "direct");
        String queue = queue(peer);
        bind(peer, queue, exchange, "key");
        server.operator().tracing(true);
        try {
            publish(peer, exchange, "key", headers("mine", 1), "m");
            consumeWithoutAck(watching, trace, "t");
            var published = delivery(watching).is("m");
            assertEquals("amq.rabbitmq.trace", published.delivery().exchange());
            assertEquals("publish." + exchange, published.delivery().routingKey());
            assertEquals(exchange, published.headers().get("exchange_name"));
            assertEquals(List.of("key"), published.headers().get("routing_keys"));
            requeue(peer, get(peer, queue));
            assertEquals(
                    "deliver." + queue, delivery(watching).is("m").delivery().routingKey());
            take(peer, queue);
            var delivered = delivery(watching).is("m");
            assertEquals("deliver." + queue, delivered.delivery().routingKey());
            assertEquals(1, ((Number) delivered.headers().get("redelivered")).intValue());
        } finally {
            server.operator().tracing(false);
        }
        publish(peer, exchange, "key", "unseen");
        assertHolds(peer, queue, "unseen");
        watching.sync();
    }

    @Rule(80)
    void anOperatorsCloseSaysWhy() {
        var peer = peer(Login.as("impersonating"));
        server.operator().closeConnections("impersonating", "go away");
        peer.expectConnectionClose(320, "CONNECTION_FORCED - go away", 0, 0);
    }

    @Rule(80)
    @LeveretOnly("a broker that others use is not shut down")
    void aShutdownSaysSo() {
        try (var mine = Server.start()) {
            var peer = closing(RawPeer.login(mine, Login.guest())).channel(1);
            String queue = queue(peer);
            peer.send(consuming(queue, "c")).expect(BasicMethod.ConsumeOk.class);
            var closing = CompletableFuture.runAsync(mine::close);
            peer.expectConnectionClose(
                    320, "CONNECTION_FORCED - broker forced connection closure with reason 'shutdown'", 0, 0);
            closing.join();
        }
    }
}
