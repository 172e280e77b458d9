/** Assembling everything: the one place that knows all rooms, wires them by constructor and starts and ends them in order. */
package io.leveret.broker;
