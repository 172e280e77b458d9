/**
 * The simplified API, {@link jakarta.jms.JMSContext} and what it makes, spoken over the classic interfaces: it adds the joint life of
 * contexts that share a connection, and exceptions that need no catching.
 */
package io.leveret.jms.context;
