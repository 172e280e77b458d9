/**
 * Connections, sessions, producers, consumers and browsers: the rules of Jakarta Messaging, over a wire that may be another one tomorrow.
 *
 * <p>Whose thread: the wire's loop fills inboxes and tells outcomes, and never runs an application's code; one thread a session (its {@link
 * io.leveret.jms.session.Dispatcher}) runs message and completion listeners; everything that waits, waits on an application's thread. What
 * the loop and the others share is guarded by one lock a session, that of its {@link io.leveret.jms.session.Inflow}, which nobody holds
 * while waiting for the broker.
 */
package io.leveret.jms.session;
