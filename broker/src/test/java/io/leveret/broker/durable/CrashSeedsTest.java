package io.leveret.broker.durable;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The long run, for {@code bench/simulate}: it goes on where it stopped the last time. */
@EnabledIfSystemProperty(named = "leveret.simulate", matches = "\\d+")
class CrashSeedsTest {
    @Test
    void nothingIsFoundInSoManyMoreSeeds() throws Exception {
        long count = Long.getLong("leveret.simulate");
        assertEquals(0, CrashSeeds.run(Path.of(System.getProperty("leveret.simulated")), count, 0));
    }
}
