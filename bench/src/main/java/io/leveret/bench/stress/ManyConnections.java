package io.leveret.bench.stress;

import io.leveret.amqp.ConnectionMethod;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** All clients come back at once. */
final class ManyConnections implements Scenario {
    private static final int CONNECTIONS = 5_000;
    private static final int AT_ONCE = 100;

    @Override
    public String name() {
        return "many-connections";
    }

    @Override
    public String meaning() {
        return "5,000 connections come at once, stay, leave in order, come again, and are cut";
    }

    @Override
    public void run(Report report) throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(AT_ONCE);
        try (BrokerProcess broker = BrokerProcess.start("256m");
                Probe probe = new Probe(broker, "/")) {
            long empty = broker.liveHeap();
            for (int storm = 1; storm <= 2; storm++) {
                probe.forget();
                double cpu = broker.cpuSeconds();
                long start = System.nanoTime();
                List<RawClient> all = all(
                        clients, () -> new RawClient(broker.port()).enter("/").openChannel());
                long millis = Stalled.since(start);
                report.require(
                        all.size() == CONNECTIONS,
                        "storm " + storm + ": connections",
                        "%d in %d ms, %.2f ms of CPU each",
                        all.size(),
                        millis,
                        (broker.cpuSeconds() - cpu) * 1e3 / CONNECTIONS);
                report.measured("storm " + storm + ": a connected client meanwhile", "%s", probe.latency());
                long heap = broker.liveHeap();
                report.measured(
                        "storm " + storm + ": heap of a connection with a channel",
                        "%d bytes",
                        (heap - empty) / CONNECTIONS);
                report.measured("storm " + storm + ": resident memory", "%d MiB", broker.resident() >> 20);
                start = System.nanoTime();
                boolean inOrder = storm == 1;
                List<Callable<RawClient>> ends = new ArrayList<>();
                for (RawClient client : all) ends.add(() -> inOrder ? leave(client) : cut(client));
                for (Future<RawClient> end : clients.invokeAll(ends)) end.get();
                report.measured(
                        "storm " + storm + (inOrder ? ": all left in" : ": all cut in"), "%d ms", Stalled.since(start));
            }
            boolean gone = Stalled.eventually(() -> broker.liveHeap() - empty < 10L << 20);
            report.require(gone, "live heap afterwards, more than at first", "%d KiB", broker.liveHeap() - empty >> 10);
            report.require(probe.finish(), "the connected client lost nothing", "%s", probe.trouble());
            report.require(
                    !broker.hasSaid("ERROR"),
                    "the log has no error",
                    "%d remarks",
                    broker.remarkable().size());
        } finally {
            clients.shutdownNow();
        }
    }

    private static List<RawClient> all(ExecutorService clients, Callable<RawClient> one) throws Exception {
        List<Callable<RawClient>> tasks = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) tasks.add(one);
        List<RawClient> all = new ArrayList<>();
        for (Future<RawClient> each : clients.invokeAll(tasks)) all.add(each.get());
        return all;
    }

    private static RawClient leave(RawClient client) throws IOException {
        client.send(0, new ConnectionMethod.Close(200, "bye", 0, 0));
        client.expect(ConnectionMethod.CloseOk.class);
        return cut(client);
    }

    private static RawClient cut(RawClient client) throws IOException {
        client.close();
        return client;
    }
}
