package io.leveret.tck.jms;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageFormatRuntimeException;
import jakarta.jms.MessageListener;
import jakarta.jms.Queue;
import jakarta.jms.TextMessage;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The simplified API: consumers, and bodies without their messages. */
class ContextConsumerTest extends JmsTest {
    private JMSContext context;
    private Queue queue;
    private JMSConsumer consumer;

    ContextConsumerTest(Transport transport) {
        super(transport);
    }

    @BeforeEach
    void openContext() {
        context = context();
        queue = context.createQueue(name());
        consumer = context.createConsumer(queue);
    }

    @Test
    @Proves(
            section = "8.5",
            value = "receive waits, receive(timeout) no longer than told, receiveNoWait not at all",
            methods = {"JMSConsumer.receive()", "JMSConsumer.receive(long)", "JMSConsumer.receiveNoWait"})
    void receiving() throws Exception {
        assertNull(consumer.receiveNoWait());
        assertNull(consumer.receive(10));
        for (String each : List.of("a", "b", "c")) context.createProducer().send(queue, each);
        assertEquals("a", consumer.receive().getBody(String.class));
        assertEquals("b", consumer.receive(SOON).getBody(String.class));
        assertEquals("c", consumer.receiveNoWait().getBody(String.class));
    }

    @Test
    @Proves(
            section = "8.6",
            value = "Bodies of every kind are received without their messages",
            methods = {
                "JMSConsumer.receiveBody(Class)",
                "JMSConsumer.receiveBody(Class, long)",
                "JMSConsumer.receiveBodyNoWait"
            })
    void bodies() {
        context.createProducer()
                .send(queue, "text")
                .send(queue, new byte[] {1, 2})
                .send(queue, Map.of("n", 1))
                .send(queue, (Serializable) 7);
        assertEquals("text", consumer.receiveBody(String.class));
        assertArrayEquals(new byte[] {1, 2}, consumer.receiveBody(byte[].class, SOON));
        assertEquals(Map.of("n", 1), consumer.receiveBody(Map.class, SOON));
        assertEquals(7, consumer.receiveBodyNoWait(Integer.class));
        assertNull(consumer.receiveBodyNoWait(String.class));
        assertNull(consumer.receiveBody(String.class, 1));
    }

    @Test
    @Proves(
            section = "8.6",
            value =
                    "A body of another class, or none at all, is a MessageFormatRuntimeException, and the message stays",
            methods = {"JMSConsumer.receiveBody", "JMSConsumer.receiveBodyNoWait"})
    void bodiesOfAnotherClass() {
        context.createProducer().send(queue, "text");
        assertExactly(MessageFormatRuntimeException.class, () -> consumer.receiveBody(Integer.class, SOON));
        assertExactly(MessageFormatRuntimeException.class, () -> consumer.receiveBodyNoWait(byte[].class));
        assertEquals("text", consumer.receiveBody(String.class, SOON));
        context.createProducer().send(queue, context.createMessage());
        assertExactly(MessageFormatRuntimeException.class, () -> consumer.receiveBody(String.class, SOON));
    }

    @Test
    @Proves(
            section = "8.6",
            value = "Where the application acknowledges, a body of another class is delivered all the same",
            methods = "JMSConsumer.receiveBody(Class, long)")
    void bodiesOfAnotherClassInATransaction() {
        JMSContext transacted = context(JMSContext.SESSION_TRANSACTED);
        Queue other = context.createQueue(name());
        context.createProducer().send(other, "text");
        JMSConsumer its = transacted.createConsumer(other);
        assertExactly(MessageFormatRuntimeException.class, () -> its.receiveBody(Integer.class, SOON));
        transacted.rollback();
        assertEquals("text", its.receiveBody(String.class, SOON));
        transacted.commit();
        assertNull(its.receiveNoWait());
    }

    @Test
    @Proves(
            section = "8.7",
            value = "A listener hears, is kept, and excludes asking",
            methods = {
                "JMSConsumer.setMessageListener",
                "JMSConsumer.getMessageListener",
                "JMSConsumer.receive",
                "JMSConsumer.receiveBody",
                "JMSConsumer.receiveBodyNoWait"
            })
    void listening() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        assertNull(consumer.getMessageListener());
        MessageListener listener = message -> {
            try {
                heard.add(((TextMessage) message).getText());
            } catch (JMSException e) {
                heard.add(e.toString());
            }
        };
        consumer.setMessageListener(listener);
        assertEquals(listener, consumer.getMessageListener());
        JMSContext other = context();
        other.createProducer().send(queue, "a").send(queue, "b");
        assertEquals("a", next(heard));
        assertEquals("b", next(heard));
        for (Executable each : List.<Executable>of(
                consumer::receive,
                () -> consumer.receive(1),
                consumer::receiveNoWait,
                () -> consumer.receiveBody(String.class),
                () -> consumer.receiveBody(String.class, 1),
                () -> consumer.receiveBodyNoWait(String.class))) {
            assertExactly(IllegalStateRuntimeException.class, each);
        }
    }

    @Test
    @Proves(
            section = "8.8",
            value = "A closed consumer refuses everything but close, and a receive that waits ends",
            methods = {
                "JMSConsumer.close",
                "JMSConsumer.getMessageSelector",
                "JMSConsumer.getMessageListener",
                "JMSConsumer.setMessageListener"
            })
    void closed() throws Exception {
        CompletableFuture<Message> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return consumer.receive();
            } catch (IllegalStateRuntimeException e) {
                // It may have been closed before the thread came to wait.
                return null;
            }
        });
        consumer.close();
        consumer.close();
        assertNull(soon(waiting));
        for (Executable each : List.<Executable>of(
                consumer::getMessageSelector,
                consumer::getMessageListener,
                () -> consumer.setMessageListener(m -> {}),
                consumer::receive,
                () -> consumer.receive(1),
                consumer::receiveNoWait,
                () -> consumer.receiveBody(String.class),
                () -> consumer.receiveBody(String.class, 1),
                () -> consumer.receiveBodyNoWait(String.class))) {
            assertExactly(IllegalStateRuntimeException.class, each);
        }
    }
}
