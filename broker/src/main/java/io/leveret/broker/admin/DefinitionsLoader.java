package io.leveret.broker.admin;

import io.leveret.amqp.ChannelError;
import io.leveret.broker.definitions.BindingDefinition;
import io.leveret.broker.definitions.Definitions;
import io.leveret.broker.definitions.DefinitionsException;
import io.leveret.broker.definitions.ExchangeDefinition;
import io.leveret.broker.definitions.QueueDefinition;
import io.leveret.broker.definitions.VirtualHostDefinition;
import io.leveret.broker.queue.QueueOptions;
import io.leveret.broker.security.User;
import io.leveret.broker.topology.ExchangeOptions;
import io.leveret.broker.topology.Owner;
import io.leveret.broker.topology.VirtualHost;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes what definitions name: virtual hosts, users and what they may do, exchanges, queues, and last what binds them. What is there
 * already stays. It takes as long as that takes, so it is nothing for a loop.
 */
public final class DefinitionsLoader {
    private static final Logger log = LoggerFactory.getLogger(DefinitionsLoader.class);

    private static final int DURABLE_SECONDS = 30;

    private final Estate estate;

    public DefinitionsLoader(Estate estate) {
        this.estate = estate;
    }

    /**
     * @param name where they come from, for messages
     * @throws DefinitionsException that names the first definition that cannot be had, and why; what came before it stays
     */
    public void load(Definitions definitions, String name) {
        for (VirtualHostDefinition host : definitions.virtualHosts()) estate.addVirtualHost(host.name());
        List<User> users = definitions.users().stream().map(estate::user).toList();
        try {
            estate.change(before -> before.changed(builder -> {
                users.forEach(builder::user);
                definitions.permissions().forEach(builder::permission);
                definitions.topicPermissions().forEach(builder::topicPermission);
            }));
        } catch (IllegalArgumentException wrong) {
            throw new DefinitionsException(name, wrong.getMessage());
        }
        declare(definitions, name);
        awaitDurable();
        for (String ignored : definitions.ignored()) log.warn("{}: not applied: {}", name, ignored);
        log.info(
                "{}: {} virtual hosts, {} users, {} exchanges, {} queues, {} bindings loaded",
                name,
                definitions.virtualHosts().size(),
                users.size(),
                definitions.exchanges().size(),
                definitions.queues().size(),
                definitions.bindings().size());
    }

    private void declare(Definitions definitions, String name) {
        for (ExchangeDefinition each : definitions.exchanges()) {
            on(name, each.virtualHost(), "exchange '" + each.name() + "'", host -> declare(host, each));
        }
        for (QueueDefinition each : definitions.queues()) {
            on(name, each.virtualHost(), "queue '" + each.name() + "'", host -> declare(host, each));
        }
        for (BindingDefinition each : definitions.bindings()) {
            String what = "binding of '" + each.destination() + "' to '" + each.source() + "'";
            on(name, each.virtualHost(), what, host -> bind(host, each));
        }
    }

    private void awaitDurable() {
        for (Desk desk : estate.virtualHosts()) {
            CompletableFuture<Boolean> durable = new CompletableFuture<>();
            desk.ask(sessions -> {
                sessions.onceDurable(() -> durable.complete(true));
                return true;
            });
            durable.orTimeout(DURABLE_SECONDS, TimeUnit.SECONDS).join();
        }
    }

    private interface Declaration {
        void declare(VirtualHost host);
    }

    private void on(String name, String virtualHost, String what, Declaration declaration) {
        Desk host = estate.virtualHost(virtualHost)
                .orElseThrow(() ->
                        wrong(name, what, "there is no virtual host '" + virtualHost + "'; name it under \"vhosts\""));
        try {
            host.ask(sessions -> {
                        declaration.declare(sessions.host());
                        return true;
                    })
                    .get();
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof ChannelError refused) throw wrong(name, what, refused.text());
            throw new IllegalStateException(failure.getCause());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while loading " + name);
        }
    }

    private static DefinitionsException wrong(String name, String what, String why) {
        return new DefinitionsException(name, what + ": " + why);
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
