package io.leveret.tck.wire;

import static io.leveret.amqp.LeveretMethod.COMMITTED;
import static io.leveret.amqp.LeveretMethod.ROLLED_BACK;
import static io.leveret.amqp.LeveretMethod.UNKNOWN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leveret.amqp.BasicMethod;
import io.leveret.amqp.LeveretMethod;
import io.leveret.amqp.Properties;
import io.leveret.amqp.TxMethod;
import java.util.Map;

class StrictCommitTest extends ExtensionTest {
    private static final int LARGEST = 100_000;

    @Override
    protected Map<String, String> settings() {
        return Map.of("max-message-size", Integer.toString(LARGEST));
    }

    private RawPeer transacted() {
        var peer = speaker();
        transactions(peer);
        return peer;
    }

    private static void mandatory(RawPeer peer, String exchange, String key, String body) {
        peer.send(new BasicMethod.Publish(exchange, key, true, false), Properties.EMPTY, body);
    }

    private static void expectRolledBack(RawPeer peer, String id, String why) {
        peer.send(new LeveretMethod.Commit(id)).expect(LeveretMethod.CommitOk.class, ok -> {
            assertEquals(ROLLED_BACK, ok.status());
            assertTrue(ok.text().startsWith(why), ok::text);
        });
    }

    private static int outcome(RawPeer peer, String id) {
        return peer.send(new LeveretMethod.Outcome(id))
                .expect(LeveretMethod.OutcomeOk.class)
                .status();
    }

    @Protocol("T1")
    void aCommitThatFindsAPlaceForEverythingIsDone() {
        var peer = transacted();
        var other = peer();
        String from = queue(other);
        String to = queue(other);
        fill(other, from, "in");
        ack(peer, get(peer, from).is("in"));
        mandatory(peer, "", to, "1");
        mandatory(peer, "", to, "2");
        commit(peer, "id", COMMITTED);
        assertHolds(other, to, "1", "2");
        assertEmpty(other, from);
    }

    @Protocol("T2")
    void anUnroutableMandatoryMessageRollsAllOfItBack() {
        var peer = transacted();
        var other = peer();
        String from = queue(other);
        String to = queue(other);
        fill(other, from, "in");
        var in = get(peer, from);
        ack(peer, in);
        mandatory(peer, "", to, "1");
        mandatory(peer, "", "nowhere", "2");
        expectRolledBack(peer, "id", "NO_ROUTE - no queue gets what is sent to exchange '' with routing key 'nowhere'");
        assertEmpty(other, to);
        ack(peer, in);
        commit(peer, "again", COMMITTED);
        assertEmpty(other, from);
    }

    @Protocol("T2")
    void whatIsNotMandatoryMayGoNowhere() {
        var peer = transacted();
        publish(peer, "", "nowhere", "m");
        commit(peer, "id", COMMITTED);
    }

    @Protocol("T2")
    void aQueueThatWouldNotTakeAllOfItGetsNothing() {
        var peer = transacted();
        var other = peer();
        String to = queue(other, "x-max-length", 2, "x-overflow", "reject-publish");
        fill(other, to, "there");
        mandatory(peer, "", to, "1");
        mandatory(peer, "", to, "2");
        expectRolledBack(peer, "id", "RESOURCE_ERROR - queue '" + to + "' is full and refuses more (x-overflow)");
        assertEquals(1, ready(other, to));
        mandatory(peer, "", to, "1");
        commit(peer, "id", COMMITTED);
        assertHolds(other, to, "there", "1");
    }

    @Protocol("T3")
    void aPublishThatIsRefusedDoesNotCloseTheChannelButDoomsTheTransaction() {
        var peer = transacted();
        var other = peer();
        String to = queue(other);
        publish(peer, "", to, "1");
        publish(peer, "no-such-exchange", "k", "2");
        publish(peer, "", to, "3");
        expectRolledBack(peer, "id", "NOT_FOUND - no exchange 'no-such-exchange' in vhost '/'");
        assertEmpty(other, to);
        publish(peer, "", to, "x".repeat(LARGEST + 1));
        expectRolledBack(
                peer, "id", "PRECONDITION_FAILED - message size 100001 is larger than configured max size 100000");
        publish(peer, "", to, "4");
        commit(peer, "id", COMMITTED);
        assertHolds(other, to, "4");
    }

    @Protocol("T3")
    void aRollbackLiftsTheDoom() {
        var peer = transacted();
        publish(peer, "no-such-exchange", "k", "1");
        rollback(peer);
        commit(peer, "id", COMMITTED);
    }

    @Protocol("T3")
    void aPlainCommitOfADoomedTransactionClosesTheChannel() {
        var peer = transacted();
        publish(peer, "no-such-exchange", "k", "1");
        peer.send(new TxMethod.Commit())
                .expectChannelClose(404, "NOT_FOUND - no exchange 'no-such-exchange' in vhost '/'", 60, 40);
    }

    @Protocol("T3")
    void forOthersARefusedPublishClosesTheChannelAtOnce() {
        var peer = peer();
        transactions(peer);
        publish(peer, "no-such-exchange", "k", "1");
        peer.expectChannelClose(404, "NOT_FOUND - no exchange 'no-such-exchange' in vhost '/'", 60, 40);
    }

    @Protocol("T4")
    void theOutcomeIsToldLater() {
        var peer = transacted();
        commit(peer, "done", COMMITTED);
        mandatory(peer, "", "nowhere", "m");
        commit(peer, "undone", ROLLED_BACK);
        var other = speaker();
        assertEquals(COMMITTED, outcome(other, "done"));
        assertEquals(ROLLED_BACK, outcome(other, "undone"));
        assertEquals(UNKNOWN, outcome(other, "never"));
    }

    @Protocol("T4")
    void onlyTheLastTenThousandAreRemembered() {
        var peer = transacted();
        commit(peer, "first", COMMITTED);
        commit(peer, "second", COMMITTED);
        for (int i = 0; i < 9_999; i++) peer.send(new LeveretMethod.Commit("more-" + i));
        for (int i = 0; i < 9_999; i++) peer.expect(LeveretMethod.CommitOk.class);
        assertEquals(UNKNOWN, outcome(peer, "first"));
        assertEquals(COMMITTED, outcome(peer, "second"));
    }

    @Protocol("T5")
    void withoutATransactionThereIsNothingToCommit() {
        speaker()
                .send(new LeveretMethod.Commit("id"))
                .expectChannelClose(406, "PRECONDITION_FAILED - channel is not transactional", 200, 40);
    }
}
