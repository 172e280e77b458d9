package io.leveret.jms.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.Destination;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Priority, delay and expiration. */
class DeliveryTest extends WithBroker {

    @Test
    void higherPrioritiesComeFirstAndEachInItsOrder(TestInfo test) throws Exception {
        Session session = started().createSession();
        Queue queue = queue(test);
        MessageProducer producer = session.createProducer(queue);
        List<String> expected = new ArrayList<>();
        for (int priority = 0; priority <= 9; priority++) {
            producer.setPriority(priority);
            producer.send(session.createTextMessage(priority + "a"));
            producer.send(session.createTextMessage(priority + "b"));
            expected.addAll(0, List.of(priority + "a", priority + "b"));
        }
        MessageConsumer consumer = session.createConsumer(queue);
        for (String text : expected) {
            Message message = consumer.receive(SOON);
            assertEquals(text, text(message));
            assertEquals(text.charAt(0) - '0', message.getJMSPriority());
        }
    }

    @Test
    void aDelayedMessageComesWhenItsTimeHasCome(TestInfo test) throws Exception {
        Session session = started().createSession();
        for (Destination destination : List.of(queue(test), topic(test))) {
            MessageConsumer consumer = session.createConsumer(destination);
            MessageProducer producer = session.createProducer(destination);
            producer.setDeliveryDelay(300);
            Message sent = session.createTextMessage("later");
            producer.send(sent);
            producer.setDeliveryDelay(0);
            producer.send(session.createTextMessage("now"));
            expect(consumer, "now");
            Message later = consumer.receive(SOON);
            assertEquals("later", text(later));
            assertEquals(sent.getJMSDeliveryTime(), later.getJMSDeliveryTime());
            long early = later.getJMSDeliveryTime() - System.currentTimeMillis();
            assertTrue(early <= 0, early + " ms too early");
        }
    }

    @Test
    void anExpiredMessageIsNotReceived(TestInfo test) throws Exception {
        Session session = started().createSession();
        Queue queue = queue(test);
        MessageProducer producer = session.createProducer(queue);
        producer.setTimeToLive(1);
        Message sent = session.createTextMessage("too late");
        producer.send(sent);
        assertEquals(sent.getJMSTimestamp() + 1, sent.getJMSExpiration());
        while (System.currentTimeMillis() <= sent.getJMSExpiration() + 1) Thread.onSpinWait();
        MessageConsumer consumer = session.createConsumer(queue);
        assertNull(consumer.receiveNoWait());
    }
}
