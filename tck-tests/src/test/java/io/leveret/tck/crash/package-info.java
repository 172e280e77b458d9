/** Brokers in processes of their own that are killed, stopped and started again on what they left, and what must be there then. */
package io.leveret.tck.crash;
