/**
 * Messages waiting. A queue knows the order of its messages, who may have them next, and what is out for delivery. It knows no
 * sockets and no frames: it speaks to {@link io.leveret.broker.journal.MessageStore} downwards and to a
 * {@link io.leveret.broker.queue.Subscriber} upwards.
 * <p>
 * A message takes a slot in a chunk of primitives when it comes and keeps it until it is settled: delivering marks the slot as
 * out, giving back marks it as ready again, so the old position costs nothing to keep.
 */
package io.leveret.broker.queue;
