package io.leveret.jms.session;

import io.leveret.amqp.ExchangeMethod;
import io.leveret.amqp.Method;
import io.leveret.amqp.QueueMethod;
import io.leveret.amqp.ReplyCode;
import io.leveret.amqp.Table;
import io.leveret.jms.destination.LeveretQueue;
import io.leveret.jms.wire.ChannelEvents;
import io.leveret.jms.wire.ConsumeSpec;
import io.leveret.jms.wire.Deliveries;
import io.leveret.jms.wire.Delivery;
import io.leveret.jms.wire.Server;
import io.leveret.jms.wire.WireChannel;
import io.leveret.jms.wire.WireConnection;
import io.leveret.jms.wire.WireException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Declares, binds, asks and deletes, on a channel of its own: what the broker refuses closes a channel, and no session should lose its
 * messages by a question.
 */
final class Topology {
    /** What is known to exist is remembered up to so many names, then learnt again. */
    private static final int MOST_REMEMBERED = 10_000;

    private final Set<String> existing = ConcurrentHashMap.newKeySet();
    private final Set<String> goodSelectors = ConcurrentHashMap.newKeySet();
    private WireConnection wire;
    private WireChannel channel;
    private String trialQueue = "";

    private final boolean makesQueues;

    /** @param makesQueues whether a queue that is needed and does not exist is made */
    Topology(WireConnection wire, boolean makesQueues) {
        this.wire = wire;
        this.makesQueues = makesQueues;
    }

    /** Another connection, perhaps to another broker: nothing is known of it yet. */
    synchronized void attach(WireConnection to) {
        wire = to;
        channel = null;
        trialQueue = "";
        existing.clear();
        goodSelectors.clear();
    }

    synchronized Server server() {
        return wire.server();
    }

    private synchronized <M extends Method> M ask(Method question, Class<M> answer) throws WireException {
        return open().call(question, answer);
    }

    private WireChannel open() throws WireException {
        if (channel == null || !channel.isOpen()) {
            // Whoever asked hears of a refusal by an exception; nobody else is on this channel.
            channel = wire.openChannel(new ChannelEvents() {
                @Override
                public void closed(WireException why) {}
            });
        }
        return channel;
    }

    // ---- queues

    /** Sees to it that there is such a queue: made durable, if there is none, unless the broker forbids that. */
    void require(LeveretQueue queue) throws WireException {
        if (existing.contains(queue.name())) return;
        declare(queue);
        remember(existing, queue.name());
    }

    private void declare(LeveretQueue queue) throws WireException {
        Table arguments = arguments(queue);
        if (!makesQueues) {
            passive(queue.name());
        } else if (server().jms()) {
            declare(queue.name(), true, false, false, arguments.with("x-if-absent", true));
        } else if (!exists(queue.name())) {
            declare(queue.name(), true, false, false, arguments);
        }
    }

    private static Table arguments(LeveretQueue queue) {
        Table.Builder table = Table.builder();
        queue.arguments().forEach(table::put);
        return table.build();
    }

    /** The broker has said that it is gone. */
    void forget(String queue) {
        existing.remove(queue);
    }

    private static void remember(Set<String> known, String name) {
        if (known.size() >= MOST_REMEMBERED) known.clear();
        known.add(name);
    }

    boolean exists(String queue) throws WireException {
        try {
            passive(queue);
            return true;
        } catch (WireException.Refused refused) {
            if (refused.code() == ReplyCode.NOT_FOUND.code()) return false;
            throw refused;
        }
    }

    private void passive(String queue) throws WireException {
        ask(new QueueMethod.Declare(queue, true, false, false, false, false, Table.EMPTY), QueueMethod.DeclareOk.class);
    }

    QueueMethod.DeclareOk declare(String queue, boolean durable, boolean exclusive, boolean autoDelete, Table arguments)
            throws WireException {
        return ask(
                new QueueMethod.Declare(queue, false, durable, exclusive, autoDelete, false, arguments),
                QueueMethod.DeclareOk.class);
    }

    void bind(String queue, String exchange, String routingKey, Table arguments) throws WireException {
        ask(new QueueMethod.Bind(queue, exchange, routingKey, false, arguments), QueueMethod.BindOk.class);
    }

    void delete(String queue, boolean ifUnused) throws WireException {
        forget(queue);
        ask(new QueueMethod.Delete(queue, ifUnused, false, false), QueueMethod.DeleteOk.class);
    }

    // ---- exchanges

    /** Asks once whether there is such an exchange: publishing to one that is not there would close the sender's channel. */
    void requireExchange(String exchange) throws WireException {
        String name = "exchange " + exchange;
        if (exchange.isEmpty() || exchange.startsWith("amq.") || existing.contains(name)) return;
        ask(
                new ExchangeMethod.Declare(exchange, "", true, false, false, false, false, Table.EMPTY),
                ExchangeMethod.DeclareOk.class);
        remember(existing, name);
    }

    // ---- selectors

    /** Has the broker judge a selector, on an empty queue, before anything is made or lost for its sake. */
    synchronized void checkSelector(String selector) throws WireException {
        if (selector.isEmpty() || goodSelectors.contains(selector)) return;
        if (trialQueue.isEmpty()) {
            trialQueue = declare("", false, true, false, Table.EMPTY).queue();
        }
        Table arguments = Table.of("x-credit", true, "x-browse", true, "x-selector", selector);
        String tag = open().consume(new ConsumeSpec(trialQueue, true, false, arguments), Nobody.HERE);
        open().cancel(tag);
        remember(goodSelectors, selector);
    }

    private enum Nobody implements Deliveries {
        HERE;

        @Override
        public void delivered(Delivery delivery) {}

        @Override
        public void cancelled(WireException why) {}
    }
}
