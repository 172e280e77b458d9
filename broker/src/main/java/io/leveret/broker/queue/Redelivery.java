package io.leveret.broker.queue;

import io.leveret.amqp.Utf8;

/**
 * What becomes of a message that somebody failed with, by the arguments of a queue or of a consumer.
 *
 * @param limit failures after which it leaves for the dead letters, or -1 when nothing is said
 * @param deadLetterQueue where it goes from a queue without a dead-letter exchange, or '' when nothing is said
 * @param delay milliseconds for which it is held back after the first failure, or -1 when nothing is said
 * @param multiplier by which each further failure lengthens the delay, or 0 when nothing is said
 * @param delayMax milliseconds that the delay never exceeds, or -1 when nothing is said
 */
public record Redelivery(int limit, String deadLetterQueue, long delay, double multiplier, long delayMax) {
    /** Nothing is said: the message comes again at once, and for ever. */
    public static final Redelivery NONE = new Redelivery(-1, "", -1, 0, -1);

    /** The dead-letter queue that belongs to a queue without more being said: who may read the one needs no other right. */
    public static final String CONVENTION = "DLQ.";

    private static final int LONGEST_NAME = 255;

    static Redelivery read(ArgumentReader in) {
        String deadLetters = in.string("x-dead-letter-queue", "");
        if (in.table().contains("x-dead-letter-queue")) {
            boolean fits = !deadLetters.isEmpty() && Utf8.encode(deadLetters).length <= LONGEST_NAME;
            if (!fits || deadLetters.startsWith("amq.")) {
                throw in.invalid(
                        "x-dead-letter-queue",
                        "'" + deadLetters
                                + "' cannot be declared: 1 to 255 bytes that do not begin with amq. are allowed");
            }
        }
        Redelivery read = new Redelivery(
                (int) Math.min(in.number("x-delivery-limit", 0, Long.MAX_VALUE, -1), Integer.MAX_VALUE),
                deadLetters,
                in.number("x-redelivery-delay", 0, QueueArguments.LARGEST_MILLIS, -1),
                in.factor("x-redelivery-multiplier", 1, 0),
                in.number("x-redelivery-delay-max", 0, QueueArguments.LARGEST_MILLIS, -1));
        return read.equals(NONE) ? NONE : read;
    }

    /** What holds when both speak: of each part what this one says, and where it says nothing, what the other does. */
    public Redelivery over(Redelivery other) {
        if (other == NONE) return this;
        if (this == NONE) return other;
        return new Redelivery(
                limit >= 0 ? limit : other.limit,
                deadLetterQueue.isEmpty() ? other.deadLetterQueue : deadLetterQueue,
                delay >= 0 ? delay : other.delay,
                multiplier > 0 ? multiplier : other.multiplier,
                delayMax >= 0 ? delayMax : other.delayMax);
    }

    Redelivery withLimit(int failures) {
        return new Redelivery(failures, deadLetterQueue, delay, multiplier, delayMax);
    }

    /** Whether a message that has failed so often is given up. */
    boolean givesUpAfter(int failures) {
        return limit >= 0 && failures > limit;
    }

    /** For how long a message is held back that has failed so often. */
    long delayAfter(int failures) {
        if (delay <= 0) return 0;
        double grown = multiplier > 1 ? delay * Math.pow(multiplier, failures - 1) : delay;
        return (long) Math.min(grown, delayMax >= 0 ? delayMax : QueueArguments.LARGEST_MILLIS);
    }
}
