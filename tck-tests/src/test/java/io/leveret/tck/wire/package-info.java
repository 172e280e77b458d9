/** The protocol's rules, one test or more for each, spoken frame by frame by a {@link io.leveret.tck.wire.RawPeer}. */
package io.leveret.tck.wire;
