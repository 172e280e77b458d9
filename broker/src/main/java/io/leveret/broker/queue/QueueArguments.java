package io.leveret.broker.queue;

import io.leveret.amqp.ChannelError;
import io.leveret.amqp.Table;
import io.leveret.amqp.Utf8;
import java.util.List;

/**
 * The x-arguments of a queue, checked. Unknown ones are kept in {@link #table} and otherwise ignored, as RabbitMQ does.
 *
 * @param messageTtl milliseconds, or {@link MessageQueue#NEVER}
 * @param expires milliseconds, or {@link MessageQueue#NEVER}
 * @param maxPriority 0 for a queue without priorities
 * @param redelivery what becomes of a message that somebody failed with
 * @param consumerTimeout milliseconds, or -1 for the broker's own
 */
public record QueueArguments(
        Table table,
        long messageTtl,
        long expires,
        long maxLength,
        long maxLengthBytes,
        Overflow overflow,
        boolean hasDeadLetterExchange,
        String deadLetterExchange,
        boolean hasDeadLetterRoutingKey,
        String deadLetterRoutingKey,
        int maxPriority,
        boolean singleActiveConsumer,
        Redelivery redelivery,
        long consumerTimeout,
        boolean quorum) {
    /** No limit of length or bytes. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    public static final QueueArguments NONE = parse(Table.EMPTY, "");

    /** Those whose values must be the same when a queue is declared again. */
    public static final List<String> COMPARED = List.of(
            "x-message-ttl",
            "x-expires",
            "x-max-length",
            "x-max-length-bytes",
            "x-overflow",
            "x-dead-letter-exchange",
            "x-dead-letter-routing-key",
            "x-max-priority",
            "x-queue-mode",
            "x-queue-type",
            "x-single-active-consumer",
            "x-subscription-kind",
            "x-subscription");

    /** A quorum queue that says nothing of a delivery limit has the broker's. */
    public QueueArguments withDefaultLimit(int failures) {
        if (!quorum || redelivery.limit() >= 0 || failures < 0) return this;
        return new QueueArguments(
                table,
                messageTtl,
                expires,
                maxLength,
                maxLengthBytes,
                overflow,
                hasDeadLetterExchange,
                deadLetterExchange,
                hasDeadLetterRoutingKey,
                deadLetterRoutingKey,
                maxPriority,
                singleActiveConsumer,
                redelivery.withLimit(failures),
                consumerTimeout,
                quorum);
    }

    /** Whether a message that came back tells how often, in x-delivery-count. */
    public boolean countsDeliveries() {
        return quorum || redelivery.limit() >= 0;
    }

    private static final int LONGEST_KEY = 255;
    static final long LARGEST_MILLIS = (1L << 32) - 1;

    /** What a full queue does with one message more. */
    public enum Overflow {
        DROP_HEAD,
        REJECT_PUBLISH,
        REJECT_PUBLISH_DLX
    }

    /**
     * @param queue how the queue is called in an error: {@code queue 'q' in vhost '/'}
     * @throws ChannelError 406 that names the argument, its value and what is allowed
     */
    public static QueueArguments parse(Table table, String queue) {
        ArgumentReader in = new ArgumentReader(table, queue);
        String type = in.string("x-queue-type", "classic");
        if (!type.equals("classic") && !type.equals("quorum")) {
            throw in.invalid("x-queue-type", "'" + type + "' is not a queue type; classic and quorum are");
        }
        boolean hasExchange = table.contains("x-dead-letter-exchange");
        boolean hasKey = table.contains("x-dead-letter-routing-key");
        String exchange = in.string("x-dead-letter-exchange", "");
        String key = in.string("x-dead-letter-routing-key", "");
        if (Utf8.encode(key).length > LONGEST_KEY) {
            throw in.invalid("x-dead-letter-routing-key", "it is longer than " + LONGEST_KEY + " bytes");
        }
        if (hasKey && !hasExchange) throw in.invalid("x-dead-letter-routing-key", "routing_key_but_no_dlx_defined");
        in.string("x-queue-mode", "");
        return new QueueArguments(
                table,
                in.number("x-message-ttl", 0, LARGEST_MILLIS, MessageQueue.NEVER),
                in.number("x-expires", 1, LARGEST_MILLIS, MessageQueue.NEVER),
                in.number("x-max-length", 0, Long.MAX_VALUE, UNLIMITED),
                in.number("x-max-length-bytes", 0, Long.MAX_VALUE, UNLIMITED),
                overflow(in),
                hasExchange,
                exchange,
                hasKey,
                key,
                (int) in.number("x-max-priority", 0, 255, 0),
                in.bool("x-single-active-consumer"),
                Redelivery.read(in),
                in.number("x-consumer-timeout", 1, Long.MAX_VALUE, -1),
                type.equals("quorum"));
    }

    private static Overflow overflow(ArgumentReader in) {
        String value = in.string("x-overflow", "drop-head");
        return switch (value) {
            case "drop-head" -> Overflow.DROP_HEAD;
            case "reject-publish" -> Overflow.REJECT_PUBLISH;
            case "reject-publish-dlx" -> Overflow.REJECT_PUBLISH_DLX;
            default ->
                throw in.invalid(
                        "x-overflow",
                        "invalid_overflow: '" + value
                                + "'; drop-head, reject-publish and reject-publish-dlx are allowed");
        };
    }
}
