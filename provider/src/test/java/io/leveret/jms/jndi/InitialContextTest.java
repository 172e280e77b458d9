package io.leveret.jms.jndi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leveret.jms.LeveretConnectionFactory;
import io.leveret.jms.destination.LeveretAddress;
import io.leveret.jms.destination.LeveretQueue;
import io.leveret.jms.destination.LeveretTopic;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Hashtable;
import java.util.Set;
import java.util.TreeSet;
import javax.naming.CompositeName;
import javax.naming.ConfigurationException;
import javax.naming.Context;
import javax.naming.InitialContext;
import javax.naming.InvalidNameException;
import javax.naming.NameAlreadyBoundException;
import javax.naming.NameClassPair;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.NotContextException;
import javax.naming.OperationNotSupportedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names come from a properties file or from the environment, and what is wrong in them is told by its key. */
class InitialContextTest {
    @TempDir
    Path folder;

    private static Context context(String... namesAndValues) throws NamingException {
        Hashtable<String, Object> environment = new Hashtable<>();
        environment.put(Context.INITIAL_CONTEXT_FACTORY, LeveretInitialContextFactory.class.getName());
        for (int i = 0; i < namesAndValues.length; i += 2) {
            environment.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return new InitialContext(environment);
    }

    private String file() throws Exception {
        return Files.writeString(folder.resolve("jndi.properties"), """
                        connectionFactory.cf = amqp://filehost?clientID=a
                        queue.jms/Orders = orders
                        queue.priority = queue://orders?x-max-priority=5
                        topic.prices = prices.#
                        topic.logs = exchange://logs/k
                        something.else = ignored
                        """).toString();
    }

    @Test
    void namesFromAFile() throws Exception {
        String file = file();
        for (String place : new String[] {file, Path.of(file).toUri().toString()}) {
            Context context = context(Context.PROVIDER_URL, place);
            assertEquals("a", ((LeveretConnectionFactory) context.lookup("cf")).getClientID());
            assertSame(context.lookup("cf"), context.lookup(new CompositeName("cf")));
            assertEquals(new LeveretQueue("orders"), context.lookup("jms/Orders"));
            assertEquals(
                    5, ((LeveretQueue) context.lookup("priority")).arguments().get("x-max-priority"));
            assertEquals(new LeveretTopic("prices.#"), context.lookupLink("prices"));
            assertEquals(new LeveretAddress("logs", "k"), context.lookup("logs"));
            Set<String> names = new TreeSet<>();
            for (NameClassPair each : Collections.list(context.list(""))) {
                names.add(each.getName());
            }
            assertEquals(Set.of("cf", "jms/Orders", "priority", "prices", "logs"), names);
            assertEquals(5, Collections.list(context.listBindings("")).size());
        }
    }

    @Test
    void theEnvironmentCountsForMoreThanTheFile() throws Exception {
        Context context = context(Context.PROVIDER_URL, file(), "queue.jms/Orders", "other", "queue.new", "n");
        assertEquals(new LeveretQueue("other"), context.lookup("jms/Orders"));
        assertEquals(new LeveretQueue("n"), context.lookup("new"));
    }

    @Test
    void aBrokersUriIsAFactory() throws NamingException {
        Context context = context(Context.PROVIDER_URL, "amqp://h?clientID=x");
        assertEquals("x", ((LeveretConnectionFactory) context.lookup("ConnectionFactory")).getClientID());
    }

    @Test
    void destinationsNeedNoEntry() throws NamingException {
        Context context = context();
        assertEquals(new LeveretQueue("a/b"), context.lookup("dynamicQueues/a/b"));
        assertEquals(new LeveretTopic("a.b"), context.lookup("dynamicTopics/a.b"));
        assertThrows(InvalidNameException.class, () -> context.lookup("dynamicQueues/topic://x"));
    }

    @Test
    void whatIsWrongIsToldByItsKey() {
        for (String[] wrong : new String[][] {
            {"connectionFactory.cf", "amqp://"},
            {"connectionFactory.cf", "amqp://h?nosuch=1"},
            {"queue.q", "topic://x"},
            {"topic.", "x"}
        }) {
            ConfigurationException told = assertThrows(ConfigurationException.class, () -> context(wrong));
            assertTrue(told.getMessage().startsWith(wrong[0] + ": "), told.getMessage());
        }
        assertThrows(ConfigurationException.class, () -> context("queue.a", "x", "topic.a", "y"));
        for (String place : new String[] {"/no/such/file", "classpath:no/such", "file:/no/such"}) {
            ConfigurationException told =
                    assertThrows(ConfigurationException.class, () -> context(Context.PROVIDER_URL, place));
            assertTrue(told.getMessage().contains(place), told.getMessage());
        }
    }

    @Test
    void namesMayBeBoundAndAreFlat() throws NamingException {
        Context context = context("queue.a", "a");
        context.bind("b", "text");
        assertThrows(NameAlreadyBoundException.class, () -> context.bind("b", "other"));
        context.rebind(new CompositeName("b"), "other");
        context.rename("b", "c");
        assertEquals("other", context.lookup("c"));
        assertThrows(NameNotFoundException.class, () -> context.lookup("b"));
        context.unbind("c");
        context.unbind("c");
        assertThrows(NameNotFoundException.class, () -> context.rename("c", "d"));
        assertThrows(InvalidNameException.class, () -> context.bind("", "x"));
        assertThrows(OperationNotSupportedException.class, () -> context.createSubcontext("x"));
        assertThrows(OperationNotSupportedException.class, () -> context.destroySubcontext("x"));
        assertThrows(NotContextException.class, () -> context.list("a"));
        assertInstanceOf(Context.class, context.lookup(""));
        assertEquals("", context.getNameInNamespace());
    }
}
