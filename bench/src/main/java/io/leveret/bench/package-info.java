/** What the hot spots cost, each by itself: run with {@code bench/jmh}. */
package io.leveret.bench;
