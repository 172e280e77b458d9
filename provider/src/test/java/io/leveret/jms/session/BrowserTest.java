package io.leveret.jms.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

class BrowserTest extends WithBroker {

    private static List<String> seen(QueueBrowser browser) throws JMSException {
        List<String> texts = new ArrayList<>();
        Enumeration<?> all = browser.getEnumeration();
        while (all.hasMoreElements()) texts.add(text((Message) all.nextElement()));
        assertThrows(NoSuchElementException.class, all::nextElement);
        return texts;
    }

    @Test
    void aBrowserSeesEverythingInOrderAndTakesNothing(TestInfo test) throws Exception {
        JmsConnection connection = started();
        Session session = connection.createSession();
        Queue queue = queue(test);
        QueueBrowser browser = session.createBrowser(queue);
        assertEquals(queue, browser.getQueue());
        assertNull(browser.getMessageSelector());
        assertEquals(List.of(), seen(browser));
        String[] texts = IntStream.range(0, 1_000).mapToObj(Integer::toString).toArray(String[]::new);
        send(session, queue, texts);
        assertEquals(List.of(texts), seen(browser));
        assertEquals(List.of(texts), seen(browser));
        Enumeration<?> half = browser.getEnumeration();
        half.nextElement();
        browser.close();
        MessageConsumer consumer = session.createConsumer(queue);
        Message first = consumer.receive(SOON);
        assertFalse(first.getJMSRedelivered());
        assertEquals(1, first.getIntProperty("JMSXDeliveryCount"));
        assertEquals("0", text(first));
        expect(consumer, java.util.Arrays.copyOfRange(texts, 1, texts.length));
    }

    @Test
    void aBrowserSeesWhatAConsumerHasFetchedAndNobodyHasAskedFor(TestInfo test) throws Exception {
        JmsConnection connection = started();
        Session session = connection.createSession();
        Queue queue = queue(test);
        String[] texts = IntStream.range(0, 100).mapToObj(Integer::toString).toArray(String[]::new);
        send(session, queue, texts);
        MessageConsumer consumer = session.createConsumer(queue);
        // Quickly enough for its window to grow.
        for (int i = 0; i < 50; i++) expect(consumer, Integer.toString(i));
        assertEquals(List.of(texts).subList(50, 100), seen(session.createBrowser(queue)));
        expect(consumer, java.util.Arrays.copyOfRange(texts, 50, 100));
    }

    @Test
    void aSelectorChoosesWhatIsSeen(TestInfo test) throws Exception {
        JmsConnection connection = started();
        Session session = connection.createSession();
        Queue queue = queue(test);
        for (int i = 0; i < 10; i++) {
            Message message = session.createTextMessage("m" + i);
            message.setIntProperty("n", i);
            session.createProducer(queue).send(message);
        }
        QueueBrowser browser = session.createBrowser(queue, "n > 6");
        assertEquals("n > 6", browser.getMessageSelector());
        assertEquals(List.of("m7", "m8", "m9"), seen(browser));
    }

    @Test
    void anotherConnectionsTemporaryQueueIsNotBrowsed(TestInfo test) throws Exception {
        Queue temporary = started().createSession().createTemporaryQueue();
        Session session = started().createSession();
        assertThrows(InvalidDestinationException.class, () -> session.createBrowser(temporary));
    }
}
