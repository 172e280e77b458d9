package io.leveret.broker.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * The core against its model. {@code -Dleveret.seeds=N} runs that many, {@code -Dleveret.seed=S} runs one of them again,
 * {@code -Dleveret.steps=N} makes them longer.
 */
class CoreModelTest {
    private static final int STEPS = Integer.getInteger("leveret.steps", 250);

    @Test
    void theCoreDoesWhatTheModelSays() {
        Long one = Long.getLong("leveret.seed");
        LongStream seeds =
                one != null ? LongStream.of(one) : LongStream.rangeClosed(1, Integer.getInteger("leveret.seeds", 1000));
        List<String> wrong = new ArrayList<>();
        seeds.forEach(seed -> {
            if (wrong.size() >= 5) return;
            String violation = Simulation.run(seed, STEPS);
            if (!violation.isEmpty()) wrong.add(violation);
        });
        assertEquals("", String.join("\n", wrong));
    }
}
