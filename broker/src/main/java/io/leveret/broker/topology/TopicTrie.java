package io.leveret.broker.topology;

import io.leveret.amqp.Table;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Topic patterns as a trie of words. A routing key is matched word by word against all nodes that the words so far can have reached,
 * and a node is reached once for each word however many ways lead to it: so a pattern such as {@code #.#.#} costs what its nodes cost,
 * and not every way in which a key can be cut into three. Matching allocates nothing; a word is a range of the key.
 */
final class TopicTrie<D> {
    private final TrieNode root = new TrieNode("", 0, 0, 0);

    // Working memory, kept: the key's words, and the nodes that were reached by the words before and with the present
    // one.
    private int[] starts = new int[16];
    private int[] hashes = new int[16];
    private TrieNode[] before = new TrieNode[16];
    private TrieNode[] reached = new TrieNode[16];
    private int count;
    // Never reused, so that a mark left in a node long ago cannot be taken for one of today.
    private long step;

    void add(String pattern, Table arguments, D destination) {
        int words = split(pattern);
        TrieNode node = root;
        for (int w = 0; w < words; w++) {
            node = node.grow(pattern, starts[w], starts[w + 1] - 1, hashes[w]);
        }
        node.place = Destinations.with(node.place, arguments, destination);
    }

    void remove(String pattern, Table arguments, D destination) {
        int words = split(pattern);
        TrieNode[] path = new TrieNode[words + 1];
        path[0] = root;
        for (int w = 0; w < words; w++) {
            path[w + 1] = path[w].find(pattern, starts[w], starts[w + 1] - 1, hashes[w]);
            if (path[w + 1] == null) {
                return;
            }
        }
        path[words].place = Destinations.without(path[words].place, arguments, destination);
        for (int w = words; w > 0 && path[w].isBare(); w--) {
            path[w - 1].cut(path[w]);
        }
    }

    void match(String routingKey, Consumer<? super D> found) {
        if (root.isBare()) {
            return;
        }
        int words = split(routingKey);
        begin();
        reach(root);
        for (int w = 0; w < words && count > 0; w++) {
            int nodes = count;
            begin();
            for (int i = 0; i < nodes; i++) {
                TrieNode node = before[i];
                if (node.isRest()) {
                    reach(node);
                }
                reach(node.any);
                reach(node.word(routingKey, starts[w], starts[w + 1] - 1, hashes[w]));
            }
        }
        for (int i = 0; i < count; i++) {
            Destinations.<D>forEach(reached[i].place, found);
        }
    }

    private void begin() {
        TrieNode[] swap = before;
        before = reached;
        reached = swap;
        count = 0;
        step++;
    }

    /** The node, and what follows it without a word: {@code #} stands for none, too. */
    private void reach(TrieNode node) {
        for (TrieNode n = node; n != null && n.step != step; n = n.rest) {
            n.step = step;
            if (count == reached.length) {
                reached = Arrays.copyOf(reached, count * 2);
            }
            reached[count++] = n;
        }
    }

    /** Answers how many words the key has: word w goes from starts[w] to before starts[w + 1] - 1. The empty key has none. */
    private int split(String key) {
        if (key.isEmpty()) {
            return 0;
        }
        int words = 0;
        int hash = 0;
        starts[0] = 0;
        for (int i = 0; i <= key.length(); i++) {
            char c = i == key.length() ? '.' : key.charAt(i);
            if (c != '.') {
                hash = 31 * hash + c;
                continue;
            }
            if (words + 1 == starts.length) {
                starts = Arrays.copyOf(starts, starts.length * 2);
                hashes = Arrays.copyOf(hashes, hashes.length * 2);
            }
            hashes[words++] = hash;
            starts[words] = i + 1;
            hash = 0;
        }
        return words;
    }
}
