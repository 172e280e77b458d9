/** Counters, and the plain records that each room gives of itself, for those who look from outside. */
package io.leveret.broker.insight;
