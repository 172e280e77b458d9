package io.leveret.broker.cli;

import io.leveret.broker.config.BrokerConfig;
import io.leveret.broker.config.FirstUser;
import io.leveret.broker.config.Version;
import java.net.InetSocketAddress;
import java.util.List;

/** What a person reads when the broker has started: where it is, and what to do next. */
final class Banner {
    private Banner() {}

    static String text(BrokerConfig config, RunningBroker broker, long pid) {
        var text = new StringBuilder("Leveret %s is ready.\n\n".formatted(Version.current()));
        lines(text, "AMQP", broker.amqp());
        lines(text, "AMQP, TLS", broker.amqps());
        for (InetSocketAddress address : broker.management()) {
            line(text, "web page", page(address));
        }
        line(
                text,
                "data",
                broker.dataDir()
                        .map(d -> d.toAbsolutePath().normalize().toString())
                        .orElse("in memory only: messages do not outlive a stop"));
        text.append("\nNext:\n");
        broker.amqp().stream().findFirst().ifPresent(a -> text.append(firstMessage(config, a)));
        broker.management().stream()
                .findFirst()
                .ifPresent(a ->
                        text.append("  look inside:  open ").append(page(a)).append('\n'));
        text.append("  stop it:      Ctrl-C, or  kill ").append(pid).append('\n');
        return text.toString();
    }

    private static void lines(StringBuilder text, String what, List<InetSocketAddress> addresses) {
        for (InetSocketAddress a : addresses) {
            boolean any = a.getAddress() == null || a.getAddress().isAnyLocalAddress();
            line(text, what, "port %d on %s".formatted(a.getPort(), any ? "every address" : a.getHostString()));
        }
    }

    private static void line(StringBuilder text, String what, String where) {
        text.append("  %-11s%s%n".formatted(what, where));
    }

    private static String page(InetSocketAddress address) {
        return "http://%s:%d/".formatted(reachable(address), address.getPort());
    }

    private static String firstMessage(BrokerConfig config, InetSocketAddress address) {
        return """
                  a first message, with Python (pip install pika):
                    python3 -c "import pika; c = pika.BlockingConnection(pika.ConnectionParameters(%s)).channel(); \
                c.queue_declare('hello'); c.basic_publish('', 'hello', b'Hello!'); \
                print(c.basic_get('hello', auto_ack=True)[2])"
                """.formatted(parameters(config, address));
    }

    /** Names a password only where everybody knows it. */
    private static String parameters(BrokerConfig config, InetSocketAddress address) {
        FirstUser first = config.firstUser();
        String host = reachable(address).replaceAll("[\\[\\]]", "");
        var text = new StringBuilder("'%s', %d".formatted(host, address.getPort()));
        boolean guest = first.name().equals("guest") && first.password().equals("guest");
        if (!guest || config.definitions().isPresent() || !first.virtualHost().equals("/")) {
            boolean plain = first.virtualHost().matches("[\\w./-]+")
                    && config.definitions().isEmpty();
            text.append(", '").append(plain ? first.virtualHost() : "VHOST").append('\'');
            text.append(", pika.PlainCredentials('USER', 'PASSWORD')");
        }
        return text.toString();
    }

    private static String reachable(InetSocketAddress address) {
        if (address.getAddress() == null || address.getAddress().isAnyLocalAddress()) {
            return "localhost";
        }
        String host = address.getHostString();
        return host.contains(":") ? "[" + host + "]" : host;
    }
}
