/** Who may come in, and what they may do: users, password hashes, permissions, SASL, and the keys for TLS. What it knows is an
 *  immutable snapshot, handed out by its owner; it knows no sockets, and of {@code amqp} only the table that AMQPLAIN sends. */
package io.leveret.broker.security;
