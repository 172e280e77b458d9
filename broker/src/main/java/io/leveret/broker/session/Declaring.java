package io.leveret.broker.session;

import io.leveret.amqp.ChannelError;
import io.leveret.amqp.ExchangeMethod;
import io.leveret.amqp.Method;
import io.leveret.amqp.QueueMethod;
import io.leveret.amqp.Table;
import io.leveret.broker.queue.MessageQueue;
import io.leveret.broker.queue.QueueOptions;
import io.leveret.broker.queue.Redelivery;
import io.leveret.broker.security.Access;
import io.leveret.broker.topology.Exchange;
import io.leveret.broker.topology.ExchangeOptions;
import io.leveret.broker.topology.VirtualHost;

/** Exchanges, queues and bindings as a channel declares, binds and deletes them: rights are asked here, names are kept below. */
final class Declaring {
    private final Channel channel;
    private final Connection connection;
    private final Sessions sessions;
    private final VirtualHost host;
    private static final String IF_ABSENT = "x-if-absent";

    /** What '' means in the methods after a queue.declare. */
    private String lastQueue = "";

    Declaring(Channel channel, Connection connection, Sessions sessions) {
        this.channel = channel;
        this.connection = connection;
        this.sessions = sessions;
        host = sessions.host();
    }

    // ---- exchanges

    void declare(ExchangeMethod.Declare declare) {
        String name = withoutLineBreaks(declare.exchange());
        if (declare.passive()) {
            host.refuseDefault(name);
            host.exchange(name);
        } else {
            host.refuseDefault(name);
            mayConfigure("exchange", name);
            checkAlternate(name, declare.arguments());
            host.declareExchange(
                    name,
                    declare.type(),
                    new ExchangeOptions(declare.durable(), declare.autoDelete(), declare.internal()),
                    declare.arguments());
        }
        answer(declare.nowait(), declare.durable(), new ExchangeMethod.DeclareOk());
    }

    private void checkAlternate(String name, Table arguments) {
        if (!(arguments.get("alternate-exchange") instanceof String alternate)) return;
        mayRead("exchange", name);
        mayWrite("exchange", alternate);
    }

    void delete(ExchangeMethod.Delete delete) {
        host.refuseDefault(delete.exchange());
        mayConfigure("exchange", delete.exchange());
        boolean durable = host.hasExchange(delete.exchange())
                && host.exchange(delete.exchange()).options().durable();
        host.deleteExchange(delete.exchange(), delete.ifUnused());
        answerOnceGone(delete.nowait(), durable, new ExchangeMethod.DeleteOk());
    }

    void bind(ExchangeMethod.Bind bind) {
        refuseDefault(bind.source(), bind.destination());
        mayWrite("exchange", bind.destination());
        mayRead("exchange", bind.source());
        checkTopicRead(bind.source(), bind.routingKey());
        host.bindExchange(bind.destination(), bind.source(), bind.routingKey(), bind.arguments());
        answer(bind.nowait(), true, new ExchangeMethod.BindOk());
    }

    void unbind(ExchangeMethod.Unbind unbind) {
        refuseDefault(unbind.source(), unbind.destination());
        mayWrite("exchange", unbind.destination());
        mayRead("exchange", unbind.source());
        host.unbindExchange(unbind.destination(), unbind.source(), unbind.routingKey(), unbind.arguments());
        answer(unbind.nowait(), true, new ExchangeMethod.UnbindOk());
    }

    private void refuseDefault(String source, String destination) {
        host.refuseDefault(source);
        host.refuseDefault(destination);
    }

    // ---- queues

    void declare(QueueMethod.Declare declare) {
        String name = withoutLineBreaks(declare.queue());
        if (name.startsWith(ReplyTo.QUEUE)) {
            declareReplyAddress(name, declare.nowait());
            return;
        }
        if (!declare.passive() && isAskedForIfAbsent(declare.arguments(), name)) {
            declareIfAbsent(name, declare);
            return;
        }
        MessageQueue queue = declare.passive() ? declaredBefore(name) : declareNew(name, declare, declare.arguments());
        answerDeclared(queue, declare);
    }

    private void answerDeclared(MessageQueue queue, QueueMethod.Declare declare) {
        lastQueue = queue.name();
        answer(
                declare.nowait(),
                !declare.passive() && queue.options().durable(),
                new QueueMethod.DeclareOk(queue.name(), queue.ready(), queue.consumerCount()));
    }

    private boolean isAskedForIfAbsent(Table arguments, String queue) {
        Object value = arguments.get(IF_ABSENT);
        if (value == null) return false;
        if (value instanceof Boolean asked) return asked;
        throw ChannelError.preconditionFailed(
                "invalid arg '%s' for queue '%s' in vhost '%s': \"expected bool, got %s\"",
                IF_ABSENT, queue, host.name(), Table.typeName(value));
    }

    /** What exists is what was asked for, whatever it was declared with; what does not is made as it is described. */
    private void declareIfAbsent(String name, QueueMethod.Declare declare) {
        if (!name.isEmpty() && host.hasQueue(name)) {
            if (!mayKnow(name)) throw refused("queue", name);
            answerDeclared(declaredBefore(name), declare);
            return;
        }
        if (!sessions.settings().createsQueues()) {
            throw ChannelError.notFound(
                    "no queue '%s' in vhost '%s', and none is made by using it: declare it first, or set jms-create-queues",
                    name, host.name());
        }
        answerDeclared(declareNew(name, declare, declare.arguments().without(IF_ABSENT)), declare);
    }

    private MessageQueue declaredBefore(String name) {
        MessageQueue queue = host.queueFor(name, connection);
        queue.touched();
        return queue;
    }

    private MessageQueue declareNew(String name, QueueMethod.Declare declare, Table arguments) {
        QueueOptions options = new QueueOptions(declare.durable(), declare.exclusive(), declare.autoDelete());
        boolean named = !name.isEmpty();
        String queue = named ? name : sessions.names().queue();
        mayConfigure("queue", queue);
        if (arguments.get("x-dead-letter-exchange") instanceof String deadLetters) {
            mayRead("queue", queue);
            mayWrite("exchange", deadLetters);
        }
        if (arguments.get("x-dead-letter-queue") instanceof String deadLetters) mayDeadLetter(queue, deadLetters);
        return named
                ? host.declareQueue(queue, options, arguments, connection)
                : host.declareNamedByServer(queue, options, arguments, connection);
    }

    /** The conventional place is anybody's who may read the queue; any other is made and filled in his name. */
    void mayDeadLetter(String queue, String deadLetters) {
        if (deadLetters.equals(Redelivery.CONVENTION + queue)) {
            mayRead("queue", queue);
            return;
        }
        mayConfigure("queue", deadLetters);
        mayWrite("exchange", "");
    }

    private void declareReplyAddress(String name, boolean nowait) {
        if (!name.equals(ReplyTo.QUEUE) && !sessions.replies().isOpen(name)) {
            throw ChannelError.notFound("no queue '%s' in vhost '%s'", name, host.name());
        }
        if (!nowait) channel.send(new QueueMethod.DeclareOk(name, 0, 1));
    }

    void bind(QueueMethod.Bind bind) {
        String queue = named(bind.queue());
        host.refuseDefault(bind.exchange());
        mayWrite("queue", queue);
        mayRead("exchange", bind.exchange());
        String key = keyOrName(bind.queue(), bind.routingKey(), queue);
        checkTopicRead(bind.exchange(), key);
        host.bindQueue(queue, bind.exchange(), key, bind.arguments(), connection);
        answer(bind.nowait(), true, new QueueMethod.BindOk());
    }

    void unbind(QueueMethod.Unbind unbind) {
        String queue = named(unbind.queue());
        host.refuseDefault(unbind.exchange());
        mayWrite("queue", queue);
        mayRead("exchange", unbind.exchange());
        String key = keyOrName(unbind.queue(), unbind.routingKey(), queue);
        host.unbindQueue(queue, unbind.exchange(), key, unbind.arguments(), connection);
        answer(false, true, new QueueMethod.UnbindOk());
    }

    /** Neither a queue nor a key given: then the queue's own name is the key. */
    private static String keyOrName(String queueGiven, String key, String queue) {
        return queueGiven.isEmpty() && key.isEmpty() ? queue : key;
    }

    void purge(QueueMethod.Purge purge) {
        String name = named(purge.queue());
        mayRead("queue", name);
        MessageQueue queue = host.queueFor(name, connection);
        answer(purge.nowait(), queue.options().durable(), new QueueMethod.PurgeOk(host.purge(queue)));
    }

    void delete(QueueMethod.Delete delete) {
        String name = named(delete.queue());
        mayConfigure("queue", name);
        boolean durable = host.hasQueue(name) && host.queue(name).survivesRestart();
        int messages = host.deleteQueue(name, delete.ifUnused(), delete.ifEmpty(), connection);
        answerOnceGone(delete.nowait(), durable, new QueueMethod.DeleteOk(messages));
    }

    /** The queue that is meant: '' is the one this channel declared last. */
    String named(String queue) {
        if (!queue.isEmpty()) return queue;
        if (lastQueue.isEmpty()) throw ChannelError.notFound("no previously declared queue");
        return lastQueue;
    }

    private static String withoutLineBreaks(String name) {
        if (name.indexOf('\n') < 0 && name.indexOf('\r') < 0) return name;
        return name.replace("\n", "").replace("\r", "");
    }

    /** What outlives a restart is promised only once the journal has it. */
    private void answer(boolean nowait, boolean durable, Method answer) {
        if (nowait) return;
        if (durable) channel.answerOnceDurable(answer);
        else channel.send(answer);
    }

    /** Slices of long work run in order, so one that comes behind finds all of it done. */
    private void answerOnceGone(boolean nowait, boolean durable, Method answer) {
        if (!host.isTakingApart()) {
            answer(nowait, durable, answer);
            return;
        }
        channel.suspend();
        sessions.turns().later(stopAt -> {
            if (!channel.isOpen()) return true;
            answer(nowait, durable, answer);
            // An answer that waits for the journal lets the channel go on when it leaves.
            if (nowait || !durable) channel.resume();
            return true;
        });
    }

    // ---- rights

    /** Whether there is anything that the user may do with a queue of that name. */
    private boolean mayKnow(String queue) {
        Access access = connection.access();
        return access.mayConfigure(queue) || access.mayRead(queue) || access.mayWrite(queue) || access.mayWrite("");
    }

    private void mayConfigure(String kind, String name) {
        if (!connection.access().mayConfigure(name)) throw refused(kind, name);
    }

    private void mayWrite(String kind, String name) {
        if (!connection.access().mayWrite(name)) throw refused(kind, name);
    }

    private void mayRead(String kind, String name) {
        if (!connection.access().mayRead(name)) throw refused(kind, name);
    }

    private void checkTopicRead(String exchange, String key) {
        if (!connection.access().hasTopicRules() || !host.hasExchange(exchange)) return;
        Exchange source = host.exchange(exchange);
        if (!source.isTopic() || connection.access().mayReadTopic(exchange, key)) return;
        throw ChannelError.accessRefused(
                "read access to topic '%s' in exchange '%s' in vhost '%s' refused for user '%s'",
                key, exchange, host.name(), connection.peer().user().name());
    }

    ChannelError refused(String kind, String name) {
        return ChannelError.accessRefused(
                "access to %s '%s' in vhost '%s' refused for user '%s'",
                kind,
                name.isEmpty() && kind.equals("exchange") ? "amq.default" : name,
                host.name(),
                connection.peer().user().name());
    }
}
