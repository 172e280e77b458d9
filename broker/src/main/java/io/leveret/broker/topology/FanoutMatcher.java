package io.leveret.broker.topology;

import io.leveret.amqp.Properties;
import io.leveret.amqp.Table;
import java.util.function.Consumer;

/** Every binding matches. */
final class FanoutMatcher<D> implements Matcher<D> {
    private final Destinations<D, BindingRule> all = new Destinations<>();

    @Override
    public void add(String bindingKey, Table arguments, D destination) {
        all.add(new BindingRule(bindingKey, arguments), destination);
    }

    @Override
    public void remove(String bindingKey, Table arguments, D destination) {
        all.remove(new BindingRule(bindingKey, arguments), destination);
    }

    @Override
    public void match(String routingKey, Properties properties, Consumer<? super D> found) {
        all.forEach(found);
    }
}
