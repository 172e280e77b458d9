package io.leveret.broker;

import io.leveret.amqp.ChannelError;
import io.leveret.broker.config.ConfigError;
import io.leveret.broker.definitions.BindingDefinition;
import io.leveret.broker.definitions.Definitions;
import io.leveret.broker.definitions.ExchangeDefinition;
import io.leveret.broker.definitions.QueueDefinition;
import io.leveret.broker.queue.QueueOptions;
import io.leveret.broker.topology.ExchangeOptions;
import io.leveret.broker.topology.Owner;
import io.leveret.broker.topology.VirtualHost;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/** Declares what a definitions file names: exchanges first, then queues, then what binds them. */
final class DefinitionsLoader {
    private final Map<String, VirtualHostRuntime> virtualHosts;

    DefinitionsLoader(Map<String, VirtualHostRuntime> virtualHosts) {
        this.virtualHosts = virtualHosts;
    }

    /** @throws ConfigError that names the first definition that cannot be had, and why */
    void declare(Definitions definitions, Path file) {
        for (ExchangeDefinition each : definitions.exchanges()) {
            on(file, each.virtualHost(), "exchange '" + each.name() + "'", host -> declare(host, each));
        }
        for (QueueDefinition each : definitions.queues()) {
            on(file, each.virtualHost(), "queue '" + each.name() + "'", host -> declare(host, each));
        }
        for (BindingDefinition each : definitions.bindings()) {
            on(
                    file,
                    each.virtualHost(),
                    "binding of '" + each.destination() + "' to '" + each.source() + "'",
                    host -> bind(host, each));
        }
    }

    private interface Declaration {
        void declare(VirtualHost host);
    }

    private void on(Path file, String virtualHost, String what, Declaration declaration) {
        VirtualHostRuntime host = virtualHosts.get(virtualHost);
        if (host == null) {
            throw wrong(file, what, "there is no virtual host '" + virtualHost + "'; name it under \"vhosts\"");
        }
        try {
            host.ask(sessions -> {
                        declaration.declare(sessions.host());
                        return true;
                    })
                    .get();
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof ChannelError refused) throw wrong(file, what, refused.text());
            throw new IllegalStateException(failure.getCause());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while loading " + file);
        }
    }

    private static ConfigError wrong(Path file, String what, String why) {
        return ConfigError.of("definitions", "definitions: " + file + ": " + what + ": " + why);
    }

    private static void declare(VirtualHost host, ExchangeDefinition each) {
        host.declareExchange(
                each.name(),
                each.type(),
                new ExchangeOptions(each.durable(), each.autoDelete(), each.internal()),
                each.arguments());
    }

    private static void declare(VirtualHost host, QueueDefinition each) {
        host.declareQueue(
                each.name(),
                new QueueOptions(each.durable(), false, each.autoDelete()),
                each.arguments(),
                Owner.NOBODY);
    }

    private static void bind(VirtualHost host, BindingDefinition each) {
        if (each.target() == BindingDefinition.Target.QUEUE) {
            host.bindQueue(each.destination(), each.source(), each.routingKey(), each.arguments(), Owner.NOBODY);
        } else {
            host.bindExchange(each.destination(), each.source(), each.routingKey(), each.arguments());
        }
    }
}
