package io.leveret.tck.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leveret.amqp.BasicMethod;
import io.leveret.amqp.ChannelMethod;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

class FramesTest extends WireTest {
    private static final BasicMethod.Publish TO_NOWHERE = new BasicMethod.Publish("", "nowhere", false, false);
    private static final int OVERHEAD = 8;

    @Rule(13)
    void anUnknownFrameTypeIs501() {
        peer().frame(0, "abc".getBytes()).expectConnectionClose(501, "FRAME_ERROR - ", 0, 0);
    }

    @Rule(13)
    void aWrongEndOctetIs501() {
        byte[] frame = FrameSocket.frame(FrameSocket.METHOD, 1, new byte[] {0, 20, 0, 20, 1}, 0xCD);
        peer().bytes(frame).expectConnectionClose(501, "FRAME_ERROR - ", 0, 0);
    }

    @Rule(13)
    void aFrameOverTheNegotiatedSizeIs501() {
        peer(Login.guest().frameMax(4096))
                .send(TO_NOWHERE)
                .header(60, 5000, RawPeer.NONE)
                .body(new byte[5000])
                .expectConnectionClose(501, "FRAME_ERROR - ", 0, 0);
    }

    @Rule(13)
    void aFrameMayBeExactlyAsLargeAsNegotiated() {
        var peer = peer(Login.guest().frameMax(4096));
        String queue = queue(peer);
        byte[] body = new byte[4096 - OVERHEAD];
        peer.send(new BasicMethod.Publish("", queue, false, false))
                .header(60, body.length, RawPeer.NONE)
                .body(body);
        assertEquals(body.length, take(peer, queue).body().length);
    }

    @Rule(14)
    void aHeaderWithoutAMethodIs505() {
        peer().header(60, 0, RawPeer.NONE)
                .expectConnectionClose(
                        505, "UNEXPECTED_FRAME - expected method frame, got non method frame instead", 0, 0);
    }

    @Rule(14)
    void aBodyWithoutAMethodIs505() {
        peer().body("x")
                .expectConnectionClose(
                        505, "UNEXPECTED_FRAME - expected method frame, got non method frame instead", 0, 0);
    }

    @Rule(14)
    void aMethodWhereAHeaderIsDueIs505() {
        peer().send(TO_NOWHERE)
                .send(new ChannelMethod.Flow(true))
                .expectConnectionClose(
                        505,
                        "UNEXPECTED_FRAME - expected content header for class 60, got non content header frame instead",
                        60,
                        40);
    }

    @Rule(14)
    void aBodyWhereAHeaderIsDueIs505() {
        peer().send(TO_NOWHERE)
                .body("x")
                .expectConnectionClose(
                        505,
                        "UNEXPECTED_FRAME - expected content header for class 60, got non content header frame instead",
                        60,
                        40);
    }

    @Rule(14)
    void aMethodWhereABodyIsDueIs505() {
        peer().send(TO_NOWHERE)
                .header(60, 5, RawPeer.NONE)
                .send(new ChannelMethod.Flow(true))
                .expectConnectionClose(505, "UNEXPECTED_FRAME - expected content body", 60, 40);
    }

    @Rule(14)
    void aHeaderOfAnotherClassIs505() {
        peer().send(TO_NOWHERE)
                .header(50, 0, RawPeer.NONE)
                .expectConnectionClose(505, "UNEXPECTED_FRAME - expected content header for class 60", 60, 40);
    }

    @Rule(14)
    void aHeartbeatOnAChannelIs505() {
        peer().frame(FrameSocket.HEARTBEAT, new byte[0]).expectConnectionClose(505, "UNEXPECTED_FRAME - ", 0, 0);
    }

    @Rule(15)
    void contentOfSeveralChannelsMayInterleaveAndTheCompleteOneCounts() {
        var peer = peer().channel(2);
        String queue = queue(peer);
        var publish = new BasicMethod.Publish("", queue, false, false);
        peer.on(1).send(publish).on(2).send(publish);
        peer.on(1).header(60, 6, RawPeer.NONE).on(2).header(60, 6, RawPeer.NONE);
        peer.on(1).body("fir").on(2).body("sec").body("ond").on(1).body("st!");
        peer.on(1).sync().on(2).sync();
        assertHolds(peer, queue, "second", "first!");
    }

    @Rule(16)
    void aBodyIsSplitToTheSizeThatTheReceiverNegotiated() {
        byte[] body = new byte[100_000];
        new Random(16).nextBytes(body);
        var large = peer();
        var small = peer(Login.guest().frameMax(4096));
        String queue = queue(large);
        consumeWithoutAck(small, queue, "c");
        large.send(new BasicMethod.Publish("", queue, false, false), RawPeer.NONE, body);
        var message = delivery(small);
        assertArrayEquals(body, message.body());
        List<Integer> frames = message.bodyFrames();
        assertTrue(frames.stream().allMatch(size -> size <= 4096 - OVERHEAD), frames::toString);
        assertEquals((body.length + 4087) / 4088, frames.size());
    }

    @Rule(16)
    void aGottenAndAReturnedBodyAreSplitAsWell() {
        byte[] body = new byte[10_000];
        Arrays.fill(body, (byte) 'x');
        var peer = peer(Login.guest().frameMax(4096));
        String queue = queue(peer);
        peer.send(new BasicMethod.Publish("", queue, false, false), RawPeer.NONE, body);
        assertEquals(List.of(4088, 4088, 1824), take(peer, queue).bodyFrames());
        peer.send(new BasicMethod.Publish("", fresh("nowhere"), true, false), RawPeer.NONE, body);
        assertEquals(
                List.of(4088, 4088, 1824),
                peer.expectMessage(BasicMethod.Return.class).bodyFrames());
    }

    @Rule(17)
    void anEmptyBodyHasNoFrameInEitherDirection() {
        var peer = peer();
        String queue = queue(peer);
        peer.send(new BasicMethod.Publish("", queue, false, false)).header(60, 0, RawPeer.NONE);
        var message = take(peer, queue);
        assertEquals(0, message.body().length);
        assertEquals(List.of(), message.bodyFrames());
        peer.sync();
    }

    @Rule(18)
    void truncatedArgumentsAre501WithTheMethodsName() {
        peer().frame(FrameSocket.METHOD, new byte[] {0, 50, 0, 10, 0, 0})
                .expectConnectionClose(501, "FRAME_ERROR - ", 50, 10);
    }

    @Rule(18)
    void anUnknownMethodEndsTheConnection() {
        peer().frame(FrameSocket.METHOD, new byte[] {0, 60, 0, 99}).expectEnd(RawPeer.PATIENCE);
    }

    @Rule(19)
    @LeveretOnly("a body longer than announced is refused; RabbitMQ waits for ever")
    void aBodyLongerThanAnnouncedIs501() {
        peer().send(TO_NOWHERE)
                .header(60, 3, RawPeer.NONE)
                .body("four")
                .expectConnectionClose(501, "FRAME_ERROR - ", 60, 40);
    }

    @Rule(19)
    void anAnnouncedSizeAloneDrawsNoAnswer() {
        var peer = peer().channel(2);
        peer.on(1).send(TO_NOWHERE).header(60, 200_000_000, RawPeer.NONE);
        peer.on(2).sync().on(1).body("a beginning").on(2).sync();
    }

    @Rule(19)
    void aMessageOver128MiBIsRefusedWhenItIsComplete() {
        var peer = peer();
        int size = 128 * 1024 * 1024 + 1;
        byte[] part = new byte[131072 - OVERHEAD];
        peer.send(TO_NOWHERE).header(60, size, RawPeer.NONE);
        int left = size;
        for (; left > part.length; left -= part.length) peer.body(part);
        peer.body(new byte[left]).expectChannelClose(406, "PRECONDITION_FAILED - ", 60, 40);
        peer.channel(1).sync();
    }
}
