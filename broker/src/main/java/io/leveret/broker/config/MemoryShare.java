package io.leveret.broker.config;

/** How much memory the bodies of waiting messages may take before they are left to the disk: a share of the heap, or a size. */
public sealed interface MemoryShare {

    /** The budget in bytes, for a heap that may grow to {@code heap} bytes. */
    long bytes(long heap);

    record OfHeap(int percent) implements MemoryShare {
        @Override
        public long bytes(long heap) {
            return heap / 100 * percent;
        }

        @Override
        public String toString() {
            return percent + "%";
        }
    }

    record Fixed(DataSize size) implements MemoryShare {
        @Override
        public long bytes(long heap) {
            return size.bytes();
        }

        @Override
        public String toString() {
            return size.toString();
        }
    }

    static MemoryShare parse(String text) {
        String t = text.strip();
        if (!t.endsWith("%")) {
            return new Fixed(DataSize.parse(t));
        }
        String number = t.substring(0, t.length() - 1).strip();
        if (!number.matches("\\d{1,9}")) {
            throw new IllegalArgumentException("'%s' is no share: write a percentage (40%%)".formatted(text));
        }
        return new OfHeap(Integer.parseInt(number));
    }
}
