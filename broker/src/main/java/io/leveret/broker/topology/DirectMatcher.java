package io.leveret.broker.topology;

import io.leveret.amqp.Properties;
import io.leveret.amqp.Table;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** The routing key is the binding key. */
final class DirectMatcher<D> implements Matcher<D> {
    // A place as Destinations describes it, by key.
    private final Map<String, Object> places = new HashMap<>();

    @Override
    public void add(String bindingKey, Table arguments, D destination) {
        places.put(bindingKey, Destinations.with(places.get(bindingKey), arguments, destination));
    }

    @Override
    public void remove(String bindingKey, Table arguments, D destination) {
        Object left = Destinations.without(places.get(bindingKey), arguments, destination);
        if (left == null) {
            places.remove(bindingKey);
        } else {
            places.put(bindingKey, left);
        }
    }

    @Override
    public void match(String routingKey, Properties properties, Consumer<? super D> found) {
        Destinations.forEach(places.get(routingKey), found);
    }
}
