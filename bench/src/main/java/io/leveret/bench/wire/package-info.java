/** What the client's wire costs by itself, without Jakarta Messaging above it: run with {@code bench/wire}. */
package io.leveret.bench.wire;
