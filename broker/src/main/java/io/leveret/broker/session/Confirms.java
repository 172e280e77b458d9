package io.leveret.broker.session;

import io.leveret.amqp.BasicMethod;
import java.util.Arrays;

/**
 * The answers that a confirming channel owes, in the order of its publishes. Each waits for a position of the journal; a
 * cumulative answer covers only what is due before it, and never one of the other kind.
 */
final class Confirms {
    private long[] positions = new long[16];
    private boolean[] refused = new boolean[16];
    /** The sequence number of the oldest answer that is owed. */
    private long first = 1;

    private long next = 1;

    void add(long position, boolean isRefused) {
        if (next - first == positions.length) grow();
        int slot = (int) (next++ & positions.length - 1);
        positions[slot] = position;
        refused[slot] = isRefused;
    }

    private void grow() {
        int length = positions.length;
        long[] morePositions = new long[length * 2];
        boolean[] moreRefused = new boolean[length * 2];
        for (long seq = first; seq < next; seq++) {
            morePositions[(int) (seq & length * 2 - 1)] = positions[(int) (seq & length - 1)];
            moreRefused[(int) (seq & length * 2 - 1)] = refused[(int) (seq & length - 1)];
        }
        positions = morePositions;
        refused = moreRefused;
    }

    int owed() {
        return (int) (next - first);
    }

    /** Sends what is due, in as few answers as can be. */
    void send(long durable, int channel, Outbound out) {
        while (first < next) {
            int slot = (int) (first & positions.length - 1);
            if (positions[slot] > durable) return;
            boolean kind = refused[slot];
            long from = first++;
            while (first < next) {
                slot = (int) (first & positions.length - 1);
                if (positions[slot] > durable || refused[slot] != kind) break;
                first++;
            }
            long last = first - 1;
            if (kind) out.send(channel, new BasicMethod.Nack(last, last > from, true));
            else out.ack(channel, last, last > from);
        }
        if (positions.length > 4096) shrink();
    }

    private void shrink() {
        positions = Arrays.copyOf(positions, 16);
        refused = Arrays.copyOf(refused, 16);
    }
}
