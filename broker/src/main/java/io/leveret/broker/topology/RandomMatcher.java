package io.leveret.broker.topology;

import io.leveret.amqp.Properties;
import io.leveret.amqp.Table;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** Any one of the bindings matches, whatever the keys are, each as likely as any other. */
final class RandomMatcher<D> implements Matcher<D> {
    private final Destinations<D, BindingRule> all = new Destinations<>();
    private final RandomGenerator random;

    RandomMatcher(RandomGenerator random) {
        this.random = random;
    }

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
        if (all.size() > 0) {
            found.accept(all.destination(random.nextInt(all.size())));
        }
    }
}
