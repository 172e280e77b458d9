package io.leveret.tck.crash;

import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Cycles of start, check, load, kill on one data folder, whose ledger outlives every broker. Random choices come from the seed; when
 * a signal falls, and what clients have got by then, does not.
 */
final class KillRun {
    private static final int LONGEST_LOAD_MILLIS = 1_500;
    private static final int LONGEST_START_MILLIS = 1_200;

    private final Path folder;
    private final Random random;
    private final Ledger ledger = new Ledger();
    private boolean unclean;
    private int killed;
    private int killedDuringStart;

    /** @param folder a fresh one, for the data and the brokers' logs */
    KillRun(Path folder, long seed) {
        this.folder = folder;
        random = new Random(seed);
    }

    int killed() {
        return killed;
    }

    int killedDuringStart() {
        return killedDuringStart;
    }

    /**
     * One start, with what was promised before, and one end.
     *
     * @throws AssertionError that says what is wrong
     */
    void cycle(int number) throws Exception {
        Path log = folder.resolve("broker-" + number + ".log");
        BrokerChild broker = start(log);
        List<String> wrong = new ArrayList<>();
        try {
            try (Connection connection = broker.connect()) {
                wrong.addAll(ledger.check(connection, unclean));
                if (!wrong.isEmpty()) throw failed(number, wrong);
                Load.declareBasics(connection, ledger);
            }
            Load load = Load.start(broker, ledger, random.nextLong(), number);
            load.awaitDeclared();
            // In every third cycle the kill follows on the heels of promises about new names; otherwise it comes
            // whenever.
            if (random.nextInt(3) > 0) Thread.sleep(random.nextInt(LONGEST_LOAD_MILLIS));
            load.endsNow();
            end(broker);
            wrong.addAll(load.join());
            wrong.addAll(broker.errors());
        } finally {
            broker.close();
        }
        if (!wrong.isEmpty()) throw failed(number, wrong);
        Files.delete(log);
    }

    /** Two out of five starts are killed before they end, some of them twice. */
    private BrokerChild start(Path log) throws IOException, InterruptedException {
        keepCopy();
        while (true) {
            BrokerChild broker = BrokerChild.launch(folder.resolve("data"), log, "--segment-size", "1MiB");
            if (random.nextInt(5) > 1) {
                broker.port();
                return broker;
            }
            broker.listensWithin(random.nextInt(LONGEST_START_MILLIS));
            broker.kill();
            killedDuringStart++;
            if (!broker.errors().isEmpty()) throw new AssertionError(broker.errors());
        }
    }

    /** For who looks for a fault: what the broker found, before it changed anything. */
    private void keepCopy() throws IOException, InterruptedException {
        if (!Boolean.getBoolean("leveret.kill.keep") || !Files.exists(folder.resolve("data"))) return;
        String copy = "rm -rf before && cp -a data before";
        new ProcessBuilder("sh", "-c", copy).directory(folder.toFile()).start().waitFor();
    }

    /** Mostly by SIGKILL. */
    private void end(BrokerChild broker) {
        boolean inOrder = random.nextInt(6) == 0;
        if (inOrder) {
            broker.stop();
        } else {
            broker.kill();
            killed++;
        }
        unclean = !inOrder;
    }

    private AssertionError failed(int cycle, List<String> wrong) {
        int most = Math.min(20, wrong.size());
        return new AssertionError("cycle " + cycle + ", " + wrong.size() + " faults, data and logs in " + folder + ":\n"
                + String.join("\n", wrong.subList(0, most)));
    }
}
