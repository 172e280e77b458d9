package io.leveret.tck.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.leveret.amqp.BasicMethod;
import io.leveret.amqp.LeveretMethod;
import io.leveret.amqp.Table;

/** The verbs of Leveret's own protocol, for the tests of its rules. */
@LeveretOnly("these are extensions of the protocol")
abstract class ExtensionTest extends WireTest {

    /** A peer that has announced the capability, with channel 1 open. */
    protected RawPeer speaker() {
        return peer(Login.guest().speakingLeveret());
    }

    protected static void consumeByCredit(RawPeer peer, String queue, String tag) {
        consume(peer, queue, tag, "x-credit", true, "x-counts", true);
    }

    protected static void credit(RawPeer peer, String tag, int credit) {
        peer.send(new LeveretMethod.Credit(tag, credit, false));
    }

    protected static void drain(RawPeer peer, String tag, int credit) {
        peer.send(new LeveretMethod.Credit(tag, credit, true));
    }

    protected static void expectDrained(RawPeer peer, String tag, int returned) {
        assertEquals(new LeveretMethod.Drained(tag, returned), peer.expect(LeveretMethod.Drained.class));
    }

    protected static void giveBack(RawPeer peer, Message message, int outcome, Object... reason) {
        peer.send(new LeveretMethod.GiveBack(message.tag(), false, outcome, Table.of(reason)));
    }

    /** Gets the next by a consumer of its own, as a JMS client would, and leaves it unsettled. */
    protected static Message receive(RawPeer peer, String tag) {
        drain(peer, tag, 1);
        Message message = peer.expectMessage(BasicMethod.Deliver.class);
        expectDrained(peer, tag, 0);
        return message;
    }

    /** How often the message says it was handed out before; 0 when it says nothing. */
    protected static int attempts(Message message) {
        return message.properties().headers().get("x-attempts") instanceof Integer count ? count : 0;
    }

    protected static void commit(RawPeer peer, String id, int status) {
        peer.send(new LeveretMethod.Commit(id))
                .expect(LeveretMethod.CommitOk.class, ok -> assertEquals(status, ok.status(), ok::text));
    }
}
