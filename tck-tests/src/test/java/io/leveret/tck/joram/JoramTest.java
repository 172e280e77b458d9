package io.leveret.tck.joram;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.leveret.broker.Broker;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import junit.framework.Test;
import junit.framework.TestCase;
import junit.framework.TestFailure;
import junit.framework.TestResult;
import junit.framework.TestSuite;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.objectweb.jtests.jms.framework.JMSTestCase;

/** Every test of the suite, over TCP and within the JVM; none of them contradicts Jakarta Messaging 3.1. */
@ResourceLock("the suite's administrator")
class JoramTest {
    private static final String SUITE = "org.objectweb.jtests.jms.conform.";

    private static final List<String> CLASSES = List.of(
            "connection.ConnectionTest",
            "connection.TopicConnectionTest",
            "message.MessageBodyTest",
            "message.MessageDefaultTest",
            "message.MessageTypeTest",
            "message.headers.MessageHeaderTest",
            "message.properties.JMSXPropertyTest",
            "message.properties.MessagePropertyConversionTest",
            "message.properties.MessagePropertyTest",
            "queue.QueueBrowserTest",
            "queue.TemporaryQueueTest",
            "selector.SelectorSyntaxTest",
            "selector.SelectorTest",
            "session.QueueSessionTest",
            "session.SessionTest",
            "session.TopicSessionTest",
            "session.UnifiedSessionTest",
            "topic.TemporaryTopicTest");

    private static final String NAME = "joram";

    /** Of the class whose tests run: the suite leaves durable subscriptions behind, which the next class must not find. */
    private static Broker broker;

    private static String served = "";

    @BeforeAll
    static void noServerOfItsOwn() {
        JMSTestCase.startServer = false;
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @TestFactory
    Stream<DynamicNode> overTcp() {
        return all(() -> LeveretAdmin.adminUri);
    }

    @TestFactory
    Stream<DynamicNode> withinTheJvm() {
        return all(() -> "vm://" + NAME);
    }

    private static Stream<DynamicNode> all(Supplier<String> uri) {
        String pass = UUID.randomUUID().toString();
        return CLASSES.stream().map(name -> DynamicContainer.dynamicContainer(name, tests(name, pass + name, uri)));
    }

    private static void serve(String run) throws IOException {
        if (run.equals(served)) return;
        if (broker != null) broker.close();
        broker = Broker.builder().port(0).inMemory().name(NAME).start();
        LeveretAdmin.adminUri = "amqp://127.0.0.1:" + broker.port();
        served = run;
    }

    private static Stream<DynamicTest> tests(String name, String run, Supplier<String> uri) {
        try {
            Class<? extends TestCase> type = Class.forName(SUITE + name).asSubclass(TestCase.class);
            return Collections.list(new TestSuite(type).tests()).stream()
                    .map(test -> (TestCase) test)
                    .map(test -> DynamicTest.dynamicTest(test.getName(), () -> run(test, run, uri)));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("the suite has no " + name + " any more", e);
        }
    }

    private static void run(Test test, String run, Supplier<String> uri) throws Throwable {
        serve(run);
        LeveretAdmin.clientUri = uri.get();
        TestResult result = new TestResult();
        test.run(result);
        for (TestFailure failure : Collections.list(result.errors())) throw failure.thrownException();
        for (TestFailure failure : Collections.list(result.failures())) throw failure.thrownException();
        assertEquals(1, result.runCount());
    }
}
