package io.leveret.tck.crash;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/RELIABILITY.md, "Kill -9", tells what is proven here, and how to run it longer. */
class KillTest {
    private static final int CYCLES = Integer.getInteger("leveret.kill.cycles", 5);
    private static final long SEED = Long.getLong("leveret.kill.seed", new Random().nextLong());
    private static final String COUNT = System.getProperty("leveret.kill.count", "");

    /** The same without a build around it: what the properties say is done. */
    public static void main(String[] args) throws Exception {
        new KillTest().whatWasPromisedOutlivesSigkillAtAnyMoment();
    }

    @Test
    void whatWasPromisedOutlivesSigkillAtAnyMoment() throws Exception {
        Path folder = Files.createTempDirectory("leveret-kill-");
        KillRun run = new KillRun(folder, SEED);
        System.out.printf("kill: seed %d, %d cycles in %s%n", SEED, CYCLES, folder);
        for (int cycle = 1; cycle <= CYCLES; cycle++) {
            run.cycle(cycle);
            if (!COUNT.isEmpty()) count(Path.of(COUNT));
        }
        System.out.printf(
                "kill: %d cycles done, killed %d times under load and %d times while starting%n",
                CYCLES, run.killed(), run.killedDuringStart());
        assertTrue(CYCLES < 10 || run.killed() > 0);
        delete(folder);
    }

    /** One more is done: the number stays when the run is cut short. */
    private static void count(Path file) throws IOException {
        long before = Files.exists(file) ? Long.parseLong(Files.readString(file).strip()) : 0;
        Path next = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(next, (before + 1) + "\n");
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(each);
        }
    }
}
