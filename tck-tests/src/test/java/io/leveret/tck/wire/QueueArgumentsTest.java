package io.leveret.tck.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.leveret.amqp.BasicMethod;
import io.leveret.amqp.QueueMethod;
import io.leveret.amqp.Table;
import io.leveret.tck.Eventually;
import java.util.List;

/** What a queue is told by its arguments. */
class QueueArgumentsTest extends WireTest {

    // ---- arguments

    @Rule(43)
    void declaringAgainMustAgreeInTheArgumentsThatAQueueKnows() {
        var peer = peer();
        inequivalent(peer, "x-message-ttl", 1000, 2000, "received '2000' but current is '1000'");
        inequivalent(peer, "x-expires", 60_000, 70_000, "received '70000' but current is '60000'");
        inequivalent(peer, "x-max-length", 10, 20, "received '20' but current is '10'");
        inequivalent(peer, "x-max-length-bytes", 10, 20, "received '20' but current is '10'");
        inequivalent(
                peer,
                "x-overflow",
                "drop-head",
                "reject-publish",
                "received 'reject-publish' but current is 'drop-head'");
        inequivalent(peer, "x-dead-letter-exchange", "a", "b", "received 'b' but current is 'a'");
        inequivalent(peer, "x-max-priority", 5, 6, "received '6' but current is '5'");
        inequivalent(peer, "x-queue-mode", "default", "lazy", "received 'lazy' but current is 'default'");
        inequivalent(peer, "x-single-active-consumer", true, false, "received 'false' but current is 'true'");
    }

    private static void inequivalent(RawPeer peer, String argument, Object first, Object second, String text) {
        String queue = queue(peer, argument, first);
        declare(peer, queue, argument, first);
        String begin =
                "PRECONDITION_FAILED - inequivalent arg '" + argument + "' for queue '" + queue + "' in vhost '/': ";
        peer.send(declaring(queue, argument, second))
                .expectChannelClose(406, begin + text, 50, 10)
                .channel(1);
        peer.send(declaring(queue)).expectChannelClose(406, begin, 50, 10).channel(1);
        delete(peer, queue);
    }

    @Rule(43)
    void theDeadLetterKeyAndTheTypeAreComparedToo() {
        var peer = peer();
        String letters = queue(peer, "x-dead-letter-exchange", "a", "x-dead-letter-routing-key", "k");
        peer.send(declaring(letters, "x-dead-letter-exchange", "a", "x-dead-letter-routing-key", "l"))
                .expectChannelClose(
                        406, "PRECONDITION_FAILED - inequivalent arg 'x-dead-letter-routing-key' for queue", 50, 10)
                .channel(1);
        String classic = fresh("q");
        peer.send(durably(classic, "x-queue-type", "classic")).expect(QueueMethod.DeclareOk.class);
        peer.send(durably(classic, "x-queue-type", "quorum"))
                .expectChannelClose(406, "PRECONDITION_FAILED - inequivalent arg 'x-queue-type' for queue", 50, 10)
                .channel(1);
        delete(peer, classic);
    }

    @Rule(43)
    void integersOfEveryWidthAreEqualByValueButNoStringIs() {
        var peer = peer();
        String queue = queue(peer, "x-message-ttl", 100);
        declare(peer, queue, "x-message-ttl", 100L);
        declare(peer, queue, "x-message-ttl", (short) 100);
        declare(peer, queue, "x-message-ttl", (byte) 100);
        peer.send(declaring(queue, "x-message-ttl", "100")).expectChannelClose(406, "PRECONDITION_FAILED - ", 50, 10);
    }

    @Rule(43)
    void unknownArgumentsAreAcceptedAndNotCompared() {
        var peer = peer();
        String queue = queue(peer, "x-colour", "blue");
        declare(peer, queue, "x-colour", "red", "x-size", 5);
    }

    @Rule(44)
    void invalidArgumentsAreRefused() {
        for (String name :
                List.of("x-message-ttl", "x-expires", "x-max-length", "x-max-length-bytes", "x-max-priority")) {
            invalid(name, -1);
            invalid(name, "text");
        }
        invalid("x-message-ttl", 1L << 50);
        invalid("x-expires", 1L << 50);
        invalid("x-expires", 0);
        invalid("x-max-priority", 256);
        invalid("x-overflow", "sometimes");
        invalid("x-overflow", 5);
        invalid("x-dead-letter-exchange", 5);
        invalid("x-dead-letter-routing-key", "k");
        invalid("x-dead-letter-routing-key", 5);
        invalid("x-single-active-consumer", "yes");
    }

    private void invalid(String argument, Object value) {
        String queue = fresh("q");
        peer().send(declaring(queue, argument, value))
                .expectChannelClose(
                        406,
                        value instanceof Integer && argument.startsWith("x-dead-letter")
                                ? "PRECONDITION_FAILED - invalid "
                                : "PRECONDITION_FAILED - invalid arg '" + argument + "' for queue '" + queue
                                        + "' in vhost '/': ",
                        50,
                        10);
    }

    @Rule(44)
    void zeroMillisecondsToLiveAreLegal() {
        var peer = peer();
        String queue = queue(peer, "x-message-ttl", 0);
        publish(peer, "", queue, "gone");
        assertEmpty(peer, queue);
    }

    // ---- types

    private static QueueMethod.Declare durably(String queue, Object... arguments) {
        return new QueueMethod.Declare(queue, false, true, false, false, false, Table.of(arguments));
    }

    @Rule(51)
    void classicAndQuorumAreBothAccepted() {
        var peer = peer();
        for (String type : List.of("classic", "quorum")) {
            String queue = fresh("q");
            peer.send(durably(queue, "x-queue-type", type)).expect(QueueMethod.DeclareOk.class);
            fill(peer, queue, "m");
            ack(peer, get(peer, queue).is("m"));
            delete(peer, queue);
        }
    }

    @Rule(51)
    void anUnknownTypeIsRefused() {
        peer().send(durably(fresh("q"), "x-queue-type", "nope"))
                .expectChannelClose(406, "PRECONDITION_FAILED - ", 50, 10);
    }

    @Rule(51)
    void quorumRefusesExclusiveTransientAndAutoDelete() {
        Table quorum = Table.of("x-queue-type", "quorum");
        for (QueueMethod.Declare declare : List.of(
                new QueueMethod.Declare(fresh("q"), false, true, true, false, false, quorum),
                new QueueMethod.Declare(fresh("q"), false, false, false, false, false, quorum),
                new QueueMethod.Declare(fresh("q"), false, true, false, true, false, quorum))) {
            peer().send(declare).expectChannelClose(406, "PRECONDITION_FAILED - ", 50, 10);
        }
    }

    @Rule(51)
    void aDeliveryLimitDropsWhatComesBackTooOften() {
        var peer = peer();
        String queue = fresh("q");
        peer.send(durably(queue, "x-queue-type", "quorum", "x-delivery-limit", 2))
                .expect(QueueMethod.DeclareOk.class);
        fill(peer, queue, "m");
        consume(peer, queue, "c");
        for (int failures = 0; failures <= 2; failures++) {
            var message = delivery(peer).is("m", failures > 0);
            if (failures > 0)
                assertEquals((long) failures, ((Number) message.headers().get("x-delivery-count")).longValue());
            requeue(peer, message);
        }
        cancel(peer, "c");
        Eventually.eventually("the queue is empty", () -> ready(peer, queue) == 0);
        assertEmpty(peer, queue);
        delete(peer, queue);
    }

    // ---- limits

    @Rule(52)
    void aFullQueueDropsItsOldest() {
        var peer = peer();
        String queue = queue(peer, "x-max-length", 2);
        for (String body : List.of("1", "2", "3", "4")) publish(peer, "", queue, body);
        assertHolds(peer, queue, "3", "4");
    }

    @Rule(52)
    void onlyReadyMessagesCountAgainstTheLimit() {
        var peer = peer();
        String queue = queue(peer, "x-max-length", 2);
        fill(peer, queue, "1", "2");
        var one = get(peer, queue).is("1");
        get(peer, queue).is("2");
        fill(peer, queue, "3", "4");
        // What comes back is over the limit, and the head is what goes.
        requeue(peer, one);
        assertReady(2, peer, queue);
        assertHolds(peer, queue, "3", "4");
    }

    @Rule(52)
    void bytesMayBeLimitedToo() {
        var peer = peer();
        String queue = queue(peer, "x-max-length-bytes", 10);
        for (String body : List.of("12345", "67890", "abc")) publish(peer, "", queue, body);
        assertHolds(peer, queue, "67890", "abc");
    }

    @Rule(52)
    void aLimitOfZeroStillServesAWaitingConsumer() {
        var peer = peer();
        String queue = queue(peer, "x-max-length", 0);
        publish(peer, "", queue, "dropped");
        assertReady(0, peer, queue);
        consumeWithoutAck(peer, queue, "c");
        publish(peer, "", queue, "handed over");
        delivery(peer).is("handed over");
    }

    @Rule(52)
    void aFullQueueMayRejectInstead() {
        var peer = peer();
        String queue = queue(peer, "x-max-length", 1, "x-overflow", "reject-publish");
        confirms(peer);
        publish(peer, "", queue, "1");
        expectAck(peer, 1);
        publish(peer, "", queue, "2");
        peer.expect(BasicMethod.Nack.class, nack -> assertEquals(2, nack.deliveryTag()));
        publish(peer, "", queue, "3");
        peer.expect(BasicMethod.Nack.class, nack -> assertEquals(3, nack.deliveryTag()));
        assertHolds(peer, queue, "1");
        publish(peer, "", queue, "4");
        expectAck(peer, 4);
    }

    @Rule(52)
    void whatIsDroppedGoesToTheDeadLetterExchange() throws Exception {
        var peer = peer();
        String letters = queue(peer);
        String queue =
                queue(peer, "x-max-length", 1, "x-dead-letter-exchange", "", "x-dead-letter-routing-key", letters);
        publish(peer, "", queue, "old");
        publish(peer, "", queue, "new");
        Eventually.eventually("a dead letter", () -> ready(peer, letters) == 1);
        var death = (Table) ((List<?>) take(peer, letters).is("old").headers().get("x-death")).get(0);
        assertEquals("maxlen", death.get("reason"));
        assertHolds(peer, queue, "new");
    }
}
