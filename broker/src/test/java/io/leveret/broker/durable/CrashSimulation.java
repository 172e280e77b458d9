package io.leveret.broker.durable;

import io.leveret.amqp.Properties;
import io.leveret.broker.disk.ForgetfulDisk;
import io.leveret.broker.disk.ForgetfulDisk.PowerCut;
import io.leveret.broker.journal.Journal;
import io.leveret.broker.journal.TopologyRecord;
import io.leveret.broker.message.Message;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.slf4j.LoggerFactory;

/** One run from a seed: some lives of one virtual host on one disk, with a crash or an orderly end after each. */
public final class CrashSimulation {
    private static final long DAY = 1_700_000_000_000L;

    private final Random random;
    private final ForgetfulDisk disk;
    private final int segmentBytes;
    private final Set<String> seen = new HashSet<>();
    private final Set<String> maybeSeen = new HashSet<>();
    private final Map<String, Long> ttls = new HashMap<>();
    private final List<String> violations = new ArrayList<>();
    private Time time;
    /** Only the process died the last time, not the machine. */
    private boolean killed;

    private Told.State state = new Told.State();
    private Map<Long, Told.Letter> places = new HashMap<>();

    static {
        // What goes wrong here on purpose is not worth a line each.
        org.slf4j.Logger root = LoggerFactory.getLogger("io.leveret.broker");
        if (root instanceof ch.qos.logback.classic.Logger logger) logger.setLevel(ch.qos.logback.classic.Level.OFF);
    }

    private CrashSimulation(long seed) {
        random = new Random(seed);
        disk = new ForgetfulDisk(random);
        segmentBytes = 4096 + (4 << random.nextInt(5)) * 1024;
        time = new Time(1_000_000, DAY);
    }

    /**
     * Runs one seed.
     *
     * @return what went wrong, or '' when nothing did
     */
    public static String run(long seed, int steps) {
        return run("seed " + seed, seed, simulation -> simulation.run(steps));
    }

    /** What is done with a disk of its own. */
    private interface Course {
        void run(CrashSimulation simulation) throws IOException;
    }

    /** What goes wrong with the disk. */
    enum Fault {
        NONE,
        ONE_CALL,
        ALL_CALLS_FROM_THEN_ON,
        ONE_FORCE,
        NO_ROOM;

        void on(ForgetfulDisk disk, long n) {
            switch (this) {
                case NONE -> disk.heal();
                case ONE_CALL -> disk.failAt(n, false);
                case ALL_CALLS_FROM_THEN_ON -> disk.failAt(n, true);
                case ONE_FORCE -> disk.failForce(n);
                case NO_ROOM -> disk.fullAt(n);
            }
        }
    }

    /** How often the disk is called, and forced, by one life. */
    record Calls(long calls, long forces) {}

    /** What {@link #runWithFault} calls the disk for when nothing goes wrong. */
    static Calls count(long seed, int steps) {
        Calls[] calls = new Calls[1];
        String wrong = run("seed " + seed, seed, simulation -> calls[0] = simulation.fault(steps, Fault.NONE, 0));
        if (!wrong.isEmpty()) throw new AssertionError(wrong);
        return calls[0];
    }

    /** A life that leaves something behind, one in which the n-th call to the disk fails, its start included, and one that looks. */
    static String runWithFault(long seed, int steps, Fault fault, long n) {
        String name = "seed " + seed + ", " + fault + " at " + n;
        return run(name, seed, simulation -> simulation.fault(steps, fault, n));
    }

    private static String run(String name, long seed, Course course) {
        CrashSimulation simulation = new CrashSimulation(seed);
        try {
            course.run(simulation);
        } catch (AssertionError | RuntimeException | IOException fault) {
            StringWriter trace = new StringWriter();
            fault.printStackTrace(new PrintWriter(trace));
            simulation.violations.add("the simulation ends: " + trace);
        }
        List<String> wrong = simulation.violations;
        if (wrong.isEmpty()) return "";
        return name + ": " + String.join("\n  ", wrong.subList(0, Math.min(3, wrong.size())));
    }

    private void run(int steps) throws IOException {
        int lives = 2 + random.nextInt(3);
        for (int i = 0; i < lives && violations.isEmpty(); i++) live("l" + i, random.nextInt(steps));
        if (violations.isEmpty()) end();
    }

    private void live(String name, int steps) throws IOException {
        Life life = begin(name);
        boolean inOrder = false;
        try {
            life.furnish();
            if (random.nextInt(3) == 0) disk.cutAt(1 + random.nextInt(4 * steps + 10));
            int trouble = random.nextInt(12);
            int troubleAt = random.nextInt(steps + 1);
            for (int i = 0; i < steps && life.core.violations.isEmpty(); i++) {
                if (i == troubleAt) makeTrouble(trouble);
                if (trouble == 1 && i == troubleAt + 10) disk.full(false);
                life.step();
            }
            if (random.nextInt(4) == 0) {
                disk.full(false);
                life.mustRest();
                if (!disk.failed() && random.nextInt(2) == 0) {
                    life.core.close();
                    // The last force of all may be the one that fails.
                    inOrder = !disk.failed();
                }
            }
        } catch (PowerCut cut) {
            // As good a moment as any.
        }
        violations.addAll(life.core.violations);
        if (violations.isEmpty()) crash(life, inOrder);
    }

    private Calls fault(int steps, Fault fault, long n) throws IOException {
        Life first = begin("l0");
        first.furnish();
        for (int i = 0; i < steps; i++) first.step();
        crash(first, false);
        long calls = disk.calls();
        long forces = disk.forces();
        fault.on(disk, n);
        Life life;
        try {
            life = begin("l1");
        } catch (IOException refused) {
            startAfterRefusal();
            return new Calls(0, 0);
        }
        for (int i = 0; i < steps; i++) life.step();
        life.core.settle();
        if (fault == Fault.NO_ROOM) disk.heal();
        life.mustRest();
        Calls made = new Calls(disk.calls() - calls, disk.forces() - forces);
        violations.addAll(life.core.violations);
        if (violations.isEmpty()) crash(life, false);
        if (violations.isEmpty()) end();
        return made;
    }

    /** A start that says what is wrong has changed nothing. */
    private void startAfterRefusal() throws IOException {
        String before = state.words();
        if (killed) disk.kill();
        else disk.crash();
        Found found = look();
        if (!found.words.equals(before)) {
            violations.add("after a start that failed: " + Told.difference(found.words, before));
            return;
        }
        places = found.places(state);
        end();
    }

    private void makeTrouble(int kind) {
        switch (kind) {
            case 0 -> disk.failNextForce();
            case 1 -> disk.full(true);
            case 2 -> disk.failAt(1 + random.nextInt(10), random.nextBoolean());
            default -> {
                // None.
            }
        }
    }

    private Life begin(String name) throws IOException {
        Core core = new Core(disk, segmentBytes, time, random);
        if (!core.opened.damage().isEmpty()) violations.add("damage by a crash alone: " + core.opened.damage());
        return new Life(name, core, new Told(state, places), disk, random, seen, maybeSeen, ttls);
    }

    // ---- a crash, and what is left

    private void crash(Life life, boolean inOrder) throws IOException {
        int least = inOrder ? life.told.count() : life.mustBeThere();
        // What a killed process has written is there, and may be gone later: unless the next one forces it before it
        // goes on.
        killed = random.nextInt(4) == 0;
        if (killed) disk.kill();
        else disk.crash();
        time = new Time(random.nextInt(1_000_000), time.wallMillis() + random.nextInt(3_000));
        Found found = look();
        Told.State is = life.told.find(found.words, least);
        if (is == null) {
            violations.add("after the crash, against the least that must be there: "
                    + Told.difference(found.words, life.told.wordsAt(least)) + "; against the last: "
                    + Told.difference(found.words, life.told.live().words()));
            return;
        }
        state = is;
        places = found.places(is);
        boolean maybeInOrder = life.core.closing && found.endedInOrder;
        if (found.endedInOrder != inOrder
                && !maybeInOrder
                && !is.letters.values().stream().allMatch(Map::isEmpty)) {
            violations.add("the end was " + (inOrder ? "" : "not ") + "in order, and the log says otherwise");
        }
        if (!inOrder) markAll(maybeInOrder);
        if (!killed) crashWhileRecovering(found.words);
    }

    /** After that end any message may have been delivered; what is not due yet has certainly not been. */
    private void markAll(boolean maybe) {
        for (TopologyRecord.QueueDeclared queue : state.queues.values()) {
            Set<String> marked = maybe || queue.name().equals("delayed") ? maybeSeen : seen;
            for (Told.Letter letter : state.in(queue.id())) marked.add(queue.name() + " " + letter.id());
        }
    }

    private void crashWhileRecovering(String words) throws IOException {
        while (random.nextInt(3) == 0) {
            disk.cutAt(1 + random.nextInt(40));
            try {
                new Core(disk, segmentBytes, time, random);
            } catch (PowerCut cut) {
                // That was meant to be.
            }
            disk.crash();
            Found again = look();
            markAll(true);
            if (!again.words.equals(words)) {
                violations.add("after a crash while recovering: " + Told.difference(again.words, words));
                return;
            }
            places = again.places(state);
        }
    }

    /** What a log tells that is opened now: looked at in a copy, so that nothing is changed by looking. */
    private Found look() throws IOException {
        Core core = new Core(disk.copy(), segmentBytes, time, random);
        if (!core.opened.damage().isEmpty()) violations.add("damage by a crash alone: " + core.opened.damage());
        Found found = new Found();
        found.endedInOrder = core.restored.endedInOrder();
        Told.State is = found.state;
        core.restored.exchanges().forEach(each -> is.exchanges.put(each.name(), each));
        core.restored.queues().forEach(each -> is.queues.put(each.id(), each));
        is.bindings.addAll(core.restored.bindings());
        for (TopologyRecord.QueueDeclared queue : core.restored.queues()) {
            long[] last = {-1};
            core.restored.takeMessages(queue.id()).drainInOrder(entry -> {
                if (entry.order() <= last[0]) violations.add("not in order: " + entry.order() + " after " + last[0]);
                last[0] = entry.order();
                found.orders.put(entry.place(), entry.order());
                if (entry.attempts() > 0 || entry.failures() > 0) {
                    is.counts
                            .computeIfAbsent(queue.id(), any -> new HashMap<>())
                            .put(entry.order(), new Told.Counts(entry.attempts(), entry.failures()));
                }
                core.journal().read(entry.place(), new Journal.Arrival() {
                    @Override
                    public void arrived(Message message) {
                        found.letter(queue.id(), entry.order(), message, violations);
                    }

                    @Override
                    public void lost(String why) {
                        violations.add("a message cannot be read: " + why);
                    }
                });
            });
        }
        core.journal().endOfTurn();
        core.settle();
        found.words = is.words();
        return found;
    }

    private static final class Found {
        final Told.State state = new Told.State();
        final Map<Long, Long> orders = new HashMap<>();
        String words;
        boolean endedInOrder;

        void letter(long queueId, long order, Message message, List<String> violations) {
            Properties properties = message.properties();
            String id = properties.messageId();
            if (!java.util.Arrays.equals(message.body(), Life.body(id))) violations.add("another body stands at " + id);
            state.letters
                    .computeIfAbsent(queueId, any -> new java.util.TreeMap<>())
                    .put(order, new Told.Letter(order, id, 0, 0));
        }

        Map<Long, Told.Letter> places(Told.State is) {
            Map<Long, Told.Letter> byOrder = new HashMap<>();
            is.letters.values().forEach(byOrder::putAll);
            Map<Long, Told.Letter> places = new HashMap<>();
            orders.forEach((place, order) -> places.put(place, byOrder.get(order)));
            return places;
        }
    }

    // ---- the end

    private void end() throws IOException {
        Life life = begin("end");
        life.drain();
        // Nothing lives any more: the cleaner gives back what was taken.
        for (int i = 0; i < 60; i++) {
            life.pass(100);
            life.core.settle();
        }
        violations.addAll(life.core.violations);
        if (disk.size() > 7L * segmentBytes + 40_000) {
            violations.add(
                    "an empty log takes " + disk.size() + " bytes in segments of " + segmentBytes + ": " + names());
        }
    }

    private List<String> names() throws IOException {
        return disk.list();
    }
}
