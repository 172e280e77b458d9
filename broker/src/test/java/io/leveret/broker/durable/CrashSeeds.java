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
        long first = arguments.length > 2 ? Long.parseLong(arguments[2]) : 0;
        int found = run(Path.of(arguments[0]), Long.parseLong(arguments[1]), first);
        System.exit(found == 0 ? 0 : 1);
    }

    /**
     * Runs so many seeds more.
     *
     * @param first the seed to begin with, or 0 for where the file says
     * @return how many showed something
     */
    static int run(Path file, long count, long first) throws IOException {
        long left = count;
        long next = Math.max(1, first);
        long run = 0;
        if (Files.exists(file) && first == 0) {
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
        return found;
    }

    /** A count that a crash cannot halve. */
    private static void save(Path file, String words) throws IOException {
        Path made = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(made, words);
        Files.move(made, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
