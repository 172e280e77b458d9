package io.leveret.broker.topology;

/** Two or more children of a {@link TrieNode} by their words. Probed by a range of a key, which no map of the library can be. */
final class WordTable {
    private TrieNode[] slots = new TrieNode[4];
    private int size;

    WordTable(TrieNode one, TrieNode other) {
        add(one);
        add(other);
    }

    int size() {
        return size;
    }

    TrieNode find(String key, int start, int end, int hash) {
        int mask = slots.length - 1;
        for (int at = home(hash); slots[at] != null; at = at + 1 & mask) {
            if (slots[at].is(key, start, end, hash)) {
                return slots[at];
            }
        }
        return null;
    }

    void add(TrieNode node) {
        if (size + 1 > slots.length / 4 * 3) {
            resize(slots.length * 2);
        }
        size++;
        put(node);
    }

    void remove(TrieNode node) {
        int mask = slots.length - 1;
        int gap = home(node.hash());
        while (slots[gap] != node) {
            gap = gap + 1 & mask;
        }
        slots[gap] = null;
        size--;
        // Whoever stood further on because of the one that went moves up, or looking for it would end at the gap.
        for (int at = gap + 1 & mask; slots[at] != null; at = at + 1 & mask) {
            TrieNode moved = slots[at];
            slots[at] = null;
            put(moved);
        }
        if (slots.length > 4 && size < slots.length / 8) {
            resize(slots.length / 2);
        }
    }

    /** Any child; asked when one is left. */
    TrieNode only() {
        for (TrieNode node : slots) {
            if (node != null) {
                return node;
            }
        }
        throw new AssertionError("no child is left");
    }

    private void put(TrieNode node) {
        int mask = slots.length - 1;
        int at = home(node.hash());
        while (slots[at] != null) {
            at = at + 1 & mask;
        }
        slots[at] = node;
    }

    private void resize(int length) {
        TrieNode[] old = slots;
        slots = new TrieNode[length];
        for (TrieNode node : old) {
            if (node != null) {
                put(node);
            }
        }
    }

    private int home(int hash) {
        // The high bits of the product: words that differ in their last letter alone must not stand in a row.
        return hash * 0x9e3779b9 >>> 32 - Integer.numberOfTrailingZeros(slots.length);
    }
}
