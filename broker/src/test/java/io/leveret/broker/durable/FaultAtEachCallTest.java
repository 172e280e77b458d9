package io.leveret.broker.durable;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.leveret.broker.durable.CrashSimulation.Calls;
import io.leveret.broker.durable.CrashSimulation.Fault;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whichever call to the disk fails, a write, a force, a read, a name: nothing is confirmed that is not safe, nobody waits for ever,
 * and the next start has all that was promised.
 */
class FaultAtEachCallTest {
    private static final int STEPS = 80;
    private static final List<Long> SEEDS = List.of(1L, 2L, 3L);

    @ParameterizedTest
    @EnumSource(value = Fault.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void whicheverCallFailsNothingPromisedIsLostAndNobodyHangs(Fault fault) {
        List<String> wrong = new ArrayList<>();
        for (long seed : SEEDS) {
            Calls calls = CrashSimulation.count(seed, STEPS);
            long last = fault == Fault.ONE_FORCE ? calls.forces() : calls.calls();
            for (long n = 1; n <= last && wrong.size() < 3; n++) {
                String violation = CrashSimulation.runWithFault(seed, STEPS, fault, n);
                if (!violation.isEmpty()) wrong.add(violation);
            }
        }
        assertEquals("", String.join("\n", wrong));
    }
}
