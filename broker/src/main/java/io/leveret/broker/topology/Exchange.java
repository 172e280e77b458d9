package io.leveret.broker.topology;

import io.leveret.amqp.ChannelError;
import io.leveret.amqp.Table;
import io.leveret.broker.insight.ExchangeInfo;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
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
    /** What stands in the matcher for bindings that do not take everything; most exchanges have none. */
    private Map<Binding, Destination> filtered = Map.of();

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

    /**
     * @return false when the same binding exists already
     * @throws ChannelError 406 when it asks of messages what cannot be understood
     */
    boolean add(Binding binding) {
        matcher.check(binding.routingKey(), binding.arguments());
        Destination matched = Filtered.of(binding.destination(), binding.arguments());
        if (!bindings.add(binding)) return false;
        if (matched != binding.destination()) {
            if (filtered.isEmpty()) filtered = new HashMap<>();
            filtered.put(binding, matched);
        }
        matcher.add(binding.routingKey(), binding.arguments(), matched);
        binding.destination().bindingsTo().add(binding);
        return true;
    }

    boolean remove(Binding binding) {
        if (!bindings.remove(binding)) return false;
        Destination matched = filtered.isEmpty() ? null : filtered.remove(binding);
        matcher.remove(binding.routingKey(), binding.arguments(), matched == null ? binding.destination() : matched);
        binding.destination().bindingsTo().remove(binding);
        return true;
    }

    /** Its name is gone, and nothing leads here any more. @return the bindings it had, for someone to take apart */
    Collection<Binding> remove() {
        removed = true;
        Collection<Binding> had = bindings;
        bindings = new LinkedHashSet<>();
        filtered = Map.of();
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
