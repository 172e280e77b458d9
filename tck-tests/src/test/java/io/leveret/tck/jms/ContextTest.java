package io.leveret.tck.jms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.ExceptionListener;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.InvalidClientIDRuntimeException;
import jakarta.jms.InvalidDestinationRuntimeException;
import jakarta.jms.InvalidSelectorRuntimeException;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.JMSSecurityRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TemporaryTopic;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The simplified API: contexts. */
class ContextTest extends JmsTest {
    private static final int[] MODES = {
        JMSContext.AUTO_ACKNOWLEDGE,
        JMSContext.CLIENT_ACKNOWLEDGE,
        JMSContext.DUPS_OK_ACKNOWLEDGE,
        JMSContext.SESSION_TRANSACTED
    };

    ContextTest(Transport transport) {
        super(transport);
    }

    private static String text(JMSConsumer consumer) {
        String text = consumer.receiveBody(String.class, SOON);
        assertNotNull(text, "a message was expected");
        return text;
    }

    @Test
    @Proves(
            section = "6.3",
            value = "A context has the mode it was made with, AUTO_ACKNOWLEDGE without one",
            methods = {
                "ConnectionFactory.createContext",
                "JMSContext.getSessionMode",
                "JMSContext.getTransacted",
                "JMSContext.createContext"
            })
    void modes() {
        assertEquals(
                JMSContext.AUTO_ACKNOWLEDGE,
                closedLater(factory.createContext()).getSessionMode());
        assertEquals(
                JMSContext.AUTO_ACKNOWLEDGE,
                closedLater(factory.createContext("guest", "guest")).getSessionMode());
        for (int mode : MODES) {
            for (JMSContext each : List.of(
                    context(mode),
                    closedLater(factory.createContext("guest", "guest", mode)),
                    closedLater(context().createContext(mode)))) {
                assertEquals(mode, each.getSessionMode());
                assertEquals(mode == JMSContext.SESSION_TRANSACTED, each.getTransacted());
            }
        }
    }

    @Test
    @Proves(
            section = "javadoc",
            value = "An unknown mode and a wrong password are told at once",
            methods = {"ConnectionFactory.createContext", "JMSContext.createContext"})
    void refused() {
        for (int bad : new int[] {-1, 4, 4711}) {
            assertThrows(JMSRuntimeException.class, () -> factory.createContext(bad));
            assertThrows(JMSRuntimeException.class, () -> factory.createContext("guest", "guest", bad));
            assertThrows(JMSRuntimeException.class, () -> context().createContext(bad));
        }
        assertExactly(JMSSecurityRuntimeException.class, () -> factory.createContext("guest", "wrong"));
        assertExactly(
                JMSSecurityRuntimeException.class,
                () -> factory.createContext("guest", "wrong", JMSContext.AUTO_ACKNOWLEDGE));
    }

    @Test
    @Proves(
            section = "6.3",
            value =
                    "Making a consumer starts the connection, unless auto start is off; making a producer does not matter",
            methods = {
                "JMSContext.getAutoStart",
                "JMSContext.setAutoStart",
                "JMSContext.start",
                "JMSContext.createConsumer(Destination)"
            })
    void autoStart() {
        JMSContext context = context();
        assertTrue(context.getAutoStart());
        Queue queue = context.createQueue(name());
        context.createProducer().send(queue, "a");
        assertEquals("a", text(context.createConsumer(queue)));

        JMSContext manual = context();
        manual.setAutoStart(false);
        assertFalse(manual.getAutoStart());
        JMSConsumer consumer = manual.createConsumer(queue);
        context.createProducer().send(queue, "b");
        // The other context's consumer has asked for nothing.
        assertNull(consumer.receiveNoWait());
        manual.start();
        assertEquals("b", text(consumer));
    }

    @Test
    @Proves(
            section = "6.3",
            value = "A stopped context delivers nothing until it is started",
            methods = {"JMSContext.stop", "JMSContext.start"})
    void stopAndStart() {
        JMSContext context = context();
        Queue queue = context.createQueue(name());
        JMSConsumer consumer = context.createConsumer(queue);
        context.stop();
        context.stop();
        context.createProducer().send(queue, "a");
        assertNull(consumer.receiveNoWait());
        context.start();
        context.start();
        assertEquals("a", text(consumer));
    }

    @Test
    @Proves(
            section = "6.3",
            value = "Contexts made from a context share its connection, which lives until the last is closed",
            methods = {
                "JMSContext.createContext",
                "JMSContext.close",
                "JMSContext.getClientID",
                "JMSContext.setClientID"
            })
    void sharedConnection() {
        String id = name();
        JMSContext first = context();
        first.setClientID(id);
        JMSContext second = closedLater(first.createContext(JMSContext.AUTO_ACKNOWLEDGE));
        assertEquals(id, second.getClientID());
        first.close();
        Queue queue = second.createQueue(name());
        second.createProducer().send(queue, "still there");
        assertEquals("still there", text(second.createConsumer(queue)));
        JMSContext other = context();
        assertExactly(InvalidClientIDRuntimeException.class, () -> other.setClientID(id));
        second.close();
        context().setClientID(id);
    }

    @Test
    @Proves(
            section = "6.1.2",
            value = "A context's client id is set once, before any other use",
            methods = {"JMSContext.setClientID", "JMSContext.getClientID"})
    void clientId() {
        JMSContext context = context();
        assertNull(context.getClientID());
        context.setClientID(name());
        assertExactly(IllegalStateRuntimeException.class, () -> context.setClientID(name()));
        JMSContext used = context();
        used.createConsumer(used.createQueue(name()));
        assertExactly(IllegalStateRuntimeException.class, () -> used.setClientID(name()));
        JMSContext administered = closedLater(factory("?clientID=" + name()).createContext());
        assertNotNull(administered.getClientID());
        assertExactly(IllegalStateRuntimeException.class, () -> administered.setClientID(name()));
    }

    @Test
    @Proves(
            section = "6.1.9",
            value = "A context has the connection's metadata and exception listener",
            methods = {"JMSContext.getMetaData", "JMSContext.getExceptionListener", "JMSContext.setExceptionListener"})
    void metadata() throws Exception {
        JMSContext context = context();
        assertEquals("3.1", context.getMetaData().getJMSVersion());
        assertNull(context.getExceptionListener());
        ExceptionListener listener = e -> {};
        context.setExceptionListener(listener);
        assertEquals(listener, context.getExceptionListener());
    }

    @Test
    @Proves(
            section = "6.3",
            value = "A context makes messages of all kinds",
            methods = {
                "JMSContext.createMessage",
                "JMSContext.createTextMessage",
                "JMSContext.createBytesMessage",
                "JMSContext.createMapMessage",
                "JMSContext.createObjectMessage",
                "JMSContext.createStreamMessage"
            })
    void messages() throws Exception {
        JMSContext context = context();
        assertInstanceOf(Message.class, context.createMessage());
        assertNull(context.createTextMessage().getText());
        assertEquals("x", context.createTextMessage("x").getText());
        context.createBytesMessage().writeInt(1);
        context.createMapMessage().setInt("n", 1);
        assertNull(context.createObjectMessage().getObject());
        assertEquals("x", context.createObjectMessage("x").getObject());
        context.createStreamMessage().writeInt(1);
    }

    @Test
    @Proves(
            section = "6.3",
            value = "A context makes destinations, temporary ones too",
            methods = {
                "JMSContext.createQueue",
                "JMSContext.createTopic",
                "JMSContext.createTemporaryQueue",
                "JMSContext.createTemporaryTopic"
            })
    void destinations() throws Exception {
        JMSContext context = context();
        String name = name();
        assertEquals(name, context.createQueue(name).getQueueName());
        assertEquals(name, context.createTopic(name).getTopicName());
        TemporaryQueue queue = context.createTemporaryQueue();
        TemporaryTopic topic = context.createTemporaryTopic();
        JMSConsumer ofQueue = context.createConsumer(queue), ofTopic = context.createConsumer(topic);
        context.createProducer().send(queue, "q").send(topic, "t");
        assertEquals("q", text(ofQueue));
        assertEquals("t", text(ofTopic));
        assertThrows(JMSException.class, queue::delete);
        ofQueue.close();
        queue.delete();
        assertThrows(JMSRuntimeException.class, () -> context().createConsumer(topic));
    }

    @Test
    @Proves(
            section = "6.2.7",
            value = "A transacted context commits and rolls back",
            methods = {"JMSContext.commit", "JMSContext.rollback"})
    void transactions() throws Exception {
        JMSContext context = context(JMSContext.SESSION_TRANSACTED), other = context();
        Queue queue = context.createQueue(name());
        JMSConsumer consumer = other.createConsumer(queue);
        context.createProducer().send(queue, "undone");
        context.rollback();
        context.createProducer().send(queue, "done");
        assertNull(consumer.receiveNoWait());
        context.commit();
        assertEquals("done", text(consumer));
        consumer.close();
        other.createProducer().send(queue, "in");
        JMSConsumer own = context.createConsumer(queue);
        assertEquals("in", text(own));
        context.rollback();
        assertTrue(own.receive(SOON).getJMSRedelivered());
        context.commit();
        assertNull(own.receiveNoWait());
    }

    @Test
    @Proves(
            section = "6.2.11",
            value = "A context acknowledges all it has consumed; recover delivers the rest again",
            methods = {"JMSContext.acknowledge", "JMSContext.recover"})
    void acknowledgeAndRecover() throws Exception {
        JMSContext context = context(JMSContext.CLIENT_ACKNOWLEDGE);
        Queue queue = context.createQueue(name());
        for (String each : List.of("a", "b", "c")) context.createProducer().send(queue, each);
        JMSConsumer consumer = context.createConsumer(queue);
        assertEquals("a", text(consumer));
        context.acknowledge();
        assertEquals("b", text(consumer));
        context.recover();
        Message b = consumer.receive(SOON);
        assertEquals("b", b.getBody(String.class));
        assertTrue(b.getJMSRedelivered());
        assertEquals("c", text(consumer));
        context.acknowledge();
        context.close();
        assertNull(context().createConsumer(queue).receiveNoWait());
    }

    @Test
    @Proves(
            section = "javadoc",
            value = "What a mode has not is refused, and acknowledge does nothing where it has no meaning",
            methods = {"JMSContext.commit", "JMSContext.rollback", "JMSContext.recover", "JMSContext.acknowledge"})
    void whatAModeHasNot() {
        for (int mode : MODES) {
            JMSContext context = context(mode);
            context.acknowledge();
            if (mode == JMSContext.SESSION_TRANSACTED) {
                assertExactly(IllegalStateRuntimeException.class, context::recover);
            } else {
                assertExactly(IllegalStateRuntimeException.class, context::commit);
                assertExactly(IllegalStateRuntimeException.class, context::rollback);
                context.recover();
            }
        }
    }

    @Test
    @Proves(
            section = "8.2",
            value = "Consumers of queues and topics, with selectors and noLocal",
            methods = {
                "JMSContext.createConsumer(Destination, String)",
                "JMSContext.createConsumer(Destination, String, boolean)",
                "JMSConsumer.getMessageSelector"
            })
    void consumers() {
        JMSContext context = context(), other = context();
        Topic topic = context.createTopic(name());
        JMSConsumer all = context.createConsumer(topic);
        JMSConsumer some = context.createConsumer(topic, "n = 1");
        JMSConsumer others = context.createConsumer(topic, "n = 1", true);
        assertNull(all.getMessageSelector());
        assertEquals("n = 1", some.getMessageSelector());
        context.createProducer().setProperty("n", 1).send(topic, "own");
        other.createProducer().setProperty("n", 2).send(topic, "two");
        other.createProducer().setProperty("n", 1).send(topic, "one");
        for (String each : List.of("own", "two", "one")) assertEquals(each, text(all));
        for (String each : List.of("own", "one")) assertEquals(each, text(some));
        assertEquals("one", text(others));
        assertNull(others.receiveNoWait());
    }

    @Test
    @Proves(
            section = "8.3.4",
            value = "A context's durable, shared and shared durable consumers, and unsubscribe",
            methods = {
                "JMSContext.createDurableConsumer",
                "JMSContext.createSharedConsumer",
                "JMSContext.createSharedDurableConsumer",
                "JMSContext.unsubscribe"
            })
    void subscriptions() {
        JMSContext context = context(), other = context();
        context.setClientID(name());
        Topic topic = context.createTopic(name());
        JMSConsumer[] all = {
            context.createDurableConsumer(topic, "a"),
            context.createDurableConsumer(topic, "b", "n = 1", true),
            context.createSharedConsumer(topic, "c"),
            context.createSharedConsumer(topic, "d", "n = 1"),
            context.createSharedDurableConsumer(topic, "e"),
            context.createSharedDurableConsumer(topic, "f", "n = 1")
        };
        other.createProducer().setProperty("n", 1).send(topic, "x");
        for (JMSConsumer each : all) {
            assertEquals("x", text(each));
            each.close();
        }
        other.createProducer().setProperty("n", 1).send(topic, "kept");
        assertEquals("kept", text(context.createDurableConsumer(topic, "a")));
        assertEquals("kept", text(context.createSharedDurableConsumer(topic, "f", "n = 1")));
        context.unsubscribe("b");
        context.unsubscribe("e");
        assertExactly(InvalidDestinationRuntimeException.class, () -> context.unsubscribe("b"));
        assertExactly(IllegalStateRuntimeException.class, () -> other.createDurableConsumer(topic, "a"));
        assertThrows(JMSRuntimeException.class, () -> context.createDurableConsumer(topic, "a"));
    }

    @Test
    @Proves(section = "4.1", value = "A context browses", methods = "JMSContext.createBrowser")
    void browsers() throws Exception {
        JMSContext context = context();
        Queue queue = context.createQueue(name());
        context.createProducer().setProperty("n", 1).send(queue, "a");
        context.createProducer().setProperty("n", 2).send(queue, "b");
        QueueBrowser all = context.createBrowser(queue), some = context.createBrowser(queue, "n = 2");
        assertEquals(queue, all.getQueue());
        assertEquals("a", ((TextMessage) all.getEnumeration().nextElement()).getText());
        assertEquals("b", ((TextMessage) some.getEnumeration().nextElement()).getText());
        assertEquals("a", text(context.createConsumer(queue)));
    }

    @Test
    @Proves(
            section = "javadoc",
            value = "Bad destinations and selectors are their runtime exceptions",
            methods = {
                "JMSContext.createConsumer",
                "JMSContext.createDurableConsumer",
                "JMSContext.createSharedConsumer",
                "JMSContext.createSharedDurableConsumer",
                "JMSContext.createBrowser"
            })
    void badArguments() {
        JMSContext c = context();
        c.setClientID(name());
        Queue queue = c.createQueue(name());
        Topic topic = c.createTopic(name());
        for (Executable each : List.<Executable>of(
                () -> c.createConsumer(null),
                () -> c.createConsumer(null, "n = 1"),
                () -> c.createConsumer(null, "n = 1", true),
                () -> c.createDurableConsumer(null, "d"),
                () -> c.createDurableConsumer(null, "d", "n = 1", true),
                () -> c.createSharedConsumer(null, "d"),
                () -> c.createSharedConsumer(null, "d", "n = 1"),
                () -> c.createSharedDurableConsumer(null, "d"),
                () -> c.createSharedDurableConsumer(null, "d", "n = 1"),
                () -> c.createBrowser(null),
                () -> c.createBrowser(null, "n = 1"))) {
            assertExactly(InvalidDestinationRuntimeException.class, each);
        }
        for (Executable each : List.<Executable>of(
                () -> c.createConsumer(queue, "n ="),
                () -> c.createConsumer(topic, "n =", true),
                () -> c.createDurableConsumer(topic, "d", "n =", true),
                () -> c.createSharedConsumer(topic, "d", "n ="),
                () -> c.createSharedDurableConsumer(topic, "d", "n ="),
                () -> c.createBrowser(queue, "n ="))) {
            assertExactly(InvalidSelectorRuntimeException.class, each);
        }
    }

    @Test
    @Proves(
            section = "6.3",
            value = "A closed context refuses everything but close, and closes what it made",
            methods = "JMSContext.close")
    void closed() {
        JMSContext c = context();
        Queue queue = c.createQueue(name());
        Topic topic = c.createTopic(name());
        JMSConsumer consumer = c.createConsumer(queue);
        c.close();
        c.close();
        for (Executable each : List.<Executable>of(
                () -> c.createContext(JMSContext.AUTO_ACKNOWLEDGE),
                c::getClientID,
                () -> c.setClientID("x"),
                c::getMetaData,
                c::getExceptionListener,
                () -> c.setExceptionListener(null),
                c::start,
                c::stop,
                c::createProducer,
                c::createBytesMessage,
                c::createMapMessage,
                c::createMessage,
                c::createObjectMessage,
                () -> c.createObjectMessage("x"),
                c::createStreamMessage,
                c::createTextMessage,
                () -> c.createTextMessage("x"),
                c::getTransacted,
                c::getSessionMode,
                c::commit,
                c::rollback,
                c::recover,
                c::acknowledge,
                () -> c.createConsumer(queue),
                () -> c.createConsumer(queue, "n = 1"),
                () -> c.createConsumer(topic, "n = 1", true),
                () -> c.createQueue("x"),
                () -> c.createTopic("x"),
                () -> c.createDurableConsumer(topic, "d"),
                () -> c.createSharedConsumer(topic, "d"),
                () -> c.createSharedDurableConsumer(topic, "d"),
                () -> c.createBrowser(queue),
                () -> c.createBrowser(queue, "n = 1"),
                c::createTemporaryQueue,
                c::createTemporaryTopic,
                () -> c.unsubscribe("d"),
                consumer::receiveNoWait,
                consumer::getMessageSelector)) {
            assertExactly(IllegalStateRuntimeException.class, each);
        }
    }

    @Test
    @Proves(
            section = "8.7",
            value = "A listener may neither stop nor close its own context",
            methods = {"JMSContext.stop", "JMSContext.close", "JMSConsumer.setMessageListener"})
    void aListenerEndsNothingOfItsOwn() throws Exception {
        JMSContext context = context(), other = context();
        BlockingQueue<Object> told = new LinkedBlockingQueue<>();
        for (Executable each : List.<Executable>of(context::stop, context::close)) {
            Queue queue = context.createQueue(name());
            JMSConsumer consumer = context.createConsumer(queue);
            consumer.setMessageListener(message -> {
                try {
                    each.execute();
                    told.add("nothing");
                } catch (Throwable e) {
                    told.add(e.getClass());
                }
            });
            other.createProducer().send(queue, "x");
            assertEquals(IllegalStateRuntimeException.class, next(told));
            consumer.close();
        }
    }
}
