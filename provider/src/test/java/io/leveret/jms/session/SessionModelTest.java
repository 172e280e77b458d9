package io.leveret.jms.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leveret.jms.destination.Addresses;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random programs over several sessions of two connections against a model: what may be received, in which order, how often it has been.
 * Set {@code -Dleveret.session.seeds=FROM-TO} for others.
 */
class SessionModelTest extends WithBroker {
    private static final int STEPS = 250;
    private static final List<Integer> MODES = List.of(
            Session.SESSION_TRANSACTED,
            Session.AUTO_ACKNOWLEDGE,
            Session.CLIENT_ACKNOWLEDGE,
            Session.DUPS_OK_ACKNOWLEDGE,
            JmsSession.INDIVIDUAL_ACKNOWLEDGE);

    static List<Integer> seeds() {
        String[] range = System.getProperty("leveret.session.seeds", "1-24").split("-");
        List<Integer> seeds = new ArrayList<>();
        for (int seed = Integer.parseInt(range[0]); seed <= Integer.parseInt(range[1]); seed++) seeds.add(seed);
        return seeds;
    }

    /** With a prefetch of none the order is the queue's; with another one, somebody may have fetched what comes first. */
    @ParameterizedTest
    @MethodSource("seeds")
    void aRandomProgramSeesWhatTheModelSays(int seed) throws Exception {
        boolean strict = seed % 2 == 0;
        new Program(seed, strict).run();
    }

    private static final class Letter {
        final int number;
        int deliveries;

        Letter(int number) {
            this.number = number;
        }

        @Override
        public String toString() {
            return "m" + number + "x" + deliveries;
        }
    }

    /** A queue as it should be: what is ready, by its place. */
    private static final class Shelf {
        final Queue queue;
        final TreeSet<Letter> ready = new TreeSet<>(Comparator.comparingInt(each -> each.number));

        Shelf(Queue queue) {
            this.queue = queue;
        }
    }

    private record Held(Letter letter, Shelf from, Message message) {}

    private record Posted(Shelf to, String text) {}

    private final class Client {
        final JmsConnection connection;
        final int mode;
        final Session session;
        final Map<Shelf, MessageConsumer> consumers = new HashMap<>();
        final MessageProducer producer;
        final List<Held> held = new ArrayList<>();
        final List<Posted> posted = new ArrayList<>();

        Client(JmsConnection connection, int mode) throws JMSException {
            this.connection = connection;
            this.mode = mode;
            session = connection.createSession(mode);
            producer = session.createProducer(null);
        }
    }

    private final class Program {
        private final int seed;
        private final boolean strict;
        private final Random random;
        private final List<JmsConnection> connections = new ArrayList<>();
        private final List<Boolean> running = new ArrayList<>();
        private final List<Shelf> shelves = new ArrayList<>();
        private final List<Client> clients = new ArrayList<>();
        private final List<String> story = new ArrayList<>();
        private final Map<String, Letter> letters = new HashMap<>();
        private int sent;

        Program(int seed, boolean strict) {
            this.seed = seed;
            this.strict = strict;
            this.random = new Random(seed);
        }

        void run() throws Exception {
            for (int i = 0; i < 2; i++) {
                connections.add(connect(Domain.BOTH, "?deliveryLimit=none" + (strict ? "&prefetch=0" : "")));
                connections.get(i).start();
                running.add(true);
            }
            for (int i = 0; i < 2; i++) shelves.add(new Shelf(Addresses.queue("model." + seed + "." + i)));
            try {
                for (int i = 0; i < 5; i++) clients.add(newClient());
                for (int i = 0; i < STEPS; i++) step();
                finish();
            } catch (Exception | AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + String.join("; ", story), e);
            }
        }

        private Client newClient() throws JMSException {
            int connection = random.nextInt(connections.size());
            Client client = new Client(connections.get(connection), MODES.get(random.nextInt(MODES.size())));
            story.add("new " + client.mode + " on " + connection);
            return client;
        }

        private void step() throws Exception {
            int which = random.nextInt(clients.size());
            Client client = clients.get(which);
            Shelf shelf = shelves.get(random.nextInt(shelves.size()));
            int dice = random.nextInt(100);
            if (dice < 30) send(client, shelf);
            else if (dice < 65) receive(client, shelf, 1 + random.nextInt(12));
            else if (dice < 80) settle(client);
            else if (dice < 86) giveUp(client);
            else if (dice < 90) closeConsumer(client, shelf);
            else if (dice < 94) closeSession(which);
            else if (dice < 97) browse(client, shelf);
            else toggle(random.nextInt(connections.size()));
        }

        private void send(Client client, Shelf shelf) throws JMSException {
            for (int i = random.nextInt(6); i >= 0; i--) {
                String text = "t" + ++sent;
                client.producer.send(shelf.queue, client.session.createTextMessage(text));
                if (client.mode == Session.SESSION_TRANSACTED) client.posted.add(new Posted(shelf, text));
                else arrived(shelf, text);
            }
            story.add("sent up to t" + sent);
        }

        private void arrived(Shelf shelf, String text) {
            Letter letter = new Letter(letters.size());
            letters.put(text, letter);
            shelf.ready.add(letter);
        }

        private boolean runs(Client client) {
            return running.get(connections.indexOf(client.connection));
        }

        private void receive(Client client, Shelf shelf, int most) throws Exception {
            MessageConsumer consumer = consumer(client, shelf);
            for (int i = 0; i < most; i++) {
                boolean due = runs(client) && !shelf.ready.isEmpty();
                // Another connection may have fetched it; it lets go of it soon.
                Message message = due && !strict ? consumer.receive(SOON) : consumer.receiveNoWait();
                story.add("received " + (message == null ? "nothing" : text(message)));
                assertEquals(due, message != null, "ready: " + shelf.ready);
                if (message == null) return;
                Letter letter = letters.get(text(message));
                if (strict) assertEquals(shelf.ready.first(), letter, "ready: " + shelf.ready);
                assertTrue(shelf.ready.remove(letter), "not ready: " + letter);
                assertEquals(++letter.deliveries, message.getIntProperty("JMSXDeliveryCount"), letter.toString());
                assertEquals(letter.deliveries > 1, message.getJMSRedelivered());
                if (client.mode != Session.AUTO_ACKNOWLEDGE && client.mode != Session.DUPS_OK_ACKNOWLEDGE) {
                    client.held.add(new Held(letter, shelf, message));
                }
            }
        }

        private MessageConsumer consumer(Client client, Shelf shelf) throws JMSException {
            MessageConsumer consumer = client.consumers.get(shelf);
            if (consumer == null) {
                consumer = client.session.createConsumer(shelf.queue);
                client.consumers.put(shelf, consumer);
            }
            return consumer;
        }

        private void settle(Client client) throws JMSException {
            story.add("settle");
            if (client.mode == Session.SESSION_TRANSACTED) {
                client.session.commit();
                client.posted.forEach(each -> arrived(each.to(), each.text()));
                client.posted.clear();
                client.held.clear();
            } else if (!client.held.isEmpty()) {
                Held one = client.held.get(random.nextInt(client.held.size()));
                one.message().acknowledge();
                if (client.mode == Session.CLIENT_ACKNOWLEDGE) client.held.clear();
                else client.held.remove(one);
            }
        }

        private void giveUp(Client client) throws JMSException {
            story.add("give up");
            if (client.mode == Session.SESSION_TRANSACTED) client.session.rollback();
            else client.session.recover();
            returned(client);
        }

        private void returned(Client client) {
            client.held.forEach(each -> each.from().ready.add(each.letter()));
            client.held.clear();
            client.posted.clear();
        }

        private void closeConsumer(Client client, Shelf shelf) throws JMSException {
            MessageConsumer consumer = client.consumers.remove(shelf);
            if (consumer == null) return;
            story.add("close a consumer");
            consumer.close();
        }

        private void closeSession(int which) throws JMSException {
            story.add("close a session");
            Client client = clients.get(which);
            client.session.close();
            returned(client);
            clients.set(which, newClient());
        }

        private void browse(Client client, Shelf shelf) throws JMSException {
            if (!strict) return;
            List<String> expected = new ArrayList<>();
            Map<Letter, String> texts = new HashMap<>();
            letters.forEach((text, letter) -> texts.put(letter, text));
            shelf.ready.forEach(each -> expected.add(texts.get(each)));
            List<String> seen = new ArrayList<>();
            var browser = client.session.createBrowser(shelf.queue);
            Enumeration<?> all = browser.getEnumeration();
            while (all.hasMoreElements()) seen.add(text((Message) all.nextElement()));
            browser.close();
            story.add("browsed " + seen.size());
            assertEquals(expected, seen);
        }

        private void toggle(int which) throws JMSException {
            boolean runs = running.get(which);
            story.add(runs ? "stop " + which : "start " + which);
            if (runs) connections.get(which).stop();
            else connections.get(which).start();
            running.set(which, !runs);
        }

        private void finish() throws Exception {
            Collections.fill(running, true);
            for (JmsConnection each : connections) each.start();
            for (int i = 0; i < clients.size(); i++) {
                Client client = clients.get(i);
                client.session.close();
                returned(client);
            }
            Client last = new Client(connections.get(0), Session.AUTO_ACKNOWLEDGE);
            for (Shelf each : shelves) receive(last, each, Integer.MAX_VALUE);
        }
    }
}
