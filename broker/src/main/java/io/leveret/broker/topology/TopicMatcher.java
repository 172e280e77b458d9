package io.leveret.broker.topology;

import io.leveret.amqp.Properties;
import io.leveret.amqp.Table;
import java.util.function.Consumer;

/**
 * Keys are words between dots; in a binding key {@code *} stands for one word and {@code #} for any number of them. A binding key
 * without either is matched as a direct exchange does it: one look into a map, and no place in the trie.
 */
public final class TopicMatcher<D> implements Matcher<D> {
    private final DirectMatcher<D> exact = new DirectMatcher<>();
    private final TopicTrie<D> patterns = new TopicTrie<>();

    @Override
    public void add(String bindingKey, Table arguments, D destination) {
        if (isPattern(bindingKey)) {
            patterns.add(bindingKey, arguments, destination);
        } else {
            exact.add(bindingKey, arguments, destination);
        }
    }

    @Override
    public void remove(String bindingKey, Table arguments, D destination) {
        if (isPattern(bindingKey)) {
            patterns.remove(bindingKey, arguments, destination);
        } else {
            exact.remove(bindingKey, arguments, destination);
        }
    }

    @Override
    public void match(String routingKey, Properties properties, Consumer<? super D> found) {
        exact.match(routingKey, properties, found);
        patterns.match(routingKey, found);
    }

    /** Whether a whole word is a wildcard; inside a longer word both are letters like others. */
    private static boolean isPattern(String key) {
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            if ((c == '*' || c == '#')
                    && (i == 0 || key.charAt(i - 1) == '.')
                    && (i == key.length() - 1 || key.charAt(i + 1) == '.')) {
                return true;
            }
        }
        return false;
    }
}
