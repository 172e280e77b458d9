package io.leveret.bench.jms;

import jakarta.jms.ConnectionFactory;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** Runs one workload through one provider, and prints one line of JSON: only the steady part counts. */
public final class JmsLoad {
    private static final int TICKS = 100; // Linux's unit in /proc, the same on all machines we know

    private final ConnectionFactory factory;
    private final long broker;

    private JmsLoad(ConnectionFactory factory, long broker) {
        this.factory = factory;
        this.broker = broker;
    }

    /** Arguments: the factory's class, its URI, the broker's process id, the workload, seconds of warm-up and of measuring (messages for {@code backlog}). */
    public static void main(String[] args) {
        try {
            run(args);
            System.exit(0);
        } catch (Exception e) {
            // Said and ended at once: threads of a client must not keep a failed run alive.
            e.printStackTrace();
            System.exit(1);
        }
    }

    private static void run(String[] args) throws Exception {
        ConnectionFactory factory = (ConnectionFactory)
                Class.forName(args[0]).getConstructor(String.class).newInstance(args[1]);
        JmsLoad load = new JmsLoad(factory, Long.parseLong(args[2]));
        if (args[3].equals("backlog")) load.backlog(Integer.parseInt(args[5]));
        else
            load.steady(
                    Workload.valueOf(args[3].toUpperCase(Locale.ROOT)),
                    Integer.parseInt(args[4]),
                    Integer.parseInt(args[5]));
    }

    private void steady(Workload workload, int warmup, int seconds) throws Exception {
        Party party = new Party(factory);
        Meter meter = new Meter();
        workload.begin(party, meter);
        Thread.sleep(warmup * 1000L);
        party.check();
        meter.times();
        long count = meter.count(), begun = System.nanoTime();
        double mine = myCpu(), theirs = brokerCpu();
        Thread.sleep(seconds * 1000L);
        double took = (System.nanoTime() - begun) / 1e9;
        mine = myCpu() - mine;
        theirs = brokerCpu() - theirs;
        count = meter.count() - count;
        Histogram times = meter.times();
        party.check();
        if (count == 0) throw new IllegalStateException("no message in " + seconds + " s");
        print(count / took, theirs * 1e6 / count, mine * 1e6 / count, times);
        party.end();
    }

    private void backlog(int messages) throws Exception {
        Backlog backlog = new Backlog(factory, messages);
        double mine = myCpu(), theirs = brokerCpu();
        double in = backlog.in();
        double mineIn = myCpu() - mine, theirsIn = brokerCpu() - theirs;
        mine = myCpu();
        theirs = brokerCpu();
        double out = backlog.out();
        System.out.printf(
                Locale.ROOT,
                "{\"in\": %.1f, \"out\": %.1f, \"in_broker_us\": %.2f, \"in_load_us\": %.2f, \"out_broker_us\": %.2f, \"out_load_us\": %.2f, \"broker_mib\": %d}%n",
                messages / in,
                messages / out,
                theirsIn * 1e6 / messages,
                mineIn * 1e6 / messages,
                (brokerCpu() - theirs) * 1e6 / messages,
                (myCpu() - mine) * 1e6 / messages,
                peakMemory());
    }

    private static void print(double rate, double brokerCpu, double loadCpu, Histogram times) {
        System.out.printf(
                Locale.ROOT,
                "{\"rate\": %.1f, \"broker_us\": %.3f, \"load_us\": %.3f, \"median_us\": %.1f, \"p99_us\": %.1f}%n",
                rate,
                brokerCpu,
                loadCpu,
                times.getValueAtPercentile(50) / 1e3,
                times.getValueAtPercentile(99) / 1e3);
    }

    private static double myCpu() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                        .getProcessCpuTime()
                / 1e9;
    }

    /** User and system time of the broker's process; its children have none. */
    private double brokerCpu() throws Exception {
        String stat = Files.readString(Path.of("/proc", Long.toString(broker), "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / (double) TICKS;
    }

    private long peakMemory() throws Exception {
        try (var lines = Files.lines(Path.of("/proc", Long.toString(broker), "status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElse(0);
        }
    }
}
