package io.leveret.jms.session;

import io.leveret.amqp.Table;
import io.leveret.jms.destination.LeveretDestination;
import io.leveret.jms.destination.LeveretQueue;
import io.leveret.jms.options.FactoryOptions;
import io.leveret.jms.options.Option;
import io.leveret.jms.options.Redelivery;
import io.leveret.jms.wire.ConsumeSpec;
import io.leveret.jms.wire.WireException;
import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;

/** Opens a session's inboxes: finds or makes the queue, judges the selector, and consumes on the session's channel. */
final class Intake {
    private static final int STEADY_RECEIVES = 8;

    private final JmsConnection connection;
    private final Line line;
    private final Inflow flow;
    private final boolean settlesLater;

    /** @param settlesLater whether many messages may be handed over before any is settled */
    Intake(JmsConnection connection, Line line, Inflow flow, boolean settlesLater) {
        this.connection = connection;
        this.line = line;
        this.flow = flow;
        this.settlesLater = settlesLater;
    }

    /** A queue's consumer. */
    Inbox ofQueue(LeveretQueue queue, String selector, Inbox.Listening to) throws JMSException {
        return open(() -> ofQueue(queue, selector), to);
    }

    /** @param selector empty for none */
    ConsumeSpec ofQueue(LeveretQueue queue, String selector) throws JMSException {
        String attempt = "cannot consume from " + queue;
        connection.temporaries().requireOwn(queue);
        new Route(queue).prepareAnew(connection.topology(), attempt);
        if (!selector.isEmpty()) connection.requireExtensions("a selector on a queue");
        try {
            connection.topology().checkSelector(selector);
        } catch (WireException e) {
            throw Failures.ofSelector(e, "the selector \"" + selector + "\"");
        }
        Table arguments = arguments(queue.isTemporary() ? "" : queue.name());
        return new ConsumeSpec(
                queue.name(), false, false, selector.isEmpty() ? arguments : arguments.with("x-selector", selector));
    }

    /** A subscription of one consumer, which goes with it. */
    Inbox ofTopic(LeveretDestination topic, String selector, boolean noLocal, Inbox.Listening to) throws JMSException {
        return open(new Passing(() -> ofTopic(topic, selector, noLocal)), to);
    }

    ConsumeSpec ofTopic(LeveretDestination topic, String selector, boolean noLocal) throws JMSException {
        connection.temporaries().requireOwn(topic);
        requireExtensions(selector, noLocal);
        String excluded = noLocal ? connection.connectionId() : "";
        String queue = connection
                .subscriptions()
                .open(new Subscriptions.Wish(Subscriptions.Kind.OWN, topic, "", "", selector, excluded));
        return new ConsumeSpec(queue, false, false, arguments(topic.isTemporary() ? "" : topic.routingKey()));
    }

    /** A subscription with a name. */
    Inbox ofSubscription(
            Subscriptions.Kind kind,
            LeveretDestination topic,
            String name,
            String selector,
            boolean noLocal,
            Inbox.Listening to)
            throws JMSException {
        boolean exclusive = kind == Subscriptions.Kind.DURABLE;
        Inbox.Opening opening = () -> ofSubscription(kind, topic, name, selector, noLocal, exclusive);
        return open(kind.durable ? opening : new Passing(opening), to);
    }

    /** @param exclusive whether the broker is to refuse a second consumer */
    ConsumeSpec ofSubscription(
            Subscriptions.Kind kind,
            LeveretDestination topic,
            String name,
            String selector,
            boolean noLocal,
            boolean exclusive)
            throws JMSException {
        if (name == null || name.isEmpty()) {
            throw new JMSException("a subscription needs a name, not " + (name == null ? "null" : "''"));
        }
        String clientId = connection.clientId();
        if (kind == Subscriptions.Kind.DURABLE && clientId.isEmpty()) {
            throw new IllegalStateException("an unshared durable subscription needs a client id: set clientID at the"
                    + " factory or setClientID at the connection, or share the subscription");
        }
        if (topic.isTemporary() && kind.durable) {
            throw new InvalidDestinationException("a durable subscription would outlive " + topic);
        }
        connection.temporaries().requireOwn(topic);
        requireExtensions(selector, noLocal);
        String excluded = noLocal ? clientId : "";
        String queue = connection
                .subscriptions()
                .open(new Subscriptions.Wish(kind, topic, name, clientId, selector, excluded));
        return new ConsumeSpec(queue, false, exclusive, arguments(queue));
    }

    private void requireExtensions(String selector, boolean noLocal) throws JMSException {
        if (!selector.isEmpty()) connection.requireExtensions("a selector");
        if (noLocal) connection.requireExtensions("noLocal");
    }

    /** @param deadLetters what dead letters are named after; empty where there is no use for them */
    private Table arguments(String deadLetters) {
        if (!connection.hasExtensions()) return Table.EMPTY;
        FactoryOptions options = connection.options();
        Redelivery redelivery = options.redelivery();
        Table.Builder arguments = Table.builder().put("x-credit", true).put("x-counts", true);
        if (redelivery.limit() != Option.UNLIMITED) {
            arguments.put("x-delivery-limit", redelivery.limit());
            if (!deadLetters.isEmpty())
                arguments.put("x-dead-letter-queue", redelivery.deadLetterPrefix() + deadLetters);
        }
        if (!redelivery.delay().isZero()) {
            arguments
                    .put("x-redelivery-delay", redelivery.delay().toMillis())
                    .put("x-redelivery-multiplier", redelivery.multiplier())
                    .put("x-redelivery-delay-max", redelivery.delayMax().toMillis());
        }
        return arguments.build();
    }

    /** Opens a subscription that ends with its consumers. */
    private final class Passing implements Inbox.Opening {
        private final Inbox.Opening how;

        Passing(Inbox.Opening how) {
            this.how = how;
        }

        @Override
        public ConsumeSpec open() throws JMSException {
            return how.open();
        }

        @Override
        public void left(String queue) {
            connection.subscriptions().end(queue);
        }
    }

    Inbox open(Inbox.Opening opening, Inbox.Listening to) throws JMSException {
        return open(opening, new Window(connection.options().prefetch(), STEADY_RECEIVES), to);
    }

    Inbox open(Inbox.Opening opening, Window window, Inbox.Listening to) throws JMSException {
        Inbox inbox = connection.hasExtensions()
                ? new CreditInbox(flow, opening, window, to)
                : new PlainInbox(flow, opening, window, to, connection.repairs(), settlesLater);
        inbox.attach(line.channel());
        flow.add(inbox);
        flow.run(inbox::replenish);
        return inbox;
    }
}
