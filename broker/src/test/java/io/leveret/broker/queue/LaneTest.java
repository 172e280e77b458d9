package io.leveret.broker.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class LaneTest {
    @Test
    void whateverComesBackTheFirstThatIsReadyIsNext() {
        for (long seed = 1; seed <= 1_000; seed++) assertEquals("", LaneSimulation.run(seed, 250));
    }
}
