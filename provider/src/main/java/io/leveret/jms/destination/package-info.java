/**
 * Where messages go and come from: queues, topics, temporary ones, and any exchange by its address. A destination is a value: two are
 * equal when a message sent to either goes the same way.
 */
package io.leveret.jms.destination;
