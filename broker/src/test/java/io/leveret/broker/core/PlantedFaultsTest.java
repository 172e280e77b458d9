package io.leveret.broker.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The test of the test: each of these faults, planted in the core, is found by the model within a thousand seeds. */
class PlantedFaultsTest {
    private static final int SEEDS = 4_000;
    private static final int STEPS = 250;

    static Stream<Fault> faults() {
        return Stream.of(
                new Fault(
                        "an acknowledgement is lost",
                        "session.Consuming",
                        "case ACK -> chunk.queue().acknowledge(chunk, index);",
                        "case ACK -> {}"),
                new Fault(
                        "what comes back before the cursor is not seen",
                        "queue.Lane",
                        "chunk == cursor && index < cursorIndex",
                        "false"),
                new Fault(
                        "the cursor forgets what has come back when the last chunk is used again",
                        "queue.Lane",
                        "if (ready == 0) {",
                        "{"),
                new Fault(
                        "a consumer has one credit too many", "session.Subscription", "out >= window", "out > window"),
                new Fault(
                        "a channel has one credit too many",
                        "session.Consuming",
                        "outToConsumers < channelPrefetch",
                        "outToConsumers <= channelPrefetch"),
                new Fault(
                        "a confirm leaves one position too early",
                        "session.Confirms",
                        "if (positions[slot] > durable) return;",
                        "if (positions[slot] > durable + 1) return;"),
                new Fault(
                        "a confirm waits for nothing",
                        "session.Publishing",
                        "message.persistent() ? sessions.journal().position() : 0",
                        "0"),
                new Fault(
                        "a refused publish is confirmed",
                        "session.Publishing",
                        "outcome == Outcome.REJECTED);",
                        "false);"),
                new Fault(
                        "a multiple acknowledgement covers one too many",
                        "session.Unacked",
                        "if (each > upTo) return -1;",
                        "if (each > upTo + 1) return -1;"),
                new Fault(
                        "a purge leaves one behind",
                        "queue.Lane",
                        "if (chunk.state(i) != Chunk.READY) continue;\n            part.add",
                        "if (chunk.state(i) != Chunk.READY || i == 0) continue;\n            part.add"),
                new Fault(
                        "messages expire one millisecond late",
                        "queue.Expiry",
                        "expireBefore(queue.house.clock().millis() + 1)",
                        "expireBefore(queue.house.clock().millis())"),
                new Fault(
                        "what is past its time is handed out",
                        "queue.Expiry",
                        "return !any || expireBefore(queue.house.clock().millis());",
                        "return true;"),
                new Fault(
                        "the longer of two lives counts",
                        "queue.MessageQueue",
                        "Math.min(ttl, Long.parseLong",
                        "Math.max(ttl, Long.parseLong"),
                new Fault(
                        "priorities are inverted",
                        "queue.Lanes",
                        "for (int p = all.length - 1; ; p--) {",
                        "for (int p = 0; ; p++) {"),
                new Fault(
                        "the redelivered flag is missing",
                        "queue.Returns",
                        "            chunk.markRedelivered(index);\n            chunk.addAttempt(index);",
                        "chunk.addAttempt(index);"),
                new Fault(
                        "a mandatory publish is not returned",
                        "session.Publishing",
                        "outcome == Outcome.UNROUTABLE && mandatory",
                        "false"),
                new Fault(
                        "a commit forgets its acknowledgements",
                        "session.Publishing",
                        "channel.consuming().settle(each);",
                        "{}"),
                new Fault(
                        "a rollback keeps deliveries tied to it",
                        "session.Consuming",
                        "unacked.pending(settlement.tag(), false);",
                        ""),
                new Fault("a dead letter stays in its old queue", "topology.Delivery", "letter.settle();", ""),
                new Fault(
                        "a dead letter tells the wrong queue",
                        "topology.DeathNotice",
                        "String queue = letter.from().name();",
                        "String queue = \"q\";"),
                new Fault(
                        "a full queue drops one too many",
                        "queue.Limits",
                        "queue.ready > maxLength",
                        "queue.ready >= maxLength && queue.ready > 0"),
                new Fault(
                        "a full queue refuses one too late",
                        "queue.Limits",
                        "queue.ready + 1L + messagesBefore <= maxLength",
                        "queue.ready + messagesBefore <= maxLength"),
                new Fault(
                        "consumers are not served in turn",
                        "queue.Consumers",
                        "if (!consumer.removed) round(consumer.subscriber.priority()).waiting.addLast(consumer);",
                        "if (!consumer.removed) round(consumer.subscriber.priority()).waiting.addFirst(consumer);"),
                new Fault(
                        "consumers of a lower priority come first",
                        "queue.Consumers",
                        "if (round.priority < priority) break;",
                        "if (round.priority > priority) break;"),
                new Fault(
                        "a single active consumer is not alone",
                        "queue.Consumers",
                        "return !singleActive || consumer.browses() || all.get(0) == consumer;",
                        "return true;"),
                new Fault(
                        "a message delivered too often is delivered once more",
                        "queue.Redelivery",
                        "limit >= 0 && failures > limit",
                        "limit >= 0 && failures > limit + 1"),
                new Fault("memory is never given back", "message.MemoryBudget", "used -= message.footprint();", ""),
                new Fault(
                        "scratch forgets too early", "journal.MessageStore", "scratch.keep(message.spilledAt());", ""),
                new Fault(
                        "a transaction keeps its place in scratch",
                        "session.Transaction",
                        "store.release(publication.message());",
                        "store.budget().release(publication.message());"),
                new Fault(
                        "the journal is not told that a message is done with",
                        "queue.MessageQueue",
                        "house.store().settle(id, chunk.place[index], chunk.size[index]);",
                        ""),
                new Fault(
                        "a delayed message comes a moment late", "queue.Delays", "first.due <= now", "first.due < now"),
                new Fault(
                        "a closed channel is still confirmed",
                        "session.Channel",
                        "if (state != State.OPEN) return;\n        publishing.sendConfirms(durable);",
                        "publishing.sendConfirms(durable);"),
                new Fault(
                        "a get takes a message along when its client has gone",
                        "queue.MessageQueue",
                        "if (!getter.canTake()) continue;",
                        ""),
                new Fault(
                        "nobody looks for the next when a cold one has expired",
                        "queue.MessageQueue",
                        "// Somebody may have waited for this one to be read: now it is the next, or there is none.\n"
                                + "        consumers.wakeScans();\n"
                                + "        changed();",
                        ""),
                new Fault(
                        "exclusive queues stay when their connection goes",
                        "session.Connection",
                        "sessions.host().deleteQueuesOf(this);",
                        ""),
                new Fault(
                        "an auto-delete queue stays",
                        "queue.MessageQueue",
                        "return options.autoDelete();",
                        "return false;"),
                new Fault(
                        "a get does not renew the lease",
                        "queue.MessageQueue",
                        "lease.renew();\n        getters.addLast(getter);",
                        "getters.addLast(getter);"),
                new Fault(
                        "what an exchange cannot route does not go to its alternate",
                        "topology.Router",
                        "if (!matched && !exchange.alternate().isEmpty())",
                        "if (false)"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void isFound(Fault fault) throws Exception {
        PatchedCore core = PatchedCore.with(fault);
        for (long seed = 1; seed <= SEEDS; seed++) {
            String found = core.run(seed, STEPS);
            if (!found.isEmpty()) return;
        }
        fail(SEEDS + " seeds did not show that " + fault);
    }

    @Test
    void withoutAFaultNothingIsFound() throws Exception {
        PatchedCore core =
                PatchedCore.with(new Fault("nothing", "queue.Lane", "int cursorIndex() {", "int cursorIndex() {"));
        for (long seed = 1; seed <= 20; seed++) assertEquals("", core.run(seed, STEPS));
    }
}
