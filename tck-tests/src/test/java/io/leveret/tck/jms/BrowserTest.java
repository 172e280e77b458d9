package io.leveret.tck.jms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.InvalidSelectorException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Chapter 4.1: browsing queues. */
class BrowserTest extends JmsTest {
    private Session session;
    private Queue queue;

    BrowserTest(Transport transport) {
        super(transport);
    }

    @BeforeEach
    void openSession() throws Exception {
        session = session();
        queue = queue(session);
    }

    private static List<String> texts(QueueBrowser browser) throws JMSException {
        List<String> texts = new ArrayList<>();
        for (Enumeration<?> all = browser.getEnumeration(); all.hasMoreElements(); ) {
            texts.add(((TextMessage) all.nextElement()).getText());
        }
        return texts;
    }

    @Test
    @Proves(
            section = "4.1",
            value = "A browser shows what is in the queue, in order, and takes nothing",
            methods = {"Session.createBrowser(Queue)", "QueueBrowser.getEnumeration"})
    void looksAndTakesNothing() throws Exception {
        send(session, queue, "a", "b", "c");
        QueueBrowser browser = session.createBrowser(queue);
        assertEquals(List.of("a", "b", "c"), texts(browser));
        assertEquals(List.of("a", "b", "c"), texts(browser));
        MessageConsumer consumer = session.createConsumer(queue);
        for (String each : List.of("a", "b", "c")) {
            TextMessage message = (TextMessage) consumer.receive(SOON);
            assertEquals(each, message.getText());
            assertFalse(message.getJMSRedelivered());
            assertEquals(1, message.getIntProperty("JMSXDeliveryCount"));
        }
    }

    @Test
    @Proves(
            section = "4.1",
            value = "Each enumeration shows the queue as it is when it is asked for; an empty one has no elements",
            methods = "QueueBrowser.getEnumeration")
    void eachEnumerationIsNew() throws Exception {
        QueueBrowser browser = session.createBrowser(queue);
        assertEquals(List.of(), texts(browser));
        send(session, queue, "a");
        assertEquals(List.of("a"), texts(browser));
        MessageConsumer consumer = session.createConsumer(queue);
        expect(consumer, "a");
        assertEquals(List.of(), texts(browser));
        Enumeration<?> empty = browser.getEnumeration();
        assertExactly(NoSuchElementException.class, empty::nextElement);
    }

    @Test
    @Proves(
            section = "4.1",
            value = "A browser with a selector shows what matches",
            methods = {"Session.createBrowser(Queue, String)", "QueueBrowser.getMessageSelector"})
    void withASelector() throws Exception {
        var producer = session.createProducer(queue);
        for (int i = 0; i < 10; i++) {
            Message message = session.createTextMessage("m" + i);
            message.setIntProperty("n", i);
            producer.send(message);
        }
        QueueBrowser browser = session.createBrowser(queue, "n >= 3 AND n < 6");
        assertEquals("n >= 3 AND n < 6", browser.getMessageSelector());
        assertEquals(List.of("m3", "m4", "m5"), texts(browser));
        assertNull(session.createBrowser(queue).getMessageSelector());
        assertNull(session.createBrowser(queue, null).getMessageSelector());
        assertNull(session.createBrowser(queue, "").getMessageSelector());
    }

    @Test
    @Proves(section = "4.1", value = "A browser tells its queue", methods = "QueueBrowser.getQueue")
    void tellsItsQueue() throws Exception {
        assertEquals(queue, session.createBrowser(queue).getQueue());
    }

    @Test
    @Proves(
            section = "javadoc",
            value = "No queue is an InvalidDestinationException, a bad selector an InvalidSelectorException",
            methods = "Session.createBrowser")
    void badArguments() {
        assertExactly(InvalidDestinationException.class, () -> session.createBrowser(null));
        assertExactly(InvalidDestinationException.class, () -> session.createBrowser(null, "a = 1"));
        assertExactly(InvalidSelectorException.class, () -> session.createBrowser(queue, "a ="));
    }

    @Test
    @Proves(
            section = "javadoc",
            value = "A closed browser refuses everything but close",
            methods = {
                "QueueBrowser.close",
                "QueueBrowser.getQueue",
                "QueueBrowser.getMessageSelector",
                "QueueBrowser.getEnumeration"
            })
    void closed() throws Exception {
        QueueBrowser browser = session.createBrowser(queue);
        browser.close();
        browser.close();
        assertExactly(IllegalStateException.class, browser::getQueue);
        assertExactly(IllegalStateException.class, browser::getMessageSelector);
        assertExactly(IllegalStateException.class, browser::getEnumeration);
    }

    @Test
    @Proves(
            section = "4.1",
            value = "Browsing disturbs no consumer, and shows as much as a queue holds",
            methods = "QueueBrowser.getEnumeration")
    void manyMessages() throws Exception {
        Session sender = session(Session.SESSION_TRANSACTED);
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            expected.add("m" + i);
        }
        send(sender, queue, expected.toArray(String[]::new));
        sender.commit();
        assertEquals(expected, texts(session.createBrowser(queue)));
        MessageConsumer consumer = session.createConsumer(queue);
        expect(consumer, "m0");
        Enumeration<?> all = session.createBrowser(queue).getEnumeration();
        assertEquals("m1", ((TextMessage) all.nextElement()).getText());
        expect(consumer, "m1");
    }
}
