package io.leveret.tck.crash;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;

/** Clients at work until their broker dies. Each has a connection of its own, and writes down what it was promised. */
final class Load {
    private static final int JOIN_MILLIS = 30_000;
    private static final List<String> BASICS = List.of(
            "plain-0",
            "plain-1",
            "plain-2",
            "tx-in",
            "tx-a",
            "tx-b",
            "jms-0",
            "jms-1",
            "jms-tx-in",
            "jms-tx-a",
            "jms-tx-b");

    private final BrokerChild broker;
    private final Ledger ledger;
    private final List<Thread> threads = new ArrayList<>();
    private final Queue<String> complaints = new ConcurrentLinkedQueue<>();
    private final CountDownLatch declared = new CountDownLatch(1);
    private volatile boolean ending;

    private interface Client {
        void work(Channel channel) throws Exception;
    }

    private interface JmsClient {
        void work(Session session) throws Exception;
    }

    private interface Job {
        void run() throws Exception;
    }

    private Load(BrokerChild broker, Ledger ledger) {
        this.broker = broker;
        this.ledger = ledger;
    }

    static Load start(BrokerChild broker, Ledger ledger, long seed, int cycle) {
        Load load = new Load(broker, ledger);
        Random seeds = new Random(seed);
        for (int i = 0; i < 3; i++) {
            QueueLedger queue = ledger.queue("plain-" + i);
            Random forPublisher = new Random(seeds.nextLong());
            Random forConsumer = new Random(seeds.nextLong());
            load.run(channel -> new Publisher(channel, queue, forPublisher, load).work());
            load.run(channel -> new Acknowledger(channel, queue, forConsumer, load).work());
        }
        List<QueueLedger> into = List.of(ledger.queue("tx-a"), ledger.queue("tx-b"));
        Random forTransactions = new Random(seeds.nextLong());
        load.run(channel -> new Transactor(channel, ledger.queue("tx-in"), into, forTransactions, load).work());
        startJms(load, ledger, seeds);
        Random forNames = new Random(seeds.nextLong());
        load.run(channel -> new Declarer(channel, ledger, forNames, cycle, load).work());
        return load;
    }

    private static void startJms(Load load, Ledger ledger, Random seeds) {
        for (int i = 0; i < 2; i++) {
            QueueLedger queue = ledger.queue("jms-" + i);
            Random forSender = new Random(seeds.nextLong());
            Random forReceiver = new Random(seeds.nextLong());
            int mode = i == 0 ? Session.SESSION_TRANSACTED : Session.CLIENT_ACKNOWLEDGE;
            load.runJms(Session.AUTO_ACKNOWLEDGE, session -> new JmsSender(session, queue, forSender, load).work());
            load.runJms(mode, session -> new JmsReceiver(session, queue, forReceiver, load).work());
        }
        List<QueueLedger> into = List.of(ledger.queue("jms-tx-a"), ledger.queue("jms-tx-b"));
        QueueLedger from = ledger.queue("jms-tx-in");
        Random random = new Random(seeds.nextLong());
        load.runJms(Session.SESSION_TRANSACTED, session -> new JmsTransactor(session, from, into, random, load).work());
    }

    /** What all clients need, before any of them begins. */
    static void declareBasics(Connection connection, Ledger ledger) throws Exception {
        Channel channel = connection.createChannel();
        for (String name : BASICS) {
            channel.queueDeclare(name, true, false, false, null);
            ledger.queue(name).existence(QueueLedger.Existence.SURE);
        }
        channel.close();
    }

    private void run(Client client) {
        start(() -> {
            try (Connection connection = broker.connect()) {
                client.work(connection.createChannel());
            }
        });
    }

    private void runJms(int mode, JmsClient client) {
        start(() -> {
            try (jakarta.jms.Connection connection = broker.connectJms()) {
                connection.start();
                client.work(connection.createSession(mode));
            }
        });
    }

    private void start(Job job) {
        Thread thread = new Thread(
                () -> {
                    try {
                        job.run();
                    } catch (IOException
                            | TimeoutException
                            | ShutdownSignalException
                            | JMSException
                            | IllegalStateException gone) {
                        // What it was promised stands in the ledger.
                        if (!ending) complaints.add(Thread.currentThread().getName() + ": " + gone);
                    } catch (Exception | AssertionError fault) {
                        complaints.add(Thread.currentThread().getName() + ": " + fault);
                    }
                },
                "client " + threads.size());
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    boolean isEnding() {
        return ending;
    }

    void complain(String what) {
        complaints.add(what);
    }

    /** New names were declared, used and answered for. */
    void declaredSome() {
        declared.countDown();
    }

    /** Waits until somebody was promised something a moment ago. */
    void awaitDeclared() throws InterruptedException {
        if (!declared.await(20, java.util.concurrent.TimeUnit.SECONDS)) complain("nothing was declared within 20 s");
    }

    /** From here on lost connections are as expected. */
    void endsNow() {
        ending = true;
    }

    /** @return what clients found wrong */
    List<String> join() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join(JOIN_MILLIS);
            if (thread.isAlive()) complaints.add(thread.getName() + " hangs: " + List.of(thread.getStackTrace()));
        }
        return List.copyOf(complaints);
    }
}
