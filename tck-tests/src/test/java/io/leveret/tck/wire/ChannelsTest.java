package io.leveret.tck.wire;

import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.leveret.amqp.BasicMethod;
import io.leveret.amqp.ChannelMethod;
import io.leveret.amqp.ConnectionMethod;
import io.leveret.amqp.QueueMethod;
import java.util.List;

class ChannelsTest extends WireTest {
    private static final ChannelMethod.Close BYE = new ChannelMethod.Close(200, "bye", 0, 0);

    @Rule(20)
    void aMethodOnAChannelThatIsNotOpenIs504() {
        login(Login.guest())
                .on(5)
                .send(passively("q"))
                .expectConnectionClose(504, "CHANNEL_ERROR - expected 'channel.open'", 50, 10);
    }

    @Rule(20)
    void aPublishOnAChannelThatIsNotOpenIs504() {
        login(Login.guest())
                .on(5)
                .send(new BasicMethod.Publish("", "q", false, false), RawPeer.NONE, "x")
                .expectConnectionClose(504, "CHANNEL_ERROR - expected 'channel.open'", 60, 40);
    }

    @Rule(20)
    void openingAChannelTwiceIs504() {
        peer().send(new ChannelMethod.Open())
                .expectConnectionClose(504, "CHANNEL_ERROR - second 'channel.open' seen", 20, 10);
    }

    @Rule(21)
    void afterTheServersCloseEverythingIsDroppedUntilCloseOk() {
        var peer = peer();
        var other = peer();
        String queue = queue(peer);
        String missing = fresh("missing");
        peer.send(passively(missing)).expectRefusal(404, "NOT_FOUND - no queue", 50, 10);
        publish(peer, "", queue, "dropped");
        peer.send(declaring(missing)).send(new BasicMethod.Ack(77, false));
        publish(peer, "", queue, "dropped too");
        peer.send(new QueueMethod.Delete(queue, false, false, false));
        peer.send(new ChannelMethod.CloseOk()).channel(1).sync();
        assertReady(0, peer, queue);
        other.send(passively(missing)).expectChannelClose(404, "NOT_FOUND - no queue", 50, 10);
    }

    @Rule(21)
    void aNewChannelMayTakeTheNumberRightAway() {
        var peer = peer();
        peer.send(passively(fresh("missing")))
                .expectRefusal(404, "NOT_FOUND", 50, 10)
                .send(new ChannelMethod.CloseOk())
                .send(new ChannelMethod.Open())
                .send(new ChannelMethod.Flow(true));
        peer.expect(ChannelMethod.OpenOk.class);
        peer.expect(ChannelMethod.FlowOk.class);
    }

    @Rule(21)
    void oneChannelsErrorLeavesTheOthersAlone() {
        var peer = peer().channel(2);
        String queue = queue(peer);
        consumeWithoutAck(peer, queue, "c");
        peer.on(1).send(passively(fresh("missing"))).expectChannelClose(404, "NOT_FOUND", 50, 10);
        publish(peer.on(2), "", queue, "alive");
        delivery(peer).is("alive");
    }

    @Rule(21)
    void aClientsCloseThatCrossesTheServersIsAnswered() {
        peer().send(passively(fresh("missing")))
                .send(BYE)
                .expectRefusal(404, "NOT_FOUND", 50, 10)
                .expect(ChannelMethod.CloseOk.class, ok -> {})
                .send(new ChannelMethod.CloseOk())
                .channel(1)
                .sync();
    }

    @Rule(22)
    void closingAChannelGivesUnackedMessagesBackToTheirOldPlaces() {
        var peer = peer();
        String queue = queue(peer);
        fill(peer, queue, "1", "2", "3", "4", "5");
        peer.channel(2);
        for (String body : List.of("1", "2", "3")) get(peer, queue).is(body, false);
        peer.send(BYE).expect(ChannelMethod.CloseOk.class);
        peer.on(1);
        for (String body : List.of("1", "2", "3")) take(peer, queue).is(body, true);
        take(peer, queue).is("4", false);
        take(peer, queue).is("5", false);
    }

    @Rule(22)
    void aClosedChannelsNumberIsFree() {
        var peer = peer();
        String queue = queue(peer);
        consume(peer, queue, "c");
        peer.send(BYE).expect(ChannelMethod.CloseOk.class);
        peer.channel(1);
        fill(peer, queue, "m");
        // The consumer went with its channel, and delivery tags begin anew.
        assertNotEquals(0, get(peer, queue).is("m", false).tag());
        peer.send(new BasicMethod.Ack(1, false)).sync();
    }

    @Rule(23)
    void closingAConnectionWithOpenChannelsIsAnsweredByCloseOkAlone() {
        var peer = peer().channel(2);
        String queue = queue(peer);
        consume(peer, queue, "c");
        peer.send(new ConnectionMethod.Close(200, "bye", 0, 0))
                .expect(ConnectionMethod.CloseOk.class, ok -> {})
                .expectNoWord(RawPeer.MOMENT);
    }

    @Rule(24)
    void flowOffIsNotImplemented() {
        peer().send(new ChannelMethod.Flow(false)).expectConnectionClose(540, "NOT_IMPLEMENTED - active=false", 20, 20);
    }

    @Rule(24)
    void flowOnIsAnswered() {
        peer().sync();
    }

    @Rule(20)
    void aMethodThatOnlyServersSendEndsTheConnection() {
        peer().send(new QueueMethod.DeclareOk("q", 0, 0)).expectEnd(RawPeer.PATIENCE);
    }
}
