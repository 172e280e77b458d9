package io.leveret.bench.stress;

import java.io.PrintStream;

/** What a scenario says: figures, and whether what is required holds. */
final class Report {
    private final PrintStream out;
    private int failures;

    Report(PrintStream out) {
        this.out = out;
    }

    void heading(Scenario scenario) {
        out.printf("%n%s: %s%n", scenario.name(), scenario.meaning());
    }

    void measured(String what, String format, Object... values) {
        out.printf("  %-58s %s%n", what, String.format(format, values));
    }

    void require(boolean holds, String what, String format, Object... values) {
        if (!holds) failures++;
        out.printf("  %-58s %s  %s%n", what, String.format(format, values), holds ? "ok" : "FAILS");
    }

    void skipped(String why) {
        out.printf("  not run: %s%n", why);
    }

    void broke(Exception failure) {
        failures++;
        out.printf("  FAILS: %s%n", failure);
        failure.printStackTrace(out);
    }

    int failures() {
        return failures;
    }
}
