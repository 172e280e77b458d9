package io.leveret.jms.wire;

import java.util.Arrays;

/** A growing list of longs, kept from one batch to the next. */
final class Longs {
    private static final int KEPT = 4096;

    private long[] values = new long[16];
    private int size;
    private boolean ascending = true;

    void add(long value) {
        if (size == values.length) values = Arrays.copyOf(values, size * 2);
        ascending &= size == 0 || values[size - 1] < value;
        values[size++] = value;
    }

    long get(int i) {
        return values[i];
    }

    void set(int i, long value) {
        values[i] = value;
    }

    void cut(int newSize) {
        size = newSize;
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    void sort() {
        if (!ascending) Arrays.sort(values, 0, size);
        ascending = true;
    }

    void clear() {
        size = 0;
        ascending = true;
        if (values.length > KEPT) values = new long[16];
    }
}
