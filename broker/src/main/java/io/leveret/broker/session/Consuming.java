package io.leveret.broker.session;

import io.leveret.amqp.BasicMethod;
import io.leveret.amqp.ChannelError;
import io.leveret.amqp.ConnectionError;
import io.leveret.amqp.LeveretMethod;
import io.leveret.amqp.Properties;
import io.leveret.amqp.Table;
import io.leveret.amqp.Utf8;
import io.leveret.broker.insight.ConsumerInfo;
import io.leveret.broker.message.Message;
import io.leveret.broker.queue.Chunk;
import io.leveret.broker.queue.ConsumerArguments;
import io.leveret.broker.queue.MessageQueue;
import io.leveret.broker.queue.Redelivery;
import io.leveret.broker.queue.Returns.How;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What goes out on a channel: consumers and their windows, gets, acknowledgements, and what comes back. */
final class Consuming {
    private static final Logger log = LoggerFactory.getLogger(Consuming.class);

    /** How many blocks of deliveries are dealt with between two looks at the clock. */
    private static final int BLOCKS_AT_ONCE = 4;

    private final Channel channel;
    private final Connection connection;
    private final Sessions sessions;
    private final Map<String, Subscription> subscriptions = new LinkedHashMap<>(4);
    private final Unacked unacked = new Unacked();
    private ReplyConsumer replies = ReplyConsumer.NONE;
    /** The window of consumers to come; 0 for none. */
    private int prefetch;
    /** The window of the whole channel; 0 for none. What was got is outside of it. */
    private int channelPrefetch;

    private int outToConsumers;
    private boolean toldDeaf;

    /** The consumer on the direct reply-to address. */
    private record ReplyConsumer(String tag, byte[] tagBytes, String address) {
        static final ReplyConsumer NONE = new ReplyConsumer("", new byte[0], "");
    }

    Consuming(Channel channel, Connection connection, Sessions sessions) {
        this.channel = channel;
        this.connection = connection;
        this.sessions = sessions;
    }

    // ---- consumers

    void consume(BasicMethod.Consume consume) {
        String tag = consume.consumerTag().isEmpty() ? sessions.names().consumerTag() : consume.consumerTag();
        if (subscriptions.containsKey(tag) || tag.equals(replies.tag())) {
            throw ConnectionError.notAllowed("attempt to reuse consumer tag '%s'", tag);
        }
        if (consume.queue().equals(ReplyTo.QUEUE)) {
            consumeReplies(consume, tag);
            return;
        }
        String name = channel.declaring().named(consume.queue());
        if (!connection.access().mayRead(name)) throw channel.declaring().refused("queue", name);
        MessageQueue queue = sessions.host().queueFor(name, connection);
        ConsumerArguments arguments = arguments(consume.arguments(), queue);
        boolean takes = !arguments.browses();
        if (takes && (queue.hasExclusiveConsumer() || consume.exclusive() && queue.consumerCount() > 0)) {
            throw ChannelError.accessRefused(
                    "queue '%s' in vhost '%s' in exclusive use",
                    name, sessions.host().name());
        }
        Subscription subscription = new Subscription(
                channel, queue, tag, consume.noAck() || !takes, consume.exclusive(), arguments, prefetch);
        subscriptions.put(tag, subscription);
        if (!consume.nowait()) channel.send(new BasicMethod.ConsumeOk(tag));
        // Deliveries come at the end of the turn, so behind consume-ok.
        subscription.start();
    }

    private ConsumerArguments arguments(Table given, MessageQueue queue) {
        String subject =
                "queue '" + queue.name() + "' in vhost '" + sessions.host().name() + "'";
        ConsumerArguments arguments = ConsumerArguments.parse(given, subject);
        if (arguments.byCredit() && !connection.speaksLeveret()) {
            throw ChannelError.preconditionFailed(
                    "invalid arg 'x-credit' for %s: credit is granted by leveret.credit, which only a client with the capability"
                            + " leveret.jms can send",
                    subject);
        }
        String deadLetters = arguments.redelivery().deadLetterQueue();
        if (!deadLetters.isEmpty()) channel.declaring().mayDeadLetter(queue.name(), deadLetters);
        return arguments;
    }

    void cancel(BasicMethod.Cancel cancel) {
        Subscription subscription = subscriptions.remove(cancel.consumerTag());
        if (subscription != null) {
            if (subscription.stop()) sessions.host().delete(subscription.queue());
        } else if (cancel.consumerTag().equals(replies.tag())) {
            closeReplies();
        }
        if (!cancel.nowait()) channel.send(new BasicMethod.CancelOk(cancel.consumerTag()));
    }

    void queueGone(Subscription subscription) {
        if (subscriptions.remove(subscription.tag()) == null) return;
        if (!connection.peer().can("consumer_cancel_notify")) return;
        channel.noticeLater(new BasicMethod.Cancel(subscription.tag(), true));
    }

    // ---- direct reply-to

    private void consumeReplies(BasicMethod.Consume consume, String tag) {
        if (!consume.noAck()) throw ChannelError.preconditionFailed("reply consumer cannot acknowledge");
        if (replies != ReplyConsumer.NONE) throw ChannelError.preconditionFailed("reply consumer already set");
        replies = new ReplyConsumer(tag, Utf8.encode(tag), sessions.names().replyAddress());
        sessions.replies().open(replies.address(), channel);
        if (!consume.nowait()) channel.send(new BasicMethod.ConsumeOk(tag));
    }

    /** What replaces the pseudo-queue's name in a request, so that its answer finds this channel. */
    String replyAddress() {
        if (replies == ReplyConsumer.NONE) throw ChannelError.preconditionFailed("fast reply consumer does not exist");
        return replies.address();
    }

    void deliverReply(Message message) {
        // There is no queue in which it could wait; who reads nothing is treated as who is gone.
        if (connection.out().isDeaf()) {
            if (!toldDeaf) log.warn("{}: replies are dropped, the client does not read them", connection.name());
            toldDeaf = true;
            return;
        }
        connection.touch();
        connection
                .out()
                .deliver(channel.number(), replies.tagBytes(), unacked.skip(), false, message, message.properties());
    }

    private void closeReplies() {
        if (replies != ReplyConsumer.NONE) sessions.replies().close(replies.address());
        replies = ReplyConsumer.NONE;
    }

    // ---- windows

    void qos(BasicMethod.Qos qos) {
        if (qos.prefetchSize() != 0) throw ConnectionError.notImplemented("prefetch_size!=0 (%d)", qos.prefetchSize());
        if (qos.global()) {
            channelPrefetch = qos.prefetchCount();
            wakeAll();
        } else {
            prefetch = qos.prefetchCount();
        }
        channel.send(new BasicMethod.QosOk());
    }

    /** A consumer that is gone may have been cancelled a moment ago: nobody is to blame. */
    void credit(LeveretMethod.Credit credit) {
        if (credit.credit() < 0) {
            throw ConnectionError.commandInvalid(
                    "a credit of %d for consumer '%s': it can only grow", credit.credit(), credit.consumerTag());
        }
        Subscription subscription = subscriptions.get(credit.consumerTag());
        if (subscription == null) return;
        if (!subscription.byCredit()) {
            throw ChannelError.preconditionFailed(
                    "consumer '%s' does not go by credit: consume with x-credit", credit.consumerTag());
        }
        subscription.grant(credit.credit(), credit.drain());
    }

    boolean hasWindow() {
        return channelPrefetch == 0 || outToConsumers < channelPrefetch;
    }

    void wakeAll() {
        for (Subscription subscription : subscriptions.values()) subscription.wake();
    }

    // ---- deliveries

    void deliver(Subscription to, Chunk chunk, int index, Message message) {
        long tag;
        if (to.noAck()) {
            tag = unacked.skip();
        } else {
            tag = unacked.add(chunk, index, to, sessions.clock().millis());
            outToConsumers++;
        }
        connection.touch();
        connection
                .out()
                .deliver(
                        channel.number(),
                        to.tagBytes(),
                        tag,
                        chunk.redelivered(index),
                        message,
                        delivered(chunk, index, message, to.counts()));
        if (sessions.trace().on()) trace(chunk, index, message);
    }

    /** A copy for a browser: there is nothing to acknowledge, which the delivery tag 0 says. */
    void show(Subscription to, Chunk chunk, int index, Message message) {
        connection.touch();
        connection
                .out()
                .deliver(
                        channel.number(),
                        to.tagBytes(),
                        0,
                        chunk.redelivered(index),
                        message,
                        delivered(chunk, index, message, to.counts()));
    }

    /** A message that came back tells how often, where its queue counts or its consumer asks. */
    private static Properties delivered(Chunk chunk, int index, Message message, boolean counts) {
        int attempts = chunk.attempts(index);
        if (attempts == 0) return message.properties();
        boolean queueCounts = chunk.queue().arguments().countsDeliveries();
        if (!queueCounts && !counts) return message.properties();
        Properties properties = message.properties();
        Table headers = properties.headers();
        properties.forgetParsed();
        if (queueCounts) headers = headers.with("x-delivery-count", (long) attempts);
        if (counts) headers = headers.with("x-attempts", attempts);
        return properties.withHeaders(headers);
    }

    private void trace(Chunk chunk, int index, Message message) {
        sessions.trace()
                .delivered(
                        message,
                        chunk.queue().name(),
                        chunk.redelivered(index),
                        connection.traceTable(channel.number()));
    }

    void get(BasicMethod.Get get) {
        String name = channel.declaring().named(get.queue());
        if (!connection.access().mayRead(name)) throw channel.declaring().refused("queue", name);
        MessageQueue queue = sessions.host().queueFor(name, connection);
        // A cold message comes later: what follows on this channel waits behind the answer.
        channel.suspend();
        queue.get(new OneGet(channel, this, queue, get.noAck()));
    }

    void got(MessageQueue queue, boolean noAck, Chunk chunk, int index, Message message) {
        long tag = noAck
                ? unacked.skip()
                : unacked.add(chunk, index, null, sessions.clock().millis());
        connection.touch();
        connection
                .out()
                .send(
                        channel.number(),
                        new BasicMethod.GetOk(
                                tag, chunk.redelivered(index), message.exchange(), message.routingKey(), queue.ready()),
                        delivered(chunk, index, message, false),
                        message.body());
        if (sessions.trace().on()) trace(chunk, index, message);
        channel.resume();
    }

    // ---- acknowledgements

    void ack(BasicMethod.Ack ack) {
        settle(ack.deliveryTag(), ack.multiple(), Transaction.Verdict.ACK);
    }

    void nack(BasicMethod.Nack nack) {
        settle(nack.deliveryTag(), nack.multiple(), verdict(nack.requeue()));
    }

    void reject(BasicMethod.Reject reject) {
        settle(reject.deliveryTag(), false, verdict(reject.requeue()));
    }

    private static Transaction.Verdict verdict(boolean requeue) {
        return requeue ? Transaction.Verdict.REQUEUE : Transaction.Verdict.REJECT;
    }

    private void settle(long tag, boolean multiple, Transaction.Verdict verdict) {
        boolean all = multiple && tag == 0;
        mustHold(tag, all);
        Transaction transaction = channel.publishing().transaction();
        LongConsumer one =
                transaction == null ? each -> settle(each, verdict) : each -> postpone(transaction, each, verdict);
        if (multiple) {
            visitUpTo(all ? unacked.last() : tag, one);
        } else {
            one.accept(tag);
            if (channelPrefetch > 0) wakeAll();
        }
    }

    /** @param subscription null for what was got */
    private void returned(Subscription subscription) {
        if (subscription == null) return;
        outToConsumers--;
        subscription.returned();
    }

    /** Deals with all deliveries up to a tag, in as many turns as it takes: there may be a million. */
    private void visitUpTo(long tag, LongConsumer visitor) {
        long next = unacked.visit(0, tag, BLOCKS_AT_ONCE, visitor);
        if (next < 0) {
            wakeAll();
            return;
        }
        // What follows on this channel may depend on it.
        channel.suspend();
        long[] from = {next};
        connection.later(stopAt -> {
            if (!channel.isOpen()) return true;
            while (from[0] >= 0 && sessions.clock().nanos() - stopAt < 0) {
                from[0] = unacked.visit(from[0], tag, BLOCKS_AT_ONCE, visitor);
            }
            if (from[0] >= 0) return false;
            wakeAll();
            channel.resume();
            return true;
        });
    }

    private void postpone(Transaction transaction, long tag, Transaction.Verdict verdict) {
        unacked.pending(tag, true);
        transaction.add(new Transaction.Settlement(tag, verdict));
    }

    void settle(Transaction.Settlement settlement) {
        settle(settlement.tag(), settlement.verdict());
        if (channelPrefetch > 0) wakeAll();
    }

    void unsettle(Transaction.Settlement settlement) {
        unacked.pending(settlement.tag(), false);
    }

    private void settle(long tag, Transaction.Verdict verdict) {
        Chunk chunk = unacked.chunk(tag);
        int index = unacked.index(tag);
        Subscription subscription = unacked.remove(tag);
        switch (verdict) {
            case ACK -> chunk.queue().acknowledge(chunk, index);
            case REQUEUE ->
                chunk.queue()
                        .returns()
                        .giveBack(chunk, index, How.FAILED, redelivery(chunk, subscription), Table.EMPTY);
            case REJECT -> chunk.queue().returns().reject(chunk, index, redelivery(chunk, subscription));
        }
        returned(subscription);
    }

    /** @param subscription null for what was got: then only the queue has a say */
    private static Redelivery redelivery(Chunk chunk, Subscription subscription) {
        return subscription == null ? chunk.queue().arguments().redelivery() : subscription.redelivery();
    }

    /** At once, in a transaction too: what it has acknowledged meanwhile is not there to be given back. */
    void giveBack(LeveretMethod.GiveBack giveBack) {
        How how = switch (giveBack.outcome()) {
            case LeveretMethod.UNSEEN -> How.UNSEEN;
            case LeveretMethod.SEEN -> How.SEEN;
            case LeveretMethod.FAILED -> How.FAILED;
            default ->
                throw ConnectionError.commandInvalid(
                        "leveret.give-back with outcome %d: %d (unseen), %d (seen) and %d (failed) are defined",
                        giveBack.outcome(), LeveretMethod.UNSEEN, LeveretMethod.SEEN, LeveretMethod.FAILED);
        };
        long tag = giveBack.deliveryTag();
        boolean all = giveBack.multiple() && tag == 0;
        mustHold(tag, all);
        if (giveBack.multiple()) {
            visitUpTo(all ? unacked.last() : tag, each -> giveBack(each, how, giveBack.reason()));
        } else {
            giveBack(tag, how, giveBack.reason());
            if (channelPrefetch > 0) wakeAll();
        }
    }

    private void mustHold(long tag, boolean all) {
        if (!all && !unacked.holds(tag)) throw ChannelError.preconditionFailed("unknown delivery tag %d", tag);
    }

    void recover(boolean requeue, boolean answered) {
        if (!requeue) throw ConnectionError.notImplemented("requeue=false");
        if (answered) channel.send(new BasicMethod.RecoverOk());
        visitUpTo(unacked.last(), tag -> giveBack(tag, How.SEEN, Table.EMPTY));
    }

    private void giveBack(long tag, How how, Table details) {
        Chunk chunk = unacked.chunk(tag);
        int index = unacked.index(tag);
        Subscription subscription = unacked.remove(tag);
        chunk.queue().returns().giveBack(chunk, index, how, redelivery(chunk, subscription), details);
        returned(subscription);
    }

    // ---- the end

    /**
     * The channel is gone. Its consumers go first, or they would be given again what comes back; then everything unacknowledged
     * returns to its old position, oldest first, in as many turns as it takes.
     */
    void abandon(Runnable then) {
        closeReplies();
        List<Subscription> all = new ArrayList<>(subscriptions.values());
        // A queue may go with its last consumer here: a browser of the same channel need not hear of it any more.
        subscriptions.clear();
        for (Subscription subscription : all) {
            if (subscription.stop()) sessions.host().delete(subscription.queue());
        }
        // Whoever vanishes has failed with one message: the one it was working on. The rest it had only fetched ahead.
        boolean[] first = {true};
        if (giveBackSome(first, sessions.clock().nanos() + 1_000_000)) {
            then.run();
            return;
        }
        connection.later(stopAt -> {
            boolean done = giveBackSome(first, stopAt);
            if (done) then.run();
            return done;
        });
    }

    private boolean giveBackSome(boolean[] first, long stopAt) {
        for (int i = 0; unacked.count() > 0; i++) {
            if ((i & 0x3f) == 0x3f && sessions.clock().nanos() - stopAt >= 0) return false;
            giveBack(unacked.oldest(), first[0] ? How.FAILED : How.SEEN, Table.EMPTY);
            first[0] = false;
        }
        return true;
    }

    void lookForSilence() {
        long oldest = unacked.oldest();
        if (oldest == 0) return;
        long timeout = unacked.chunk(oldest).queue().arguments().consumerTimeout();
        if (timeout < 0) timeout = sessions.settings().consumerTimeoutMillis();
        if (timeout == 0 || sessions.clock().millis() - unacked.deliveredAt(oldest) < timeout) return;
        connection.touch();
        channel.fail(ChannelError.preconditionFailed(
                "delivery acknowledgement on channel %d timed out. Timeout value used: %d ms. This timeout value can be"
                        + " configured, see consumers doc guide to learn more",
                channel.number(), timeout));
    }

    // ---- insight

    int count() {
        return subscriptions.size();
    }

    int unacked() {
        return unacked.count();
    }

    int prefetch() {
        return prefetch;
    }

    Stream<ConsumerInfo> infos() {
        return subscriptions.values().stream()
                .map(each -> new ConsumerInfo(
                        sessions.host().name(),
                        each.queue().name(),
                        each.tag(),
                        connection.name(),
                        channel.number(),
                        !each.noAck(),
                        each.exclusive(),
                        each.window(),
                        each.priority(),
                        each.isActive(),
                        each.out()));
    }
}
