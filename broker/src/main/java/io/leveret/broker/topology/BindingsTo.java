package io.leveret.broker.topology;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The bindings that lead to one destination, so that they go with it. Most queues have one: it takes no collection. */
final class BindingsTo {
    private Object oneOrMany;

    void add(Binding binding) {
        if (oneOrMany == null) {
            oneOrMany = binding;
        } else if (oneOrMany instanceof Binding first) {
            Set<Binding> many = new LinkedHashSet<>();
            many.add(first);
            many.add(binding);
            oneOrMany = many;
        } else {
            many().add(binding);
        }
    }

    void remove(Binding binding) {
        if (binding.equals(oneOrMany)) oneOrMany = null;
        else if (oneOrMany instanceof Set) many().remove(binding);
    }

    List<Binding> all() {
        if (oneOrMany == null) return List.of();
        return oneOrMany instanceof Binding one ? List.of(one) : new ArrayList<>(many());
    }

    @SuppressWarnings("unchecked")
    private Set<Binding> many() {
        return (Set<Binding>) oneOrMany;
    }
}
