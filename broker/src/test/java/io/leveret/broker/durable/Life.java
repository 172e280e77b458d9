package io.leveret.broker.durable;

import io.leveret.amqp.BasicMethod;
import io.leveret.amqp.ExchangeMethod;
import io.leveret.amqp.Method;
import io.leveret.amqp.Properties;
import io.leveret.amqp.QueueMethod;
import io.leveret.amqp.Table;
import io.leveret.amqp.TxMethod;
import io.leveret.broker.disk.ForgetfulDisk;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** From a start to the next crash: clients do what they like, and note what they were promised. */
final class Life {
    static final List<String> QUEUES = List.of("plain", "priority", "dying", "aging", "delayed", "dead");
    private static final long TTL = 4_000;

    final Core core;
    final Told told;
    private final Random random;
    private final ForgetfulDisk disk;
    private final Set<String> seen;
    private final Set<String> maybeSeen;
    private final Map<String, Long> ttls;
    private final String name;
    private final boolean mayBeTransient;
    private final List<Client> clients = new ArrayList<>();
    private int letters;
    private int consumers;
    private int promised;

    Life(
            String name,
            Core core,
            Told told,
            ForgetfulDisk disk,
            Random random,
            Set<String> seen,
            Set<String> maybeSeen,
            Map<String, Long> ttls) {
        this.name = name;
        this.core = core;
        this.told = told;
        this.disk = disk;
        this.random = random;
        this.seen = seen;
        this.maybeSeen = maybeSeen;
        this.ttls = ttls;
        mayBeTransient = random.nextBoolean();
        core.begin(told, oneIn(3) ? Long.MAX_VALUE : random.nextInt(3) * 700L, random);
    }

    private boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    private <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    void violation(String what) {
        core.violations.add(name + ": " + what);
    }

    /** Somebody was told that so many changes are safe. */
    void promised(int changes, String by) {
        promised = Math.max(promised, changes);
        if (changes > told.countUpTo(core.journal().durable())) {
            violation("promised before it was safe: " + by);
        }
    }

    /** What must be there after a crash now: what somebody was promised, and what the journal itself calls durable. */
    int mustBeThere() {
        return Math.max(promised, told.countUpTo(core.journal().durable()));
    }

    // ---- what clients do

    /** Whatever is missing of the names that every life needs. */
    void furnish() {
        Client client = connect();
        declare(client, "plain", Table.EMPTY);
        declare(client, "priority", Table.of("x-max-priority", 3));
        declare(client, "dying", Table.of("x-dead-letter-exchange", "dlx"));
        declare(client, "aging", Table.of("x-message-ttl", TTL));
        declare(client, "delayed", Table.EMPTY);
        declare(client, "dead", Table.EMPTY);
        exchange(client, "dlx");
        exchange(client, "fan");
        ask(client, new QueueMethod.Bind("dead", "dlx", "", false, Table.EMPTY));
        for (String queue : List.of("plain", "priority", "dying")) {
            ask(client, new QueueMethod.Bind(queue, "fan", "", false, Table.EMPTY));
        }
    }

    private void declare(Client client, String queue, Table arguments) {
        ask(client, new QueueMethod.Declare(queue, false, true, false, false, false, arguments));
    }

    private void exchange(Client client, String exchange) {
        ask(client, new ExchangeMethod.Declare(exchange, "fanout", false, true, false, false, false, Table.EMPTY));
    }

    private void ask(Client client, Method method) {
        client.ask(Client.PLAIN, method);
        core.settle();
        if (client.awaited.containsKey(Client.PLAIN) && !client.ended) violation("never answered: " + method);
    }

    private Client connect() {
        Client client = new Client(this, name + "-" + clients.size());
        clients.add(client);
        return client;
    }

    /** One thing happens. */
    void step() {
        int dice = random.nextInt(100);
        if (dice < 60) act();
        else if (dice < 80) core.write();
        else if (dice < 93) core.read();
        else pass(oneIn(20) ? 1_500 : random.nextInt(25));
    }

    void pass(long millis) {
        core.time.advance(millis);
        core.time.runAll();
    }

    private void act() {
        clients.removeIf(each -> each.ended);
        if (clients.size() < 3 && (clients.isEmpty() || oneIn(40))) connect();
        Client client = any(clients);
        int dice = random.nextInt(100);
        if (dice < 40) publish(client, Client.CONFIRMS);
        else if (dice < 52) transact(client);
        else if (dice < 74) settleSome(client);
        else if (dice < 82) get(client);
        else if (dice < 86) consume(client);
        else if (dice < 89) purge(client);
        else if (dice < 97) topology(client);
        else disconnect(client);
    }

    private void publish(Client client, int channel) {
        boolean fan = oneIn(6);
        List<String> more =
                told.live().queues.values().stream().map(each -> each.name()).toList();
        String queue = fan || more.isEmpty() ? "" : oneIn(3) ? any(more) : any(QUEUES);
        boolean persistent = !mayBeTransient || !oneIn(6);
        int priority = random.nextInt(4);
        int size = oneIn(25) ? random.nextInt(30_000) : oneIn(4) ? random.nextInt(3_000) : random.nextInt(120);
        String id = (persistent ? "m" : "t" + name) + "-" + name + "-" + ++letters + "-p" + priority + "-b" + size;
        Properties.Builder properties = Properties.builder().messageId(id).priority(priority);
        if (persistent) properties.deliveryMode(2);
        if (queue.equals("delayed") && oneIn(2)) properties.headers(Table.of("x-delay", random.nextInt(3_000)));
        long ttl = queue.equals("aging") ? TTL : Long.MAX_VALUE / 2;
        if (queue.equals("aging") && oneIn(3)) {
            ttl = random.nextInt(3_000);
            properties.expiration(Long.toString(ttl));
        }
        if (ttl <= TTL) ttls.put(id, ttl);
        if (channel == Client.CONFIRMS) client.publishing(id);
        else client.transaction.add(id);
        BasicMethod.Publish publish = new BasicMethod.Publish(fan ? "fan" : "", queue, false, false);
        core.send(client.connection, channel, publish, properties.build(), body(id));
    }

    static byte[] body(String id) {
        byte[] body = new byte[Integer.parseInt(id.substring(id.lastIndexOf("-b") + 2))];
        new Random(id.hashCode()).nextBytes(body);
        return body;
    }

    private void transact(Client client) {
        if (client.awaited.containsKey(Client.TX) || !client.gets.isEmpty()) return;
        if (client.transaction.isEmpty() || oneIn(2)) {
            for (int i = random.nextInt(4); i >= 0; i--) publish(client, Client.TX);
            get(client, Client.TX);
            settleSome(client, Client.TX);
        } else if (oneIn(6)) {
            client.transaction.clear();
            client.unacked.get(Client.TX).clear();
            core.send(client.connection, Client.TX, new TxMethod.Rollback());
            core.send(client.connection, Client.TX, new BasicMethod.Recover(true));
        } else {
            client.committing = List.copyOf(client.transaction);
            client.transaction.clear();
            client.ask(Client.TX, new TxMethod.Commit());
        }
    }

    private void settleSome(Client client) {
        settleSome(client, Client.PLAIN);
    }

    private void settleSome(Client client, int channel) {
        var unacked = client.unacked.get(channel);
        if (unacked.isEmpty()) return;
        boolean multiple = oneIn(4);
        Long tag = oneIn(2) ? unacked.firstKey() : any(List.copyOf(unacked.keySet()));
        switch (random.nextInt(6)) {
            case 0 -> core.send(client.connection, channel, new BasicMethod.Nack(tag, multiple, true));
            case 1 -> core.send(client.connection, channel, new BasicMethod.Nack(tag, multiple, false));
            default -> core.send(client.connection, channel, new BasicMethod.Ack(tag, multiple));
        }
        if (multiple) unacked.headMap(tag, true).clear();
        else unacked.remove(tag);
    }

    private void get(Client client) {
        get(client, Client.PLAIN);
    }

    private void get(Client client, int channel) {
        if (!client.gets.isEmpty() || client.awaited.containsKey(channel)) return;
        String queue = any(QUEUES);
        client.gets.add(queue);
        client.getsNoAck = oneIn(3);
        core.send(client.connection, channel, new BasicMethod.Get(queue, client.getsNoAck));
    }

    private void consume(Client client) {
        if (!client.gets.isEmpty() || client.awaited.containsKey(Client.PLAIN)) return;
        if (client.consumed.size() > 3) {
            String tag = any(List.copyOf(client.consumed.keySet()));
            core.send(client.connection, Client.PLAIN, new BasicMethod.Cancel(tag, false));
            return;
        }
        boolean noAck = oneIn(4);
        String tag = (noAck ? "no-ack" : "c") + ++consumers;
        String queue = any(QUEUES);
        client.consumed.put(tag, queue);
        core.send(client.connection, Client.PLAIN, new BasicMethod.Qos(0, 1 + random.nextInt(5), false));
        BasicMethod.Consume consume = new BasicMethod.Consume(queue, tag, false, noAck, false, false, Table.EMPTY);
        core.send(client.connection, Client.PLAIN, consume);
    }

    private boolean isBusy(Client client) {
        return client.awaited.containsKey(Client.PLAIN) || !client.gets.isEmpty();
    }

    private void purge(Client client) {
        if (isBusy(client)) return;
        client.ask(Client.PLAIN, new QueueMethod.Purge(any(QUEUES), false));
    }

    private void topology(Client client) {
        if (isBusy(client)) return;
        String queue = "q" + random.nextInt(3);
        String exchange = "e" + random.nextInt(2);
        boolean hasQueue = told.live().idOf(queue) >= 0;
        boolean hasExchange = told.live().exchanges.containsKey(exchange);
        if (oneIn(2) && hasExchange && hasQueue) {
            String key = "k" + random.nextInt(2);
            Table arguments = oneIn(2) ? Table.EMPTY : Table.of("a", random.nextInt(2));
            client.ask(
                    Client.PLAIN,
                    oneIn(3)
                            ? new QueueMethod.Unbind(queue, exchange, key, arguments)
                            : new QueueMethod.Bind(queue, exchange, key, false, arguments));
        } else if (oneIn(2)) {
            Method method = hasQueue
                    ? new QueueMethod.Delete(queue, false, false, false)
                    : new QueueMethod.Declare(queue, false, true, false, false, false, Table.EMPTY);
            client.ask(Client.PLAIN, method);
        } else {
            Method method = hasExchange
                    ? new ExchangeMethod.Delete(exchange, false, false)
                    : new ExchangeMethod.Declare(exchange, "direct", false, true, false, false, false, Table.EMPTY);
            client.ask(Client.PLAIN, method);
        }
    }

    private void disconnect(Client client) {
        clients.remove(client);
        client.connection.disconnected("cut");
        client.ended = true;
        core.time.runAll();
    }

    // ---- what they hear

    void delivered(String queue, boolean redelivered, Properties properties, byte[] body) {
        String id = properties.messageId();
        String key = queue + " " + id;
        if (!Arrays.equals(body, body(id))) violation("another body came with " + id);
        if (redelivered ? !seen.contains(key) && !maybeSeen.contains(key) : seen.contains(key)) {
            violation(key + " comes " + (redelivered ? "as redelivered, for the first time" : "as if it were new"));
        }
        seen.add(key);
        if (id.startsWith("t")) {
            if (!id.startsWith("t" + name + "-")) violation("transient, from before the restart: " + id);
            return;
        }
        Optional<Told.Letter> letter = told.live().find(told.live().idOf(queue), id);
        if (letter.isEmpty()) violation(key + " is delivered, but it is not there");
        else if (core.time.wallMillis() > expiresAt(queue, letter.get())) {
            violation(key + " is delivered after its time");
        }
    }

    /** It ages from when the broker took it: a publish may have waited for room, or for the end of its transaction. */
    private long expiresAt(String queue, Told.Letter letter) {
        return queue.equals("aging") ? letter.visibleAt() + ttls.getOrDefault(letter.id(), TTL) : Long.MAX_VALUE;
    }

    // ---- the end

    /** With a disk that is well, everybody hears everything. */
    void mustRest() {
        for (int i = 0; i < 30; i++) {
            pass(100);
            core.settle();
        }
        if (disk.failed()) {
            // Who gets a message from a disk that never gives it is not told so within these seconds.
            for (Client client : clients) if (client.isOwed() && !client.ended) violation("hangs: " + client);
        } else {
            for (Client client : clients) {
                if (client.isOwed() || !client.gets.isEmpty()) violation("never heard: " + client);
            }
        }
    }

    /** Takes everything out, and looks at the order. */
    void drain() {
        for (String queue : QUEUES) if (!queue.equals("delayed")) drain(queue, true);
        pass(20_000);
        core.settle();
        drain("delayed", false);
        for (var each : List.copyOf(told.live().queues.values())) drain(each.name(), !QUEUES.contains(each.name()));
    }

    private void drain(String queue, boolean ordered) {
        long queueId = told.live().idOf(queue);
        List<Told.Letter> letters = List.copyOf(told.live().in(queueId));
        Draining draining = new Draining();
        var connection = core.connect(name + "-drain", draining);
        core.send(connection, 1, new io.leveret.amqp.ChannelMethod.Open());
        while (!draining.empty) {
            draining.answered = false;
            core.send(connection, 1, new BasicMethod.Get(queue, true));
            core.settle();
            if (!draining.answered) {
                violation("a get from " + queue + " is never answered");
                return;
            }
        }
        connection.disconnected("done");
        core.settle();
        List<String> got = draining.ids;
        List<String> expected = new ArrayList<>();
        for (Told.Letter letter : letters) {
            // What ends in this very moment may go either way.
            boolean alive = core.time.wallMillis() < expiresAt(queue, letter);
            if (alive || got.contains(letter.id())) expected.add(letter.id());
        }
        if (queue.equals("priority")) expected.sort((a, b) -> priority(b) - priority(a));
        if (ordered ? !got.equals(expected) : !Set.copyOf(got).equals(Set.copyOf(expected))) {
            violation(queue + " holds " + got + ", not " + expected);
        }
    }

    private static int priority(String id) {
        return id.charAt(id.indexOf("-p") + 2) - '0';
    }
}
