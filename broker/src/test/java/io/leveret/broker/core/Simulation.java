package io.leveret.broker.core;

import io.leveret.amqp.Table;
import io.leveret.broker.queue.QueueOptions;
import io.leveret.broker.topology.ExchangeOptions;
import io.leveret.broker.topology.Owner;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.slf4j.LoggerFactory;

/** One run from a seed: clients, time, disk and memory do what they like, and after each step the core must be as the model is. */
public final class Simulation {
    private static final int CLIENTS = 3;

    private final Random random;
    private final SimulatedHost core;
    private final Model model;
    private final ClientSteps steps;
    private final boolean racing;
    private int named;

    static {
        // What goes wrong here on purpose is not worth a line each; faults of the core still are.
        org.slf4j.Logger root = LoggerFactory.getLogger("io.leveret.broker");
        if (root instanceof ch.qos.logback.classic.Logger logger) logger.setLevel(ch.qos.logback.classic.Level.ERROR);
    }

    private Simulation(long seed) {
        random = new Random(seed);
        core = new SimulatedHost(random, memory());
        model = new Model(core);
        racing = random.nextInt(5) == 0;
        steps = new ClientSteps(random, model, racing);
    }

    /**
     * Runs one seed.
     *
     * @return what went wrong, or '' when nothing did
     */
    public static String run(long seed, int length) {
        Simulation simulation = new Simulation(seed);
        try {
            simulation.run(length);
        } catch (AssertionError | RuntimeException fault) {
            java.io.StringWriter trace = new java.io.StringWriter();
            fault.printStackTrace(new java.io.PrintWriter(trace));
            simulation.model.violation("the simulation ends: " + trace);
        }
        List<String> violations = simulation.core.violations;
        if (violations.isEmpty()) return "";
        return "seed " + seed + ": " + String.join("\n  ", violations.subList(0, Math.min(4, violations.size())));
    }

    private long memory() {
        return switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> 600;
            case 2 -> 5_000;
            default -> Long.MAX_VALUE;
        };
    }

    private void run(int length) {
        furnish();
        core.clock.race(racing);
        int steps = length / 2 + random.nextInt(length);
        for (int i = 0; i < steps && core.violations.isEmpty(); i++) step();
        if (core.violations.isEmpty()) end();
    }

    private void furnish() {
        ExchangeOptions plain = new ExchangeOptions(false, false, false);
        core.host.declareExchange(Model.FANOUT, "fanout", plain, Table.EMPTY);
        core.host.declareExchange(Model.DIRECT, "direct", plain, Table.EMPTY);
        core.host.declareExchange(Model.WITH_ALTERNATE, "direct", plain, Table.of("alternate-exchange", Model.FANOUT));
        for (int i = 0; i < ClientSteps.QUEUES; i++) {
            String name = "g" + i;
            Table limit = i == 0 ? Table.of("x-delivery-limit", 1) : Table.EMPTY;
            ModelQueue queue = new ModelQueue(model, name, limit, i % 2 == 0, false, null);
            model.queues.put(name, queue);
            core.host.declareQueue(name, new QueueOptions(queue.durable, false, false), limit, Owner.NOBODY);
            core.host.declareExchange("dlx" + i, "fanout", plain, Table.EMPTY);
            core.host.bindQueue(name, "dlx" + i, "", Table.EMPTY, Owner.NOBODY);
            model.routes.add(new Model.Route("dlx" + i, "", name));
        }
    }

    // ---- one step

    private void step() {
        begin();
        if (model.clients.size() < CLIENTS && random.nextInt(model.clients.isEmpty() ? 1 : 20) == 0) connect();
        int dice = random.nextInt(100);
        if (dice < 74) act();
        else if (dice < 82) read();
        else if (dice < 88) force();
        else if (dice < 94) passTime();
        else if (dice < 98) changeRoom();
        else if (dice < 99) circumstances();
        else endClient();
        rest();
    }

    private void begin() {
        model.step++;
        model.lenient = racing;
    }

    private void rest() {
        core.loop.runAll();
        if (core.violations.isEmpty()) model.atRest();
    }

    private void connect() {
        ModelClient client = new ModelClient(model, "client" + ++named, random.nextBoolean());
        model.clients.add(client);
        client.connection = core.connect(client.name, client.out, client.speaksLeveret);
    }

    private ModelClient client() {
        return model.clients.get(random.nextInt(model.clients.size()));
    }

    /** All in one turn, as if they had come with one read of each socket. */
    private void act() {
        core.turns.run(() -> {
            for (int i = 1 + random.nextInt(4); i > 0; i--) steps.step(client());
        });
    }

    private void read() {
        model.tell("some of", core.reads.count(), "reads are answered");
        core.turns.run(() -> core.reads.answer(1 + random.nextInt(4)));
    }

    private void force() {
        long behind = core.journal.position() - core.journal.durable();
        long by = random.nextBoolean() ? behind : (long) (random.nextDouble() * behind);
        core.turns.run(() -> core.journal.force(core.journal.durable() + by));
    }

    private void passTime() {
        long until = core.clock.millis() + 8L * (1 + random.nextInt(10));
        boolean leaseEnds = model.queues.values().stream().anyMatch(queue -> queue.leaseEnds <= until);
        if (!leaseEnds && random.nextInt(5) == 0) {
            // The loop was held up: all comes due at once.
            core.clock.advance(until - core.clock.millis());
            model.timePassed();
            return;
        }
        while (core.clock.millis() < until) {
            long next = Math.min(until, Math.max(core.clock.millis() + 1, core.loop.nextWakeUp()));
            core.clock.advance(next - core.clock.millis());
            model.timePassed();
            rest();
            begin();
        }
    }

    private void changeRoom() {
        ModelClient client = client();
        core.turns.run(() -> {
            client.room = !client.room;
            model.tell(client.name, "room", client.room);
            client.out.room(client.room);
            if (client.room) client.connection.roomAgain();
            model.noteAbilities();
        });
    }

    private void circumstances() {
        if (random.nextBoolean()) core.clock.jumpWall((random.nextInt(3) - 1) * 86_400_000L);
        else core.turns.run(() -> core.budget.limit(memory()));
    }

    private void endClient() {
        core.turns.run(() -> steps.end(client()));
    }

    // ---- the end

    /** Everybody gets all answers, the rest is consumed in order, and nothing is left in memory or on disk. */
    private void end() {
        for (ModelClient client : new ArrayList<>(model.clients)) {
            if (client.closing) core.turns.run(() -> steps.end(client));
        }
        settle();
        if (core.violations.isEmpty()) model.atEnd();
        while (core.violations.isEmpty() && !model.clients.isEmpty()) {
            begin();
            core.turns.run(() -> steps.end(model.clients.get(0)));
            settle();
        }
        if (!core.violations.isEmpty()) return;
        begin();
        for (ModelQueue queue : new ArrayList<>(model.queues.values())) {
            core.turns.run(() -> core.host.deleteQueue(queue.name, false, false, Owner.NOBODY));
            model.delete(queue);
        }
        settle();
        if (!core.violations.isEmpty()) return;
        if (core.budget.used() != 0) model.violation(core.budget.used() + " bytes of memory are never given back");
        if (core.scratch.alive() != 0) model.violation(core.scratch.alive() + " messages stay in scratch");
        if (core.journal.alive() != 0) model.violation(core.journal.alive() + " messages stay in the journal");
    }

    private void settle() {
        begin();
        rest();
        do {
            core.turns.run(() -> core.reads.answer(Integer.MAX_VALUE));
            core.turns.run(() -> core.journal.force(core.journal.position()));
            rest();
        } while (core.violations.isEmpty()
                && (core.reads.count() > 0 || core.journal.durable() < core.journal.position()));
    }
}
