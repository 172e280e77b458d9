package io.leveret.broker.durable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Runs seeds on and on, from where it stopped the last time: {@code FILE COUNT [FIRST]}. The file holds the next seed and how many
 * were run without a finding.
 */
public final class CrashSeeds {
    private static final int SAVED_EVERY = 50;

    private CrashSeeds() {}

    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[0]);
        long left = Long.parseLong(arguments[1]);
        long next = arguments.length > 2 ? Long.parseLong(arguments[2]) : 1;
        long run = 0;
        if (Files.exists(file) && arguments.length < 3) {
            String[] was = Files.readString(file).strip().split(" ");
            next = Long.parseLong(was[0]);
            run = Long.parseLong(was[1]);
        }
        long start = System.nanoTime();
        long from = next;
        int found = 0;
        for (; left > 0 && found < 3; left--) {
            String violation = CrashSimulation.run(next, CrashTest.STEPS);
            if (violation.isEmpty()) {
                run++;
            } else {
                found++;
                System.out.println(violation);
            }
            next++;
            if (next % SAVED_EVERY == 0 || left == 1) save(file, next + " " + run + "\n");
        }
        System.out.printf(
                "seeds %d to %d in %d s, %d found; %d so far without a finding%n",
                from, next - 1, (System.nanoTime() - start) / 1_000_000_000, found, run);
        System.exit(found == 0 ? 0 : 1);
    }

    /** A count that a crash cannot halve. */
    private static void save(Path file, String words) throws IOException {
        Path made = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(made, words);
        Files.move(made, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
