package io.leveret.bench.stress;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.sun.jdi.Bootstrap;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A debugger's pause in one virtual host's loop. */
final class VirtualHostStall implements Scenario {
    private static final String DEFINITIONS = """
            {"vhosts": [{"name": "/"}, {"name": "stalled"}],
             "permissions": [{"user": "guest", "vhost": "stalled", "configure": ".*", "write": ".*", "read": ".*"}]}
            """;

    @Override
    public String name() {
        return "vhost-stall";
    }

    @Override
    public String meaning() {
        return "a debugger stops the loop of one virtual host for 10 s";
    }

    @Override
    public void run(Report report) throws Exception {
        Path definitions = Files.createTempFile("leveret-stress-", ".json");
        Files.writeString(definitions, DEFINITIONS);
        List<String> jvm =
                List.of("-Xmx256m", "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0");
        try (BrokerProcess broker = BrokerProcess.start(jvm, null, "--definitions", definitions.toString());
                Probe other = new Probe(broker, "/");
                Probe stalled = new Probe(broker, "stalled")) {
            VirtualMachine debugger = attach(broker.debuggerPort());
            TimeUnit.SECONDS.sleep(5);
            other.forget();
            TimeUnit.SECONDS.sleep(5);
            Probe.Latency before = other.latency();
            report.measured("the other's latency before", "%s", before);
            stalled.forget();
            List<ThreadReference> loop = debugger.allThreads().stream()
                    .filter(thread -> thread.name().startsWith("leveret-vhost stalled"))
                    .toList();
            report.require(loop.size() == 1, "loops of the stalled virtual host", "%d", loop.size());
            loop.forEach(ThreadReference::suspend);
            other.forget();
            long start = System.nanoTime();
            int newcomers = 0;
            while (Stalled.since(start) < 10_000) {
                try (Connection newcomer = broker.connect();
                        Channel channel = newcomer.createChannel()) {
                    channel.queueDeclare();
                    newcomers++;
                }
                TimeUnit.MILLISECONDS.sleep(100);
            }
            Probe.Latency during = other.latency();
            Probe.Latency paused = stalled.latency();
            loop.forEach(ThreadReference::resume);
            debugger.dispose();
            report.require(
                    during.high() < Math.max(5_000, 3 * before.high()) && during.count() > 2_000,
                    "the other's latency meanwhile",
                    "%s",
                    during);
            report.require(newcomers > 20, "connections made to the other meanwhile", "%d", newcomers);
            report.measured("messages of the stalled one in these 10 s", "%d", paused.count());
            report.require(stalled.finish(), "the stalled one goes on and has lost nothing", "%s", stalled.trouble());
            report.require(other.finish(), "the other has lost nothing", "%s", other.trouble());
        } finally {
            Files.delete(definitions);
        }
    }

    private static VirtualMachine attach(int port) throws Exception {
        AttachingConnector connector = Bootstrap.virtualMachineManager().attachingConnectors().stream()
                .filter(each -> each.name().equals("com.sun.jdi.SocketAttach"))
                .findFirst()
                .orElseThrow();
        Map<String, Connector.Argument> arguments = connector.defaultArguments();
        arguments.get("hostname").setValue("127.0.0.1");
        arguments.get("port").setValue(Integer.toString(port));
        return connector.attach(arguments);
    }
}
