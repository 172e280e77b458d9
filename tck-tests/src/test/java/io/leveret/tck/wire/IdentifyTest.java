package io.leveret.tck.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.leveret.amqp.ConnectionMethod;
import io.leveret.amqp.LeveretMethod;
import io.leveret.tck.Eventually;

class IdentifyTest extends ExtensionTest {

    private static boolean identify(RawPeer peer, String id) {
        return peer.send(new LeveretMethod.Identify(id))
                .expect(LeveretMethod.IdentifyOk.class)
                .granted();
    }

    @Protocol("I1")
    void anIdBelongsToOneConnectionOfAVirtualHost() {
        var one = speaker();
        var two = speaker();
        var elsewhere = peer(Login.guest().speakingLeveret().virtualHost("other"));
        String id = fresh("client");
        assertEquals(true, identify(one, id));
        assertEquals(true, identify(one, id));
        assertEquals(false, identify(two, id));
        assertEquals(true, identify(elsewhere, id));
    }

    @Protocol("I2")
    void anotherIdReplacesItAndAnEmptyOneGivesItUp() {
        var one = speaker();
        var two = speaker();
        String first = fresh("client");
        String second = fresh("client");
        assertEquals(true, identify(one, first));
        assertEquals(true, identify(one, second));
        assertEquals(true, identify(two, first));
        assertEquals(false, identify(one, first));
        assertEquals(false, identify(two, second));
        assertEquals(true, identify(one, ""));
        assertEquals(true, identify(two, second));
        assertEquals(true, identify(one, ""));
    }

    @Protocol("I3")
    void itIsFreeAgainWhenTheConnectionHasClosed() {
        String id = fresh("client");
        for (int i = 0; i < 20; i++) {
            var one = speaker();
            assertEquals(true, identify(one, id));
            one.send(new ConnectionMethod.Close(200, "", 0, 0)).expect(ConnectionMethod.CloseOk.class);
        }
        var lost = speaker();
        assertEquals(true, identify(lost, id));
        lost.close();
        var next = speaker();
        Eventually.eventually("the lost one's id is free", () -> identify(next, id));
    }

    @Protocol("I4")
    void onAnotherChannelItIs503() {
        var peer = speaker();
        java.io.ByteArrayOutputStream frame = new java.io.ByteArrayOutputStream();
        // By hand: the class 200, the method 30 and a short string.
        frame.writeBytes(new byte[] {0, (byte) 200, 0, 30, 1, 'x'});
        peer.frame(FrameSocket.METHOD, frame.toByteArray())
                .expectConnectionClose(503, "COMMAND_INVALID - leveret.identify belongs on channel 0", 200, 30);
    }
}
