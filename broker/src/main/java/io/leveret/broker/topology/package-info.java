/**
 * Names and routes: exchanges, bindings, the queues of a virtual host and the way of a message from an exchange to a set of
 * queues. Plain single-threaded code: it belongs to the virtual host's loop.
 */
package io.leveret.broker.topology;
