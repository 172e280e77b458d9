package io.leveret.broker.durable;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Nothing that was answered for is lost by a crash. {@code -Dleveret.seeds=N} runs that many, {@code -Dleveret.seed=S} runs one of
 * them again.
 */
class CrashTest {
    static final int STEPS = 150;

    @Test
    void afterACrashTheLogTellsAllThatWasPromised() {
        Long one = Long.getLong("leveret.seed");
        LongStream seeds =
                one != null ? LongStream.of(one) : LongStream.rangeClosed(1, Integer.getInteger("leveret.seeds", 1000));
        List<String> wrong = new ArrayList<>();
        seeds.forEach(seed -> {
            if (wrong.size() >= 3) return;
            String violation = CrashSimulation.run(seed, STEPS);
            if (!violation.isEmpty()) wrong.add(violation);
        });
        assertEquals("", String.join("\n", wrong));
    }
}
