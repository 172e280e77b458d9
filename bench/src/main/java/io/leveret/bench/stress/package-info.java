/**
 * What a broker must stand: each scenario starts a broker of its own, does to it what clients should not do, and prints what was
 * measured and whether the requirement holds. Run with {@code bench/stress}.
 */
package io.leveret.bench.stress;
