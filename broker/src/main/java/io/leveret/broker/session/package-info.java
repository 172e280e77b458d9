/**
 * What one client connection holds: its channels, consumers, unacknowledged deliveries, pending confirms and open transaction. It
 * belongs to the loop of the virtual host that the connection has opened, and speaks to the socket through
 * {@link io.leveret.broker.session.Outbound} only.
 */
package io.leveret.broker.session;
