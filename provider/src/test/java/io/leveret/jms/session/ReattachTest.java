package io.leveret.jms.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leveret.jms.wire.ConnectionEvents;
import io.leveret.jms.wire.WireConnection;
import io.leveret.jms.wire.WireException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.Topic;
import jakarta.jms.TransactionRolledBackException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Everything that a connection has made goes on over another wire. */
class ReattachTest extends WithBroker {

    private static void move(JmsConnection connection) throws Exception {
        connection.wire().cut();
        eventually(() -> !connection.wire().isOpen());
        connection.attach(WireConnection.open(connection.options().wire("guest", "guest"), new ConnectionEvents() {
            @Override
            public void lost(WireException why) {}

            @Override
            public void blocked(String reason) {}

            @Override
            public void unblocked() {}
        }));
    }

    @Test
    void consumersProducersAndListenersGoOn(TestInfo test) throws Exception {
        JmsConnection connection = started();
        Queue queue = queue(test);
        Queue heardQueue = queue(test);
        Topic topic = topic(test);
        Session session = connection.createSession();
        Session listening = connection.createSession();
        List<String> heard = new CopyOnWriteArrayList<>();
        listening.createConsumer(heardQueue).setMessageListener(message -> {
            try {
                heard.add(text(message));
            } catch (JMSException e) {
                heard.add(e.toString());
            }
        });
        MessageConsumer consumer = session.createConsumer(queue);
        MessageConsumer subscriber = session.createConsumer(topic);
        TemporaryQueue temporary = session.createTemporaryQueue();
        MessageConsumer replies = session.createConsumer(temporary);
        MessageProducer producer = session.createProducer(queue);
        producer.send(session.createTextMessage("a"));
        expect(consumer, "a");
        move(connection);
        producer.send(session.createTextMessage("b"));
        expect(consumer, "b");
        send(session, topic, "c");
        expect(subscriber, "c");
        send(started().createSession(), temporary, "d");
        expect(replies, "d");
        send(session, heardQueue, "e");
        eventually(() -> heard.equals(List.of("e")));
    }

    @Test
    void whatWasNotSettledComesAgain(TestInfo test) throws Exception {
        JmsConnection connection = started();
        Queue queue = queue(test);
        Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer consumer = session.createConsumer(queue);
        send(session, queue, "a", "b");
        Message before = consumer.receive(SOON);
        move(connection);
        // It is another channel's, and settles nothing here.
        before.acknowledge();
        Message again = consumer.receive(SOON);
        assertEquals("a", text(again));
        assertTrue(again.getJMSRedelivered());
        expect(consumer, "b");
    }

    @Test
    void aTransactionThatLostItsChannelIsRolledBack(TestInfo test) throws Exception {
        JmsConnection connection = started();
        Queue queue = queue(test);
        Session session = connection.createSession(Session.SESSION_TRANSACTED);
        MessageConsumer consumer = connection.createSession().createConsumer(queue);
        send(session, queue, "lost");
        move(connection);
        send(session, queue, "lost too");
        assertThrows(TransactionRolledBackException.class, session::commit);
        send(session, queue, "a");
        session.commit();
        expect(consumer, "a");
        expectNothing(consumer);
    }
}
