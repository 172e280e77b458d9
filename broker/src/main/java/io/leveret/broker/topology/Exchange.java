package io.leveret.broker.topology;

import io.leveret.amqp.Table;
import io.leveret.broker.insight.ExchangeInfo;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/** An exchange: a name, a matching rule, and the bindings that feed the rule. */
public final class Exchange implements Destination {
    private final String name;
    private final String type;
    private final ExchangeOptions options;
    private final Table arguments;
    private final String alternate;
    private final Matcher<Destination> matcher;
    private Set<Binding> bindings = new LinkedHashSet<>();
    private final BindingsTo bindingsTo = new BindingsTo();
    private long published;
    private boolean removed;
    /** The router's mark of the message that has come by here already: loops end. */
    private long visited;

    Exchange(String name, String type, ExchangeOptions options, Table arguments, Matcher<Destination> matcher) {
        this.name = name;
        this.type = type;
        this.options = options;
        this.arguments = arguments;
        this.matcher = matcher;
        alternate = arguments.get("alternate-exchange") instanceof String text ? text : "";
    }

    /** @return false when the same binding exists already */
    boolean add(Binding binding) {
        if (!bindings.add(binding)) return false;
        matcher.add(binding.routingKey(), binding.arguments(), binding.destination());
        binding.destination().bindingsTo().add(binding);
        return true;
    }

    boolean remove(Binding binding) {
        if (!bindings.remove(binding)) return false;
        matcher.remove(binding.routingKey(), binding.arguments(), binding.destination());
        binding.destination().bindingsTo().remove(binding);
        return true;
    }

    /** Its name is gone, and nothing leads here any more. @return the bindings it had, for someone to take apart */
    Collection<Binding> remove() {
        removed = true;
        Collection<Binding> had = bindings;
        bindings = new LinkedHashSet<>();
        return had;
    }

    @Override
    public boolean isGone() {
        return removed;
    }

    /** Whether it is to be deleted, having lost its last binding. */
    boolean hasOutlivedItsBindings() {
        return options.autoDelete() && bindings.isEmpty();
    }

    boolean markVisited(long mark) {
        if (visited == mark) return false;
        visited = mark;
        return true;
    }

    void countPublish() {
        published++;
    }

    @Override
    public String name() {
        return name;
    }

    public String type() {
        return type;
    }

    public ExchangeOptions options() {
        return options;
    }

    public Table arguments() {
        return arguments;
    }

    /** Where goes what this exchange cannot route; '' for none. */
    String alternate() {
        return alternate;
    }

    Matcher<Destination> matcher() {
        return matcher;
    }

    Collection<Binding> bindings() {
        return bindings;
    }

    @Override
    public String kindAndName() {
        return "exchange " + name();
    }

    @Override
    public BindingsTo bindingsTo() {
        return bindingsTo;
    }

    @Override
    public boolean survivesRestart() {
        return options.durable();
    }

    /** Whether messages wait in the exchange, by name, and their life in a queue begins after that. */
    boolean holdsBack() {
        return type.equals(ExchangeTypes.DELAYED);
    }

    public boolean isTopic() {
        return matcher instanceof TopicMatcher;
    }

    public ExchangeInfo info(String virtualHost) {
        return new ExchangeInfo(
                virtualHost,
                name,
                type,
                options.durable(),
                options.autoDelete(),
                options.internal(),
                arguments,
                bindings.size(),
                published);
    }
}
