package io.leveret.tck.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leveret.amqp.BasicMethod;
import io.leveret.amqp.Properties;
import io.leveret.amqp.QueueMethod;
import io.leveret.amqp.Table;

class ReplyToTest extends WireTest {
    private static final String PSEUDO = "amq.rabbitmq.reply-to";
    private static final Properties ASKING =
            Properties.builder().replyTo(PSEUDO).correlationId("7").build();

    /** Sends a request and gives the address that the answering side sees. */
    private static String ask(RawPeer asking, RawPeer answering) {
        String queue = queue(answering);
        consumeWithoutAck(asking, PSEUDO, "replies");
        publish(asking, "", queue, ASKING, "question");
        asking.sync();
        consumeWithoutAck(answering, queue, "requests");
        var request = delivery(answering).is("question");
        assertEquals("7", request.properties().correlationId());
        return request.properties().replyTo();
    }

    @Rule(76)
    void aReplyComesBackWithoutAQueue() {
        var asking = peer();
        var answering = peer();
        String address = ask(asking, answering);
        assertTrue(address.startsWith(PSEUDO + "."), address);
        publish(answering, "", address, Properties.builder().correlationId("7").build(), "answer");
        var reply = delivery(asking).is("answer", false);
        assertEquals("7", reply.properties().correlationId());
        assertEquals("replies", reply.delivery().consumerTag());
        assertEquals("", reply.delivery().exchange());
        assertEquals(address, reply.delivery().routingKey());
    }

    @Rule(76)
    void replyConsumersDoNotAcknowledge() {
        peer().send(consuming(PSEUDO, "c"))
                .expectChannelClose(406, "PRECONDITION_FAILED - reply consumer cannot acknowledge", 60, 20);
    }

    @Rule(76)
    void aChannelHasOneReplyConsumer() {
        var peer = peer();
        consumeWithoutAck(peer, PSEUDO, "one");
        peer.send(new BasicMethod.Consume(PSEUDO, "two", false, true, false, false, Table.EMPTY))
                .expectChannelClose(406, "PRECONDITION_FAILED - reply consumer already set", 60, 20);
    }

    @Rule(76)
    void askingNeedsAReplyConsumer() {
        var peer = peer();
        publish(peer, "", "q", ASKING, "question");
        peer.expectChannelClose(406, "PRECONDITION_FAILED - fast reply consumer does not exist", 60, 40);
    }

    @Rule(76)
    void aCancelledReplyConsumerIsNone() {
        var peer = peer();
        consumeWithoutAck(peer, PSEUDO, "c");
        cancel(peer, "c");
        publish(peer, "", "q", ASKING, "question");
        peer.expectChannelClose(406, "PRECONDITION_FAILED - fast reply consumer does not exist", 60, 40);
    }

    @Rule(76)
    void aPassiveDeclareTellsWhetherTheAskingSideStillListens() {
        var asking = peer();
        var answering = peer();
        String address = ask(asking, answering);
        answering.send(passively(address)).expect(QueueMethod.DeclareOk.class, ok -> assertEquals(address, ok.queue()));
        char end = address.charAt(address.length() - 1);
        String altered = address.substring(0, address.length() - 1) + (end == 'x' ? 'y' : 'x');
        answering.send(passively(altered)).expectChannelClose(404, "NOT_FOUND - no queue", 50, 10);
        cancel(asking, "replies");
        answering.channel(1).send(passively(address)).expectChannelClose(404, "NOT_FOUND - no queue", 50, 10);
    }

    @Rule(76)
    void aReplyToOneWhoIsGoneIsDropped() {
        var asking = peer();
        var answering = peer();
        String address = ask(asking, answering);
        cancel(asking, "replies");
        publish(answering, "", address, "too late");
        answering.sync();
        asking.sync();
    }
}
