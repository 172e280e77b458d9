/**
 * Messages and names at rest. {@link io.leveret.broker.journal.Journal} is what must survive,
 * {@link io.leveret.broker.journal.Scratch} is where transient messages go that memory has no room for;
 * {@link io.leveret.broker.journal.MessageStore} shows queues the two as one.
 *
 * <h2>What is forced before which answer</h2>
 * <ul>
 * <li>A <b>confirm</b> of a persistent message that reached a durable queue: the STORED record of the message.
 * <li><b>tx.commit-ok</b>: the STORED and SETTLED records of the whole transaction. They are appended in one turn, and what one turn
 *     appends is in one batch.
 * <li><b>declare-ok, bind-ok, delete-ok, purge-ok</b> of durable things: their TOPOLOGY record.
 * <li>An <b>acknowledgement</b> has no answer. Its SETTLED record rides with the next force; a crash before it means that the message
 *     comes again, marked redelivered.
 * <li>A <b>dead letter</b>: STORED there and SETTLED here are in one batch; nobody is answered.
 * </ul>
 *
 * <h2>What a crash leaves</h2>
 * <ul>
 * <li><b>While a batch is being written</b>: a torn batch at the end. It was never forced, nothing in it was answered for; it is cut.
 * <li><b>Written, not forced</b>: the batch may be there, whole or in part. Whole, it counts, and is forced again before anyone is
 *     served: a transaction is there with all it did, or not at all. In part, it is cut.
 * <li><b>Forced, not answered</b>: it counts. The client does not know, and sends again: that is what at-least-once means.
 * <li><b>Segment full, its index not written</b>: start reads the segment itself, and writes the index.
 * <li><b>Moved by the cleaner, the old segment still there</b>: the message is in both; the later record names the earlier place and
 *     replaces it. The old file goes only when the new record is forced.
 * <li><b>A segment given back, its name not forced</b>: it is there again, and all that stood behind it still is, so it tells nothing
 *     new. None leaves before the one in front of it has left for good, and no file serves again before its old name is gone for good.
 * <li><b>A segment's file made, its name not forced</b>: nothing in it was promised: the name is forced before the first batch is.
 * <li><b>Ended in order, the word that proves it not forced</b>: the last batch was forced before and counts.
 * <li><b>During recovery</b>: recovery writes only what is already there (the last batch again, the same bytes, and headers that were
 *     damaged), copies of damage, indexes, and the cut; the log goes on in a segment of its own. Doing it again does the same.
 * </ul>
 */
package io.leveret.broker.journal;
