package io.leveret.jms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leveret.broker.Broker;
import io.leveret.jms.destination.Addresses;
import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidClientIDException;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.QueueConnection;
import jakarta.jms.Session;
import jakarta.jms.TopicConnection;
import java.beans.BeanInfo;
import java.beans.Introspector;
import java.beans.PropertyDescriptor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import javax.naming.spi.NamingManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The factory as a bean, at rest, and as what opens connections. */
@Timeout(60)
class LeveretConnectionFactoryTest {
    private static Broker broker;

    @BeforeAll
    static void start() throws IOException {
        broker = Broker.builder().port(0).inMemory().name("factories").start();
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    private static String uri(String rest) {
        return "amqp://127.0.0.1:" + broker.port() + rest;
    }

    private static LeveretConnectionFactory copy(LeveretConnectionFactory factory) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(factory);
        }
        return (LeveretConnectionFactory)
                new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
    }

    @Test
    void itIsABeanWithAllOptions() throws Exception {
        BeanInfo info = Introspector.getBeanInfo(LeveretConnectionFactory.class);
        Set<String> writable = Arrays.stream(info.getPropertyDescriptors())
                .filter(property -> property.getWriteMethod() != null)
                .map(PropertyDescriptor::getName)
                .collect(Collectors.toSet());
        for (io.leveret.jms.options.Option option : io.leveret.jms.options.Option.values()) {
            assertTrue(writable.contains(option.key()), option.key());
        }
        assertTrue(writable.contains("uri"));
    }

    @Test
    void whatIsSetCountsForMoreThanTheUri() {
        LeveretConnectionFactory factory = new LeveretConnectionFactory();
        factory.setUser("me");
        factory.setPassword("sEcret");
        factory.setClientID("c");
        factory.setPrefetch("7");
        factory.setSendTimeout(0);
        factory.setDeliveryLimit(0);
        factory.setRedeliveryDelay(1_500);
        factory.setSerializableClasses("a.B,c.*");
        factory.setVerifyHost(false);
        factory.setUri("amqp://you:x@other/v?prefetch=1&heartbeat=9");
        assertEquals("me", factory.getUser());
        assertEquals("c", factory.getClientID());
        assertEquals("7", factory.getPrefetch());
        assertEquals(9, factory.getHeartbeat());
        assertEquals("v", factory.getVirtualHost());
        assertEquals(0, factory.getSendTimeout());
        assertEquals(0, factory.getDeliveryLimit());
        assertEquals(1_500, factory.getRedeliveryDelay());
        assertEquals("a.B,c.*", factory.getSerializableClasses());
        assertFalse(factory.isVerifyHost());
        assertFalse(factory.toString().contains("sEcret"), factory.toString());
        factory.setClientID(null);
        assertNull(factory.getClientID());
    }

    @Test
    void whatIsWrongChangesNothing() {
        LeveretConnectionFactory factory = new LeveretConnectionFactory("amqp://h?prefetch=5");
        assertThrows(IllegalArgumentException.class, () -> factory.setPrefetch("x"));
        assertThrows(IllegalArgumentException.class, () -> factory.setHeartbeat(-1));
        assertThrows(IllegalArgumentException.class, () -> factory.setUri("amqp://"));
        assertThrows(IllegalArgumentException.class, () -> new LeveretConnectionFactory("tcp://h"));
        assertEquals("5", factory.getPrefetch());
        assertEquals("amqp://h?prefetch=5", factory.getUri());
    }

    @Test
    void itSurvivesSerializationAndADirectory() throws Exception {
        LeveretConnectionFactory factory = new LeveretConnectionFactory("amqp://me:pw@h?prefetch=5");
        factory.setClientID("c");
        Object found = NamingManager.getObjectInstance(factory.getReference(), null, null, null);
        for (LeveretConnectionFactory each :
                new LeveretConnectionFactory[] {copy(factory), assertInstanceOf(LeveretConnectionFactory.class, found)
                }) {
            assertEquals("c", each.getClientID());
            assertEquals("5", each.getPrefetch());
            assertEquals("me", each.getUser());
            assertEquals(factory.getUri(), each.getUri());
            assertEquals(factory.toString(), each.toString());
        }
        Object queue = Addresses.queue("queue://q?x-max-priority=5");
        assertEquals(
                queue.toString(),
                NamingManager.getObjectInstance(((javax.naming.Referenceable) queue).getReference(), null, null, null)
                        .toString());
    }

    @Test
    void itOpensConnectionsOfAllThreeApis() throws Exception {
        LeveretConnectionFactory factory = copy(new LeveretConnectionFactory(uri("")));
        try (Connection plain = factory.createConnection();
                Connection named = factory.createConnection("guest", "guest");
                QueueConnection queues = factory.createQueueConnection();
                QueueConnection namedQueues = factory.createQueueConnection("guest", "guest");
                TopicConnection topics = factory.createTopicConnection();
                TopicConnection namedTopics = factory.createTopicConnection("guest", "guest");
                Connection own = factory.createConnection(null, null);
                JMSContext context = factory.createContext();
                JMSContext namedContext = factory.createContext("guest", "guest");
                JMSContext mode = factory.createContext(JMSContext.CLIENT_ACKNOWLEDGE);
                JMSContext namedMode = factory.createContext("guest", "guest", JMSContext.SESSION_TRANSACTED)) {
            Session session = queues.createQueueSession(false, Session.AUTO_ACKNOWLEDGE);
            assertThrows(IllegalStateException.class, () -> session.createTopic("t"));
            assertTrue(namedMode.getTransacted());
        }
    }

    @Test
    void aWrongPasswordShowsAtOnce() {
        LeveretConnectionFactory factory = new LeveretConnectionFactory(uri(""));
        assertThrows(JMSSecurityException.class, () -> factory.createConnection("guest", "wrong"));
        assertThrows(JMSSecurityException.class, () -> factory.createQueueConnection("guest", null));
        assertThrows(JMSSecurityException.class, () -> factory.createTopicConnection("nobody", "x"));
    }

    @Test
    void theFactorysClientIdIsEveryConnections() throws JMSException {
        LeveretConnectionFactory factory = new LeveretConnectionFactory(uri("?clientID=only"));
        try (Connection connection = factory.createConnection()) {
            assertEquals("only", connection.getClientID());
            assertThrows(IllegalStateException.class, () -> connection.setClientID("other"));
            assertThrows(InvalidClientIDException.class, factory::createConnection);
        }
        factory.createConnection().close();
    }

    @Test
    void aBrokerInThisJvmIsReachedByName() throws JMSException {
        LeveretConnectionFactory factory = new LeveretConnectionFactory("vm://factories");
        try (JMSContext context = factory.createContext()) {
            context.createProducer().send(context.createQueue("vm"), "x");
            assertEquals("x", context.createConsumer(context.createQueue("vm")).receiveBody(String.class, 10_000));
        }
        assertThrows(JMSException.class, () -> new LeveretConnectionFactory("vm://nosuch").createConnection());
    }

    @Test
    void connectionsShareAThreadIfTold() throws JMSException {
        LeveretConnectionFactory factory = new LeveretConnectionFactory(uri("?sharedLoop=true"));
        try (Connection one = factory.createConnection();
                Connection two = factory.createConnection()) {
            one.createSession();
            two.createSession();
        }
        factory.close();
        factory.close();
    }
}
