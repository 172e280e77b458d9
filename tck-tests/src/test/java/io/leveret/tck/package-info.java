/**
 * Black-box proof: what a client sees from outside, and nothing that it cannot see. {@code wire} says one rule of the
 * protocol at a time, {@code clients} brings programs that others wrote, {@code tutorials} runs what the documentation
 * shows. Every test needs a {@link io.leveret.tck.Server} and nothing else of the broker.
 */
package io.leveret.tck;
