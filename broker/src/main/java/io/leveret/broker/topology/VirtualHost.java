package io.leveret.broker.topology;

import io.leveret.amqp.ChannelError;
import io.leveret.amqp.Table;
import io.leveret.broker.insight.BindingInfo;
import io.leveret.broker.insight.ExchangeInfo;
import io.leveret.broker.insight.QueueInfo;
import io.leveret.broker.journal.Journal;
import io.leveret.broker.journal.Restored;
import io.leveret.broker.journal.Tenants;
import io.leveret.broker.journal.TopologyRecord;
import io.leveret.broker.queue.MessageQueue;
import io.leveret.broker.queue.QueueArguments;
import io.leveret.broker.queue.QueueOptions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * The names of one virtual host and what they stand for. Everything is declared, bound and deleted here, and written to the
 * journal as it happens; answers wait for the journal elsewhere.
 */
public final class VirtualHost implements Tenants {
    private final String name;
    private final Journal journal;
    private final RandomGenerator random;
    private final Map<String, Exchange> exchanges = new LinkedHashMap<>();
    private final Map<String, BoundQueue> queues = new HashMap<>();
    /** Exclusive queues by the connection they go with. */
    private final Map<Owner, Set<BoundQueue>> exclusive = new IdentityHashMap<>();

    private final QueueHouse house;
    private final Delivery delivery;
    private final Demolition demolition;
    private final ArrayDeque<Exchange> doomed = new ArrayDeque<>(0);
    private long nextQueueId = 1;
    /** What queues that are gone had counted, so that sums never fall. */
    private long deliveredBefore;

    private long acknowledgedBefore;

    public VirtualHost(String name, Journal journal, RandomGenerator random, QueueHouse house) {
        this.name = name;
        this.journal = journal;
        this.random = random;
        this.house = house;
        predeclare("", "direct", false);
        predeclare("amq.direct", "direct", false);
        predeclare("amq.fanout", "fanout", false);
        predeclare("amq.topic", "topic", false);
        predeclare("amq.headers", "headers", false);
        predeclare("amq.match", "headers", false);
        predeclare(Trace.EXCHANGE, "topic", true);
        delivery = new Delivery(new Router(exchanges, queues), exchanges, journal, house);
        demolition = new Demolition(house);
        house.furnish(this, delivery);
    }

    private void predeclare(String exchange, String type, boolean internal) {
        exchanges.put(
                exchange,
                new Exchange(
                        exchange,
                        type,
                        new ExchangeOptions(true, false, internal),
                        Table.EMPTY,
                        ExchangeTypes.matcher(type, Table.EMPTY, random)));
    }

    public String name() {
        return name;
    }

    /** Publishing: routes, stores and hands to the queues. */
    public Delivery delivery() {
        return delivery;
    }

    // ---- exchanges

    /** @throws ChannelError 404 */
    public Exchange exchange(String exchange) {
        Exchange found = exchanges.get(exchange);
        if (found == null) throw ChannelError.notFound("no exchange '%s' in vhost '%s'", exchange, name);
        return found;
    }

    public boolean hasExchange(String exchange) {
        return exchanges.containsKey(exchange);
    }

    public void declareExchange(String exchange, String type, ExchangeOptions options, Table arguments) {
        refuseDefault(exchange);
        Exchange existing = exchanges.get(exchange);
        if (existing == null) {
            refuseReserved("exchange", exchange);
            var matcher = ExchangeTypes.matcher(type, arguments, random);
            if (arguments.contains("alternate-exchange") && !(arguments.get("alternate-exchange") instanceof String)) {
                throw ChannelError.preconditionFailed(
                        "invalid arg 'alternate-exchange' for exchange '%s' in vhost '%s': \"expected longstr, got %s\"",
                        exchange, name, Table.typeName(arguments.get("alternate-exchange")));
            }
            exchanges.put(exchange, new Exchange(exchange, type, options, arguments, matcher));
            if (options.durable()) {
                journal.append(new TopologyRecord.ExchangeDeclared(
                        exchange, type, options.autoDelete(), options.internal(), arguments));
            }
            return;
        }
        Equivalence must = new Equivalence("exchange '" + exchange + "' in vhost '" + name + "'");
        must.same("type", type, existing.type());
        must.same("durable", options.durable(), existing.options().durable());
        must.same("auto_delete", options.autoDelete(), existing.options().autoDelete());
        must.same("internal", options.internal(), existing.options().internal());
        must.sameArgument("alternate-exchange", arguments, existing.arguments());
    }

    public void refuseDefault(String exchange) {
        if (exchange.isEmpty()) throw ChannelError.accessRefused("operation not permitted on the default exchange");
    }

    private static void refuseReserved(String kind, String declared) {
        if (declared.startsWith("amq.")) {
            throw ChannelError.accessRefused("%s name '%s' contains reserved prefix 'amq.*'", kind, declared);
        }
    }

    public void deleteExchange(String exchange, boolean ifUnused) {
        refuseDefault(exchange);
        Exchange existing = exchanges.get(exchange);
        if (exchange.startsWith("amq.") && existing != null) {
            throw ChannelError.accessRefused(
                    "deletion of system exchange '%s' in vhost '%s' not allowed", exchange, name);
        }
        if (existing == null) return;
        if (ifUnused && !existing.bindings().isEmpty()) {
            throw ChannelError.preconditionFailed("exchange '%s' in vhost '%s' in use", exchange, name);
        }
        remove(existing);
    }

    /** Exchanges that lose their last binding by this may be deleted in turn: a flat list, whatever the chain. */
    private void remove(Exchange first) {
        doomed.addLast(first);
        if (doomed.size() > 1) return;
        for (Exchange next; (next = doomed.peekFirst()) != null; doomed.removeFirst()) removeOnly(next);
    }

    private void removeOnly(Exchange exchange) {
        if (!exchanges.remove(exchange.name(), exchange)) return;
        if (exchange.options().durable()) journal.append(new TopologyRecord.ExchangeDeleted(exchange.name()));
        List<Binding> to = exchange.bindingsTo().all();
        demolition.takeApart(
                exchange.remove(), each -> each.destination().bindingsTo().remove(each));
        demolition.takeApart(to, this::unlink);
    }

    /** What a deleted queue or exchange was bound by goes with it: the log knows, and need not be told one by one. */
    private void unlink(Binding binding) {
        Exchange source = binding.source();
        if (source.remove(binding) && source.hasOutlivedItsBindings()) remove(source);
    }

    /** Whether what was deleted is still being taken apart: who was promised that it is gone is answered afterwards. */
    public boolean isTakingApart() {
        return demolition.isAtWork();
    }

    // ---- queues

    /** @throws ChannelError 404 */
    public BoundQueue queue(String queue) {
        BoundQueue found = queues.get(queue);
        if (found == null) throw ChannelError.notFound("no queue '%s' in vhost '%s'", queue, name);
        return found;
    }

    /** @throws ChannelError 404, or 405 when it is exclusive to another connection */
    public MessageQueue queueFor(String queue, Owner who) {
        return queue(queue).openTo(who, name).queue();
    }

    public boolean hasQueue(String queue) {
        return queues.containsKey(queue);
    }

    public MessageQueue declareQueue(String queue, QueueOptions options, Table arguments, Owner who) {
        BoundQueue existing = queues.get(queue);
        String subject = "queue '" + queue + "' in vhost '" + name + "'";
        if (existing != null) {
            checkEquivalent(existing, options, arguments, who, subject);
            existing.queue().touched();
            return existing.queue();
        }
        refuseReserved("queue", queue);
        return create(queue, options, arguments(arguments, subject), who, subject);
    }

    /** A queue whose name the broker has chosen: the reserved prefix is its own. */
    public MessageQueue declareNamedByServer(String queue, QueueOptions options, Table arguments, Owner who) {
        String subject = "queue '" + queue + "' in vhost '" + name + "'";
        return create(queue, options, arguments(arguments, subject), who, subject);
    }

    private QueueArguments arguments(Table given, String subject) {
        return QueueArguments.parse(given, subject).withDefaultLimit(house.quorumDeliveryLimit());
    }

    private MessageQueue create(
            String queue, QueueOptions options, QueueArguments arguments, Owner who, String subject) {
        if (arguments.quorum()) refuseForQuorum(options, subject);
        MessageQueue created = new MessageQueue(nextQueueId++, queue, options, arguments, house);
        BoundQueue bound = new BoundQueue(created, options.exclusive() ? who : Owner.NOBODY);
        queues.put(queue, bound);
        if (options.exclusive())
            exclusive.computeIfAbsent(who, any -> new LinkedHashSet<>(2)).add(bound);
        if (options.durable()) {
            journal.append(new TopologyRecord.QueueDeclared(
                    created.id(), queue, options.autoDelete(), options.exclusive(), arguments.table()));
        }
        return created;
    }

    private static void refuseForQuorum(QueueOptions options, String subject) {
        String property = !options.durable()
                ? "non-durable"
                : options.exclusive() ? "exclusive-owner" : options.autoDelete() ? "auto-delete" : "";
        if (!property.isEmpty()) {
            throw ChannelError.preconditionFailed(
                    "invalid property '%s' for %s: a quorum queue is durable, shared and stays", property, subject);
        }
    }

    private void checkEquivalent(
            BoundQueue existing, QueueOptions options, Table arguments, Owner who, String subject) {
        existing.openTo(who, name);
        QueueOptions current = existing.queue().options();
        if (options.exclusive() != current.exclusive()) throw BoundQueue.locked(existing.name(), name);
        Equivalence must = new Equivalence(subject);
        must.same("durable", options.durable(), current.durable());
        must.same("auto_delete", options.autoDelete(), current.autoDelete());
        // A value that could not have been declared is told as such, not as a difference.
        QueueArguments.parse(arguments, subject);
        for (String argument : QueueArguments.COMPARED) {
            must.sameArgument(argument, arguments, existing.queue().arguments().table());
        }
    }

    /** @return how many ready messages went with it; 0 when there was no such queue */
    public int deleteQueue(String queue, boolean ifUnused, boolean ifEmpty, Owner who) {
        BoundQueue existing = queues.get(queue);
        if (existing == null) return 0;
        MessageQueue found = existing.openTo(who, name).queue();
        if (ifUnused && found.consumerCount() > 0) {
            throw ChannelError.preconditionFailed("queue '%s' in vhost '%s' in use", queue, name);
        }
        if (ifEmpty && found.ready() > 0) {
            throw ChannelError.preconditionFailed("queue '%s' in vhost '%s' not empty", queue, name);
        }
        int ready = found.ready();
        remove(existing);
        return ready;
    }

    /** Deletes that queue, unless it is gone already or another one has its name. */
    public void delete(MessageQueue queue) {
        BoundQueue existing = queues.get(queue.name());
        if (existing != null && existing.queue() == queue) remove(existing);
    }

    private void remove(BoundQueue bound) {
        if (queues.remove(bound.name(), bound)) finish(bound);
    }

    /** Its name is free already. */
    private void finish(BoundQueue bound) {
        Set<BoundQueue> siblings = exclusive.get(bound.owner());
        if (siblings != null && siblings.remove(bound) && siblings.isEmpty()) exclusive.remove(bound.owner());
        QueueInfo last = bound.queue().info(name);
        deliveredBefore += last.delivered();
        acknowledgedBefore += last.acknowledged();
        if (bound.queue().options().durable()) {
            journal.append(new TopologyRecord.QueueDeleted(bound.queue().id()));
        }
        bound.queue().delete();
        demolition.takeApart(bound.bindingsTo().all(), this::unlink);
    }

    public int purge(MessageQueue queue) {
        if (queue.options().durable() && queue.ready() > 0) {
            journal.append(
                    new TopologyRecord.QueuePurged(queue.id(), queue.atRest().placesKept()));
        }
        return queue.purge();
    }

    /** Deletes the exclusive queues of a connection that is gone. */
    public void deleteQueuesOf(Owner who) {
        Set<BoundQueue> owned = exclusive.remove(who);
        if (owned == null) return;
        // The names first: their owner may come back before all that they stood for is taken apart.
        for (BoundQueue each : owned) queues.remove(each.name(), each);
        demolition.takeApart(owned, this::finish);
    }

    // ---- bindings

    public void bindQueue(String queue, String exchange, String key, Table arguments, Owner who) {
        refuseDefault(exchange);
        BoundQueue destination = queue(queue).openTo(who, name);
        bind(exchange(exchange), destination, key, arguments);
    }

    public void bindExchange(String destination, String source, String key, Table arguments) {
        refuseDefault(source);
        refuseDefault(destination);
        Exchange to = exchange(destination);
        bind(exchange(source), to, key, arguments);
    }

    private void bind(Exchange source, Destination destination, String key, Table arguments) {
        Binding binding = new Binding(source, destination, key, arguments);
        if (source.add(binding) && binding.survivesRestart()) {
            journal.append(new TopologyRecord.Bound(
                    source.name(), destination.name(), binding.leadsToQueue(), key, arguments));
        }
    }

    /** Unbinding what is not bound, or from what does not exist, is no error. */
    public void unbindQueue(String queue, String exchange, String key, Table arguments, Owner who) {
        refuseDefault(exchange);
        BoundQueue destination = queues.get(queue);
        Exchange source = exchanges.get(exchange);
        if (destination == null || source == null) return;
        Binding binding = new Binding(source, destination, key, arguments);
        if (source.bindings().contains(binding)) {
            destination.openTo(who, name);
            unbind(binding);
        }
    }

    public void unbindExchange(String destination, String source, String key, Table arguments) {
        refuseDefault(source);
        refuseDefault(destination);
        Exchange from = exchanges.get(source);
        Exchange to = exchanges.get(destination);
        if (from != null && to != null) unbind(new Binding(from, to, key, arguments));
    }

    private void unbind(Binding binding) {
        if (unbindQuietly(binding)) remove(binding.source());
    }

    /** @return whether the source was to be deleted with its last binding */
    private boolean unbindQuietly(Binding binding) {
        if (!binding.source().remove(binding)) return false;
        if (binding.survivesRestart()) {
            journal.append(new TopologyRecord.Unbound(
                    binding.source().name(),
                    binding.destination().name(),
                    binding.leadsToQueue(),
                    binding.routingKey(),
                    binding.arguments()));
        }
        return binding.source().hasOutlivedItsBindings();
    }

    // ---- the journal

    /** Makes everything again that the journal tells of. Before anything else is declared here. */
    public void restore(Restored restored) {
        nextQueueId = restored.nextQueueId();
        new Restoration(this, journal, house.clock()).of(restored);
    }

    void restore(TopologyRecord.ExchangeDeclared it) {
        ExchangeOptions options = new ExchangeOptions(true, it.autoDelete(), it.internal());
        var matcher = ExchangeTypes.matcher(it.type(), it.arguments(), random);
        exchanges.put(it.name(), new Exchange(it.name(), it.type(), options, it.arguments(), matcher));
    }

    MessageQueue restore(TopologyRecord.QueueDeclared it) {
        MessageQueue queue = Restoration.queue(it, house, "queue '" + it.name() + "' in vhost '" + name + "'");
        queues.put(it.name(), new BoundQueue(queue, Owner.NOBODY));
        return queue;
    }

    void restore(TopologyRecord.Bound it) {
        Exchange source = exchanges.get(it.source());
        Destination destination = it.toQueue() ? queues.get(it.destination()) : exchanges.get(it.destination());
        if (source == null || destination == null) return;
        source.add(new Binding(source, destination, it.routingKey(), it.arguments()));
    }

    @Override
    public void held(long from, long upTo, HeldAt found) {
        for (BoundQueue bound : queues.values()) {
            if (bound.survivesRestart()) bound.queue().atRest().held(from, upTo, found);
        }
    }

    @Override
    public List<TopologyRecord> names() {
        List<TopologyRecord> names = new ArrayList<>();
        for (Exchange each : exchanges.values()) {
            if (!each.survivesRestart() || each.name().isEmpty() || each.name().startsWith("amq.")) continue;
            names.add(new TopologyRecord.ExchangeDeclared(
                    each.name(),
                    each.type(),
                    each.options().autoDelete(),
                    each.options().internal(),
                    each.arguments()));
        }
        for (BoundQueue each : queues.values()) {
            if (!each.survivesRestart()) continue;
            QueueOptions options = each.queue().options();
            names.add(new TopologyRecord.QueueDeclared(
                    each.queue().id(),
                    each.name(),
                    options.autoDelete(),
                    options.exclusive(),
                    each.queue().arguments().table()));
        }
        for (Exchange each : exchanges.values()) {
            for (Binding binding : each.bindings()) {
                if (!binding.survivesRestart()) continue;
                names.add(new TopologyRecord.Bound(
                        each.name(),
                        binding.destination().name(),
                        binding.leadsToQueue(),
                        binding.routingKey(),
                        binding.arguments()));
            }
        }
        return names;
    }

    @Override
    public long nextQueueId() {
        return nextQueueId;
    }

    // ---- insight

    /** As they stand now: the list is the caller's, who may read it later and bit by bit. */
    public List<MessageQueue> queues() {
        List<MessageQueue> all = new ArrayList<>(queues.size());
        for (BoundQueue bound : queues.values()) all.add(bound.queue());
        return all;
    }

    public List<Exchange> exchanges() {
        return new ArrayList<>(exchanges.values());
    }

    public int exchangeCount() {
        return exchanges.size();
    }

    public List<Binding> bindings() {
        List<Binding> all = new ArrayList<>();
        for (Exchange exchange : exchanges.values()) all.addAll(exchange.bindings());
        return all;
    }

    public long deliveredBefore() {
        return deliveredBefore;
    }

    public long acknowledgedBefore() {
        return acknowledgedBefore;
    }

    public List<QueueInfo> queueInfos() {
        return queues.values().stream().map(bound -> bound.queue().info(name)).toList();
    }

    public List<ExchangeInfo> exchangeInfos() {
        return exchanges.values().stream().map(exchange -> exchange.info(name)).toList();
    }

    public List<BindingInfo> bindingInfos() {
        return exchanges.values().stream()
                .flatMap(exchange -> exchange.bindings().stream())
                .map(binding -> binding.info(name))
                .toList();
    }
}
