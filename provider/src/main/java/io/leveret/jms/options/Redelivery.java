package io.leveret.jms.options;

import java.time.Duration;

/**
 * What becomes of a message whose delivery failed, where its queue says nothing else.
 *
 * @param limit after how many failures it becomes a dead letter; {@link Option#UNLIMITED} for never
 * @param deadLetterPrefix before the queue's name: where it goes then, if the queue has no dead-letter exchange
 * @param delay before the first redelivery
 * @param multiplier of the delay, after each further failure
 * @param delayMax where the growth ends
 */
public record Redelivery(int limit, String deadLetterPrefix, Duration delay, double multiplier, Duration delayMax) {}
