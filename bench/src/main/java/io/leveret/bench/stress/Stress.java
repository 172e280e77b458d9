package io.leveret.bench.stress;

import java.util.ArrayList;
import java.util.List;

/** Runs the scenarios that are named, or all of them. */
public final class Stress {
    private Stress() {}

    public static void main(String[] names) {
        List<Scenario> chosen = new ArrayList<>();
        for (String name : names) {
            Scenario.ALL.stream()
                    .filter(each -> each.name().equals(name))
                    .findFirst()
                    .ifPresentOrElse(chosen::add, () -> usage(name));
        }
        if (names.length == 0) chosen.addAll(Scenario.ALL);
        System.out.printf(
                "machine: %d cores, Java %s; broker: JAVA_OPTS '%s', io-threads %s%n",
                Runtime.getRuntime().availableProcessors(),
                Runtime.version(),
                BrokerProcess.environment("JAVA_OPTS", ""),
                BrokerProcess.environment("LEVERET_IO_THREADS", "default"));
        Report report = new Report(System.out);
        for (Scenario scenario : chosen) {
            report.heading(scenario);
            try {
                scenario.run(report);
            } catch (Exception failure) {
                report.broke(failure);
            }
        }
        System.out.println(
                report.failures() == 0 ? "\nall requirements hold" : "\n" + report.failures() + " requirements FAIL");
        System.exit(report.failures() == 0 ? 0 : 1);
    }

    private static void usage(String wrong) {
        System.err.println("bench/stress: there is no scenario '" + wrong + "'; there are:");
        for (Scenario each : Scenario.ALL) System.err.printf("  %-18s %s%n", each.name(), each.meaning());
        System.exit(2);
    }
}
