/**
 * What an operator sees and does: snapshots of everything, and the verbs that change it, for whoever asks (a page, a command, a
 * program that embeds the broker). It knows no sockets; what it needs of the broker that runs stands in {@link
 * io.leveret.broker.admin.Estate}.
 */
package io.leveret.broker.admin;
