package io.leveret.broker.topology;

/**
 * One word of a {@link TopicTrie}, and what may follow it. The word is a range of the pattern that made the node: no string of its own.
 */
final class TrieNode {
    private final String pattern;
    // A pattern is a short string, so 16 bits are plenty, and a hundred thousand nodes are eight bytes smaller each.
    private final char from;
    private final char to;
    private final int hash;
    private final boolean isRest;

    /** After {@code *}, and after {@code #}. */
    TrieNode any;

    TrieNode rest;

    /** Who is bound here, as {@link Destinations} describes a place. */
    Object place;

    /** The step of matching that reached this node last. */
    long step;

    // null, the only child, or WordTable: most nodes have one child.
    private Object words;

    TrieNode(String pattern, int from, int to, int hash) {
        this.pattern = pattern;
        this.from = (char) from;
        this.to = (char) to;
        this.hash = hash;
        this.isRest = isWildcard(pattern, from, to, '#');
    }

    boolean isRest() {
        return isRest;
    }

    /** Nothing is bound here or further down. */
    boolean isBare() {
        return place == null && any == null && rest == null && words == null;
    }

    int hash() {
        return hash;
    }

    boolean is(String key, int start, int end, int hashOfWord) {
        return hash == hashOfWord && to - from == end - start && pattern.regionMatches(from, key, start, to - from);
    }

    /** The node after a word of a routing key, in which nothing is a wildcard, or null. */
    TrieNode word(String key, int start, int end, int hashOfWord) {
        if (words == null) {
            return null;
        }
        if (words instanceof TrieNode only) {
            return only.is(key, start, end, hashOfWord) ? only : null;
        }
        return ((WordTable) words).find(key, start, end, hashOfWord);
    }

    /** The node after a word of a pattern, or null. */
    TrieNode find(String key, int start, int end, int hashOfWord) {
        if (isWildcard(key, start, end, '*')) {
            return any;
        }
        return isWildcard(key, start, end, '#') ? rest : word(key, start, end, hashOfWord);
    }

    /** The node after a word of a pattern, made when it is not there yet. */
    TrieNode grow(String key, int start, int end, int hashOfWord) {
        TrieNode child = find(key, start, end, hashOfWord);
        if (child == null) {
            child = new TrieNode(key, start, end, hashOfWord);
            if (child.isRest) {
                rest = child;
            } else if (isWildcard(key, start, end, '*')) {
                any = child;
            } else {
                addWord(child);
            }
        }
        return child;
    }

    void cut(TrieNode child) {
        if (child == any) {
            any = null;
        } else if (child == rest) {
            rest = null;
        } else if (child == words) {
            words = null;
        } else {
            WordTable table = (WordTable) words;
            table.remove(child);
            if (table.size() == 1) {
                words = table.only();
            }
        }
    }

    private void addWord(TrieNode child) {
        if (words == null) {
            words = child;
        } else if (words instanceof TrieNode only) {
            words = new WordTable(only, child);
        } else {
            ((WordTable) words).add(child);
        }
    }

    private static boolean isWildcard(String key, int start, int end, char wildcard) {
        return end - start == 1 && key.charAt(start) == wildcard;
    }
}
