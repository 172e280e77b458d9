package io.leveret.jms.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Nobody holds what another one waits for. */
class FairnessTest extends WithBroker {

    @Test
    void listenersOfASharedSubscriptionAreServedInTurnBeginningWithTheFirst(TestInfo test) throws Exception {
        JmsConnection connection = started();
        Topic topic = topic(test);
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        for (String name : List.of("first", "second")) {
            connection.createSession().createSharedConsumer(topic, "s").setMessageListener(message -> heard.add(name));
        }
        Session session = connection.createSession();
        List<String> order = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            send(session, topic, "m" + i);
            order.add(heard.poll(SOON, TimeUnit.MILLISECONDS));
        }
        assertEquals(List.of("first", "second", "first", "second", "first", "second"), order);
    }

    @Test
    void receiversOfAQueueAreServedInTurnBeginningWithTheFirst(TestInfo test) throws Exception {
        JmsConnection connection = started();
        Queue queue = queue(test);
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        List<Inbox> inboxes = new ArrayList<>();
        for (String name : List.of("first", "second")) {
            JmsSession session = (JmsSession) connection.createSession();
            MessageConsumer consumer = session.createConsumer(queue);
            inboxes.add(session.inboxes().get(0));
            CompletableFuture.runAsync(() -> receiveAll(consumer, () -> heard.add(name)));
            Inbox inbox = inboxes.get(inboxes.size() - 1);
            eventually(inbox::isAwaited);
        }
        Session session = connection.createSession();
        List<String> order = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            send(session, queue, "m" + i);
            order.add(heard.poll(SOON, TimeUnit.MILLISECONDS));
            eventually(() -> inboxes.stream().allMatch(Inbox::isAwaited));
        }
        assertEquals(List.of("first", "second", "first", "second", "first", "second"), order);
    }

    private static void receiveAll(MessageConsumer consumer, Runnable each) {
        try {
            while (consumer.receive() != null) each.run();
        } catch (JMSException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aListenerThatIsBusyHoldsNothingBack(TestInfo test) throws Exception {
        JmsConnection connection = started();
        Queue queue = queue(test);
        CountDownLatch release = new CountDownLatch(1);
        List<String> busy = new CopyOnWriteArrayList<>();
        connection.createSession().createConsumer(queue).setMessageListener(message -> {
            busy.add("one");
            if (busy.size() < 200) return;
            try {
                if (!release.await(SOON, TimeUnit.MILLISECONDS)) busy.add("not released");
            } catch (InterruptedException e) {
                busy.add("interrupted");
            }
        });
        Session session = connection.createSession();
        // Fast at first, so that much is fetched ahead; then stuck in the middle of it.
        String[] texts = IntStream.range(0, 1_000).mapToObj(Integer::toString).toArray(String[]::new);
        for (String text : texts) send(session, queue, text);
        eventually(() -> busy.size() == 200);
        MessageConsumer other = started().createSession().createConsumer(queue);
        expectAll(other, texts, 200);
        release.countDown();
    }

    @Test
    void aReceiverThatStopsAskingHoldsNothingBack(TestInfo test) throws Exception {
        JmsConnection connection = started();
        Queue queue = queue(test);
        Session session = connection.createSession();
        String[] texts = IntStream.range(0, 500).mapToObj(Integer::toString).toArray(String[]::new);
        send(session, queue, texts);
        MessageConsumer consumer = session.createConsumer(queue);
        for (int i = 0; i < 200; i++) expect(consumer, texts[i]);
        MessageConsumer other = started().createSession().createConsumer(queue);
        expectAll(other, texts, 200);
    }

    /** In any order: some are given back while the others are on their way. */
    private static void expectAll(MessageConsumer from, String[] texts, int first) throws JMSException {
        Set<String> missing = new TreeSet<>(List.of(texts).subList(first, texts.length));
        while (!missing.isEmpty()) {
            Message message = from.receive(SOON);
            assertTrue(missing.remove(text(message)), "twice");
            assertFalse(message.getJMSRedelivered());
        }
    }

    @Test
    void theWindowGrowsWithSpeedAndShrinksWithSlowness() {
        Window window = new Window(io.leveret.jms.options.Option.AUTO, 8);
        assertEquals(1, window.size());
        for (int i = 0; i < 7; i++) window.worked(1_000, 100);
        assertEquals(1, window.size());
        for (int i = 0; i < 10_000; i++) window.worked(1_000, 100);
        assertEquals(Window.LARGEST, window.size());
        for (int i = 0; i < 100; i++) window.worked(1_000_000, 100);
        assertTrue(window.size() <= Window.AHEAD_NANOS / 900_000, "no more than is worked off in time");
        window.worked(Window.AHEAD_NANOS + 1, 100);
        assertEquals(1, window.size());
        for (int i = 0; i < 10_000; i++) window.worked(1_000, 100_000_000);
        assertEquals(1, window.size(), "large messages wait at the broker");
    }
}
