package io.leveret.jms.session;

import io.leveret.amqp.QueueMethod;
import io.leveret.amqp.ReplyCode;
import io.leveret.amqp.Table;
import io.leveret.amqp.Utf8;
import io.leveret.jms.destination.LeveretDestination;
import io.leveret.jms.wire.WireException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Subscriptions as queues: named after client id and subscription, bound to the topic's exchange with selector and noLocal, and carrying
 * what they were made for as arguments, so that declaring one again tells whether it is still the same.
 */
final class Subscriptions {
    private static final Logger log = LoggerFactory.getLogger(Subscriptions.class);
    private static final int LONGEST_NAME = 255;

    /** A shared subscription that lost its consumers without a word is kept for so long. */
    private static final int ORPHANED_MILLIS = 60_000;

    /** The same where a consumer that is stopped cannot keep its queue: longer than one would be stopped for. */
    private static final int UNUSED_MILLIS = 3_600_000;

    private static final String KIND = "x-subscription-kind";
    private static final String SUBJECT = "x-subscription";

    private final Topology topology;

    Subscriptions(Topology topology) {
        this.topology = topology;
    }

    enum Kind {
        /** One consumer's own, and gone with it. */
        OWN(false, false),
        SHARED(false, true),
        DURABLE(true, false),
        SHARED_DURABLE(true, true);

        final boolean durable;
        final boolean shared;

        Kind(boolean durable, boolean shared) {
            this.durable = durable;
            this.shared = shared;
        }
    }

    /**
     * @param name empty for one consumer's own
     * @param clientId empty where there is none
     * @param selector empty where there is none
     * @param noLocal the sender whose messages are left out: a client id or a connection id; empty for nobody
     */
    record Wish(Kind kind, LeveretDestination topic, String name, String clientId, String selector, String noLocal) {

        /** What makes two wishes of one name the same subscription. */
        String subject() {
            String topicName = topic.address().replace("|", "%7C");
            return topicName + '|' + (noLocal.isEmpty() ? "all" : "no-local") + '|' + selector;
        }
    }

    /** The queue of a subscription that exists now, whether or not it did before. */
    String open(Wish wish) throws JMSException {
        String attempt = "cannot subscribe to " + wish.topic();
        try {
            topology.checkSelector(wish.selector());
        } catch (WireException e) {
            throw Failures.ofSelector(e, "the selector \"" + wish.selector() + "\"");
        }
        try {
            topology.requireExchange(wish.topic().exchange());
            String queue = declare(wish);
            topology.bind(queue, wish.topic().exchange(), wish.topic().routingKey(), binding(wish));
            return queue;
        } catch (WireException e) {
            throw Failures.of(e, attempt);
        }
    }

    private String declare(Wish wish) throws WireException, JMSException {
        if (wish.kind() == Kind.OWN) {
            String queue = "leveret.subscription." + UUID.randomUUID();
            topology.declare(queue, false, true, goesWithConsumers(), Table.EMPTY);
            return queue;
        }
        String queue = queueName(wish.kind(), wish.clientId(), wish.name());
        QueueMethod.DeclareOk declared;
        try {
            declared = declare(queue, wish);
        } catch (WireException.Refused refused) {
            if (refused.code() != ReplyCode.PRECONDITION_FAILED.code()) throw refused;
            declared = replace(queue, wish, refused);
        }
        if (wish.kind() == Kind.DURABLE && declared.consumerCount() > 0) throw active(wish);
        return queue;
    }

    private QueueMethod.DeclareOk declare(String queue, Wish wish) throws WireException {
        Table arguments = Table.of(KIND, wish.kind().shared ? "shared" : "unshared", SUBJECT, wish.subject());
        boolean durable = wish.kind().durable;
        if (!durable) arguments = arguments.with("x-expires", goesWithConsumers() ? ORPHANED_MILLIS : UNUSED_MILLIS);
        return topology.declare(queue, durable, false, !durable && goesWithConsumers(), arguments);
    }

    /** Where there is no credit, a consumer is cancelled whenever nothing is to come: its queue must outlive that. */
    private boolean goesWithConsumers() {
        return topology.server().jms();
    }

    /** The consumer of a subscription without a future is closed; the broker has to be asked where the queue does not go by itself. */
    void end(String queue) {
        if (goesWithConsumers()) return;
        try {
            topology.delete(queue, true);
        } catch (WireException e) {
            log.debug("the queue '{}' is left: another has a consumer there, or the broker is gone", queue, e);
        }
    }

    /** Another topic, selector or noLocal than it had: made anew, if nobody uses it. */
    private QueueMethod.DeclareOk replace(String queue, Wish wish, WireException.Refused refused)
            throws WireException, JMSException {
        if (refused.text().contains("'" + KIND + "'")) {
            throw Failures.caused(
                    new JMSException("the durable subscription '" + wish.name() + "' exists and is "
                            + (wish.kind().shared ? "not shared" : "shared")
                            + "; unsubscribe it first, or use another name"),
                    refused);
        }
        try {
            topology.delete(queue, true);
        } catch (WireException.Refused used) {
            if (used.code() != ReplyCode.PRECONDITION_FAILED.code()) throw used;
            throw Failures.caused(
                    new JMSException("the subscription '" + wish.name()
                            + "' has consumers, and was made with another topic, selector or noLocal"),
                    used);
        }
        return declare(queue, wish);
    }

    static JMSException active(Wish wish) {
        return new JMSException("the durable subscription '" + wish.name() + "' has a consumer already");
    }

    private static Table binding(Wish wish) {
        Table arguments = Table.EMPTY;
        if (!wish.selector().isEmpty()) arguments = arguments.with("x-selector", wish.selector());
        if (!wish.noLocal().isEmpty()) arguments = arguments.with("x-no-local", wish.noLocal());
        return arguments;
    }

    /** Deletes a durable subscription, shared or not. */
    void unsubscribe(String clientId, String name) throws JMSException {
        String attempt = "cannot unsubscribe '" + name + "'";
        String queue = queueName(Kind.DURABLE, clientId, name);
        try {
            if (!topology.exists(queue)) {
                throw new InvalidDestinationException("there is no durable subscription '" + name + "'"
                        + (clientId.isEmpty() ? "" : " of client id '" + clientId + "'"));
            }
            topology.delete(queue, true);
        } catch (WireException.Refused used) {
            if (used.code() != ReplyCode.PRECONDITION_FAILED.code()) throw Failures.of(used, attempt);
            throw Failures.caused(new JMSException(attempt + ": it has a consumer"), used);
        } catch (WireException e) {
            throw Failures.of(e, attempt);
        }
    }

    /** Client ids and names may hold anything; two different pairs never give the same queue. */
    static String queueName(Kind kind, String clientId, String name) {
        String queue = (kind.durable ? "durable:" : "shared:") + escaped(clientId) + ':' + escaped(name);
        return Utf8.encode(queue).length <= LONGEST_NAME
                ? queue
                : (kind.durable ? "durable:" : "shared:") + "#" + digest(queue);
    }

    private static String escaped(String part) {
        return part.replace("%", "%25").replace(":", "%3A").replace("#", "%23");
    }

    private static String digest(String text) {
        try {
            byte[] sum = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sum);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("each Java platform has SHA-256", e);
        }
    }
}
