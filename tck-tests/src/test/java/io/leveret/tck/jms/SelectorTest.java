package io.leveret.tck.jms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.DeliveryMode;
import jakarta.jms.InvalidSelectorException;
import jakarta.jms.InvalidSelectorRuntimeException;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Chapter 3.8: selectors. Each is tried on a browser, whose queue holds one message. */
class SelectorTest extends JmsTest {
    private Session session;
    private Queue queue;

    SelectorTest(Transport transport) {
        super(transport);
    }

    @BeforeEach
    void openSession() throws Exception {
        session = session();
        queue = queue(session);
    }

    private void put(Map<String, Object> properties) throws JMSException {
        Message message = session.createMessage();
        for (var each : properties.entrySet()) message.setObjectProperty(each.getKey(), each.getValue());
        message.setJMSType("car");
        message.setJMSCorrelationID("c1");
        MessageProducer producer = session.createProducer(queue);
        producer.setPriority(7);
        producer.setDeliveryMode(DeliveryMode.NON_PERSISTENT);
        producer.send(message);
    }

    private static final Map<String, Object> MESSAGE = new TreeMap<>(Map.of(
            "n",
            5,
            "l",
            9_000_000_000L,
            "d",
            2.5,
            "s",
            "foo",
            "yes",
            true,
            "no",
            false,
            "$a_1",
            "x",
            "_b",
            "y",
            "quoted",
            "it's",
            "percent",
            "10%"));

    private boolean matches(String selector) throws JMSException {
        try (QueueBrowser browser = session.createBrowser(queue, selector)) {
            return browser.getEnumeration().hasMoreElements();
        }
    }

    private void assertMatch(String... selectors) throws JMSException {
        put(MESSAGE);
        for (String each : selectors) assertTrue(matches(each), each);
    }

    private void assertNoMatch(String... selectors) throws JMSException {
        put(MESSAGE);
        for (String each : selectors) assertEquals(false, matches(each), each);
    }

    private void assertRefused(String... selectors) {
        for (String each : selectors) {
            assertExactly(InvalidSelectorException.class, () -> session.createConsumer(queue, each));
        }
    }

    private static final String METHOD = "Session.createConsumer(Destination, String)";

    @Test
    @Proves(section = "3.8.1.1", value = "Comparisons of numbers, whatever their types", methods = METHOD)
    void numbers() throws Exception {
        assertMatch(
                "n = 5",
                "n = 5.0",
                "n <> 4",
                "n > 4.5",
                "n >= 5",
                "n < 6",
                "n <= 5",
                "l > n",
                "d = 2.5",
                "d < n",
                "5 = n",
                "l = 9000000000",
                "n = 5L");
        assertNoMatch("n <> 5", "n > 5", "n < 5", "d = 2", "n = '5'", "s = 5");
    }

    @Test
    @Proves(section = "3.8.1.1", value = "Arithmetic with its order of operations, and signs", methods = METHOD)
    void arithmetic() throws Exception {
        assertMatch(
                "n + 1 = 6",
                "n - 1 = 4",
                "n * 2 = 10",
                "n / 2 = 2",
                "n + 2 * 3 = 11",
                "(n + 2) * 3 = 21",
                "-n = -5",
                "+n = 5",
                "n - -1 = 6",
                "-n + 10 = 5",
                "d * 2 = n",
                "10 / 4.0 = d");
        assertNoMatch("n + 1 = 5", "n * 2 = 11");
    }

    @Test
    @Proves(
            section = "3.8.1.1",
            value = "Literals: decimal, hexadecimal, octal, long to its limits, floating, quoted quotes",
            methods = METHOD)
    void literals() throws Exception {
        assertMatch(
                "n = 0x5",
                "n = 05",
                "8 = 010",
                "255 = 0xFF",
                "7000. = 7000",
                ".7e4 = 7000",
                "7E3 = 7000",
                "-57.9E3 = -57900",
                "l <= 9223372036854775807",
                "l <= 9223372036854775807L",
                "l >= -9223372036854775808",
                "l >= -9223372036854775808L",
                "quoted = 'it''s'",
                "'' <> s",
                "TRUE = yes",
                "yes = true",
                "no = FALSE");
        assertRefused("n = 9223372036854775808", "n = -9223372036854775809", "s = 'foo", "s = \"foo\"", "n = 5x");
    }

    @Test
    @Proves(section = "3.8.1.1", value = "Strings and booleans are compared for equality only", methods = METHOD)
    void stringsAndBooleans() throws Exception {
        assertMatch("s = 'foo'", "s <> 'Foo'", "yes = TRUE", "yes <> FALSE", "'foo' = s");
        assertNoMatch("s = 'FOO'", "s = 'foo '", "yes = no", "s = TRUE");
        assertRefused("n > 'foo'", "'foo' <= TRUE", "yes < TRUE", "s >= 'a'");
    }

    @Test
    @Proves(section = "3.8.1.1", value = "A boolean property or literal is a selector by itself", methods = METHOD)
    void booleansAlone() throws Exception {
        assertMatch("yes", "NOT no", "yes AND NOT no", "TRUE", "(yes)", "yes OR no");
        assertNoMatch("no", "NOT yes", "FALSE", "missing", "NOT missing");
        assertRefused("5", "'foo'", "n + 1", "NOT 5", "5 AND TRUE");
    }

    @Test
    @Proves(section = "3.8.1.1", value = "NOT binds closer than AND, AND than OR", methods = METHOD)
    void precedence() throws Exception {
        assertMatch(
                "yes OR no AND no",
                "NOT no AND yes",
                "NOT no OR no",
                "(yes OR no) AND yes",
                "n = 5 AND s = 'foo' OR n = 6",
                "NOT (n = 6)",
                "NOT n = 6");
        assertNoMatch("(yes OR no) AND no", "NOT yes OR no", "NOT (yes OR no)");
    }

    @Test
    @Proves(section = "3.8.1.2", value = "Unknown values follow three-valued logic", methods = METHOD)
    void unknown() throws Exception {
        assertMatch(
                "missing IS NULL", "n IS NOT NULL", "missing = 1 OR yes", "NOT (missing = 1 AND no)", "yes OR missing");
        assertNoMatch(
                "missing = 1",
                "missing <> 1",
                "NOT (missing = 1)",
                "missing = 1 OR no",
                "missing = 1 AND yes",
                "missing IS NOT NULL",
                "n IS NULL",
                "missing IN ('a')",
                "missing NOT IN ('a')",
                "missing LIKE 'a'",
                "missing NOT LIKE 'a'",
                "missing BETWEEN 1 AND 2",
                "missing NOT BETWEEN 1 AND 2",
                "missing + 1 = 1",
                "missing = missing");
    }

    @Test
    @Proves(section = "3.8.1.1", value = "BETWEEN includes its ends and is for numbers", methods = METHOD)
    void between() throws Exception {
        assertMatch(
                "n BETWEEN 5 AND 6",
                "n BETWEEN 4 AND 5",
                "n NOT BETWEEN 6 AND 7",
                "d BETWEEN 2 AND 3",
                "n BETWEEN d AND l");
        assertNoMatch("n BETWEEN 6 AND 7", "n NOT BETWEEN 5 AND 5", "n BETWEEN 6 AND 4");
        assertRefused("n BETWEEN 'a' AND 'b'", "s BETWEEN 'a' AND 'z'", "n BETWEEN 1");
    }

    @Test
    @Proves(section = "3.8.1.1", value = "IN lists strings", methods = METHOD)
    void in() throws Exception {
        assertMatch("s IN ('foo')", "s IN ('bar', 'foo')", "s NOT IN ('bar')", "quoted IN ('it''s')");
        assertNoMatch("s IN ('bar')", "s NOT IN ('foo', 'bar')", "n IN ('5')");
        assertRefused("n IN (1, 2)", "s IN ()", "s IN 'foo'", "s IN (foo)");
    }

    @Test
    @Proves(section = "3.8.1.1", value = "LIKE matches patterns, with an escape where told", methods = METHOD)
    void like() throws Exception {
        assertMatch(
                "s LIKE 'foo'",
                "s LIKE 'f%'",
                "s LIKE '%o'",
                "s LIKE '%'",
                "s LIKE 'f__'",
                "s LIKE '%o%'",
                "s NOT LIKE 'b%'",
                "percent LIKE '10!%' ESCAPE '!'",
                "percent LIKE '10\\%' ESCAPE '\\'",
                "quoted LIKE '%''s'");
        assertNoMatch(
                "s LIKE 'F%'",
                "s LIKE 'f_'", "s LIKE 'fo'", "s LIKE 'f!%' ESCAPE '!'", "s NOT LIKE 'foo'", "s LIKE '[a-z]%'");
        assertRefused("s LIKE 5", "s LIKE foo", "s LIKE 'a' ESCAPE '!!'", "s LIKE 'a' ESCAPE 5");
    }

    @Test
    @Proves(
            section = "3.8.1.1",
            value =
                    "Identifiers are Java's and case-sensitive, keywords are not; blanks are tabs, feeds and line ends too",
            methods = METHOD)
    void identifiersAndBlanks() throws Exception {
        assertMatch(
                "$a_1 = 'x'",
                "_b = 'y'",
                "n=5 aNd yes",
                "not no",
                "n between 5 and 6",
                "s in ('foo')",
                "n\t=\f5\nAND\r yes");
        assertNoMatch("N = 5", "S = 'foo'");
        assertRefused(
                "NULL = 1",
                "TRUE = 1 AND",
                "NOT = 1",
                "AND = 1",
                "OR = 1",
                "BETWEEN = 1",
                "LIKE = 1",
                "IN = 1",
                "IS = 1",
                "ESCAPE = 1",
                "1a = 1",
                "a-b c = 1",
                "#a = 1");
    }

    @Test
    @Proves(
            section = "3.8.1.1",
            value = "The header fields that may be asked: mode, priority, id, time, correlation id and type",
            methods = METHOD)
    void headerFields() throws Exception {
        assertMatch(
                "JMSDeliveryMode = 'NON_PERSISTENT'",
                "JMSDeliveryMode <> 'PERSISTENT'",
                "JMSPriority = 7",
                "JMSPriority > 6",
                "JMSMessageID LIKE 'ID:%'",
                "JMSTimestamp > 0",
                "JMSCorrelationID = 'c1'",
                "JMSType = 'car'",
                "JMSCorrelationID IS NOT NULL");
        assertNoMatch("JMSType = 'bus'", "JMSPriority < 7");
    }

    @Test
    @Proves(section = "3.8.1.1", value = "Syntax errors are refused when the consumer is made", methods = METHOD)
    void syntaxErrors() {
        assertRefused(
                "n =",
                "= 5",
                "n == 5",
                "n != 5",
                "(n = 5",
                "n = 5)",
                "n = 5 AND",
                "n 5",
                "AND n = 5",
                "definitely not a selector!",
                "n IS 5",
                "n NOT 5",
                "n = 5,",
                "\"n\" = 5");
        Topic topic;
        try {
            topic = topic(session);
        } catch (JMSException e) {
            throw new AssertionError(e);
        }
        assertExactly(InvalidSelectorException.class, () -> session.createConsumer(topic, "n ="));
        assertExactly(InvalidSelectorException.class, () -> session.createConsumer(topic, "n =", true));
        assertExactly(InvalidSelectorException.class, () -> session.createSharedConsumer(topic, name(), "n ="));
        assertExactly(InvalidSelectorException.class, () -> session.createSharedDurableConsumer(topic, name(), "n ="));
        JMSContext context = context();
        assertExactly(InvalidSelectorRuntimeException.class, () -> context.createConsumer(queue, "n ="));
        assertExactly(InvalidSelectorRuntimeException.class, () -> context.createBrowser(queue, "n ="));
    }

    @Test
    @Proves(section = "3.8.1", value = "No selector and the empty one select everything", methods = METHOD)
    void none() throws Exception {
        assertMatch(null, "", " ");
    }

    @Test
    @Proves(
            section = "3.8.1",
            value = "The application's own property names and group properties may be asked",
            methods = METHOD)
    void jmsxProperties() throws Exception {
        Message message = session.createMessage();
        message.setStringProperty("JMSXGroupID", "g");
        message.setIntProperty("JMSXGroupSeq", 2);
        session.createProducer(queue).send(message);
        assertTrue(matches("JMSXGroupID = 'g' AND JMSXGroupSeq = 2"));
    }

    @Test
    @Proves(
            section = "3.8.1",
            value = "A message of a queue that nobody selects stays, and holds up nobody",
            methods = {"Session.createConsumer(Destination, String)", "MessageConsumer.receiveNoWait"})
    void whatNobodySelectsStays() throws Exception {
        MessageProducer producer = session.createProducer(queue);
        for (int i = 0; i < 30; i++) {
            Message message = session.createMessage();
            message.setIntProperty("n", i);
            producer.send(message);
        }
        MessageConsumer tens = session.createConsumer(queue, "n >= 10 AND n < 20");
        MessageConsumer twenties = session.createConsumer(queue, "n >= 20");
        for (int i = 0; i < 10; i++) {
            assertEquals(20 + i, twenties.receive(SOON).getIntProperty("n"));
            assertEquals(10 + i, tens.receive(SOON).getIntProperty("n"));
        }
        expectNothing(tens);
        expectNothing(twenties);
        MessageConsumer rest = session.createConsumer(queue);
        for (int i = 0; i < 10; i++) assertEquals(i, rest.receive(SOON).getIntProperty("n"));
        expectNothing(rest);
    }

    @Test
    @Proves(
            section = "3.8.1",
            value = "A subscription with a selector never gets what does not match",
            methods = {"Session.createConsumer(Destination, String)", "Session.createSharedConsumer"})
    void subscriptionsSelect() throws Exception {
        Topic topic = topic(session);
        MessageConsumer plain = session.createConsumer(topic, "n = 1");
        MessageConsumer shared = session.createSharedConsumer(topic, name(), "n = 1");
        MessageConsumer durable = session.createSharedDurableConsumer(topic, name(), "n = 1");
        MessageProducer producer = session.createProducer(topic);
        for (int i = 0; i < 3; i++) {
            Message message = session.createMessage();
            message.setIntProperty("n", i);
            producer.send(message);
        }
        for (MessageConsumer each : new MessageConsumer[] {plain, shared, durable}) {
            Message message = each.receive(SOON);
            assertNotNull(message);
            assertEquals(1, message.getIntProperty("n"));
            expectNothing(each);
        }
    }
}
