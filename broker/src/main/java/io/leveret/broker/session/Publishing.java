package io.leveret.broker.session;

import io.leveret.amqp.BasicMethod;
import io.leveret.amqp.ChannelError;
import io.leveret.amqp.ConfirmMethod;
import io.leveret.amqp.ConnectionError;
import io.leveret.amqp.LeveretMethod;
import io.leveret.amqp.Properties;
import io.leveret.amqp.Properties.Field;
import io.leveret.amqp.ReplyCode;
import io.leveret.amqp.TxMethod;
import io.leveret.amqp.Utf8;
import io.leveret.broker.message.Message;
import io.leveret.broker.topology.Exchange;
import io.leveret.broker.topology.Outcome;
import io.leveret.broker.topology.Rehearsal;
import io.leveret.broker.topology.RoutingHeaders;
import java.util.ArrayList;
import java.util.List;

/** What comes in on a channel: publishes, at once or in a transaction, and the answers they are owed. */
final class Publishing {
    private static final long LARGEST_EXPIRATION = (1L << 32) - 1;

    private final Channel channel;
    private final Connection connection;
    private final Sessions sessions;
    private Confirms confirms;
    private Transaction transaction;

    Publishing(Channel channel, Connection connection, Sessions sessions) {
        this.channel = channel;
        this.connection = connection;
        this.sessions = sessions;
    }

    // ---- one publish

    void publish(BasicMethod.Publish publish, Properties properties, byte[] body) {
        if (transaction == null || !connection.speaksLeveret()) {
            accept(publish, properties, body);
            return;
        }
        // Who can be told how a commit ended is told of this then, and keeps its channel.
        try {
            if (transaction.doom() == null) accept(publish, properties, body);
        } catch (ChannelError error) {
            transaction.doom(error.offendedBy(publish));
        }
    }

    private void accept(BasicMethod.Publish publish, Properties properties, byte[] body) {
        if (publish.immediate()) throw ConnectionError.notImplemented("immediate=true");
        if (properties == null) {
            throw ConnectionError.unexpectedFrame("basic.publish without its content on channel %d", channel.number());
        }
        Exchange exchange = checked(publish, properties);
        Properties kept = properties;
        List<String> moreKeys = List.of();
        long delay = 0;
        if (properties.has(Field.HEADERS)) {
            RoutingHeaders headers = RoutingHeaders.of(properties);
            kept = headers.properties();
            moreKeys = headers.moreKeys();
            delay = headers.delay();
        }
        if (properties.has(Field.REPLY_TO) && properties.replyTo().equals(ReplyTo.QUEUE)) {
            kept = kept.withReplyTo(channel.consuming().replyAddress());
        }
        Message message = new Message(publish.exchange(), publish.routingKey(), kept, body);
        if (transaction != null) {
            transaction.add(new Publication(exchange, message, moreKeys, delay, publish.mandatory()));
            return;
        }
        Outcome outcome = route(exchange, message, moreKeys, delay, publish.mandatory());
        if (confirms != null) {
            connection.touch();
            // What is not persistent has nothing to wait for but its turn.
            long position = message.persistent() ? sessions.journal().position() : 0;
            confirms.add(position, outcome == Outcome.REJECTED);
        }
    }

    /** Rights first, existence second: who may not know an exchange does not learn whether there is one. */
    private Exchange checked(BasicMethod.Publish publish, Properties properties) {
        String name = publish.exchange();
        if (!connection.access().mayWrite(name)) throw channel.declaring().refused("exchange", name);
        Exchange exchange = sessions.host().exchange(name);
        if (exchange.options().internal()) {
            throw ChannelError.accessRefused(
                    "cannot publish to internal exchange '%s' in vhost '%s'",
                    name, sessions.host().name());
        }
        if (exchange.isTopic() && connection.access().hasTopicRules()) checkTopic(exchange, publish.routingKey());
        if (properties.has(Field.USER_ID)) checkUser(properties.userId());
        if (properties.has(Field.EXPIRATION)) checkExpiration(properties.expiration());
        return exchange;
    }

    private void checkTopic(Exchange exchange, String key) {
        if (connection.access().mayWriteTopic(exchange.name(), key)) return;
        throw ChannelError.accessRefused(
                "write access to topic '%s' in exchange '%s' in vhost '%s' refused for user '%s'",
                key,
                exchange.name(),
                sessions.host().name(),
                connection.peer().user().name());
    }

    private void checkUser(String claimed) {
        var user = connection.peer().user();
        if (claimed.equals(user.name()) || user.mayImpersonate()) return;
        throw ChannelError.preconditionFailed(
                "user_id property set to '%s' but authenticated user was '%s'", claimed, user.name());
    }

    private static void checkExpiration(String expiration) {
        boolean digits = !expiration.isEmpty() && expiration.chars().allMatch(c -> c >= '0' && c <= '9');
        if (digits && expiration.length() <= 10 && Long.parseLong(expiration) <= LARGEST_EXPIRATION) return;
        String why = digits
                ? "value_too_large, at most " + LARGEST_EXPIRATION + " milliseconds are allowed"
                : expiration.matches("-[0-9]+") ? "value_negative, " + expiration : "no_integer";
        throw ChannelError.preconditionFailed("invalid expiration '%s': %s", expiration, why);
    }

    private Outcome route(Exchange exchange, Message message, List<String> moreKeys, long delay, boolean mandatory) {
        if (sessions.trace().on()) trace(message);
        if (exchange.name().isEmpty() && message.routingKey().startsWith(ReplyTo.PREFIX)) {
            if (sessions.replies().deliver(message.routingKey(), message)) return Outcome.ROUTED;
        }
        Outcome outcome = sessions.host().delivery().publish(exchange, message, moreKeys, delay, connection);
        if (outcome == Outcome.UNROUTABLE && mandatory) giveBack(message);
        return outcome;
    }

    private void trace(Message message) {
        sessions.trace().published(message, connection.traceTable(channel.number()));
    }

    private void giveBack(Message message) {
        connection.touch();
        connection
                .out()
                .send(
                        channel.number(),
                        new BasicMethod.Return(
                                ReplyCode.NO_ROUTE.code(), "NO_ROUTE", message.exchange(), message.routingKey()),
                        message.properties(),
                        message.body());
    }

    void refuse(long size) {
        ChannelError error = ChannelError.preconditionFailed(
                "message size %d is larger than configured max size %d",
                size, sessions.settings().maxMessageSize());
        if (transaction == null || !connection.speaksLeveret()) throw error;
        transaction.doom(error);
    }

    // ---- confirms

    void select(ConfirmMethod.Select select) {
        if (transaction != null) throw ChannelError.preconditionFailed("cannot switch from tx to confirm mode");
        if (confirms == null) confirms = new Confirms();
        if (!select.nowait()) channel.send(new ConfirmMethod.SelectOk());
    }

    void sendConfirms(long durable) {
        if (confirms != null) confirms.send(durable, channel.number(), connection.out());
    }

    boolean owesConfirms() {
        return confirms != null && confirms.owed() > 0;
    }

    int owed() {
        return confirms == null ? 0 : confirms.owed();
    }

    boolean confirming() {
        return confirms != null;
    }

    // ---- transactions

    void selectTx() {
        if (confirms != null) throw ChannelError.preconditionFailed("cannot switch from confirm to tx mode");
        if (transaction == null) {
            transaction = new Transaction(sessions.store());
        }
        channel.send(new TxMethod.SelectOk());
    }

    boolean transactional() {
        return transaction != null;
    }

    Transaction transaction() {
        return transaction;
    }

    /** All of it in one turn, which the journal keeps whole or not at all: nobody sees a part, before a crash or after it. */
    void commit() {
        mustBeTransactional();
        if (transaction.doom() != null) throw transaction.doom();
        for (Publication each : transaction.takePublications()) {
            route(each.exchange(), each.message(), each.moreKeys(), each.delay(), each.mandatory());
            transaction.release(each);
        }
        settleAll();
        channel.answerOnceDurable(new TxMethod.CommitOk());
    }

    private void settleAll() {
        for (Transaction.Settlement each : transaction.takeSettlements())
            channel.consuming().settle(each);
    }

    /** The same, but only if every message finds its place; otherwise nothing of it has happened, acknowledgements neither. */
    void commit(LeveretMethod.Commit commit) {
        mustBeTransactional();
        Rehearsal rehearsal = sessions.host().delivery().rehearse(connection);
        List<Publication> replies = new ArrayList<>(0);
        String obstacle = transaction.doom() != null ? transaction.doom().text() : rehearse(rehearsal, replies);
        if (!obstacle.isEmpty()) {
            forget();
            sessions.outcomes().remember(commit.transactionId(), LeveretMethod.ROLLED_BACK);
            channel.send(new LeveretMethod.CommitOk(LeveretMethod.ROLLED_BACK, Utf8.cut(obstacle)));
            return;
        }
        List<Publication> done = transaction.takePublications();
        if (sessions.trace().on()) done.forEach(each -> trace(each.message()));
        rehearsal.perform();
        for (Publication each : replies)
            sessions.replies().deliver(each.message().routingKey(), each.message());
        done.forEach(transaction::release);
        settleAll();
        sessions.outcomes().remember(commit.transactionId(), LeveretMethod.COMMITTED);
        channel.answerOnceDurable(new LeveretMethod.CommitOk(LeveretMethod.COMMITTED, ""));
    }

    /** @return what stands in the way, or '' */
    private String rehearse(Rehearsal rehearsal, List<Publication> replies) {
        for (Publication each : transaction.publications()) {
            Message message = each.message();
            if (each.exchange().name().isEmpty() && sessions.replies().isOpen(message.routingKey())) {
                replies.add(each);
                continue;
            }
            String obstacle = rehearsal.add(each.exchange(), message, each.moreKeys(), each.delay(), each.mandatory());
            if (!obstacle.isEmpty()) return obstacle;
        }
        return "";
    }

    /** A commit that is told of is safe: the answer waits for the journal, as its own did. */
    void tellOutcome(LeveretMethod.Outcome outcome) {
        channel.answerOnceDurable(
                new LeveretMethod.OutcomeOk(sessions.outcomes().of(outcome.transactionId())));
    }

    /** Publishes are forgotten; deliveries stay with the client and may be acknowledged again. */
    void rollback() {
        mustBeTransactional();
        forget();
        channel.send(new TxMethod.RollbackOk());
    }

    private void mustBeTransactional() {
        if (transaction == null) throw ChannelError.preconditionFailed("channel is not transactional");
    }

    private void forget() {
        transaction.takePublications().forEach(transaction::release);
        for (Transaction.Settlement each : transaction.takeSettlements())
            channel.consuming().unsettle(each);
    }

    /** The channel is gone: what was not committed never was. */
    void abandon() {
        if (transaction != null) forget();
    }
}
