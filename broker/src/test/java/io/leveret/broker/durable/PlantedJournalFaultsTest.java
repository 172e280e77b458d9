package io.leveret.broker.durable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import io.leveret.broker.core.Fault;
import io.leveret.broker.core.PatchedCore;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The test of the test: each of these faults, planted in the journal, is found by the simulated crashes within a thousand seeds. */
class PlantedJournalFaultsTest {
    private static final int SEEDS = 1_000;

    static Stream<Fault> faults() {
        return Stream.of(
                new Fault(
                        "a confirm leaves before the force",
                        "journal.FileJournal",
                        "        batch.writeHeader(sequence, durable, workers.clock().wallMillis(), logId);\n"
                                + "        workers.writer()",
                        "        batch.writeHeader(sequence, durable, workers.clock().wallMillis(), logId);\n"
                                + "        durable = batch.end();\n"
                                + "        workers.writer()"),
                new Fault(
                        "nothing is forced",
                        "journal.FileJournal",
                        "                if (force) files.force();\n            } catch",
                        "                if (!force) files.force();\n            } catch"),
                new Fault(
                        "only the first of two segments is forced",
                        "journal.SegmentFiles",
                        "for (Long segment : unforced) file(segment).force();",
                        "if (!unforced.isEmpty()) file(unforced.first()).force();"),
                new Fault(
                        "the name of a segment is not forced",
                        "journal.SegmentFiles",
                        "            forceNames();\n            prepared = segment;",
                        "            prepared = segment;"),
                new Fault(
                        "a failed force is tried again as if nothing had been lost",
                        "journal.FileJournal",
                        "workers.turns().accept(() -> seal(\"it could not be forced: \" + failure.getMessage()));",
                        "workers.turns().accept(() -> forced(batch));"),
                new Fault(
                        "a settlement is lost",
                        "journal.FileJournal",
                        "long at = gathering().settled(queueId, place);\n        indexes.at(at).settled(at, queueId, place);",
                        "if (place % 7 == 0) return;\n        long at = gathering().settled(queueId, place);\n"
                                + "        indexes.at(at).settled(at, queueId, place);"),
                new Fault(
                        "a settlement is lost in the index",
                        "journal.FileJournal",
                        "        indexes.at(at).settled(at, queueId, place);\n",
                        ""),
                new Fault(
                        "a change of names is lost in the index",
                        "journal.FileJournal",
                        "        indexes.at(at).topology(at, record);\n",
                        ""),
                new Fault(
                        "a count is lost in the index",
                        "journal.FileJournal",
                        "        indexes.at(at).returned(at, queueId, place, attempts, failures);\n",
                        ""),
                new Fault(
                        "a segment leaves before what moved out of it is forced",
                        "journal.Cleaner",
                        "if (journal.durable() < safeAt || journal.isHeld()) return;",
                        ""),
                new Fault(
                        "a moved message loses its place in the order",
                        "journal.FileJournal",
                        "long order = stored.order() < 0 ? from : stored.order();",
                        "long order = -1;"),
                new Fault(
                        "a moved message loses its counts",
                        "journal.Cleaner",
                        "if (held.attempts() > 0) journal.returned(held.queueId(), place, held.attempts(), held.failures());",
                        ""),
                new Fault(
                        "the cleaner passes over a message",
                        "journal.Cleaner",
                        "if (!lost.contains(place)) {",
                        "if (!lost.contains(place) && place % 5 != 0) {"),
                new Fault(
                        "the cleaner forgets the names",
                        "journal.Cleaner",
                        "if (ledger.snapshotAt() < end()) journal.snapshot(tenants.nextQueueId(), tenants.names());",
                        ""),
                new Fault(
                        "a message is in two places after it was moved",
                        "journal.Restored",
                        "if (movedFrom >= 0) settled(id, movedFrom);",
                        ""),
                new Fault(
                        "a batch is replayed twice",
                        "journal.LogScan",
                        "        cursor = batch.end();\n    }",
                        "        if (batch.sequence() % 5 != 0 || cursor < 0) cursor = batch.end();\n"
                                + "        else { resume = 0; tell(batch.position() + LogFormat.BATCH_HEADER,"
                                + " Math.min(batch.end(), end), batch.end()); cursor = batch.end(); }\n    }"),
                new Fault(
                        "a torn batch counts",
                        "journal.LogScan",
                        "if (batch != null && stream.isWhole(batch)) {",
                        "if (batch != null) {"),
                new Fault(
                        "too much is cut",
                        "journal.LogScan",
                        "        cursor = end;\n        resume = end;\n        first = false;\n        return at;",
                        "        cursor = end;\n        resume = end;\n        first = false;\n"
                                + "        return Math.max(end - files.capacity(), at - 512);"),
                new Fault(
                        "what was not proven is not forced again",
                        "journal.LogRecovery",
                        "for (long at = scan.proven(); at < end; ) {",
                        "for (long at = end; at < end; ) {"),
                new Fault(
                        "a purge takes what is out",
                        "journal.Restored",
                        "if (out.contains(entry.place())) kept.add(entry);",
                        "if (false) kept.add(entry);"),
                new Fault(
                        "a deleted queue keeps its bindings",
                        "journal.Restored",
                        "bindings.removeIf(each -> each.toQueue() && each.destination().equals(queue.name()));",
                        ""),
                new Fault(
                        "nobody knows that messages may have been delivered",
                        "journal.Restored",
                        "if (!stopped) seenUpTo = end;",
                        ""),
                new Fault(
                        "a full disk loses a batch",
                        "journal.FileJournal",
                        "workers.waker().wake(() -> hand(batch), RETRY_MILLIS);",
                        "workers.turns().accept(() -> forced(batch));"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void isFound(Fault fault) throws Exception {
        PatchedCore core = PatchedCore.with(fault);
        for (long seed = 1; seed <= SEEDS; seed++) {
            if (!core.run(CrashSimulation.class, seed, CrashTest.STEPS).isEmpty()) return;
        }
        fail(SEEDS + " seeds did not show that " + fault);
    }

    @Test
    void withoutAFaultNothingIsFound() throws Exception {
        PatchedCore core =
                PatchedCore.with(new Fault("nothing", "journal.Cleaner", "boolean isBusy() {", "boolean isBusy() {"));
        for (long seed = 1; seed <= 20; seed++)
            assertEquals("", core.run(CrashSimulation.class, seed, CrashTest.STEPS));
    }
}
