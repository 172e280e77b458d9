/** The {@code leveret} command: reads the settings, starts a broker that it is handed, says where it listens, and ends it in order. */
package io.leveret.broker.cli;
