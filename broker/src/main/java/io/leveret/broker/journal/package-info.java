/**
 * Messages and topology at rest. {@link io.leveret.broker.journal.Journal} is what must survive,
 * {@link io.leveret.broker.journal.Scratch} is where transient messages go that memory has no room for;
 * {@link io.leveret.broker.journal.MessageStore} shows queues the two as one. Places are opaque and stable.
 */
package io.leveret.broker.journal;
