package io.leveret.tck.jms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.Connection;
import jakarta.jms.Destination;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TemporaryTopic;
import jakarta.jms.Topic;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Chapters 5.1 and 6.2.2: destinations, those that last and those that do not. */
class DestinationTest extends JmsTest {
    DestinationTest(Transport transport) {
        super(transport);
    }

    @Test
    @Proves(
            section = "5.1",
            value = "Destinations are made by name, tell it, and those of one name are equal",
            methods = {
                "Session.createQueue",
                "Session.createTopic",
                "Queue.getQueueName",
                "Queue.toString",
                "Topic.getTopicName",
                "Topic.toString"
            })
    void destinationsByName() throws Exception {
        Session session = session();
        String name = name();
        Queue queue = session.createQueue(name);
        Topic topic = session.createTopic(name);
        assertEquals(name, queue.getQueueName());
        assertEquals(name, topic.getTopicName());
        assertTrue(queue.toString().contains(name));
        assertTrue(topic.toString().contains(name));
        assertEquals(queue, session().createQueue(name));
        assertEquals(queue.hashCode(), session().createQueue(name).hashCode());
        assertEquals(topic, session().createTopic(name));
        assertNotEquals(queue, topic);
        assertNotEquals(queue, queue(session));
        assertEquals(queue, session.createQueue(queue.getQueueName()));
    }

    @Test
    @Proves(
            section = "5.1",
            value = "Administered objects can be serialized and stored",
            methods = "Queue.getQueueName")
    void destinationsAreSerializable() throws Exception {
        Session session = session();
        for (Destination each : List.of(queue(session), topic(session))) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
                out.writeObject(each);
            }
            try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
                assertEquals(each, in.readObject());
            }
            assertInstanceOf(javax.naming.Referenceable.class, each);
        }
    }

    @Test
    @Proves(
            section = "6.2.2",
            value =
                    "A temporary destination has a name of its own, receives from anywhere, and only its connection consumes",
            methods = {"Session.createTemporaryQueue", "Session.createTemporaryTopic", "Session.createConsumer"})
    void temporaryDestinations() throws Exception {
        Connection connection = started();
        Session session = connection.createSession(), sibling = connection.createSession(), other = session();
        TemporaryQueue queue = session.createTemporaryQueue();
        TemporaryTopic topic = session.createTemporaryTopic();
        assertNotEquals(queue, session.createTemporaryQueue());
        assertNotEquals(topic, session.createTemporaryTopic());
        for (Destination each : List.of(queue, topic)) {
            MessageConsumer consumer = sibling.createConsumer(each);
            send(other, each, "from elsewhere");
            send(session, each, "from here");
            expect(consumer, "from elsewhere", "from here");
            assertThrows(JMSException.class, () -> other.createConsumer(each));
            assertThrows(JMSException.class, () -> other.createConsumer(each, "n = 1"));
        }
    }

    @Test
    @Proves(
            section = "6.2.2",
            value = "A temporary destination is not deleted while something consumes from it; deleted, it is gone",
            methods = {"TemporaryQueue.delete", "TemporaryTopic.delete"})
    void deleting() throws Exception {
        Session session = session();
        TemporaryQueue queue = session.createTemporaryQueue();
        TemporaryTopic topic = session.createTemporaryTopic();
        MessageConsumer ofQueue = session.createConsumer(queue), ofTopic = session.createConsumer(topic);
        assertThrows(JMSException.class, queue::delete);
        assertThrows(JMSException.class, topic::delete);
        send(session, queue, "still there");
        expect(ofQueue, "still there");
        ofQueue.close();
        ofTopic.close();
        queue.delete();
        topic.delete();
        assertThrows(JMSException.class, () -> session.createConsumer(queue));
        assertThrows(JMSException.class, () -> session.createConsumer(topic));
    }

    @Test
    @Proves(
            section = "6.2.2",
            value = "A temporary destination lives as long as its connection, whatever becomes of its session",
            methods = {"Connection.close", "Session.close"})
    void temporaryOnesEndWithTheConnection() throws Exception {
        Connection connection = started();
        Session session = connection.createSession(), other = session();
        TemporaryQueue queue = session.createTemporaryQueue();
        session.close();
        send(other, queue, "kept");
        Session second = connection.createSession();
        expect(second.createConsumer(queue), "kept");
        connection.close();
        assertThrows(JMSException.class, () -> send(other, queue, "nowhere"));
    }

    @Test
    @Proves(
            section = "6.2.2",
            value = "Requests are answered to a temporary queue",
            methods = {"Message.setJMSReplyTo", "Message.getJMSReplyTo"})
    void replies() throws Exception {
        Session asking = session(), answering = session();
        Queue queue = queue(asking);
        TemporaryQueue answers = asking.createTemporaryQueue();
        var request = asking.createTextMessage("?");
        request.setJMSReplyTo(answers);
        asking.createProducer(queue).send(request);
        var received = answering.createConsumer(queue).receive(SOON);
        var answer = answering.createTextMessage("!");
        answer.setJMSCorrelationID(received.getJMSMessageID());
        answering.createProducer(received.getJMSReplyTo()).send(answer);
        var got = asking.createConsumer(answers).receive(SOON);
        assertEquals(request.getJMSMessageID(), got.getJMSCorrelationID());
        assertEquals(answers, got.getJMSDestination());
    }

    @Test
    @Proves(
            section = "javadoc",
            value = "A destination without a name is refused",
            methods = {"Session.createQueue", "Session.createTopic"})
    void noName() throws Exception {
        Session session = session();
        assertThrows(JMSException.class, () -> session.createQueue(null));
        assertThrows(JMSException.class, () -> session.createTopic(null));
        assertExactly(InvalidDestinationException.class, () -> session.createQueue(""));
    }
}
